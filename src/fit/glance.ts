import { LinearSolver } from "./linear-solver.ts";
import { outputLength, type Rows } from "./objective.ts";
import type { Problem } from "./problem.ts";
import { scatteredSample, subsample } from "./subsample.ts";

/** Judges points by a problem's objective over the rows it was last bound to. */
export class Judge {
  readonly solver: LinearSolver;
  private readonly problem: Problem;
  private readonly delta: number;
  private readonly out: Float64Array;

  constructor(problem: Problem, delta: number) {
    this.problem = problem;
    this.delta = delta;
    this.solver = new LinearSolver(problem);
    this.out = new Float64Array(outputLength(problem.coordinates.length));
  }

  /** Takes the rows to judge on. */
  bind(rows: Rows): void {
    this.solver.bind(rows);
    this.problem.evaluator.bind(rows);
  }

  /** The objective at a point, roughly; ∞ where it has none. */
  objective(point: Float64Array): number {
    this.problem.evaluator.evaluate(point, this.delta, "glance", this.out);
    return Number.isFinite(this.out[0]!) ? this.out[0]! : Number.POSITIVE_INFINITY;
  }
}

/** How candidates are glanced at: on a sample of at most so many rows, or on a few that are scattered over it. */
export interface GlancePlan {
  readonly delta: number;
  readonly rows: number;
  readonly few?: number;
}

/** Candidates with their linear coordinates solved for, one after the other, and the objective at each. */
export interface Glanced {
  readonly points: Float64Array;
  readonly values: Float64Array;
}

/** Glances at candidates, whose p coordinates each follow one another. */
export function glanceAt(problem: Problem, candidates: Float64Array, { delta, rows, few }: GlancePlan): Glanced {
  const p = problem.coordinates.length;
  const judge = new Judge(problem, delta);
  const sample = subsample(problem.data, rows);
  judge.bind(few === undefined ? sample : scatteredSample(sample, few));
  const points = candidates.slice();
  const values = new Float64Array(points.length / p);
  for (let k = 0; k < values.length; k++) {
    const point = points.subarray(k * p, (k + 1) * p);
    judge.solver.glance(point);
    values[k] = judge.objective(point);
  }
  return { points, values };
}
