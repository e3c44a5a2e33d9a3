import { resample } from "../fit/bootstrap.ts";
import type { Clusters } from "../fit/clusters.ts";
import type { FitResult } from "../fit/fit.ts";
import { type ObservedRows, predictions } from "../fit/predictions.ts";
import { percentileInterval } from "../fit/quantile.ts";
import { freeParameters } from "../law/law.ts";
import { negativeLogBinomial, negativeLogLikelihood } from "./likelihood.ts";

/** What fits are compared by; each is better the smaller it is. */
export type Measure = "aicc" | "bic" | "extrapolation";

/** One of the fits compared: fitted to the rows that all share, and, for extrapolation, to those below the far ones. */
export interface Contender {
  readonly name: string;
  readonly fit: FitResult;
  readonly rows: ObservedRows;
  readonly clusters?: Clusters;
  readonly extrapolated?: { readonly fit: FitResult; readonly far: ObservedRows };
}

/** What is said of one contender. */
export interface Standing {
  readonly name: string;
  /** Free parameters and the scale of the density. */
  readonly parameters: number;
  readonly values: ReadonlyMap<Measure, number>;
  /** By how much it is worse than the first, in the first measure, with the interval of that difference. */
  readonly difference: { readonly value: number; readonly interval?: readonly [number, number] };
}

/**
 * Ranks fits by the first measure. The difference from the best has the percentile interval over paired bootstrap
 * replicates: replicate i of every fit saw the same rows, for it depends on the seed and i alone.
 */
export function compareFits(
  contenders: readonly Contender[],
  measures: readonly Measure[],
  level: number,
): readonly Standing[] {
  const [primary = "aicc"] = measures;
  const judged = contenders.map((contender) => ({
    contender,
    values: new Map(measures.map((m) => [m, valueUnder(m, contender)] as const)),
  }));
  const rank = (x: number | undefined): number => (x === undefined || Number.isNaN(x) ? Number.POSITIVE_INFINITY : x);
  // Equal ones keep the order in which they were named.
  const sorted = judged.toSorted((a, b) => rank(a.values.get(primary)) - rank(b.values.get(primary)) || 0);
  const [best] = sorted;
  const bestDraws = best === undefined ? undefined : replicatesOf(primary, best.contender);
  return sorted.map(({ contender, values }) => {
    const value = (values.get(primary) ?? Number.NaN) - (best?.values.get(primary) ?? Number.NaN);
    const draws = contender === best?.contender ? bestDraws : replicatesOf(primary, contender);
    const paired = draws === undefined || bestDraws === undefined ? 0 : Math.min(draws.length, bestDraws.length);
    const differences = Float64Array.from({ length: paired }, (_, k) => draws![k]! - bestDraws![k]!).filter(
      Number.isFinite,
    );
    return {
      name: contender.name,
      parameters: freeParameters(contender.fit.law).length + 1,
      values,
      difference: {
        value,
        ...(differences.length < 2 ? {} : { interval: percentileInterval(differences, level) }),
      },
    };
  });
}

function valueUnder(measure: Measure, { fit, rows, extrapolated }: Contender): number {
  if (measure === "extrapolation")
    return extrapolated === undefined
      ? Number.NaN
      : farError(extrapolated.fit, extrapolated.far, extrapolated.fit.estimate);
  return criterion(measure, fit, rows, fit.estimate);
}

/** The measure on each bootstrap replicate: on the rows that it drew, or on far rows drawn anew. */
function replicatesOf(measure: Measure, { fit, rows, clusters, extrapolated }: Contender): Float64Array | undefined {
  const of = measure === "extrapolation" ? extrapolated?.fit : fit;
  if (of === undefined || of.draws.count < 2 || of.status === "exact" || of.intervals === "asymptotic")
    return undefined;
  const { count, width, values } = of.draws;
  const counts = new Float64Array(
    measure === "extrapolation" ? (extrapolated?.far.observed.length ?? 0) : rows.observed.length,
  );
  return Float64Array.from({ length: count }, (_, k) => {
    const parameters = values.subarray(k * width, (k + 1) * width);
    resample(counts, of.seed, k, measure === "extrapolation" ? undefined : clusters);
    return measure === "extrapolation"
      ? farError(of, extrapolated!.far, parameters, counts)
      : criterion(measure, of, rows, parameters, counts);
  });
}

/**
 * AIC with its small-sample correction (Hurvich & Tsai 1989) or BIC (Schwarz 1978), in the units of the response: a fit
 * in log carries the Jacobian Σ ln y. The scale counts as a parameter, of which counts
 * have none. AICc is ∞ where rows do not outnumber parameters by two.
 */
function criterion(
  measure: "aicc" | "bic",
  fit: FitResult,
  rows: ObservedRows,
  parameters: Float64Array,
  counts?: Float64Array,
): number {
  const log = fit.space === "log";
  const predicted = predictions(fit.law, rows, parameters);
  let [n, jacobian] = [0, 0];
  const residuals = rows.observed.map((y, i) => {
    const count = counts?.[i] ?? 1;
    n += count;
    if (log) jacobian += count * Math.log(y);
    return log ? Math.log(y) - Math.log(predicted[i]!) : y - predicted[i]!;
  });
  const { trials } = rows;
  const likelihood =
    trials === undefined
      ? negativeLogLikelihood(fit.loss, fit.delta, residuals, counts)
      : negativeLogBinomial(rows.observed, predicted, trials, counts);
  if (likelihood === undefined) return Number.NaN;
  const k = freeParameters(fit.law).length + (trials === undefined ? 1 : 0);
  const deviance = 2 * (likelihood + jacobian);
  if (measure === "bic") return deviance + k * Math.log(n);
  return n - k - 1 > 0 ? deviance + 2 * k + (2 * k * (k + 1)) / (n - k - 1) : Number.POSITIVE_INFINITY;
}

/** Root mean square of ln observed − ln predicted, or of their difference where an observation is not positive. */
function farError(fit: FitResult, far: ObservedRows, parameters: Float64Array, counts?: Float64Array): number {
  const log = far.observed.every((y) => y > 0);
  const predicted = predictions(fit.law, far, parameters);
  let [sum, n] = [0, 0];
  far.observed.forEach((y, i) => {
    const count = counts?.[i] ?? 1;
    if (count === 0) return;
    const r = log ? Math.log(y) - Math.log(predicted[i]!) : y - predicted[i]!;
    sum += count * r * r;
    n += count;
  });
  return Math.sqrt(sum / n);
}
