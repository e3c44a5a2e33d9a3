import type { FitResult } from "../fit/fit.ts";
import { calibratedDraws, intervalOf } from "../fit/intervals.ts";
import { newObservations } from "../fit/observation.ts";
import { percentileInterval } from "../fit/quantile.ts";
import { extrapolation, type Quantity, sampleQuantity } from "./quantity.ts";

/** A quantity at one point, with what its draws and the data say of it. */
export interface PredictedPoint {
  readonly value: number;
  /** The interval of the quantity itself. */
  readonly interval: readonly [number, number];
  /** The interval of a new observation: a draw of the curve and a resampled residual. */
  readonly observation?: readonly [number, number];
  /** How far beyond the data the point lies. */
  readonly beyond?: ReturnType<typeof extrapolation>;
}

/** One curve: what is held fixed, and the points along it. */
export interface Curve {
  readonly fixed: ReadonlyMap<string, number>;
  readonly x: Float64Array;
  readonly points: readonly PredictedPoint[];
  /** Every variable's value where the running one is x. */
  readonly at: (x: number) => ReadonlyMap<string, number>;
}

/**
 * Evaluates a quantity at a point, at every draw and at the replicates. With `observed` (the fit whose response it is)
 * also the interval of a new row: each draw with a left-out residual, on the scale that residuals have at the point.
 */
export function predictPoint(
  quantity: Quantity,
  inputs: ArrayLike<number>,
  level: number,
  observed?: FitResult,
): PredictedPoint {
  return pointOf(quantity, sampleQuantity(quantity, inputs), inputs, level, observed);
}

/** As predictPoint, of what a quantity was sampled at there. */
export function pointOf(
  quantity: Quantity,
  sampled: ReturnType<typeof sampleQuantity>,
  inputs: ArrayLike<number>,
  level: number,
  observed?: FitResult,
): PredictedPoint {
  const beyond = extrapolation(quantity, inputs);
  const interval = intervalOf(sampled, quantity.rule, level);
  const newRow = (fit: FitResult): readonly [number, number] => {
    const [low, high] = percentileInterval(
      newObservations(
        calibratedDraws(sampled, quantity.rule),
        fit.observation,
        variablesAt(quantity, inputs, fit),
        fit.space,
        fit.seed,
      ),
      level,
    );
    // A row scatters about a curve that is no surer than its own interval.
    return [Math.min(low, interval[0]), Math.max(high, interval[1])];
  };
  return {
    value: sampled.estimate,
    interval,
    ...(observed === undefined || sampled.draws.length === 0 ? {} : { observation: newRow(observed) }),
    ...(beyond === undefined ? {} : { beyond }),
  };
}

/** The values at which a quantity asks a fit's law, in the order of its variables. */
function variablesAt(quantity: Quantity, inputs: ArrayLike<number>, fit: FitResult): readonly number[] {
  const values = quantity.argumentValues(inputs);
  return fit.law.variables.map(
    (variable) => values[quantity.arguments.findIndex((a) => a.variable === variable)] ?? Number.NaN,
  );
}

/** `count` values from low to high, evenly in the logarithm where both ends are above zero and a decade apart. */
export function spread(low: number, high: number, count: number): Float64Array {
  const log = low > 0 && high / low >= 10;
  return Float64Array.from({ length: count }, (_, k) => {
    const t = k / (count - 1);
    if (k === 0) return low;
    if (k === count - 1) return high;
    return log ? Math.exp(Math.log(low) + t * (Math.log(high) - Math.log(low))) : low + t * (high - low);
  });
}

/** Round values inside a range, for a table: 1, 2, 5 a decade (fewer over many decades), or even steps. */
export function roundValues(low: number, high: number): readonly number[] {
  if (!(low > 0 && high / low >= 4)) return [...spread(low, high, 7)];
  const decades = Math.log10(high / low);
  const digits = decades <= 4 ? [1, 2, 5] : decades <= 8 ? [1, 3] : [1];
  const values: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high) + 1e-9; power++) {
    for (const digit of digits) {
      const value = Number(`${digit}e${power}`);
      if (value >= low * (1 - 1e-12) && value <= high * (1 + 1e-12)) values.push(value);
    }
  }
  return values.length >= 2 ? values : [low, high];
}
