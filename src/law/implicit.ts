import { type Diagnostic, error } from "../../grammar/diagnostic.ts";
import type { AggregateNode, Expression } from "../../grammar/syntax.ts";
import { type Graph, type GraphBuilder, type NodeId, reachable } from "./expression.ts";
import type { Meanings } from "./meanings.ts";

/** `root(left = right for y in a..b)`: the y at which both sides are equal, as one node whose derivatives are implicit. */
export function buildRoot(
  g: GraphBuilder,
  node: AggregateNode,
  meanings: Meanings,
  diagnostics: Diagnostic[],
  build: (e: Expression, meanings: Meanings) => NodeId,
): NodeId {
  const { body, domain, index } = node;
  const refuse = (code: string, message: string, span: { start: number; end: number }, help: string): NodeId => {
    diagnostics.push(error(code, message, span, { help }));
    return g.constant(Number.NaN);
  };
  const form = "write root(left = right for y in a..b)";
  if (body.kind !== "comparison" || body.operator !== "=")
    return refuse("not-an-equation", "root solves an equation", body.span, form);
  if (domain.kind !== "range") return refuse("not-a-range", "the unknown of root lies in a range", domain.span, form);
  const low = build(domain.from, meanings);
  const high = build(domain.to, meanings);
  const unknown = g.unknown();
  const inner: Meanings = { ...meanings, name: (n) => (n.name === index.name ? unknown : meanings.name(n)) };
  const residual = g.apply("sub", build(body.left, inner), build(body.right, inner));
  const cone = unknownCone(g, residual, unknown);
  if (cone.length === 0)
    return refuse("not-an-equation", `the equation does not depend on ${index.name}`, body.span, form);
  if (cone.some((id) => ["root", "scan", "lag", "prev"].includes(g.nodes[id]?.op ?? "")))
    return refuse(
      "not-yet",
      "a root inside a root, or a run inside a root, is not part of the language yet",
      node.span,
      "solve the inner one in a law of its own and fit it first",
    );
  return g.root(residual, low, high, unknown);
}

/** The nodes under a residual that depend on its unknown, in order. */
export function unknownCone(graph: Graph, residual: NodeId, unknown: NodeId): readonly NodeId[] {
  const marks = reachable(graph, [residual]);
  const inside = new Set<NodeId>();
  for (let id = 0; id <= residual; id++) {
    if (!marks[id]) continue;
    if (id === unknown || (graph.nodes[id]?.args ?? []).some((arg) => inside.has(arg))) inside.add(id);
  }
  return [...inside];
}
