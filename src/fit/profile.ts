import type { Cancellation } from "../execute/cancellation.ts";
import type { FitResult } from "./fit.ts";
import { makeSolver, polish } from "./polish.ts";
import { studentQuantile } from "./probability.ts";
import { makeProblem, type ProblemInput } from "./problem.ts";

/** The least objective for each value of one parameter, every other parameter free. */
export interface Profile {
  readonly parameter: string;
  /** Values of the parameter, ascending; the estimate is among them. */
  readonly values: Float64Array;
  /** The least objective at each; NaN where no refit converged. */
  readonly objective: Float64Array;
  /** Twice the objective's rise over the scale of its noise: near the estimate the square of a t deviate. */
  readonly deviance: Float64Array;
  /** Where the deviance meets t² at the fit's level; an end is infinite where the profile stays below as far as it was followed. */
  readonly interval: readonly [number, number];
}

/** How far and how finely a profile is followed. */
export interface ProfileOptions {
  /** Values on each side of the estimate. */
  readonly points: number;
  /** Standard errors to each side. */
  readonly reach: number;
  readonly signal?: Cancellation;
}

/**
 * Profiles one parameter of a fit (Bates and Watts 1988, §6): the parameter is held at values on both sides of its
 * estimate and all others are fitted again, each from where the last one ended. `data` is what the fit was made of;
 * undefined where the parameter is not free.
 */
export function profile(
  fit: FitResult,
  data: Pick<ProblemInput, "inputs" | "response" | "weights">,
  parameter: string,
  options: ProfileOptions,
): Profile | undefined {
  const index = fit.law.parameters.findIndex((p) => p.name === parameter);
  const found = fit.parameters[index];
  const declared = fit.law.parameters[index];
  if (found === undefined || declared === undefined || found.state === "fixed" || found.state === "tied")
    return undefined;
  const step = (options.reach * errorOf(found)) / options.points;
  const log = found.value > 0 && found.value - options.reach * errorOf(found) <= 0.2 * found.value;
  const at = (k: number): number => (log ? found.value * Math.exp((k * step) / found.value) : found.value + k * step);
  const inside = (x: number): boolean => x >= declared.lower && x <= declared.upper;
  const points: { readonly value: number; readonly objective: number }[] = [];
  const rest = restObjective(fit, data);
  points.push({ value: found.value, objective: rest(index, found.value, fit.estimate)?.objective ?? Number.NaN });
  for (const side of [-1, 1]) {
    let from = fit.estimate;
    for (let k = 1; k <= options.points && !options.signal?.aborted; k++) {
      const value = at(side * k);
      if (!inside(value)) break;
      const end = rest(index, value, from);
      points.push({ value, objective: end?.objective ?? Number.NaN });
      if (end !== undefined) from = end.parameters;
    }
  }
  points.sort((a, b) => a.value - b.value);
  const least = Math.min(...points.map((p) => p.objective).filter(Number.isFinite));
  const scale = noiseScale(fit, data.weights);
  const values = Float64Array.from(points, (p) => p.value);
  const objective = Float64Array.from(points, (p) => p.objective);
  const deviance = objective.map((f) => (2 * (f - least)) / scale);
  const free = fit.parameters.filter((p) => p.state !== "fixed" && p.state !== "tied").length;
  const limit = studentQuantile((1 + fit.level) / 2, Math.max(1, fit.rows - free)) ** 2;
  return { parameter, values, objective, deviance, interval: crossings(values, deviance, limit) };
}

function errorOf({ standardError, value }: { readonly standardError: number; readonly value: number }): number {
  return standardError > 0 ? standardError : Math.abs(value) * 0.05 || 1;
}

/** Refits everything but one parameter, which is held. */
function restObjective(
  fit: FitResult,
  data: Pick<ProblemInput, "inputs" | "response" | "weights">,
): (
  index: number,
  value: number,
  from: Float64Array,
) => { readonly objective: number; readonly parameters: Float64Array } | undefined {
  return (index, value, from) => {
    const parameters = fit.law.parameters.map((p, i) => (i === index ? { ...p, fixed: value } : p));
    const problem = makeProblem({ law: { ...fit.law, parameters }, ...data, log: fit.space === "log" });
    const start = problem.toCoordinates(from);
    if (start.length === 0) return { objective: Number.NaN, parameters: from };
    const end = polish(makeSolver(problem), problem.data, start, fit.delta, Math.max(fit.delta, 0));
    if (end.status !== "converged" && end.status !== "exact") return undefined;
    return { objective: end.objective, parameters: problem.toParameters(end.coordinates) };
  };
}

/** Σψ²/Σψ′ with n/(n − p): what turns a rise of Huber's objective into a squared t (σ² for least squares). */
function noiseScale(fit: FitResult, weights: Float64Array | undefined): number {
  const free = fit.parameters.filter((p) => p.state === "free" || p.state === "undetermined").length;
  let [square, slope] = [0, 0];
  fit.residuals.forEach((r, i) => {
    const w = weights?.[i] ?? 1;
    const a = Math.abs(r);
    square += w * Math.min(a, fit.delta) ** 2;
    slope += a <= fit.delta ? w : 0;
  });
  const n = fit.residuals.length;
  return (square / Math.max(1, slope)) * (n / Math.max(1, n - free));
}

/** Where the deviance first exceeds the limit to the left and to the right of its least value, by lines between points. */
function crossings(values: Float64Array, deviance: Float64Array, limit: number): readonly [number, number] {
  const least = deviance.reduce((best, d, k) => (d < (deviance[best] ?? Number.POSITIVE_INFINITY) ? k : best), 0);
  const follow = (side: -1 | 1): number => {
    for (let k = least + side; k >= 0 && k < values.length; k += side) {
      const d = deviance[k]!;
      if (!(d > limit)) continue;
      // Between points the root of the deviance is nearly a line.
      const [a, b] = [Math.sqrt(Math.max(0, deviance[k - side]!)), Math.sqrt(d)];
      const t = (Math.sqrt(limit) - a) / (b - a);
      return values[k - side]! + t * (values[k]! - values[k - side]!);
    }
    return side * Number.POSITIVE_INFINITY;
  };
  return [follow(-1), follow(1)];
}
