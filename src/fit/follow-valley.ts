import { Matrix, QrDecomposition } from "ml-matrix";
import { heed } from "../execute/cancellation.ts";
import { compileColumnsOver } from "./columns-over.ts";
import type { NewtonResult } from "./newton.ts";
import { makeSolver } from "./polish.ts";
import type { Problem } from "./problem.ts";
import { residualsOf } from "./residuals.ts";

/** Steps along a valley; each costs a few passes over the rows and one decomposition. */
const longest = 300;
/** Dampings that a step tries. */
const mostTries = 20;
/** Second derivatives along a step are taken over this share of it. */
const probe = 0.1;
/** The bend of a step may be at most so large a share of it. */
const mostBend = 0.75;
/** Of more rows no decomposition is made. */
const mostRows = 5000;

/** Near a minimum the undamped step moves no coordinate by more than this share of it. */
const near = 0.01;

/** Whether the residuals themselves can be minimised: their loss is square up to `width`, and nothing else is added. */
export function isLeastSquares(problem: Problem, coordinates: Float64Array, width: number): boolean {
  const { shape, data, source, law } = problem;
  return (
    shape.kind === "huber" &&
    data.rows <= mostRows &&
    source.input.series === undefined &&
    law.parameters.every(({ prior }) => prior === undefined) &&
    residualsOf(problem, coordinates).every((r) => Math.abs(r) <= width)
  );
}

/**
 * Least squares from a point in a curved valley: first by ratios of the coordinates, in which a valley of products and
 * powers is straighter, then by differences.
 */
export function followValley(problem: Problem, start: Float64Array): NewtonResult {
  const end = descend(problem, start, true);
  return end.status === "exact" || end.status === "converged" ? end : descend(problem, end.coordinates, false);
}

/**
 * Levenberg's steps, bent by the second derivative of the residuals along them (Transtrum and Sethna 2012,
 * arXiv:1201.5885), each from the QR decomposition of the rows: its condition is the root of the normal equations'.
 */
function descend(problem: Problem, start: Float64Array, byRatios: boolean): NewtonResult {
  const { coordinates, data, model, log } = problem;
  const { rows } = data;
  const fill = compileColumnsOver(problem.lowered.graph, [model.value, ...model.gradient], model.columnNodes);
  const parts = [model.value, ...model.gradient].map(() => new Float64Array(rows));
  const roots = Float64Array.from({ length: rows }, (_, i) => Math.sqrt(data.weights?.[i] ?? 1));
  const residuals = (at: Float64Array): Float64Array => residualsOf(problem, at).map((r, i) => r * roots[i]!);
  const square = data.response.reduce((sum, y) => sum + y * y, 0) / rows;
  const floor = rows * (8 * Number.EPSILON) ** 2 * Math.max(1, square);

  let x: Float64Array = start.slice();
  let r: Float64Array = residuals(x);
  let objective = halfSquare(r);
  let lambda = 1e-3;
  const end = (status: NewtonResult["status"], iterations: number): NewtonResult => ({
    coordinates: x,
    objective,
    status,
    iterations,
  });
  for (let iteration = 1; iteration <= longest; iteration++) {
    if (objective <= floor) return end("exact", iteration);
    fill(x, data.columns, 0, rows, parts);
    const ratio = coordinates.map(({ kind }, k) => byRatios && kind !== "log" && x[k] !== 0);
    const slopes = coordinates.map((_, k) =>
      Float64Array.from(roots, (root, i) => {
        const slope = root * parts[k + 1]![i]! * (ratio[k] ? x[k]! : 1);
        return log ? slope / parts[0]![i]! : slope;
      }),
    );
    const free = coordinates.flatMap(({ lower, upper }, k) => {
      const pull = slopes[k]!.reduce((sum, s, i) => sum + s * r[i]!, 0) * (ratio[k] ? x[k]! : 1);
      return (x[k]! <= lower && pull <= 0) || (x[k]! >= upper && pull >= 0) ? [] : [k];
    });
    const norms = free.map((k) => Math.sqrt(2 * halfSquare(slopes[k]!)) || 1);
    const moved = (step: readonly number[], share: number, bend?: readonly number[]): Float64Array => {
      const to = x.slice();
      free.forEach((k, j) => {
        const by = share * step[j]! + 0.5 * (bend?.[j] ?? 0);
        const { lower, upper } = coordinates[k]!;
        to[k] = Math.min(Math.max(ratio[k] ? x[k]! * Math.exp(by) : x[k]! + by, lower), upper);
      });
      return to;
    };
    const unitSlopes = free.map((k, j) => slopes[k]!.map((s) => s / norms[j]!));
    const scaled = free.map((k, j) => slopes[k]!.map((s) => s / norms[j]!));
    let lower = false;
    for (let tries = 0; tries < mostTries && !lower; tries++) {
      heed(2 * rows * free.length ** 2);
      const solve = dampedLeastSquares(unitSlopes, lambda);
      if (solve === undefined) {
        lambda = Math.max(lambda * 10, 1e-20);
        continue;
      }
      const step = solve(r).map((s, j) => s / norms[j]!);
      const along = r.map((_, i) => step.reduce((sum, s, j) => sum + s * slopes[free[j]!]![i]!, 0));
      if (halfSquare(along) <= 1e-13 * objective + floor && lambda <= 1e-6) {
        // Damping hides the way along a valley that falls towards infinity: the step without it must be small too.
        const whole = dampedLeastSquares(scaled, 0)?.(r).map((s, j) => s / norms[j]!);
        const still = free.every(
          (k, j) => Math.abs(whole?.[j] ?? Number.POSITIVE_INFINITY) <= near * (ratio[k] ? 1 : Math.abs(x[k]!) + 1e-8),
        );
        if (still) return end("converged", iteration);
      }
      const probed = residuals(moved(step, probe));
      const curve = probed.map((s, i) => (2 / probe) * ((s - r[i]!) / probe + along[i]!));
      const bend = solve(curve).map((s, j) => s / norms[j]!);
      const size = (v: readonly number[]): number => Math.hypot(...v.map((s, j) => s * norms[j]!));
      const to = moved(step, 1, size(bend) <= mostBend * size(step) ? bend : undefined);
      const there = residuals(to);
      lower = halfSquare(there) < objective;
      if (lower) {
        [x, r, objective] = [to, there, halfSquare(there)];
        lambda = Math.max(lambda / 5, 1e-24);
      } else lambda *= 4;
    }
    if (!lower) return end("stalled", iteration);
  }
  return end("outOfIterations", longest);
}

