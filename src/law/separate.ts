import { Differentiator } from "./differentiate.ts";
import type { GraphBuilder, NodeId } from "./expression.ts";
import { substitute } from "./substitute.ts";

/** A graph split as rest + Σ coefficient·basis: none of the nodes here depends on a separable parameter. */
export interface Separation {
  /** The parameters in which the root is affine, with no products between them. */
  readonly linear: readonly number[];
  /** The basis node of each linear parameter: ∂root/∂parameter. */
  readonly basis: readonly NodeId[];
  /** The root with every linear parameter at zero. */
  readonly rest: NodeId;
}

/** Finds a largest set of parameters with ∂²root/∂θᵢ∂θⱼ ≡ 0 for all pairs (engine.md §3.3), from the graph alone. */
export function separate(builder: GraphBuilder, root: NodeId, parameters: number): Separation {
  const differentiator = new Differentiator(builder);
  const zero = builder.constant(0);
  const first = Array.from({ length: parameters }, (_, i) => differentiator.derivative(root, i));
  const vanishes = (i: number, j: number): boolean => {
    const second = differentiator.derivative(first[i] ?? zero, j);
    return second === zero;
  };
  const affine = Array.from({ length: parameters }, (_, i) => i).filter((i) => first[i] !== zero && vanishes(i, i));
  const conflicts = affine.map((i) => affine.filter((j) => j !== i && !vanishes(i, j)));
  // Greedy on the conflict graph: drop whichever conflicts most until none is left.
  const linear = new Set(affine);
  for (;;) {
    let worst = -1;
    let most = 0;
    affine.forEach((i, k) => {
      const count = linear.has(i) ? (conflicts[k] ?? []).filter((j) => linear.has(j)).length : 0;
      if (count >= most && count > 0) {
        worst = i;
        most = count;
      }
    });
    if (worst < 0) break;
    linear.delete(worst);
  }
  const chosen = [...linear].sort((a, b) => a - b);
  const [rest = zero] = substitute(builder, builder, [root], {
    parameter: (index) => (linear.has(index) ? zero : builder.parameter(index)),
  });
  return { linear: chosen, basis: chosen.map((i) => first[i] ?? zero), rest };
}
