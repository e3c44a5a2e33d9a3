import { drawsFor, type IntervalRule, intervalOf, type Sampled } from "../fit/intervals.ts";

/** Errors on rows that a fit has not seen, in the space of their residuals. */
export interface HeldOutScore {
  readonly rows: number;
  /** Root mean square of the residuals. */
  readonly rmse: number;
  /** Mean of the residuals, observed minus predicted. */
  readonly bias: number;
  /** What the draws of the fit make of both; absent where it has none. */
  readonly intervals?: { readonly rmse: readonly [number, number]; readonly bias: readonly [number, number] };
}

/** Gathers residuals row by row or draw by draw: of the estimate, of every draw and of every replicate. */
export interface HeldOutSums {
  /** The draws in the order of `add`'s index, which is 0 for the estimate and counts these from 1. */
  readonly draws: readonly number[];
  readonly add: (index: number, residual: number) => void;
  readonly score: (level: number) => HeldOutScore;
}

/** Sums for a score over `count` draws, whose intervals are made by the fit's own rule. */
export function heldOutSums(rule: IntervalRule, count: number): HeldOutSums {
  const draws = drawsFor(rule, count);
  const [squares, sums] = [new Float64Array(1 + draws.length), new Float64Array(1 + draws.length)];
  let rows = 0;
  const sampled = (values: Float64Array): Sampled => ({
    estimate: values[0] ?? Number.NaN,
    draws: values.subarray(1, 1 + count),
    replicates: values.subarray(1 + count),
  });
  return {
    draws,
    add: (index, residual) => {
      if (index === 0) rows++;
      squares[index]! += residual * residual;
      sums[index]! += residual;
    },
    score: (level) => {
      const rmse = sampled(squares.map((x) => Math.sqrt(x / rows)));
      const bias = sampled(sums.map((x) => x / rows));
      return {
        rows,
        rmse: rmse.estimate,
        bias: bias.estimate,
        ...(count === 0
          ? {}
          : { intervals: { rmse: intervalOf(rmse, rule, level), bias: intervalOf(bias, rule, level) } }),
      };
    },
  };
}
