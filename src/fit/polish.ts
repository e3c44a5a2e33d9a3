import { type Cancellation, unlessInterrupted } from "../execute/cancellation.ts";
import { isLargeAndCoupled, Lbfgs } from "./lbfgs.ts";
import { LinearSolver } from "./linear-solver.ts";
import { type NewtonOptions, type NewtonResult, NewtonSolver } from "./newton.ts";
import { outputLength, type Rows } from "./objective.ts";
import type { Problem } from "./problem.ts";
import { sameValley } from "./valley.ts";
import { isSeparable, VariableProjection } from "./variable-projection.ts";

/** Starts whose objective is within this share of the best count as agreeing. */
export const agreement = 1e-8;

/** A solver for a problem's coordinates and bounds. */
export function makeSolver(problem: Problem): NewtonSolver {
  const lower = problem.coordinates.map((c) => c.lower);
  const upper = problem.coordinates.map((c) => c.upper);
  const descent = isLargeAndCoupled(problem.model) ? new Lbfgs(problem.evaluator, lower, upper) : undefined;
  const solver = new NewtonSolver(problem.evaluator, lower, upper, new LinearSolver(problem));
  solver.descent = descent;
  solver.projection = descent === undefined && isSeparable(problem) ? new VariableProjection(problem) : undefined;
  return solver;
}

/** What looks at a start left. */
export interface Looked {
  readonly coordinates: Float64Array;
  /** At the width of the last look; ∞ where the start has none. */
  readonly objective: number;
  /** The width to go on at. */
  readonly next: number;
}

/** A start, and what looks at it left. */
export interface Start {
  readonly point: Float64Array;
  readonly looked?: Looked;
}

/** What earlier starts found, that later ones need not repeat: a lower minimum, and valleys (see NewtonOptions). */
interface PolishOptions extends Pick<NewtonOptions, "rival" | "valleys"> {
  /** What looks at the start left. */
  readonly looked?: Looked;
  /** Whether it is enough to come near: the residuals' scale is all that is asked for. */
  readonly nearly?: boolean;
}

/** Iterations at the final width. */
const mostIterations = 200;
/** The same, and the tolerance, where it is enough to come near. */
const nearlyThere = { maxIterations: 60, tolerance: 1e-6 };
/** Iterations at each width before the final one. */
export const wideIterations = 40;

/**
 * Minimises from one start with a loss width that narrows step by step to `delta`: a nearly absolute loss has traps
 * that a wide one has not (engine.md §3.5). From afar the linear coordinates are solved for first, for jointly with their
 * exponents they creep along a curved valley; very many coupled coordinates descend by gradients first. A run that ends in no minimum (a term that died while its exponent ran
 * away) is begun again at the start's own exponents, with every linear coordinate solved for; the lower end counts.
 */
export function polish(
  solver: NewtonSolver,
  data: Rows,
  start: ArrayLike<number>,
  delta: number,
  width: number,
  options: PolishOptions = {},
): NewtonResult {
  const { looked, nearly = false } = options;
  const near = looked?.coordinates ?? approached(solver, data, start, delta, width);
  const end = narrow(solver, data, near, delta, looked?.next ?? width, options);
  if (nearly) return end;
  const lost = end.status === "stalled" || (end.status === "outOfIterations" && end.iterations >= mostIterations);
  const again = lost ? solver.resolved(data, start) : undefined;
  if (again === undefined) return end;
  const other = narrow(solver, data, again, delta, width, options);
  return other.status !== "invalid" && other.objective <= end.objective ? other : end;
}

/** The start as the solver comes near to the data from afar. */
export function approached(
  solver: NewtonSolver,
  data: Rows,
  start: ArrayLike<number>,
  delta: number,
  width: number,
): ArrayLike<number> {
  const wide = Math.max(width, Number.isFinite(delta) ? delta : 0);
  const near = solver.approach(data, start, wide);
  const projection = delta === Number.POSITIVE_INFINITY ? solver.projection : undefined;
  return projection?.descend(data, near) ?? solver.descent?.descend(data, near, wide) ?? near;
}

/** From one width to the next. */
export const narrowing = 4;
/** Whether a width is worth a run of its own before the last one. */
export const isWide = (width: number, delta: number): boolean => Number.isFinite(delta) && width > delta * 1.5;
/** No closer than this at a wide width: along a flat valley starts should keep apart, for the narrow loss may part them. */
export const loosely: { readonly tolerance: number; readonly mix: 0 } = { tolerance: 1e-3, mix: 0 };

