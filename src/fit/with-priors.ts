import { freeParameters, type Law } from "../law/law.ts";
import { priors } from "../law/prior.ts";
import type { Evaluator } from "./evaluator.ts";

/** Whether a free parameter of the law has a prior. */
export function hasPriors(law: Law): boolean {
  return freeParameters(law).some((index) => law.parameters[index]?.prior !== undefined);
}

/**
 * An objective with σ̂² times the −ln density of the priors added (language.md §3.3), and its derivatives in φ. A prior's
 * own Hessian is kept where it bends up and dropped where it bends down, save in the exact one.
 */
export function withPriors<M extends { readonly evaluator: Evaluator }>(
  made: M,
  law: Law,
  coordinates: readonly { readonly parameter: number; readonly kind: string }[],
  scale: number | undefined,
): M {
  if (scale === undefined || !(scale > 0) || !hasPriors(law)) return made;
  const p = coordinates.length;
  const terms = coordinates.flatMap(({ parameter, kind }, i) => {
    const prior = law.parameters[parameter]?.prior;
    return prior === undefined
      ? []
      : [{ i, log: kind === "log", prior, given: prior.arguments, cost: priors[prior.distribution].cost }];
  });
  const { evaluator } = made;
  return {
    ...made,
    evaluator: {
      ...evaluator,
      movePriors: (source) => {
        for (const term of terms) {
          const { distribution, arguments: own } = term.prior;
          term.given = source === undefined ? own : (priors[distribution].moved?.(own, source.normal()) ?? own);
        }
      },
      // Of −ln density it is its expected bend, as of any likelihood.
      priorVariance: (parameters) => {
        const variance = new Float64Array(p);
        for (const { i, log, given, cost } of terms) {
          const x = log ? Math.exp(parameters[i]!) : parameters[i]!;
          const [, , bend] = cost(x, given);
          variance[i] = scale * scale * Math.max(bend, 0) * (log ? x * x : 1);
        }
        return variance;
      },
      evaluate: (parameters, delta, kind, out) => {
        evaluator.evaluate(parameters, delta, kind, out);
        for (const { i, log, given, cost } of terms) {
          const x = log ? Math.exp(parameters[i]!) : parameters[i]!;
          const [value, slope, bend] = cost(x, given);
          if (!Number.isFinite(value)) {
            out[0] = Number.POSITIVE_INFINITY;
            return;
          }
          const first = log ? slope * x : slope;
          const second = log ? bend * x * x + slope * x : bend;
          out[0] = out[0]! + scale * value;
          out[1 + i] = out[1 + i]! + scale * first;
          const at = 1 + p + (i * (i + 1)) / 2 + i;
          out[at] = out[at]! + scale * (kind === "exact" ? second : Math.max(second, 0));
        }
      },
    },
  };
}
