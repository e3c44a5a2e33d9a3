import { freeParameters } from "../law/law.ts";
import type { Draws } from "./bootstrap.ts";
import type { Estimate } from "./estimate.ts";
import { changesAlong, type Identifiability } from "./identifiability.ts";
import { type IntervalRule, intervalOf } from "./intervals.ts";
import type { Replicates } from "./jackknife.ts";
import type { Problem } from "./problem.ts";
import { standardDeviation } from "./quantile.ts";
import { runawaysFrom } from "./runaway.ts";

/** One parameter of a fit. */
export interface ParameterEstimate {
  readonly name: string;
  readonly value: number;
  readonly standardError: number;
  readonly interval: readonly [number, number];
  /** Of an undetermined one other values fit as well: it has neither standard error nor interval. */
  readonly state: "free" | "fixed" | "tied" | "atLowerBound" | "atUpperBound" | "undetermined";
}

/** Every parameter of the law with its standard error (the deviation of the draws), interval and state. */
export function describeParameters(
  problem: Problem,
  found: Estimate,
  made: {
    readonly draws: Draws;
    readonly replicates: Replicates;
    readonly rule: IntervalRule;
    readonly level: number;
    readonly alike?: Identifiability["alike"];
  },
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
    const open = made.alike?.some(([above, below]) => changesAlong(above[index]!, below[index]!)) ?? false;
    const unknown = made.draws.count === 0 && found.status !== "exact";
    if ((open || unknown) && state !== "fixed")
      return {
        name: parameter.name,
        value,
        standardError: Number.NaN,
        interval: [Number.NaN, Number.NaN],
        state: open && state === "free" ? "undetermined" : state,
      };
    const exact = state === "fixed" || found.status === "exact";
    const [low, high] = intervalOf({ estimate: value, draws, replicates }, made.rule, made.level);
    // Nothing is said of values that the law forbids, nor told apart what the data do not.
    const inside = (end: number): number =>
      Math.min(Math.max(state === "free" ? openEnd(problem, found, at, end) : end, parameter.lower), parameter.upper);
    return {
      name: parameter.name,
      value,
      standardError: exact ? 0 : standardDeviation(draws),
      interval: exact ? [value, value] : [inside(low), inside(high)],
      state,
    };
  });
}

/** An end of an interval this many e-folds from the estimate may be one that the data cannot tell from none. */
const openFrom = 7;

/** The end of an interval, or 0 or ∞ where the data do not tell it from that limit. */
function openEnd(problem: Problem, { coordinates, parameters }: Estimate, at: number, end: number): number {
  const value = parameters[problem.coordinates[at]?.parameter ?? -1] ?? Number.NaN;
  if (!(Math.abs(Math.log(end / value)) > openFrom)) return end;
  const up = end > value;
  if (!runawaysFrom(problem, coordinates)(at, Math.log(end), up ? 1 : -1)) return end;
  return up ? Number.POSITIVE_INFINITY : 0;
}
