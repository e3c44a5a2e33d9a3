import { type Diagnostic, error } from "../../grammar/diagnostic.ts";
import type { CallNode, Expression } from "../../grammar/syntax.ts";
import { dependencies, type GraphBuilder, type NodeId, reachable } from "./expression.ts";
import type { Meanings } from "./meanings.ts";

/** The functions along a run that a law `by run` may call: how many arguments each takes. */
export const seriesFunctions: ReadonlyMap<string, number> = new Map([
  ["cumsum", 1],
  ["lag", 1],
  ["scan", 2],
  ["row", 0],
  ["first", 1],
]);

/** A function along a run as nodes; `start` is 1 where a run begins. Each is told a mistake of the user's, then NaN. */
export function buildSeries(
  g: GraphBuilder,
  node: CallNode,
  meanings: Meanings,
  diagnostics: Diagnostic[],
  build: (e: Expression, meanings: Meanings) => NodeId,
): NodeId {
  const { name } = node.callee;
  const wanted = seriesFunctions.get(name) ?? 0;
  const { start } = meanings;
  if (start === undefined) {
    diagnostics.push(
      error("series-without-run", `${name} goes along the rows of a run, and no run is named here`, node.callee.span, {
        help: "say which column tells the runs apart: law S(x) = … by run, or data … with … by run",
      }),
    );
    return g.constant(Number.NaN);
  }
  if (node.arguments.length !== wanted) {
    const words = wanted === 0 ? "no argument" : wanted === 1 ? "1 argument" : `${wanted} arguments`;
    diagnostics.push(error("wrong-arguments", `${name} takes ${words}, not ${node.arguments.length}`, node.span));
    return g.constant(Number.NaN);
  }
  const [first, second] = node.arguments;
  const value = first === undefined ? g.constant(1) : build(first, meanings);
  switch (name) {
    case "lag":
      return g.lag(value, start);
    case "scan": {
      const step = second;
      if (step === undefined) return g.constant(Number.NaN);
      return recursion(g, value, start, (previous) =>
        build(step, { ...meanings, name: (n) => (n.name === "prev" ? previous : meanings.name(n)) }),
      );
    }
    case "first":
      return recursion(g, value, start, (previous) => previous);
    default:
      return recursion(g, g.constant(0), start, (previous) => g.apply("add", previous, value));
  }
}

/** A recursion, made anew where it turns out to have no parameter: it is then computed once and for all. */
function recursion(g: GraphBuilder, initial: NodeId, start: NodeId, next: (previous: NodeId) => NodeId): NodeId {
  const fixed = g.previous(initial, start, false);
  const made = next(fixed);
  const marks = reachable(g, [made, initial]);
  const bits = dependencies(g);
  const parametric = g.nodes.some((_, id) => marks[id] === 1 && ((bits[id] ?? 0) & 1) === 1);
  if (!parametric) return g.scan(fixed, made);
  const previous = g.previous(initial, start, true);
  return g.scan(previous, next(previous));
}
