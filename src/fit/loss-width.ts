import type { LossChoice } from "./loss/loss.ts";
import { followSteps, type Looks, multistartSteps } from "./multistart.ts";
import { makeSolver, polish } from "./polish.ts";
import { studentQuantile } from "./probability.ts";
import type { Problem } from "./problem.ts";
import { median, select } from "./quantile.ts";
import { residualsOf } from "./residuals.ts";
import { isScattered } from "./start-levels.ts";
import type { Steps } from "./work.ts";

/** For normal noise, Huber's estimator at 1.345 robust standard deviations is 95 % efficient (Huber 1981). */
const huberEfficiency = 1.345;
/** Residuals below this share of the narrowest width are rounding, of an implicit law too. */
const rounding = 1e-11;
/** Median absolute deviation to standard deviation, for normal noise. */
const madToSigma = 1.4826;

/** Huber's width or Student's scale for a choice of loss; absolute deviations and quantiles are its limit far below the noise. */
export function* lossWidth(
  problem: Problem,
  loss: LossChoice,
  search: FirstEnd,
  unit: number,
  width: number,
): Steps<number> {
  switch (loss.kind) {
    case "huber":
      return loss.delta;
    case "squares":
    case "binomial":
      return Number.POSITIVE_INFINITY;
    case "absolute":
    case "pinball": {
      const scale = yield* firstScale(problem, search, 1e-3 * unit);
      return 1e-7 * (scale > 0 ? scale : unit);
    }
    case "adaptiveHuber":
      return yield* adaptWidth(problem, search, 1e-3 * unit, width);
    case "student":
      return yield* adaptScale(problem, search, loss.degrees, 1e-3 * unit, width);
  }
}

/** The scale at which the middle half of Student's distribution is that of the residuals: from a wide fit, then from refits. */
function* adaptScale(
  problem: Problem,
  search: FirstEnd,
  degrees: number,
  narrow: number,
  width: number,
): Steps<number> {
  let at = yield* search(width);
  let scale = width;
  for (let round = 0; at !== undefined && round < 3; round++) {
    const middle = robustScale(residualsOf(problem, at), 0) / madToSigma / studentQuantile(0.75, degrees);
    if (!(middle > rounding * narrow)) return narrow;
    scale = middle;
    at = polish(makeSolver(problem), problem.data, at, scale, Math.max(width, scale)).coordinates;
  }
  return scale;
}

/** Residuals in log space are relative already; in linear space they are measured in units of the response. */
export function residualUnit(problem: Problem): number {
  if (problem.log) return 1;
  const size = median(problem.data.response.map(Math.abs));
  return size > 0 ? size : 1;
}

/** Where some of the starts end at a width: near the lowest of their minima, for the residuals' scale is all that is asked for. */
export type FirstEnd = (delta: number) => Steps<Float64Array | undefined>;

/** So many of the starts are polished for that, so many in a chunk; of those that were looked at so many of the lowest. */
const firstStarts = { most: 8, perChunk: 4 };
const firstLooked = { most: 2, perChunk: 1 };

/** Such a search, from the best of what looks at the width that narrowing begins at have left, where there were any. */
export function firstEnds(
  problem: Problem,
  points: readonly Float64Array[],
  looks: Looks | undefined,
  width: number,
): FirstEnd {
  return function* (delta) {
    const plan = { delta, width, nearly: true };
    const { minima } =
      looks === undefined
        ? yield* multistartSteps(problem, points.slice(0, firstStarts.most), plan, {
            sift: isScattered(problem),
            perChunk: firstStarts.perChunk,
          })
        : yield* followSteps(problem, looks, plan, firstLooked);
    return minima[0]?.coordinates;
  };
}

/** The scale of the residuals that a few of the starts leave at a width. */
export function* firstScale(problem: Problem, search: FirstEnd, delta: number): Steps<number> {
  const first = yield* search(delta);
  return first === undefined ? 0 : robustScale(residualsOf(problem, first), problem.coordinates.length - 1);
}

/** δ = 1.345·MADN: from a nearly absolute fit without its p − 1 smallest residuals, then again from the refit. */
function* adaptWidth(problem: Problem, search: FirstEnd, narrow: number, width: number): Steps<number> {
  const p = problem.coordinates.length;
  const n = problem.data.rows;
  const first = yield* search(narrow);
  if (first === undefined) return narrow;
  const initial = huberEfficiency * robustScale(residualsOf(problem, first), p - 1);
  if (!(initial > 0)) return narrow;
  const refit = polish(makeSolver(problem), problem.data, first, initial, Math.max(width, initial));
  const again =
    huberEfficiency * robustScale(residualsOf(problem, refit.coordinates), 0) * Math.sqrt(n / Math.max(1, n - p));
  // Residuals at the level of rounding say that the data are exact: every width serves.
  return again > rounding * narrow ? again : narrow;
}

/** MADN of residuals about zero, leaving out the `drop` smallest (a nearly absolute fit passes through p points). */
export function robustScale(residuals: Float64Array, drop: number): number {
  const sizes = residuals.map(Math.abs);
  const dropped = Math.min(Math.max(0, drop), Math.max(0, sizes.length - 1));
  if (dropped > 0) select(sizes, dropped);
  return madToSigma * median(sizes.subarray(dropped));
}
