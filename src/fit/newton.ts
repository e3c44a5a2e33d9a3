import { curvatureAlong, DampedStep } from "./damped-step.ts";
import type { Evaluator } from "./evaluator.ts";
import type { Lbfgs } from "./lbfgs.ts";
import type { LinearSolver } from "./linear-solver.ts";
import { outputLength, type Rows } from "./objective.ts";
import { creepsAlong } from "./valley.ts";
import type { VariableProjection } from "./variable-projection.ts";

/** Where a minimisation ended. `stalled`: no step lowers the objective, though the gradient is not yet negligible. */
export interface NewtonResult {
  readonly coordinates: Float64Array;
  readonly objective: number;
  readonly status: "converged" | "exact" | "stalled" | "outOfIterations" | "invalid";
  readonly iterations: number;
}

/** How closely to minimise. */
export interface NewtonOptions {
  readonly delta: number;
  /** Stop when half the Newton decrement is below this share of the objective (scale-free: a sum and a mean agree). */
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Where to begin: 0 reweighted least squares (far away), 1 the exact Hessian (near). */
  readonly mix: 0 | 1;
  /** A lower objective that is known: a run that at its pace will not come down to it is given up. */
  readonly rival?: number;
  /** Objectives of valleys that were followed often enough: a run that creeps along one is given up. */
  readonly valleys?: readonly number[];
  /**
   * A pass over the rows is dear: the last step is taken unseen, once the decrement that it leaves, by the rate at which
   * the step before it contracted, is below the tolerance (Newton's own rate is the square of that).
   */
  readonly dear?: boolean;
}

/**
 * By how much a step as good as predicted eases the damping, and one that fails tightens it: in a curved valley eased damping
 * soon fails, and a failure costs as much as a step.
 */
const easing = 3;
const tightening = 8;

/** A run is judged against its rival from this iteration on, by what it gained in as many as `paceIterations`. */
const judgedFrom = 40;
const paceIterations = 10;

/** The workspace of one thread's minimisations over p coordinates: inner loops allocate nothing. */
export class NewtonSolver {
  private readonly p: number;
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;
  private readonly out: Float64Array;
  private readonly trialOut: Float64Array;
  private readonly x: Float64Array;
  private readonly trial: Float64Array;
  /** From x to the trial. */
  private readonly move: Float64Array;
  private readonly damped: DampedStep;
  private readonly free: Int32Array;
  private readonly evaluator: Evaluator;
  private readonly linear: LinearSolver | undefined;
  /** What brings starts near where the coordinates are too many for this method from afar, and where squares are separable. */
  descent: Lbfgs | undefined;
  projection: VariableProjection | undefined;

  constructor(evaluator: Evaluator, lower: ArrayLike<number>, upper: ArrayLike<number>, linear?: LinearSolver) {
    const p = lower.length;
    this.p = p;
    this.evaluator = evaluator;
    this.linear = linear;
    this.lower = Float64Array.from(lower);
    this.upper = Float64Array.from(upper);
    this.out = new Float64Array(outputLength(p));
    this.trialOut = new Float64Array(outputLength(p));
    this.x = new Float64Array(p);
    this.trial = new Float64Array(p);
    this.move = new Float64Array(p);
    this.damped = new DampedStep(p);
    this.free = new Int32Array(p);
  }

  /**
   * Where the residuals of a start are wider than `width` on average, the start with its linear coordinates solved for,
   * if that lowers the objective; else the start.
   */
  approach(data: Rows, start: ArrayLike<number>, width: number): ArrayLike<number> {
    const { linear, trial, out } = this;
    if (linear === undefined || linear.linear.length === 0 || !(width > 0)) return start;
    for (let i = 0; i < this.p; i++) trial[i] = Math.min(Math.max(start[i]!, this.lower[i]!), this.upper[i]!);
    this.evaluator.bind(data);
    this.evaluator.evaluate(trial, width, "gradient", out);
    const before = out[0]!;
    if (before <= 0.5 * data.rows * width * width) return start;
    linear.bind(data);
    linear.solve(trial, undefined);
    this.evaluator.evaluate(trial, width, "gradient", out);
    return out[0]! < before || !Number.isFinite(before) ? trial.slice() : start;
  }

