import { dependencies, type GraphBuilder, type NodeId, reachable } from "./expression.ts";
import { type Operation, operations } from "./functions.ts";

/** Symbolic derivatives of graph nodes with respect to parameters, by the chain rule, memoised per parameter. */
export class Differentiator {
  private readonly memo = new Map<number, Map<NodeId, NodeId>>();
  private readonly graph: GraphBuilder;

  constructor(graph: GraphBuilder) {
    this.graph = graph;
  }

  /** The node of ∂root/∂parameter; the constant 0 where the root does not depend on it. */
  derivative(root: NodeId, parameter: number): NodeId {
    const memo = this.memo.get(parameter) ?? new Map<NodeId, NodeId>();
    this.memo.set(parameter, memo);
    const depends = dependencies(this.graph, (index) => index === parameter);
    const visit = (id: NodeId): NodeId => {
      if (((depends[id] ?? 0) & 1) === 0) return this.graph.constant(0);
      const known = memo.get(id);
      if (known !== undefined) return known;
      const node = this.graph.nodes[id];
      const made = node?.op === "scan" ? this.scan(id, visit, memo, parameter) : this.step(id, visit);
      memo.set(id, made);
      return made;
    };
    return visit(root);
  }

  /** The derivative of a recursion is a recursion beside it: it carries ∂prev and needs the values of the first. */
  private scan(id: NodeId, visit: (id: NodeId) => NodeId, memo: Map<NodeId, NodeId>, parameter: number): NodeId {
    const g = this.graph;
    const [previous = 0, next = 0, ...after] = g.nodes[id]?.args ?? [];
    const [initial = 0, start = 0] = g.nodes[previous]?.args ?? [];
    const direct = dependencies(g, (index) => index === parameter, false);
    const inner = dependencies(g, (index) => index === parameter);
    // The recursions that this one is the derivative of come first: their rows before are named in it.
    const outer = after.map(visit).some((d) => g.valueOf(d) !== 0);
    const nested = this.scansUnder(next, previous).some((scan) => g.valueOf(visit(scan)) !== 0);
    if (((direct[next] ?? 0) & 1) === 0 && ((inner[initial] ?? 0) & 1) === 0 && !nested && !outer) {
      memo.set(previous, g.constant(0));
      return g.constant(0);
    }
    const before = g.previous(visit(initial), start, true);
    memo.set(previous, before);
    return g.scan(before, visit(next), id, ...after.map(visit).filter((d) => g.nodes[d]?.op === "scan"));
  }

  /** The implicit function theorem: dy/dt = −(∂F/∂t)/(∂F/∂y), at the root itself. */
  private implicit(id: NodeId, visit: (id: NodeId) => NodeId): NodeId {
    const g = this.graph;
    const [residual = 0, , , unknown = 0] = g.nodes[id]?.args ?? [];
    const along = visit(residual);
    if (g.valueOf(along) === 0) return along;
    const across = this.derivative(residual, -1 - (g.nodes[unknown]?.index ?? 0));
    const [t = 0, y = 0] = replaceNode(g, [along, across], unknown, id);
    return g.apply("neg", g.apply("div", t, y));
  }

  /** The recursions that a node is computed from, but for the one of `previous`. */
  private scansUnder(node: NodeId, previous: NodeId): readonly NodeId[] {
    const g = this.graph;
    const marks = reachable(g, [node]);
    return g.nodes.flatMap((n, id) => (marks[id] && n.op === "scan" && n.args[0] !== previous ? [id] : []));
  }

  private step(id: NodeId, visit: (id: NodeId) => NodeId): NodeId {
    const g = this.graph;
    const node = g.nodes[id];
    if (node === undefined) return g.constant(0);
    if (node.op === "param") return g.constant(1);
    if (node.op === "const" || node.op === "input") return g.constant(0);
    if (node.op === "unknown") return g.constant(1);
    if (node.op === "root") return this.implicit(id, visit);
    const [first = 0, second = 0, third = 0, fourth = 0] = node.args;
    if (node.op === "place" || node.op === "size" || node.op === "term") return g.constant(0);
    if (node.op === "pick") return g.pick(visit(first), second, third);
    if (node.op === "total") return g.total(visit(first), second, third, fourth);
    if (node.op === "lag") return g.lag(visit(node.args[0] ?? 0), node.args[1] ?? 0);
    if (node.op === "prev" || node.op === "scan") throw new Error("a recursion is differentiated as a whole");
    const inner = node.args.map(visit);
    // The partials are made only for arguments that vary: ln x of a fixed exponent's base would be wasted (or NaN).
    if (inner.every((d) => g.valueOf(d) === 0)) return g.constant(0);
    if (node.op === "pow" && g.valueOf(inner[1] ?? 0) === 0) {
      const [x = 0, p = 0] = node.args;
      const slope = g.apply("mul", p, g.apply("pow", x, g.apply("sub", p, g.constant(1))));
      return g.apply("mul", slope, inner[0] ?? 0);
    }
    if (node.op === "select") return g.apply("select", node.args[0] ?? 0, inner[1] ?? 0, inner[2] ?? 0);
    const partials = operations[node.op].partials(g, node.args, id);
    let sum = g.constant(0);
    inner.forEach((d, k) => {
      if (g.valueOf(d) !== 0) sum = g.apply("add", sum, g.apply("mul", partials[k] ?? 0, d));
    });
    return sum;
  }
}

/** Roots with another node in the place of one. */
function replaceNode(g: GraphBuilder, roots: readonly NodeId[], from: NodeId, to: NodeId): readonly NodeId[] {
  const made = new Map<NodeId, NodeId>([[from, to]]);
  const last = Math.max(...roots);
  const marks = reachable(g, roots);
  for (let id = 0; id <= last; id++) {
    const node = g.nodes[id];
    if (!marks[id] || made.has(id) || node === undefined) continue;
    if (!node.args.some((arg) => (made.get(arg) ?? arg) !== arg) || node.op === "root") continue;
    made.set(id, g.apply(node.op as Operation, ...node.args.map((arg) => made.get(arg) ?? arg)));
  }
  return roots.map((root) => made.get(root) ?? root);
}
