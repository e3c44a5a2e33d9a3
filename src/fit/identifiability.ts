import { EigenvalueDecomposition, inverse, Matrix } from "ml-matrix";
import { boundCoordinates, hessianMatrix } from "./covariance.ts";
import { derivatives } from "./polish.ts";
import type { Problem } from "./problem.ts";
import { runsAway } from "./runaway.ts";

/** How well the data tell the parameters apart at the optimum. */
export interface Identifiability {
  /** Condition number of the column-scaled normal matrix. */
  readonly condition: number;
  /** Directions the data do not determine: the parameters that move, largest share first. */
  readonly flat: readonly (readonly { readonly name: string; readonly share: number }[])[];
  /** Pairs whose estimates are nearly collinear, in the solver's centred coordinates. */
  readonly pairs: readonly { readonly a: string; readonly b: string; readonly correlation: number }[];
}

/** Beyond this condition the smallest direction is lost in the rounding of doubles. */
const flatCondition = 1e12;
const nearlyCollinear = 0.98;

/** Judges the optimum by the eigenvalues and the inverse of the scaled normal matrix (after Belsley, Kuh and Welsch). */
export function identifiability(problem: Problem, at: Float64Array): Identifiability {
  const p = at.length;
  const held = boundCoordinates(problem, at);
  const keep = Array.from({ length: p }, (_, i) => i).filter((i) => !held.has(i));
  const name = (k: number): string =>
    problem.law.parameters[problem.coordinates[keep[k] ?? 0]?.parameter ?? 0]?.name ?? "";
  if (keep.length === 0) return { condition: 1, flat: [], pairs: [] };
  // Squares, whatever the loss: what is asked is the design, not the noise.
  const normal = hessianMatrix(derivatives(problem, at, Number.POSITIVE_INFINITY, 0), p)
    .subMatrixRow(keep)
    .subMatrixColumn(keep);
  const awayAt = (i: number): boolean => runsAway(problem, at, i, at[i]!, 1) || runsAway(problem, at, i, at[i]!, -1);
  const dead = keep.flatMap((i, k) => (normal.get(k, k) > 0 && !awayAt(i) ? [] : [k]));
  if (dead.length > 0 || normal.to1DArray().some((x) => !Number.isFinite(x))) {
    return { condition: Number.POSITIVE_INFINITY, flat: dead.map((k) => [{ name: name(k), share: 1 }]), pairs: [] };
  }
  const scale = Matrix.diag(keep.map((_, k) => 1 / Math.sqrt(normal.get(k, k))));
  const scaled = scale.mmul(normal).mmul(scale);
  const eigen = new EigenvalueDecomposition(scaled, { assumeSymmetric: true });
  const values = eigen.realEigenvalues;
  const largest = Math.max(...values);
  const flat = values.flatMap((value, column) => {
    if (value > largest / flatCondition) return [];
    const shares = keep.map((_, k) => ({ name: name(k), share: eigen.eigenvectorMatrix.get(k, column) ** 2 }));
    return [shares.filter((s) => s.share > 0.01).sort((x, y) => y.share - x.share)];
  });
  const pairs: { readonly a: string; readonly b: string; readonly correlation: number }[] = [];
  if (flat.length === 0) {
    const inverted = inverse(scaled);
    for (let i = 0; i < keep.length; i++) {
      for (let j = 0; j < i; j++) {
        const correlation = inverted.get(i, j) / Math.sqrt(inverted.get(i, i) * inverted.get(j, j));
        if (Math.abs(correlation) >= nearlyCollinear) pairs.push({ a: name(j), b: name(i), correlation });
      }
    }
  }
  return { condition: largest / Math.max(Math.min(...values), 0), flat, pairs };
}
