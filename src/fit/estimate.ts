import {
  type Cancellation,
  Interruption,
  inStretches,
  undisturbed,
  unlessInterrupted,
} from "../execute/cancellation.ts";
import { type LossChoice, shapeOf } from "./loss/loss.ts";
import { lossOfShape } from "./loss/table.ts";
import { type FirstEnd, firstEnds, firstScale, lossWidth, residualUnit, robustScale } from "./loss-width.ts";
import {
  followSteps,
  hasMany,
  joinChunks,
  lookSteps,
  type Minimum,
  type Multistart,
  multistartSteps,
  sampledFrom,
} from "./multistart.ts";
import type { Rows } from "./objective.ts";
import { followed, persist } from "./persist.ts";
import { agreement, isWide } from "./polish.ts";
import type { Problem } from "./problem.ts";
import { residualsOf } from "./residuals.ts";
import { restart } from "./restart.ts";
import { runawaysFrom } from "./runaway.ts";
import { isScattered } from "./start-levels.ts";
import { startSteps } from "./starts.ts";
import { sweep } from "./sweep.ts";
import { completeStarts, followStarts } from "./user-starts.ts";
import { runHere, type Steps } from "./work.ts";

/** The optimum of a problem, and how sure one may be that it is the global one. */
export interface Estimate {
  readonly coordinates: Float64Array;
  /** Every parameter of the law. */
  readonly parameters: Float64Array;
  /** Sum over rows of weight times loss, in the loss's own definition. */
  readonly objective: number;
  /** The Huber width used: the given one, the adapted one, ∞ for squares. */
  readonly delta: number;
  /** The width that continuation begins at. */
  readonly width: number;
  /** Signed residuals of every row, observed minus predicted (in log space: of the logarithms). */
  readonly residuals: Float64Array;
  readonly minima: readonly Minimum[];
  readonly starts: number;
  /** How many of the starts were set aside after a look. */
  readonly aside: number;
  readonly status: "converged" | "exact" | "unattained" | "notConverged" | "interrupted";
}

/** What estimate() is asked. */
export interface EstimateOptions {
  readonly loss: LossChoice;
  readonly starts: number;
  /** Start points given by the user, in θ; generated ones make up the number of `starts`, for a hint must not be a trap. */
  readonly userStarts?: readonly Float64Array[];
}

/** Finds the global optimum: starts, continuation, Newton; with an adaptive width, the width first (engine.md §5). */
export function estimate(problem: Problem, options: EstimateOptions, signal?: Cancellation): Estimate {
  return runHere(estimateSteps(problem, options), signal === undefined ? {} : { signal });
}

/**
 * The search for the global optimum as steps: its starts may be polished anywhere. What an interruption leaves is its best
 * end so far; before there is one it goes to the caller.
 */
