import type { Cancellation } from "../execute/cancellation.ts";
import { LinearSolver } from "./linear-solver.ts";
import { type NewtonResult, NewtonSolver } from "./newton.ts";
import { outputLength, type Rows } from "./objective.ts";
import type { Problem } from "./problem.ts";
import { subsample } from "./subsample.ts";

/** A minimum found, with how many of the starts reached it. */
export interface Minimum {
  readonly coordinates: Float64Array;
  readonly objective: number;
  readonly starts: number;
  /** False where the starts ran out of iterations in a valley that falls towards infinity. */
  readonly attained: boolean;
}

/** The outcome of polishing every start. */
export interface Multistart {
  /** Distinct minima, best first. */
  readonly minima: readonly Minimum[];
  /** How many starts were polished. */
  readonly starts: number;
  readonly status: "converged" | "exact" | "notConverged" | "interrupted";
}

/** Starts whose objective is within this share of the best count as agreeing. */
export const agreement = 1e-8;
/** Ends that are no minimum are of one valley when their objectives are this close. */
const sameValley = 1e-3;

/** A solver for a problem's coordinates and bounds. */
export function makeSolver(problem: Problem): NewtonSolver {
  const lower = problem.coordinates.map((c) => c.lower);
  const upper = problem.coordinates.map((c) => c.upper);
  return new NewtonSolver(problem.evaluator, lower, upper, new LinearSolver(problem));
}

/**
 * Minimises from one start with a loss width that narrows step by step to `delta`: a nearly absolute loss has traps
 * that a wide one has not (engine.md §3.5). From afar the linear coordinates are solved for first, for jointly with their
 * exponents they creep along a curved valley.
 */
export function polish(
  solver: NewtonSolver,
  data: Rows,
  start: ArrayLike<number>,
  delta: number,
  width: number,
  rival?: number,
): NewtonResult {
  let point: ArrayLike<number> = solver.approach(data, start, Math.max(width, Number.isFinite(delta) ? delta : 0));
  const most = { mix: 0, ...(rival === undefined ? {} : { rival }) } as const;
  if (Number.isFinite(delta)) {
    for (let wide = width; wide > delta * 1.5; wide /= 4) {
      // No closer than this: along a flat valley starts should keep apart, for the narrow loss may part them.
      const step = solver.minimize(data, point, { delta: wide, tolerance: 1e-3, maxIterations: 40, mix: 0 });
      if (step.status === "invalid") return step;
      point = step.coordinates;
    }
  }
  return solver.minimize(data, point, { delta, tolerance: 1e-13, maxIterations: 200, ...most });
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

/** Polishes one chunk of starts and groups what they reached; an interrupted one returns what it has. */
export function polishChunk(
  problem: Problem,
  starts: readonly ArrayLike<number>[],
  delta: number,
  width: number,
  signal?: Cancellation,
): Chunk {
  const solver = makeSolver(problem);
  const found: Found[] = [];
  let polished = 0;
  let rival = Number.POSITIVE_INFINITY;
  for (const start of starts) {
    if (signal?.aborted && polished > 0) return { found, starts: polished, interrupted: true };
    polished++;
    const end = polish(solver, problem.data, start, delta, width, rival);
    if (!Number.isFinite(end.objective)) continue;
    const { coordinates, objective, status } = end;
    const done = status === "converged" || status === "exact";
    const reached = group(found, { coordinates, objective, starts: 1, done, exact: status === "exact" });
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

/** Polishes every start and groups what they reached. */
export function multistart(
  problem: Problem,
  starts: readonly Float64Array[],
  delta: number,
  width: number,
  signal?: Cancellation,
): Multistart {
  if (problem.data.rows > sampledFrom) return multistartOfMany(problem, starts, delta, width, signal);
  const chunks: Chunk[] = [];
  for (let begin = 0; begin < starts.length; begin += startsPerChunk) {
    if (signal?.aborted && chunks.length > 0) {
      chunks.push({ found: [], starts: 0, interrupted: true });
      break;
    }
    chunks.push(polishChunk(problem, starts.slice(begin, begin + startsPerChunk), delta, width, signal));
  }
  return joinChunks(chunks);
}

/** Above this many rows starts are polished on samples first, and only what they reach on all rows. */
const sampledFrom = 20_000;
const sampleRows = [2048, 32_768] as const;
/** Minima of the sample that are followed on all rows: at most so many, with an objective up to so many times the best. */
const followed = 3;
const followedWithin = 1.5;

/** Minima of all rows, begun where a multistart on every k-th row ended: a few passes over all rows make the optimum. */
function multistartOfMany(
  problem: Problem,
  starts: readonly Float64Array[],
  delta: number,
  width: number,
  signal?: Cancellation,
): Multistart {
  const [few, more] = sampleRows.map((rows) => subsample(problem.data, rows));
  if (few === undefined || more === undefined) throw new Error("there are two samples");
  const sampled = multistart({ ...problem, data: few }, starts, delta, width, signal);
  const [best] = sampled.minima;
  if (best === undefined) return sampled;
  const solver = makeSolver(problem);
  const exactly = (data: Rows, point: ArrayLike<number>): NewtonResult =>
    solver.minimize(data, point, { delta, tolerance: 1e-13, maxIterations: 200, mix: 1 });
  const found: Found[] = [];
  for (const minimum of sampled.minima.slice(0, followed)) {
    if (minimum.objective > followedWithin * best.objective && sampled.status !== "exact") continue;
    const { coordinates, objective, status } = exactly(problem.data, exactly(more, minimum.coordinates).coordinates);
    const done = status === "converged" || status === "exact";
    group(found, { coordinates, objective, starts: minimum.starts, done, exact: status === "exact" });
  }
  return joinChunks([{ found, starts: sampled.starts, interrupted: sampled.status === "interrupted" }]);
}

/** The minima of all chunks, best first; the same whoever polished which. */
export function joinChunks(chunks: readonly Chunk[]): Multistart {
  const found: Found[] = [];
  for (const chunk of chunks) for (const end of chunk.found) group(found, { ...end });
  found.sort((a, b) => a.objective - b.objective);
  const best = found[0];
  const interrupted = chunks.some((chunk) => chunk.interrupted);
  const status = interrupted ? "interrupted" : best?.exact ? "exact" : best?.done ? "converged" : "notConverged";
  return {
    minima: found.map(({ done, coordinates, objective, starts: reached }) => ({
      coordinates,
      objective,
      starts: reached,
      attained: done,
    })),
    starts: chunks.reduce((sum, chunk) => sum + chunk.starts, 0),
    status,
  };
}

/** Counts an end with the one it agrees with, or as a new one. */
function group(found: Found[], end: Found): Found {
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
