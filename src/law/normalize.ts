import { dependencies, type GraphBuilder, type NodeId } from "./expression.ts";
import { substitute } from "./substitute.ts";

/** A basis function divided by its value at a reference row. */
export interface Normalized {
  /** basis(x)/basis(reference), of the order of one over the data. */
  readonly ratio: NodeId;
  /** basis(reference): depends on parameters alone; a coefficient in the new coordinates is the old one times this. */
  readonly scale: NodeId;
}

/** Whether a node is one for one level of an input and zero for the others. */
function isMask(g: GraphBuilder, id: NodeId): boolean {
  const node = g.nodes[id];
  return node?.op === "eq" && node.args.some((arg) => g.nodes[arg]?.op === "input");
}

/** The function behind the masks of a basis: what must be positive for it to be normalised. */
export function unmasked(g: GraphBuilder, id: NodeId): NodeId {
  const node = g.nodes[id];
  if (isMask(g, id)) return g.constant(1);
  return node?.op === "mul" && isMask(g, node.args[0] ?? -1) ? unmasked(g, node.args[1] ?? id) : id;
}

/**
 * Divides a positive basis function by its value at the reference row. For A·N^−α this is the centring of ln N: the
 * coefficient no longer moves with the exponent, and the condition of the problem falls by orders of magnitude.
 */
export function normalizeBasis(g: GraphBuilder, basis: NodeId, reference: readonly number[]): Normalized {
  const at = (id: NodeId): NodeId => {
    const node = g.nodes[id];
    const [mask = 0, inner = 0] = node?.args ?? [];
    // The scale of one level's basis is that of the function behind the mask.
    if (node !== undefined && isMask(g, id)) return g.constant(1);
    if (node?.op === "mul" && isMask(g, mask)) return at(inner);
    if (node?.op === "neg") return g.apply("neg", at(mask));
    return substitute(g, g, [id], { input: (index) => g.constant(reference[index] ?? Number.NaN) })[0] ?? id;
  };
  const bits = dependencies(g);
  const ratio = (id: NodeId): NodeId => {
    const node = g.nodes[id];
    const kind = bits[id] ?? dependencies(g)[id] ?? 0;
    if (node === undefined || kind === 0 || kind === 1) return g.constant(1);
    if (isMask(g, id)) return id;
    const [a = 0, b = 0] = node.args;
    switch (node.op) {
      case "mul":
        return g.apply("mul", ratio(a), ratio(b));
      case "div":
        return g.apply("div", ratio(a), ratio(b));
      case "neg":
        return ratio(a);
      case "exp":
        return g.apply("exp", difference(a));
      default:
        return g.apply("div", id, at(id));
    }
  };
  /** exponent(x) − exponent(reference), with the data's own reference taken out of products of parameter and data. */
  const difference = (id: NodeId): NodeId => {
    const node = g.nodes[id];
    const [a = 0, b = 0] = node?.args ?? [];
    if ((bits[id] ?? 0) <= 1) return g.constant(0);
    if (node?.op === "neg") return g.apply("neg", difference(a));
    if (node?.op === "add" || node?.op === "sub") return g.apply(node.op, difference(a), difference(b));
    if (node?.op === "mul" && (bits[a] ?? 0) <= 1) return g.apply("mul", a, difference(b));
    if (node?.op === "mul" && (bits[b] ?? 0) <= 1) return g.apply("mul", b, difference(a));
    if (node?.op === "div" && (bits[b] ?? 0) <= 1) return g.apply("div", difference(a), b);
    return g.apply("sub", id, at(id));
  };
  return { ratio: ratio(basis), scale: at(basis) };
}
