import { dependencies, type GraphBuilder, type NodeId } from "./expression.ts";
import { operations } from "./functions.ts";

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
      const made = this.step(id, visit);
      memo.set(id, made);
      return made;
    };
    return visit(root);
  }

  private step(id: NodeId, visit: (id: NodeId) => NodeId): NodeId {
    const g = this.graph;
    const node = g.nodes[id];
    if (node === undefined) return g.constant(0);
    if (node.op === "param") return g.constant(1);
    if (node.op === "const" || node.op === "input") return g.constant(0);
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
