import { type HeldOutScore, heldOutSums } from "../ask/held-out.ts";
import type { PredictedPoint } from "../ask/predict.ts";
import type { IntervalRule, Sampled } from "../fit/intervals.ts";
import type { JsonObject } from "./statement.ts";

/** Predictions for the rows of a data set, with errors where the response was observed. */
export interface PredictOn {
  readonly text: string;
  readonly data: string;
  readonly level: number;
  readonly names: readonly string[];
  readonly rows: readonly {
    readonly at: readonly number[];
    readonly point: PredictedPoint;
    readonly observed?: number;
    /** observed/predicted − 1. */
    readonly error?: number;
  }[];
  /** Errors over the observed rows: of ln where every observation is above zero. */
  readonly score?: HeldOutScore & { readonly space: "log" | "linear" };
  readonly json: JsonObject;
}

/** Scores predictions of rows against what was observed there: of ln where every observation is above zero. */
export function rowScore(
  rule: IntervalRule,
  draws: number,
  observations: ArrayLike<number>,
): {
  readonly add: (observed: number | undefined, sampled: Sampled) => void;
  readonly score: (level: number) => Pick<PredictOn, "score">;
} {
  const sums = heldOutSums(rule, draws);
  const log = Array.from(observations).every((y) => y > 0 || Number.isNaN(y));
  const residual = (y: number, x: number): number => (log ? Math.log(y) - Math.log(x) : y - x);
  let rows = 0;
  return {
    add: (observed, { estimate, draws: at, replicates }) => {
      if (observed === undefined || !Number.isFinite(observed)) return;
      rows++;
      sums.add(0, residual(observed, estimate));
      for (let k = 0; k < at.length; k++) sums.add(1 + k, residual(observed, at[k]!));
      for (let k = 0; k < replicates.length; k++) sums.add(1 + at.length + k, residual(observed, replicates[k]!));
    },
    score: (level) => (rows === 0 ? {} : { score: { ...sums.score(level), space: log ? "log" : "linear" } }),
  };
}