export function* estimateSteps(problem: Problem, options: EstimateOptions): Steps<Estimate> {
  const unit = residualUnit(problem);
  const width = 0.1 * unit;
  const hinted = completeStarts(problem, options.userStarts ?? [], width);
  const wanted = options.starts - hinted.length;
  const own = wanted > 0 ? yield* startSteps(problem, wanted, width) : [];
  const points = [...hinted, ...own];
  const looks = worthALook(problem, options.loss, own) ? yield* lookSteps(problem, own, width) : undefined;
  const search = firstEnds(problem, points, hinted.length > 0 ? undefined : looks, width);
  const delta = yield* lossWidth(problem, options.loss, search, unit, width);
  const wide = Math.max(width, delta === Number.POSITIVE_INFINITY ? 0 : delta);
  const close = yield* closeWidth(problem, search, delta, width);
  function* searchFrom(from: readonly Float64Array[], sift: boolean): Steps<Multistart> {
    if (close === undefined && sift && looks !== undefined && isWide(width, delta))
      return yield* followSteps(problem, looks, { delta, width });
    if (close === undefined) return yield* multistartSteps(problem, from, { delta, width: wide }, { sift });
    const every = (second: 0 | 1): readonly Float64Array[] => from.filter((_, k) => k % 2 === second);
    const far = yield* multistartSteps(problem, every(0), { delta, width: wide }, { sift });
    const near = yield* multistartSteps(problem, every(1), { delta, width: close }, { sift });
    return joined(far, near, roundingFloor(problem));
  }
  const direct = hinted.length === 0 ? undefined : persist(problem, yield* searchFrom(hinted, false), delta);
  // With no start beside the user's own, the way from these is looked for twice.
  const byHints =
    direct === undefined || own.length > 0
      ? direct
      : further(direct, (last) => followed(problem, last, followStarts(problem, hinted, delta), delta, wide));
  const byOwn = own.length === 0 && byHints !== undefined ? undefined : yield* searchFrom(own, isScattered(problem));
  const all =
    byHints === undefined || byOwn === undefined
      ? (byHints ?? byOwn ?? joinChunks([], { aside: 0, missing: false }))
      : joined(byHints, byOwn, roundingFloor(problem));
  if (all.status === "interrupted" && all.minima.length === 0) throw new Interruption("nothing was found yet");
  let found = further(all, (last) => persist(problem, last, delta));
  if (close !== undefined) found = further(found, (last) => restarted(problem, last, delta, wide));
  found = further(found, (last) =>
    isRough(problem, last, delta) ? persist(problem, sweep(problem, last, delta), delta) : last,
  );
  if (found.status === "converged" && hasRunAway(problem, found, points)) found = { ...found, status: "notConverged" };
  const describe = (): Estimate => described(problem, options.loss, found, delta, width);
  return problem.data.rows > sampledFrom ? describe() : undisturbed(describe);
}

/** Whether looks at the starts, at the width that narrowing begins at, tell which are worth following. */
function worthALook(problem: Problem, { kind }: LossChoice, starts: readonly Float64Array[]): boolean {
  return starts.length > 0 && kind !== "squares" && kind !== "binomial" && isScattered(problem) && !hasMany(problem);
}

/** The search as it stands after one more thing is tried on it; as it was where that was interrupted. */
function further(found: Multistart, next: (found: Multistart) => Multistart): Multistart {
  if (found.status === "interrupted") return found;
  return unlessInterrupted(() => next(found)) ?? { ...found, status: "interrupted" };
}

/** Whether a scale of the best end has gone so far that it says nothing more, though where the starts have it it does. */
function hasRunAway(problem: Problem, { minima: [best] }: Multistart, starts: readonly Float64Array[]): boolean {
  if (best === undefined || hasMany(problem)) return false;
  const { coordinates } = best;
  const runsAway = runawaysFrom(problem, coordinates);
  return problem.coordinates.some(({ kind, lower, upper }, i) => {
    const at = coordinates[i]!;
    if (kind !== "log" || at <= lower || at >= upper) return false;
    return ([-1, 1] as const).some(
      (side) =>
        runsAway(i, at, side) && starts.some((start) => side * (at - start[i]!) > 0 && !runsAway(i, start[i]!, side)),
    );
  });
}

function described(problem: Problem, loss: LossChoice, found: Multistart, delta: number, width: number): Estimate {
  const best = found.minima[0];
  const coordinates = best?.coordinates ?? new Float64Array(problem.coordinates.length).fill(Number.NaN);
  const residuals = residualsOf(problem, coordinates);
  const parameters = problem.toParameters(coordinates);
  const endless = best !== undefined && parameters.some((x) => Math.abs(x) === Number.POSITIVE_INFINITY);
  return {
    coordinates,
    parameters,
    objective: best === undefined ? Number.NaN : statedObjective(problem.data, residuals, loss, delta),
    delta,
    width,
    residuals,
    minima: found.minima.map((m) => ({ ...m, objective: restate(problem, m, loss, delta) })),
    starts: found.starts,
    aside: found.aside,
    status: endless || (found.status === "notConverged" && best !== undefined) ? "unattained" : found.status,
  };
}

/** The sum of squares that rounding of predictions alone makes: n·(8ε)²·ȳ². */
function roundingFloor({ data: { rows, response } }: Problem): number {
  const square = response.reduce((sum, y) => sum + y * y, 0) / Math.max(1, rows);
  return rows * (8 * Number.EPSILON) ** 2 * Math.max(1, square);
}

