import { LinearSolver } from "./linear-solver.ts";
import { outputLength, type Rows } from "./objective.ts";
import type { Problem } from "./problem.ts";
import { hasPriors } from "./with-priors.ts";

/** Whether squares of a law are minimised over its other coordinates alone, with the linear ones solved for at each step. */
export function isSeparable({ law, log, shape, coordinates, searchRows }: Problem): boolean {
  const linear = coordinates.filter((c) => c.linear).length;
  const plain = !log && shape.kind === "huber" && !hasPriors(law) && searchRows === undefined;
  return plain && linear > 0 && linear < coordinates.length;
}

const mostIterations = 200;
/** The decrement, as a share of the objective, from which Newton's method on all coordinates finishes. */
const near = 1e-5;
/** Iterations over which the objective must fall by `progress` of itself. */
const pace = 20;
const progress = 1e-3;
/** A relative pivot below this is rounding. */
const leastPivot = 1e-14;

/**
 * Variable projection (Golub & Pereyra 1973, SIAM J. Numer. Anal. 10) of squares: at every trial the linear coordinates are
 * solved for, and the step of the others is Newton's on what is left, whose Hessian is H₂₂ − H₂₁·H₁₁⁻¹·H₁₂.
 */
export class VariableProjection {
  private readonly problem: Problem;
  private readonly solver: LinearSolver;
  /** The coordinates that are not linear. */
  private readonly others: readonly number[];
  private readonly matrix: Float64Array;
  private readonly step: Float64Array;

  constructor(problem: Problem) {
    const p = problem.coordinates.length;
    this.problem = problem;
    this.solver = new LinearSolver(problem);
    this.others = problem.coordinates.flatMap((c, i) => (c.linear ? [] : [i]));
    this.matrix = new Float64Array(p * p);
    this.step = new Float64Array(p);
  }

  /** The point that descent from `start` comes to; the start where squares are no number there. */
  descend(data: Rows, start: ArrayLike<number>): ArrayLike<number> {
    const { evaluator, coordinates } = this.problem;
    const clamp = (v: number, i: number): number => Math.min(Math.max(v, coordinates[i]!.lower), coordinates[i]!.upper);
    evaluator.bind(data);
    this.solver.bind(data);
    let out = new Float64Array(outputLength(coordinates.length));
    let trialOut = out.slice();
    let exact = false;
    const evaluate = (point: Float64Array, into: Float64Array): number => {
      evaluator.evaluate(point, Number.POSITIVE_INFINITY, exact ? "exact" : "reweighted", into);
      return into[0]!;
    };
    let x = Float64Array.from(start, clamp);
    this.solver.glance(x);
    if (!Number.isFinite(evaluate(x, out))) return start;
    let lambda = 0;
    let earlier = out[0]!;
    let judged = 0;
    for (let iteration = 1; iteration <= mostIterations; iteration++) {
      const f = out[0]!;
      if (iteration - judged === pace) {
        if (earlier - f <= progress * f) break;
        earlier = f;
        judged = iteration;
      }
      const free = this.others.filter((i) => !isHeld(x[i]!, out[1 + i]!, coordinates[i]!));
      const solved = this.solver.linear.filter((i) => x[i]! > coordinates[i]!.lower && x[i]! < coordinates[i]!.upper);
      if (!this.newtonStep(out, solved, free, lambda)) {
        // The exact Hessian is of use near a minimum alone.
        if (exact) {
          exact = false;
          evaluate(x, out);
        }
        lambda = Math.max(8 * lambda, 1e-4);
        if (lambda > 1e12) break;
        continue;
      }
      const decrement = free.reduce((sum, i) => sum - 0.5 * this.step[i]! * out[1 + i]!, 0);
      if (!(decrement > near * f)) break;
      const trial = x.slice();
      for (const i of free) trial[i] = clamp(x[i]! + this.step[i]!, i);
      this.solver.glance(trial);
      exact ||= decrement <= 0.1 * f;
      const gained = f - evaluate(trial, trialOut);
      if (gained > 0) {
        if (gained > 0.75 * decrement) lambda = lambda < 1e-7 ? 0 : lambda / 10;
        else if (gained < 0.25 * decrement) lambda = Math.max(4 * lambda, 1e-6);
        x = trial;
        [out, trialOut] = [trialOut, out];
        continue;
      }
      // The trial may have been the first that asks for the exact Hessian.
      evaluate(x, out);
      lambda = Math.max(8 * lambda, 1e-4);
      if (lambda > 1e12) break;
    }
    return x;
  }

  /**
   * Writes the step of the `free` coordinates: the linear ones that are `solved` are eliminated from the lower triangle
   * of the Hessian, column by column, and what is left is scaled, damped and solved; false where it is not positive.
   */
  private newtonStep(out: Float64Array, solved: readonly number[], free: readonly number[], lambda: number): boolean {
    const { matrix: m, step } = this;
    const p = this.problem.coordinates.length;
    const order = [...solved, ...free];
    const n = order.length;
    const at = (i: number, j: number): number =>
      i >= j ? out[1 + p + (i * (i + 1)) / 2 + j]! : out[1 + p + (j * (j + 1)) / 2 + i]!;
    for (let a = 0; a < n; a++) for (let b = 0; b <= a; b++) m[a * n + b] = at(order[a]!, order[b]!);
    const eliminate = (k: number, least: number): boolean => {
      const pivot = m[k * n + k]!;
      if (!(pivot > least)) return false;
      for (let a = k + 1; a < n; a++) {
        const share = m[a * n + k]! / pivot;
        for (let b = k + 1; b <= a; b++) m[a * n + b] = m[a * n + b]! - share * m[b * n + k]!;
      }
      return true;
    };
    // A linear coordinate that others make up adds nothing to what they explain.
    for (let k = 0; k < solved.length; k++) eliminate(k, leastPivot * at(order[k]!, order[k]!));
    const from = solved.length;
    for (let k = from; k < n; k++) m[k * n + k] = m[k * n + k]! + lambda * Math.abs(m[k * n + k]!);
    for (let k = from; k < n; k++) {
      step[order[k]!] = -out[1 + order[k]!]!;
      if (!eliminate(k, leastPivot * Math.abs(at(order[k]!, order[k]!)))) return false;
    }
    for (let k = from; k < n; k++)
      for (let a = k + 1; a < n; a++)
        step[order[a]!] = step[order[a]!]! - (m[a * n + k]! / m[k * n + k]!) * step[order[k]!]!;
    for (let k = n - 1; k >= from; k--) {
      let sum = step[order[k]!]! / m[k * n + k]!;
      for (let a = k + 1; a < n; a++) sum -= (m[a * n + k]! / m[k * n + k]!) * step[order[a]!]!;
      step[order[k]!] = sum;
    }
    return n > from;
  }
}

/** Whether a coordinate stands on a bound that the gradient pulls it against. */
function isHeld(
  x: number,
  slope: number,
  { lower, upper }: { readonly lower: number; readonly upper: number },
): boolean {
  return (x <= lower && slope > 0) || (x >= upper && slope < 0);
}