/** Minimises at widths that narrow to `delta`. */
function narrow(
  solver: NewtonSolver,
  data: Rows,
  start: ArrayLike<number>,
  delta: number,
  width: number,
  { rival, valleys, nearly }: PolishOptions,
): NewtonResult {
  let point = start;
  for (let wide = width; isWide(wide, delta); wide /= narrowing) {
    const step = solver.minimize(data, point, { ...loosely, delta: wide, maxIterations: wideIterations });
    if (step.status === "invalid") return step;
    point = step.coordinates;
  }
  const known = { ...(rival === undefined ? {} : { rival }), ...(valleys === undefined ? {} : { valleys }) };
  const closely = nearly ? nearlyThere : { maxIterations: mostIterations, tolerance: 1e-13 };
  return solver.minimize(data, point, { delta, mix: 0, ...closely, ...known });
}

/** An end of some starts, with how many reached it. */
export interface Found {
  coordinates: Float64Array;
  objective: number;
  starts: number;
  /** Whether it is a minimum, and not only where the iterations ran out. */
  done: boolean;
  exact: boolean;
}

/** So many runs that crept along a valley until their iterations ran out speak for those that come after. */
const enoughRuns = 3;

/** How starts are polished. */
export interface PolishPlan {
  readonly delta: number;
  /** The width that continuation begins at. */
  readonly width: number;
  /** See PolishOptions. */
  readonly nearly?: boolean;
}

/** Polishes one chunk of starts and groups what they reached; an interrupted one returns what it has. */
export function polishChunk(
  problem: Problem,
  starts: readonly Start[],
  { delta, width, nearly = false }: PolishPlan,
  signal?: Cancellation,
): Chunk {
  const solver = makeSolver(problem);
  const found: Found[] = [];
  let polished = 0;
  // The kinks of a nearly absolute loss stop one run in many on its way along a valley: there each is followed.
  const smooth = delta >= 0.1 * width;
  const crept = new Map<Found, number>();
  let rival = Number.POSITIVE_INFINITY;
  for (const { point, looked } of starts) {
    if (signal?.aborted && polished > 0) return { found, starts: polished, interrupted: true };
    const valleys = [...crept].flatMap(([{ objective }, runs]) => (runs >= enoughRuns ? [objective] : []));
    const options = { rival, valleys, nearly, ...(looked === undefined ? {} : { looked }) };
    const end = unlessInterrupted(() => polish(solver, problem.data, point, delta, width, options));
    if (end === undefined) return { found, starts: polished, interrupted: true };
    polished++;
    if (!Number.isFinite(end.objective)) continue;
    const { coordinates, objective, status } = end;
    const done = status === "converged" || status === "exact";
    const reached = group(found, { coordinates, objective, starts: 1, done, exact: status === "exact" });
    if (smooth && status === "outOfIterations" && end.iterations >= mostIterations)
      crept.set(reached, (crept.get(reached) ?? 0) + 1);
    if (reached.done) rival = Math.min(rival, reached.objective);
  }
  return { found, starts: polished, interrupted: false };
}

/** What one chunk of starts reached. */
export interface Chunk {
  readonly found: readonly Found[];
  readonly starts: number;
  readonly interrupted: boolean;
}

/** Counts an end with the one it agrees with, or as a new one. */
export function group(found: Found[], end: Found): Found {
  const near = end.done ? agreement : sameValley;
  const same = found.find(
    (m) =>
      m.done === end.done &&
      // At the floor of rounding objectives differ by noise alone.
      ((m.exact && end.exact) || Math.abs(m.objective - end.objective) <= near * Math.max(m.objective, end.objective)),
  );
  if (same === undefined) {
    found.push(end);
    return end;
  }
  same.starts += end.starts;
  same.exact ||= end.exact;
  // By rounding alone the first stands: mirror images of one minimum would else take turns.
  if (end.objective < same.objective * (1 - 1e-13)) {
    same.coordinates = end.coordinates;
    same.objective = end.objective;
  }
  return same;
}

/** Objective, gradient and exact Hessian at a point, as one array (see ObjectiveFunction). */
export function derivatives(problem: Problem, coordinates: Float64Array, delta: number, mix: 0 | 1): Float64Array {
  const out = new Float64Array(outputLength(problem.coordinates.length));
  problem.evaluator.bind(problem.data);
  problem.evaluator.evaluate(coordinates, delta, mix === 0 ? "reweighted" : "exact", out);
  return out;
}
