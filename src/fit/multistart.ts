import type { Cancellation } from "../execute/cancellation.ts";
import { LinearSolver } from "./linear-solver.ts";
import { NewtonSolver } from "./newton.ts";
import { outputLength, type Rows } from "./objective.ts";
import type { Problem } from "./problem.ts";

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
): ReturnType<NewtonSolver["minimize"]> {
  let point: ArrayLike<number> = solver.approach(data, start, Math.max(width, Number.isFinite(delta) ? delta : 0));
  if (Number.isFinite(delta)) {
    for (let wide = width; wide > delta * 1.5; wide /= 4) {
      const step = solver.minimize(data, point, { delta: wide, tolerance: 1e-3, maxIterations: 40, mix: 0 });
      if (step.status === "invalid") return step;
      point = step.coordinates;
    }
  }
  return solver.minimize(data, point, { delta, tolerance: 1e-13, maxIterations: 200, mix: 0 });
}

/** Polishes every start and groups what they reached. */
export function multistart(
  problem: Problem,
  starts: readonly Float64Array[],
  delta: number,
  width: number,
  signal?: Cancellation,
): Multistart {
  const solver = makeSolver(problem);
  const found: { coordinates: Float64Array; objective: number; starts: number; done: boolean; exact: boolean }[] = [];
  let polished = 0;
  let interrupted = false;
  for (const start of starts) {
    if (signal?.aborted && found.length > 0) {
      interrupted = true;
      break;
    }
    polished++;
    const end = polish(solver, problem.data, start, delta, width);
    if (!Number.isFinite(end.objective)) continue;
    const done = end.status === "converged" || end.status === "exact";
    const near = done ? agreement : sameValley;
    const same = found.find(
      (m) =>
        m.done === done &&
        // At the floor of rounding objectives differ by noise alone.
        ((m.exact && end.status === "exact") ||
          Math.abs(m.objective - end.objective) <= near * Math.max(m.objective, end.objective)),
    );
    const { coordinates, objective } = end;
    if (same === undefined) found.push({ coordinates, objective, starts: 1, done, exact: end.status === "exact" });
    else {
      same.starts++;
      same.exact ||= end.status === "exact";
      if (objective < same.objective) Object.assign(same, { coordinates, objective });
    }
  }
  found.sort((a, b) => a.objective - b.objective);
  const best = found[0];
  const status = interrupted ? "interrupted" : best?.exact ? "exact" : best?.done ? "converged" : "notConverged";
  return {
    minima: found.map(({ done, coordinates, objective, starts: reached }) => ({
      coordinates,
      objective,
      starts: reached,
      attained: done,
    })),
    starts: polished,
    status,
  };
}

/** Objective, gradient and exact Hessian at a point, as one array (see ObjectiveFunction). */
export function derivatives(problem: Problem, coordinates: Float64Array, delta: number, mix: 0 | 1): Float64Array {
  const out = new Float64Array(outputLength(problem.coordinates.length));
  problem.evaluator.bind(problem.data);
  problem.evaluator.evaluate(coordinates, delta, mix === 0 ? "reweighted" : "exact", out);
  return out;
}