  /** The start with its linear coordinates solved for, whatever the objective there; undefined where it has none. */
  resolved(data: Rows, start: ArrayLike<number>): Float64Array | undefined {
    const { linear } = this;
    if (linear === undefined || linear.linear.length === 0) return undefined;
    const point = Float64Array.from(start);
    linear.bind(data);
    linear.solve(point, undefined);
    return point.every(Number.isFinite) ? point : undefined;
  }

  /**
   * Newton's method with Marquardt damping and projection on the bounds, from reweighted least squares to the exact
   * Hessian as it comes near (engine.md §3.5–6).
   */
  minimize(data: Rows, start: ArrayLike<number>, options: NewtonOptions): NewtonResult {
    const { p, x, trial, move, lower, upper } = this;
    const { step } = this.damped;
    let { out, trialOut } = this;
    for (let i = 0; i < p; i++) x[i] = Math.min(Math.max(start[i]!, lower[i]!), upper[i]!);
    this.evaluator.bind(data);
    let mix: number = options.mix;
    this.evaluate(x, options.delta, mix, out);
    if (!Number.isFinite(out[0]!)) return this.result(Number.POSITIVE_INFINITY, "invalid", 0);
    // Below this sum of squares the residuals are rounding alone: n·(8ε)² in residual units.
    const floor = data.rows * (8 * Number.EPSILON) ** 2 * Math.max(1, this.responseSquare(data));
    let lambda = mix === 1 ? 0 : 1e-3;
    let failures = 0;
    let finishing = false;
    const rival = options.rival ?? Number.POSITIVE_INFINITY;
    let earlier = out[0]!;
    let before = 0;
    for (let iteration = 1; iteration <= options.maxIterations; iteration++) {
      const f = out[0]!;
      if (f <= floor) return this.result(f, "exact", iteration);
      if (iteration % paceIterations === 0) {
        const hope = (2 * (earlier - f) * (options.maxIterations - iteration)) / paceIterations;
        if (iteration >= judgedFrom && f - hope > rival) return this.result(f, "outOfIterations", iteration);
        if (options.valleys?.some((v) => creepsAlong(v, f, earlier)))
          return this.result(f, "outOfIterations", iteration);
        earlier = f;
      }
      const free = this.freeSet(out);
      if (free === 0) return this.result(f, "converged", iteration);
      if (!this.damped.solve(out, this.free, free, lambda)) {
        if (mix === 1) {
          mix = 0;
          this.evaluate(x, options.delta, mix, out);
        }
        lambda = Math.max(lambda * 10, 1e-3);
        if (++failures > 60) return this.result(f, "stalled", iteration);
        continue;
      }
      let slope = 0;
      let length = 0;
      for (let k = 0; k < free; k++) slope += out[1 + this.free[k]!]! * step[k]!;
      for (let i = 0; i < p; i++) trial[i] = x[i]!;
      for (let k = 0; k < free; k++) {
        const i = this.free[k]!;
        const moved = Math.min(Math.max(x[i]! + step[k]!, lower[i]!), upper[i]!);
        trial[i] = moved;
        length = Math.max(length, Math.abs(moved - x[i]!) / (Math.abs(x[i]!) + 1e-8));
      }
      for (let i = 0; i < p; i++) move[i] = trial[i]! - x[i]!;
      const curve = curvatureAlong(out, move);
      const decrement = -0.5 * slope;
      // What rounding of the predictions does to the objective: Σ|r|·ε·|y| at most, far more than ε·f where residuals are small.
      const noise = Math.sqrt(f * floor);
      const near = decrement <= options.tolerance * f + 0.01 * noise;
      if (
        options.dear === true &&
        mix === 1 &&
        lambda === 0 &&
        (near || decrement * decrement <= options.tolerance * f * before)
      ) {
        const gain = -(this.projectedSlope(out) + 0.5 * curve);
        x.set(trial);
        return this.result(f - Math.max(0, gain), "converged", iteration);
      }
      before = mix === 1 && lambda === 0 ? decrement : 0;
      if (near && lambda <= 1e-3 && !finishing && (mix === 0 || lambda > 0)) {
        // The last step is an undamped one with the exact Hessian.
        finishing = true;
        if (mix === 0) {
          mix = 1;
          this.evaluate(x, options.delta, mix, out);
        }
        lambda = 0;
        continue;
      }
      if (near && mix === 1 && lambda <= 1e-6) {
        // One last full step costs nothing and squares the error; it is kept unless it raises the objective by more than
        // rounding does, for near the minimum the objective cannot tell better from worse.
        this.evaluate(trial, options.delta, mix, trialOut);
        if (trialOut[0]! <= f * (1 + 1e-13) + noise) {
          x.set(trial);
          return this.result(trialOut[0]!, trialOut[0]! <= floor ? "exact" : "converged", iteration);
        }
        return this.result(f, "converged", iteration);
      }
      const nextMix = mix === 1 || decrement <= 0.1 * f ? 1 : 0;
      this.evaluate(trial, options.delta, nextMix, trialOut);
      const gained = f - trialOut[0]!;
      const predicted = -(this.projectedSlope(out) + 0.5 * curve);
      if (gained > 0 || (gained === 0 && near)) {
        const ratio = gained / Math.max(predicted, 1e-300);
        if (ratio > 0.75) lambda = lambda < 1e-7 ? 0 : lambda / easing;
        else if (ratio < 0.25) lambda = Math.max(lambda * 4, 1e-6);
        x.set(trial);
        [out, trialOut] = [trialOut, out];
        mix = nextMix;
        failures = 0;
        if (gained <= 1e-15 * f && near) return this.result(out[0]!, "converged", iteration);
        continue;
      }
      if (near && lambda <= 1e-6 && mix === 1) return this.result(f, "converged", iteration);
      if (length <= 1e-13) return this.result(f, near || failures > 8 ? "converged" : "stalled", iteration);
      if (mix === 0 && nextMix === 1 && lambda <= 1e-3) {
        // Judge the exact Hessian at the present point before damping further.
        mix = 1;
        this.evaluate(x, options.delta, mix, out);
      }
      lambda = Math.max(lambda * tightening, 1e-4);
      if (++failures > 60) return this.result(f, near ? "converged" : "stalled", iteration);
    }
    return this.result(out[0]!, "outOfIterations", options.maxIterations);
  }

