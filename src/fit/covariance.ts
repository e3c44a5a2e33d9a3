import { CholeskyDecomposition, EigenvalueDecomposition, inverse, Matrix } from "ml-matrix";
import { heed } from "../execute/cancellation.ts";
import type { Draws } from "./bootstrap.ts";
import { outputLength, type Rows, weightsOf } from "./objective.ts";
import { derivatives } from "./polish.ts";
import type { Problem } from "./problem.ts";
import { random } from "./random.ts";

/** The Hessian of an objective's output as a matrix. */
export function hessianMatrix(out: Float64Array, p: number): Matrix {
  const matrix = new Matrix(p, p);
  let k = 1 + p;
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++, k++) {
      matrix.set(i, j, out[k] ?? 0);
      matrix.set(j, i, out[k] ?? 0);
    }
  }
  return matrix;
}

/** Coordinates held on a bound by the gradient: they do not vary. */
export function boundCoordinates(problem: Problem, at: Float64Array): ReadonlySet<number> {
  const held = new Set<number>();
  problem.coordinates.forEach((c, i) => {
    const x = at[i] ?? 0;
    if (x <= c.lower || x >= c.upper) held.add(i);
  });
  return held;
}

function positiveDefinite(matrix: Matrix): boolean {
  return matrix.to1DArray().every(Number.isFinite) && new CholeskyDecomposition(matrix).isPositiveDefinite();
}

/** Eigenvalues below this share of the largest are rounding: along their directions nothing is determined. */
const noCurvature = 1e-12;

/** The inverse of a matrix that bends up, over the directions in which it bends at all; undefined where it bends down. */
function inverseOf(scaled: Matrix): Matrix | undefined {
  const { realEigenvalues: values, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(scaled, {
    assumeSymmetric: true,
  });
  const least = noCurvature * Math.max(...values);
  if (!(least > 0) || values.some((value) => value < -100 * least)) return undefined;
  if (values.every((value) => value > least)) return inverse(scaled);
  const inverted = Matrix.diag(values.map((value) => (value > least ? 1 / value : 0)));
  return vectors.mmul(inverted).mmul(vectors.transpose());
}

/**
 * The sandwich covariance of M-estimates in φ: H⁻¹ (Σ ψψᵀ) H⁻¹ (Huber 1967), over the coordinates off their bounds. A
 * prior counts as one more observation: in H by its bend, in the middle by the variance of its slope.
 * Directions that the data do not determine have no share in it; undefined where the Hessian bends down.
 */
export function sandwichCovariance(problem: Problem, at: Float64Array, delta: number): Matrix | undefined {
  const p = problem.coordinates.length;
  const held = boundCoordinates(problem, at);
  const keep = Array.from({ length: p }, (_, i) => i).filter((i) => !held.has(i));
  const meat = problem.evaluator.scoreProducts?.(at, delta) ?? scoreProducts(problem, at, delta, problem.data);
  problem.evaluator.priorVariance?.(at).forEach((variance, i) => {
    meat[i * p + i] = meat[i * p + i]! + variance;
  });
  const breadAt = (exact: 0 | 1): Matrix => {
    const all = hessianMatrix(derivatives(problem, at, delta, exact), p);
    return all.subMatrixRow(keep).subMatrixColumn(keep);
  };
  const exact = breadAt(1);
  const bread = positiveDefinite(exact) ? exact : breadAt(0);
  if (!bread.to1DArray().every(Number.isFinite)) return undefined;
  const scale = keep.map((_, k) => 1 / Math.sqrt(Math.abs(bread.get(k, k)) || 1));
  const diagonal = Matrix.diag(scale);
  const scaled = diagonal.mmul(bread).mmul(diagonal);
  const invertedScaled = inverseOf(scaled);
  if (invertedScaled === undefined) return undefined;
  const inverted = diagonal.mmul(invertedScaled).mmul(diagonal);
  const inner = inverted.mmul(Matrix.from1DArray(p, p, meat).subMatrixRow(keep).subMatrixColumn(keep)).mmul(inverted);
  const full = Matrix.zeros(p, p);
  keep.forEach((i, a) => {
    keep.forEach((j, b) => {
      full.set(i, j, inner.get(a, b));
    });
  });
  return full;
}

/** Σψψᵀ: the sum over rows of the products of an objective's first derivatives, row-major. */
export function scoreProducts(problem: Problem, at: Float64Array, delta: number, data: Rows): Float64Array {
  const p = problem.coordinates.length;
  const products = new Float64Array(p * p);
  const out = new Float64Array(outputLength(p));
  const { columns, response, rows } = data;
  const weights = weightsOf(data);
  for (let row = 0; row < rows; row++) {
    heed(problem.model.graph.nodes.length);
    out.fill(0);
    problem.objective(at, columns, response, weights, row, row + 1, delta, 0, out);
    for (let i = 0; i < p; i++)
      for (let j = 0; j < p; j++) products[i * p + j] = products[i * p + j]! + out[1 + i]! * out[1 + j]!;
  }
  return products;
}

/** A variance whose square is no number says that nothing is known. */
const boundless = 1e150;

/** Draws from the asymptotic normal distribution in φ, mapped to parameters; stream i of the seed makes draw i. */
export function asymptoticDraws(problem: Problem, at: Float64Array, delta: number, count: number, seed: number): Draws {
  const width = problem.law.parameters.length;
  const covariance = sandwichCovariance(problem, at, delta);
  if (covariance === undefined || !covariance.to1DArray().every((c) => Math.abs(c) < boundless))
    return { count: 0, width, values: new Float64Array(0), failed: 0 };
  const p = at.length;
  const eigen = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const root = eigen.eigenvectorMatrix.mmul(Matrix.diag(eigen.realEigenvalues.map((v) => Math.sqrt(Math.max(v, 0)))));
  const values = new Float64Array(count * width);
  for (let k = 0; k < count; k++) {
    const source = random(seed, k);
    const z = Array.from({ length: p }, () => source.normal());
    const phi = at.map((x, i) => {
      const c = problem.coordinates[i];
      const moved = x + z.reduce((sum, zj, j) => sum + root.get(i, j) * zj, 0);
      return Math.min(Math.max(moved, c?.lower ?? moved), c?.upper ?? moved);
    });
    values.set(problem.toParameters(phi), k * width);
  }
  return { count, width, values, failed: 0 };
}

/** The covariance matrix of draws, row-major, over the draws without NaN. */
export function drawCovariance({ count, width, values }: Draws): Float64Array {
  const result = new Float64Array(width * width);
  const mean = new Float64Array(width);
  let used = 0;
  for (let k = 0; k < count; k++) {
    if (Number.isNaN(values[k * width])) continue;
    used++;
    for (let i = 0; i < width; i++) mean[i] = mean[i]! + values[k * width + i]!;
  }
  for (let i = 0; i < width; i++) mean[i] = mean[i]! / Math.max(1, used);
  for (let k = 0; k < count; k++) {
    if (Number.isNaN(values[k * width])) continue;
    for (let i = 0; i < width; i++) {
      for (let j = 0; j < width; j++) {
        const product = (values[k * width + i]! - mean[i]!) * (values[k * width + j]! - mean[j]!);
        result[i * width + j] = result[i * width + j]! + product;
      }
    }
  }
  return result.map((x) => x / Math.max(1, used - 1));
}