/** Solves J·s ≈ r for s with √λ·s added to the squares, J by columns; undefined where J has no full rank. */
function dampedLeastSquares(
  columns: readonly Float64Array[],
  lambda: number,
): ((right: Float64Array) => readonly number[]) | undefined {
  const rows = columns[0]?.length ?? 0;
  const damping = Math.sqrt(lambda);
  const matrix = Matrix.zeros(rows + columns.length, columns.length);
  columns.forEach((column, j) => {
    column.forEach((value, i) => void matrix.set(i, j, value));
    matrix.set(rows + j, j, damping);
  });
  const decomposed = new QrDecomposition(matrix);
  if (columns.length === 0 || !decomposed.isFullRank()) return undefined;
  return (right) => decomposed.solve(Matrix.columnVector([...right, ...columns.map(() => 0)])).to1DArray();
}

const halfSquare = (v: Float64Array): number => 0.5 * v.reduce((sum, x) => sum + x * x, 0);

/** Iterations for the best end before it is said to be no minimum: a long valley takes hundreds. */
const mostIterations = 2000;
/** What so many have gained is compared with what as many again gain, and so on. */
const firstStage = 200;
/** Next to nothing, as a share of the objective. */
const little = 1e-4;

/**
 * Follows an end that is no minimum, in stages that double. Near a minimum each gains far less than the one before it; in a
 * valley that falls towards infinity by a power of the way each gains about as much, and there next to nothing is enough.
 */
export function descendInStages(
  problem: Problem,
  { coordinates, objective }: Pick<NewtonResult, "coordinates" | "objective">,
  delta: number,
): NewtonResult {
  const solver = makeSolver(problem);
  const options = { delta, tolerance: 1e-13, mix: 0 } as const;
  let end = solver.minimize(problem.data, coordinates, { ...options, maxIterations: firstStage });
  let gain = objective - end.objective;
  for (let done = firstStage; end.status === "outOfIterations" && done < mostIterations; done *= 2) {
    const next = solver.minimize(problem.data, end.coordinates, {
      ...options,
      maxIterations: Math.min(done, mostIterations - done),
    });
    const gained = end.objective - next.objective;
    const endless = gained > gain / 2 && gained <= little * next.objective;
    end = next;
    gain = gained;
    if (endless) break;
  }
  return end;
}
