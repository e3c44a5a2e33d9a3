import { extent } from "../ask/quantity.ts";
import type { FitResult } from "../fit/fit.ts";
import { compilePoint } from "../law/compile.ts";
import { Differentiator } from "../law/differentiate.ts";
import { GraphBuilder } from "../law/expression.ts";
import { substitute } from "../law/substitute.ts";

/**
 * The free coefficients whose negative estimate turns a term that should fade as every variable grows (A/N^α) into one
 * that rises: found from the law's graph, as ∂law/∂parameter where all variables are least and where all are greatest.
 */
export function growingTerms(
  { law, parameters, estimate }: FitResult,
  inputs: readonly Float64Array[],
): readonly string[] {
  const negative = parameters.flatMap((p, index) => (p.state === "free" && p.value < 0 ? [index] : []));
  if (negative.length === 0) return [];
  const builder = new GraphBuilder();
  const [root = 0] = substitute(builder, law.graph, [law.root], {});
  const differentiator = new Differentiator(builder);
  const zero = builder.constant(0);
  // A coefficient: the law is affine in it. A negative exponent is as good as its opposite under a fraction bar.
  const suspects = negative.filter(
    (index) => differentiator.derivative(differentiator.derivative(root, index), index) === zero,
  );
  if (suspects.length === 0) return [];
  const slopes = suspects.map((index) => differentiator.derivative(root, index));
  const compute = compilePoint(builder, slopes);
  const ranges = inputs.map((column) => extent(column));
  const beyond = law.externals.map((e) => e.value);
  const at = (pick: 0 | 1): Float64Array => {
    const out = new Float64Array(slopes.length);
    compute(estimate, [...ranges.map((r) => r[pick]), ...beyond], out);
    return out;
  };
  const least = at(0);
  const greatest = at(1);
  return suspects.flatMap((index, k) => {
    const low = least[k] ?? 0;
    const high = greatest[k] ?? 0;
    // Fades: of one sign, and clearly smaller at the far end.
    return low > 0 && high > 0 && high < 0.9 * low ? [parameters[index]?.name ?? ""] : [];
  });
}