/** The search with its best minimum replaced where a restart finds a lower one. */
function restarted(problem: Problem, searched: Multistart, delta: number, width: number): Multistart {
  const best = searched.minima[0];
  if (best === undefined || !best.attained || searched.status !== "converged") return searched;
  const lower = restart(problem, best, delta, width);
  return lower === best ? searched : { ...searched, minima: [lower, ...searched.minima] };
}

/**
 * Whether the loss is nearly absolute: its width is far below the residuals, so that most of its terms have a kink. Over
 * very many rows kinks average out.
 */
function isRough(problem: Problem, { minima: [best], status }: Multistart, delta: number): boolean {
  if (best === undefined || !best.attained || status !== "converged" || problem.data.rows > sampledFrom) return false;
  return delta < 0.1 * robustScale(residualsOf(problem, best.coordinates), problem.coordinates.length - 1);
}

/** On more rows than this the objective is smooth enough at any width. */
const roughRows = 200;

/**
 * A nearly absolute loss of few rows has many minima, and which of them a start falls into depends on the width that
 * continuation begins at: every other start begins at the noise itself. Undefined where one width serves.
 */
function* closeWidth(problem: Problem, search: FirstEnd, delta: number, width: number): Steps<number | undefined> {
  if (problem.data.rows > roughRows || !(delta < 0.1 * width)) return undefined;
  const scale = yield* firstScale(problem, search, delta);
  return scale > 2 * delta && scale < 0.5 * width ? scale : undefined;
}

/** Two searches as one; of minima that agree the first search's stands (its order of exchangeable terms is the user's). */
function joined(first: Multistart, second: Multistart, floor: number): Multistart {
  const minima = [...first.minima];
  const exact = first.status === "exact" && second.status === "exact";
  for (const minimum of second.minima) {
    const same = minima.findIndex(
      (m) =>
        (exact && m === minima[0] && minimum === second.minima[0]) ||
        ((m.attained || !minimum.attained) &&
          Math.abs(m.objective - minimum.objective) <=
            agreement * Math.max(m.objective, minimum.objective) + Math.sqrt(floor * m.objective)),
    );
    const known = minima[same];
    if (known === undefined) minima.push(minimum);
    else minima[same] = { ...known, starts: known.starts + minimum.starts };
  }
  minima.sort((a, b) => a.objective - b.objective);
  const best = minima[0];
  const status =
    best === undefined || best === first.minima[0] ? first.status : best.attained ? second.status : "notConverged";
  const interrupted = first.status === "interrupted" || second.status === "interrupted";
  return {
    minima,
    starts: first.starts + second.starts,
    aside: first.aside + second.aside,
    status: interrupted ? "interrupted" : status,
  };
}

function restate(problem: Problem, minimum: Minimum, loss: LossChoice, delta: number): number {
  return loss.kind === "absolute" || loss.kind === "pinball" || loss.kind === "student"
    ? statedObjective(problem.data, residualsOf(problem, minimum.coordinates), loss, delta)
    : minimum.objective;
}

/**
 * The objective in the words of language.md §3.3: squares r²/2, Huber's ρ, |r|, the quantile's loss, −ln of Student's
 * density, half the deviance; times the weight, summed. Residuals are observed minus predicted.
 */
function statedObjective(data: Rows, residuals: Float64Array, loss: LossChoice, delta: number): number {
  const { at } = lossOfShape(shapeOf(loss));
  const one = (r: number, target: number): number => {
    switch (loss.kind) {
      case "absolute":
        return Math.abs(r);
      case "pinball":
        return r > 0 ? loss.quantile * r : (loss.quantile - 1) * r;
      case "student":
        return at(-r, delta, target).rho / (delta * delta);
      default:
        return at(-r, delta, target).rho;
    }
  };
  let sum = 0;
  inStretches(residuals.length, 8, (begin, end) => {
    for (let i = begin; i < end; i++) sum += (data.weights?.[i] ?? 1) * one(residuals[i]!, data.response[i]!);
  });
  return sum;
}