  private evaluate(at: Float64Array, delta: number, mix: number, out: Float64Array): void {
    this.evaluator.evaluate(at, delta, mix === 0 ? "reweighted" : "exact", out);
  }

  private result(objective: number, status: NewtonResult["status"], iterations: number): NewtonResult {
    return { coordinates: this.x.slice(), objective, status, iterations };
  }

  private responseSquare(data: Rows): number {
    let sum = 0;
    const step = Math.max(1, Math.floor(data.rows / 256));
    let count = 0;
    for (let i = 0; i < data.rows; i += step, count++) sum += data.response[i]! ** 2;
    return count === 0 ? 1 : sum / count;
  }

  /** Lists the coordinates that are inside their bounds or pulled inwards; returns how many. */
  private freeSet(out: Float64Array): number {
    let count = 0;
    for (let i = 0; i < this.p; i++) {
      const g = out[1 + i]!;
      // A term that is dropped has no slope where its exponent has run out of range.
      if (this.x[i]! <= this.lower[i]! && !(g <= 0)) continue;
      if (this.x[i]! >= this.upper[i]! && !(g >= 0)) continue;
      // A coordinate without influence at this point (a dropped term) would make the matrix singular.
      if (g === 0 && out[1 + this.p + (i * (i + 1)) / 2 + i]! === 0) continue;
      this.free[count++] = i;
    }
    return count;
  }

  private projectedSlope(out: Float64Array): number {
    let slope = 0;
    for (let i = 0; i < this.p; i++) slope += out[1 + i]! * this.move[i]!;
    return slope;
  }
}
