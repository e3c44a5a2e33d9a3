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

/** What earlier starts found, that later ones need not repeat: a lower minimum, and valleys (see NewtonOptions). */
type Known = Pick<NewtonOptions, "rival" | "valleys">;

/** Iterations at the final width. */
const mostIterations = 200;

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
  known: Known = {},
  looked?: NewtonResult,
): NewtonResult {
  const near = looked?.coordinates ?? approached(solver, data, start, delta, width);
  const begun = looked === undefined || looked.status === "outOfIterations" ? width : width / narrowing;
  const end = narrow(solver, data, near, delta, begun, known);
  const lost = end.status === "stalled" || (end.status === "outOfIterations" && end.iterations >= mostIterations);
  const again = lost ? solver.resolved(data, start) : undefined;
  if (again === undefined) return end;
  const other = narrow(solver, data, again, delta, width, known);
  return other.status !== "invalid" && other.objective <= end.objective ? other : end;
}

function approached(solver: NewtonSolver, data: Rows, start: ArrayLike<number>, delta: number, width: number) {
  const wide = Math.max(width, Number.isFinite(delta) ? delta : 0);
  const near = solver.approach(data, start, wide);
  const projection = delta === Number.POSITIVE_INFINITY ? solver.projection : undefined;
  return projection?.descend(data, near) ?? solver.descent?.descend(data, near, wide) ?? near;
}

/** From one width to the next. */
const narrowing = 4;
/** Whether a width is worth a run of its own before the last one. */
const isWide = (width: number, delta: number): boolean => Number.isFinite(delta) && width > delta * 1.5;
// No closer than this: along a flat valley starts should keep apart, for the narrow loss may part them.
const loosely = { tolerance: 1e-3, mix: 0 } as const;

/** Minimises at widths that narrow to `delta`. */
function narrow(
  solver: NewtonSolver,
  data: Rows,
  start: ArrayLike<number>,
  delta: number,
  width: number,
  known: Known,
): NewtonResult {
  let point = start;
  for (let wide = width; isWide(wide, delta); wide /= narrowing) {
    const step = solver.minimize(data, point, { ...loosely, delta: wide, maxIterations: 40 });
    if (step.status === "invalid") return step;
    point = step.coordinates;
  }
  return solver.minimize(data, point, { delta, tolerance: 1e-13, maxIterations: mostIterations, mix: 0, ...known });
}

/** Starts that are polished one after the other, each knowing what those before it found; chunks know nothing of each other. */
export const startsPerChunk = 64;

/** An end of some starts, with how many reached it. */
export interface Found {
  coordinates: Float64Array;
  objective: number;
  starts: number;
  /** Whether it is a minimum, and not only where the iterations ran out. */
  done: boolean;
  exact: boolean;
}

/** Iterations of a first look at a start, at the widest width. */
const lookIterations = 10;
/** The share of starts that are followed whatever a look says; others only below so many times the least objective. */
const followedShare = 0.25;
const hopeless = 2;

/** So many runs that crept along a valley until their iterations ran out speak for those that come after. */
const enoughRuns = 3;

/** A start, what a look at it left, and whether it is followed from there. */
interface Looked {
  readonly start: ArrayLike<number>;
  readonly looked?: NewtonResult;
  readonly followed: boolean;
}

/** Looks at starts for a few iterations each and says which are worth following; all of them at a single width. */
function lookAt(
  solver: NewtonSolver,
  data: Rows,
  starts: readonly ArrayLike<number>[],
  { delta, width }: PolishPlan,
  signal: Cancellation | undefined,
): readonly Looked[] {
  if (!isWide(width, delta)) return starts.map((start) => ({ start, followed: true }));
  const seen: { readonly start: ArrayLike<number>; readonly looked: NewtonResult }[] = [];
  for (const start of starts) {
    if (signal?.aborted && seen.length > 0) break;
    const looked = unlessInterrupted(() => {
      const near = approached(solver, data, start, delta, width);
      return solver.minimize(data, near, { ...loosely, delta: width, maxIterations: lookIterations });
    });
    if (looked === undefined) break;
    seen.push({ start, looked });
  }
  const order = seen.map(({ looked }) => looked.objective).sort((a, b) => a - b);
  const most = Math.max(order[Math.ceil(followedShare * order.length) - 1] ?? 0, hopeless * (order[0] ?? 0));
  return seen.map((one) => ({ ...one, followed: one.looked.objective <= most }));
}

/** How starts are polished. */
export interface PolishPlan {
  readonly delta: number;
  /** The width that continuation begins at. */
  readonly width: number;
  /** Whether starts that a look finds far above the others are set aside; those of a user never are. */
  readonly sift?: boolean;
}

/** Polishes one chunk of starts and groups what they reached; an interrupted one returns what it has. */
export function polishChunk(
  problem: Problem,
  starts: readonly ArrayLike<number>[],
  plan: PolishPlan,
  signal?: Cancellation,
): Chunk {
  const { delta, width } = plan;
  const solver = makeSolver(problem);
  const found: Found[] = [];
  let polished = 0;
  // The kinks of a nearly absolute loss stop one run in many on its way along a valley: there each is followed.
  const smooth = delta >= 0.1 * width;
  const crept = new Map<Found, number>();
  let rival = Number.POSITIVE_INFINITY;
  let aside = 0;
  const candidates: readonly Looked[] =
    plan.sift === true
      ? lookAt(solver, problem.data, starts, plan, signal)
      : starts.map((start) => ({ start, followed: true }));
  for (const { start, looked, followed } of candidates) {
    if (signal?.aborted && polished > 0) return { found, starts: polished, aside, interrupted: true };
    if (!followed) {
      polished++;
      aside++;
      continue;
    }
    const valleys = [...crept].flatMap(([{ objective }, runs]) => (runs >= enoughRuns ? [objective] : []));
    const known = { rival, valleys };
    const end = unlessInterrupted(() => polish(solver, problem.data, start, delta, width, known, looked));
    if (end === undefined) return { found, starts: polished, aside, interrupted: true };
    polished++;
    if (!Number.isFinite(end.objective)) continue;
    const { coordinates, objective, status } = end;
    const done = status === "converged" || status === "exact";
    const reached = group(found, { coordinates, objective, starts: 1, done, exact: status === "exact" });
    if (smooth && status === "outOfIterations" && end.iterations >= mostIterations)
      crept.set(reached, (crept.get(reached) ?? 0) + 1);
    if (reached.done) rival = Math.min(rival, reached.objective);
  }
  return { found, starts: polished, aside, interrupted: candidates.length < starts.length };
}

/** What one chunk of starts reached. */
export interface Chunk {
  readonly found: readonly Found[];
  readonly starts: number;
  /** Those of them that were set aside after a look. */
  readonly aside: number;
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
