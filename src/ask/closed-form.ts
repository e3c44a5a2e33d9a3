import type { Graph, NodeId } from "../law/expression.ts";

/** coefficient · x₀^e₀ · x₁^e₁, its numbers given for one draw of the parameters. */
interface Monomial {
  readonly coefficient: number;
  readonly exponents: readonly [number, number];
}

/**
 * The minimum of a sum of a constant, monomials of x₀ and monomials of x₁ (one each) on a line where a monomial of both
 * is constant: for E + A/N^α + B/D^β under 6·N·D = C the formula of Hoffmann et al. 2022, equation 4. Undefined where the
 * objective or the constraint is not of this form, or where the stationary point is no minimum.
 */
export function powerLawMinimum(
  graph: Graph,
  roots: { readonly objective: NodeId; readonly left: NodeId; readonly right: NodeId },
  parameters: ArrayLike<number>,
  inputs: ArrayLike<number>,
  searched: readonly [number, number],
): readonly [number, number] | undefined {
  const read = new MonomialReader(graph, parameters, inputs, searched);
  const terms = read.sum(roots.objective);
  const left = read.monomial(roots.left);
  const right = read.monomial(roots.right);
  if (terms === undefined || left === undefined || right === undefined) return undefined;
  // x₀^u · x₁^v = c
  const u = left.exponents[0] - right.exponents[0];
  const v = left.exponents[1] - right.exponents[1];
  const c = right.coefficient / left.coefficient;
  if (!(c > 0) || u === 0 || v === 0) return undefined;
  const varying = terms.filter((t) => t.exponents[0] !== 0 || t.exponents[1] !== 0);
  const [a, b] = varying;
  if (varying.length !== 2 || a === undefined || b === undefined) return undefined;
  // On the line x₁ = (c/x₀^u)^(1/v) each term is a power of x₀: k·x₀^s.
  const along = ({ coefficient, exponents: [p, q] }: Monomial): readonly [number, number] => [
    coefficient * c ** (q / v),
    p - (q * u) / v,
  ];
  const [ka, sa] = along(a);
  const [kb, sb] = along(b);
  // d/d ln x₀: ka·sa·x₀^sa + kb·sb·x₀^sb = 0; a minimum where both coefficients are positive and the exponents differ in sign.
  if (!(ka > 0 && kb > 0 && sa * sb < 0)) return undefined;
  const x0 = ((-kb * sb) / (ka * sa)) ** (1 / (sa - sb));
  const x1 = (c / x0 ** u) ** (1 / v);
  return Number.isFinite(x0) && Number.isFinite(x1) ? [x0, x1] : undefined;
}

class MonomialReader {
  private readonly graph: Graph;
  private readonly parameters: ArrayLike<number>;
  private readonly inputs: ArrayLike<number>;
  private readonly searched: readonly [number, number];

  constructor(
    graph: Graph,
    parameters: ArrayLike<number>,
    inputs: ArrayLike<number>,
    searched: readonly [number, number],
  ) {
    this.graph = graph;
    this.parameters = parameters;
    this.inputs = inputs;
    this.searched = searched;
  }

  /** A node as a sum of monomials. */
  sum(id: NodeId, sign = 1): readonly Monomial[] | undefined {
    const node = this.graph.nodes[id];
    const [a = 0, b = 0] = node?.args ?? [];
    if (node?.op === "add" || node?.op === "sub") {
      const left = this.sum(a, sign);
      const right = this.sum(b, node.op === "add" ? sign : -sign);
      return left === undefined || right === undefined ? undefined : [...left, ...right];
    }
    const one = this.monomial(id);
    return one === undefined ? undefined : [{ ...one, coefficient: sign * one.coefficient }];
  }

  monomial(id: NodeId): Monomial | undefined {
    const node = this.graph.nodes[id];
    if (node === undefined) return undefined;
    const [a = 0, b = 0] = node.args;
    switch (node.op) {
      case "const":
        return { coefficient: node.value ?? Number.NaN, exponents: [0, 0] };
      case "param":
        return { coefficient: this.parameters[node.index ?? 0] ?? Number.NaN, exponents: [0, 0] };
      case "input": {
        const at = this.searched.indexOf(node.index ?? -1);
        if (at === 0) return { coefficient: 1, exponents: [1, 0] };
        if (at === 1) return { coefficient: 1, exponents: [0, 1] };
        return { coefficient: this.inputs[node.index ?? 0] ?? Number.NaN, exponents: [0, 0] };
      }
      case "neg": {
        const inner = this.monomial(a);
        return inner === undefined ? undefined : { ...inner, coefficient: -inner.coefficient };
      }
      case "mul":
      case "div": {
        const left = this.monomial(a);
        const right = this.monomial(b);
        if (left === undefined || right === undefined) return undefined;
        const s = node.op === "mul" ? 1 : -1;
        return {
          coefficient: node.op === "mul" ? left.coefficient * right.coefficient : left.coefficient / right.coefficient,
          exponents: [left.exponents[0] + s * right.exponents[0], left.exponents[1] + s * right.exponents[1]],
        };
      }
      case "pow":
      case "sqrt": {
        const base = this.monomial(a);
        const power = node.op === "sqrt" ? { coefficient: 0.5, exponents: [0, 0] } : this.monomial(b);
        if (base === undefined || power === undefined || power.exponents[0] !== 0 || power.exponents[1] !== 0)
          return undefined;
        if (!(base.coefficient > 0)) return undefined;
        const p = power.coefficient;
        return { coefficient: base.coefficient ** p, exponents: [base.exponents[0] * p, base.exponents[1] * p] };
      }
      default:
        return undefined;
    }
  }
}
