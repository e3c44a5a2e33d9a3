import { freeParameters } from "../law/law.ts";
import type { Draws } from "./bootstrap.ts";
import type { Estimate } from "./estimate.ts";
import { type IntervalRule, intervalOf } from "./intervals.ts";
import type { Replicates } from "./jackknife.ts";
import type { Problem } from "./problem.ts";
import { standardDeviation } from "./quantile.ts";

/** One parameter of a fit. */
export interface ParameterEstimate {
  readonly name: string;
  readonly value: number;
  readonly standardError: number;
  readonly interval: readonly [number, number];
  readonly state: "free" | "fixed" | "tied" | "atLowerBound" | "atUpperBound";
}

/** Every parameter of the law with its standard error (the deviation of the draws), interval and state. */
export function describeParameters(
  problem: Problem,
  found: Estimate,
  made: { readonly draws: Draws; readonly replicates: Replicates; readonly rule: IntervalRule; readonly level: number },
): readonly ParameterEstimate[] {
  const free = new Set(freeParameters(problem.law));
  const columnOf = (
    of: { readonly count: number; readonly width: number; readonly values: Float64Array },
    index: number,
  ): Float64Array => Float64Array.from({ length: of.count }, (_, k) => of.values[k * of.width + index] ?? Number.NaN);
  return problem.law.parameters.map((parameter, index) => {
    const value = found.parameters[index] ?? Number.NaN;
    const draws = columnOf(made.draws, index);
    const replicates = columnOf(made.replicates, index);
    const at = problem.coordinates.findIndex((c) => c.parameter === index);
    const coordinate = problem.coordinates[at];
    const x = found.coordinates[at] ?? Number.NaN;
    const state = !free.has(index)
      ? parameter.fixed === undefined
        ? "tied"
        : "fixed"
      : coordinate !== undefined && x <= coordinate.lower
        ? "atLowerBound"
        : coordinate !== undefined && x >= coordinate.upper
          ? "atUpperBound"
          : "free";
    const exact = state === "fixed" || found.status === "exact";
    const [low, high] = intervalOf({ estimate: value, draws, replicates }, made.rule, made.level);
    // Nothing is said of values that the law forbids.
    const inside = (end: number): number => Math.min(Math.max(end, parameter.lower), parameter.upper);
    return {
      name: parameter.name,
      value,
      standardError: exact ? 0 : standardDeviation(draws),
      interval: exact ? [value, value] : [inside(low), inside(high)],
      state,
    };
  });
}
