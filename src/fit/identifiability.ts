import { EigenvalueDecomposition, inverse, Matrix } from "ml-matrix";
import { freeParameters } from "../law/law.ts";
import { boundCoordinates, hessianMatrix } from "./covariance.ts";
import { derivatives } from "./polish.ts";
import type { Problem } from "./problem.ts";
import { runsAway } from "./runaway.ts";

/** How a parameter moves along a direction that the data do not determine. */
export interface Movement {
  readonly name: string;
  /** Its share of the direction's squared length in the solver's scaled coordinates, or in its own where it has none there. */
  readonly share: number;
  /** The change of a parameter that the law keeps positive as a share of it, of any other itself; the largest is 1. */
  readonly change: number;
  readonly relative: boolean;
}

/** How well the data tell the parameters apart at the optimum. */
export interface Identifiability {
  /** Condition number of the column-scaled normal matrix. */
  readonly condition: number;
  /** Directions the data do not determine: the parameters that move, largest share first. */
  readonly flat: readonly (readonly Movement[])[];
  /** Pairs whose estimates are nearly collinear, in the solver's centred coordinates. */
  readonly pairs: readonly { readonly a: string; readonly b: string; readonly correlation: number }[];
}

/** Beyond this condition the smallest direction is lost in the rounding of doubles. */
const flatCondition = 1e12;
const nearlyCollinear = 0.98;

/** The parameters that move along a direction of the coordinates (each in units of `scaleOf`), by their share of it. */
function movements(
  problem: Problem,
  at: Float64Array,
  direction: ReadonlyMap<number, number>,
  scaleOf: (coordinate: number) => number = () => 1,
): readonly Movement[] {
  const step = (sign: number): Float64Array => {
    const moved = at.slice();
    for (const [i, part] of direction) moved[i] = moved[i]! + sign * 1e-4 * part * unit * scaleOf(i);
    return problem.toParameters(moved);
  };
  const length = Math.max(...[...direction].map(([i, part]) => Math.abs(part) * scaleOf(i)));
  const unit = length > 0 ? 1 / length : 1;
  const [above, below, here] = [step(1), step(-1), problem.toParameters(at)];
  const free = freeParameters(problem.law);
  const changes = free.map((index) => {
    const { lower = Number.NEGATIVE_INFINITY } = problem.law.parameters[index] ?? {};
    const relative = lower >= 0 && here[index]! > 0;
    return { index, relative, by: (above[index]! - below[index]!) / (relative ? here[index]! : 1) };
  });
  const most = changes.reduce((a, b) => (Math.abs(b.by) > Math.abs(a) * (1 + 1e-4) ? b.by : a), 0);
  return changes
    .map(({ index, relative, by }) => {
      const part = direction.get(problem.coordinates.findIndex((c) => c.parameter === index)) ?? 0;
      const name = problem.law.parameters[index]?.name ?? "";
      return { name, share: part * part, change: most === 0 ? 0 : by / most, relative };
    })
    .filter(({ share, change }) => share > 0.01 || Math.abs(change) > 0.01)
    .sort((x, y) => y.share - x.share);
}

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
    const flat = dead.map((k) => movements(problem, at, new Map([[keep[k] ?? 0, 1]])));
    return { condition: Number.POSITIVE_INFINITY, flat, pairs: [] };
  }
  const scale = Matrix.diag(keep.map((_, k) => 1 / Math.sqrt(normal.get(k, k))));
  const scaled = scale.mmul(normal).mmul(scale);
  const eigen = new EigenvalueDecomposition(scaled, { assumeSymmetric: true });
  const values = eigen.realEigenvalues;
  const largest = Math.max(...values);
  const flat = values.flatMap((value, column) => {
    if (value > largest / flatCondition) return [];
    return [
      movements(problem, at, new Map(keep.map((i, k) => [i, eigen.eigenvectorMatrix.get(k, column)])), (i) =>
        scale.get(keep.indexOf(i), keep.indexOf(i)),
      ),
    ];
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
