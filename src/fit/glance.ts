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
  /** Whether the linear coordinates were solved for already and are solved for again with Huber's weights: gross outliers spoil plain squares. */
  readonly reweighted?: boolean;
}

/** Candidates with their linear coordinates solved for, one after the other, and the objective at each. */
export interface Glanced {
  readonly points: Float64Array;
  readonly values: Float64Array;
}

/** What glances at candidates, whose p coordinates each follow one another. */
export function glancer(problem: Problem, plan: GlancePlan): (candidates: Float64Array) => Glanced {
  const { delta, rows, few, reweighted = false } = plan;
  const p = problem.coordinates.length;
  const judge = new Judge(problem, delta);
  const sample = subsample(problem.data, rows);
  const judged = few === undefined ? sample : scatteredSample(sample, few);
  const glance = (point: Float64Array): number => {
    if (reweighted) return reweigh(judge, point, delta);
    judge.solver.glance(point);
    return judge.objective(point);
  };
  return (candidates) => {
    judge.bind(judged);
    const points = candidates.slice();
    const values = new Float64Array(points.length / p);
    for (let k = 0; k < values.length; k++) values[k] = glance(points.subarray(k * p, (k + 1) * p));
    return { points, values };
  };
}

/** Solves again with Huber's weights, as long as that lowers the objective by more than little, three times at most. */
function reweigh(judge: Judge, point: Float64Array, delta: number): number {
  let value = judge.objective(point);
  const trial = new Float64Array(point.length);
  for (let pass = 0; pass < 3; pass++) {
    trial.set(point);
    judge.solver.solve(trial, delta);
    const next = judge.objective(trial);
    if (!(next < value)) break;
    const little = next > 0.999 * value;
    point.set(trial);
    value = next;
    if (little) break;
  }
  return value;
}
