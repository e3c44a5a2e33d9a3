import type { Cancellation } from "../execute/cancellation.ts";
import { gather, refit, refitPatience, rowsBuffer } from "./bootstrap.ts";
import type { Clusters } from "./clusters.ts";
import { makeSolver } from "./polish.ts";
import type { Problem } from "./problem.ts";
import { residualsOf } from "./residuals.ts";

/**
 * The delete-one jackknife (Quenouille 1949, Tukey 1958): refits from the estimate that each leave a row (or a cluster of
 * rows) out. `values` holds `count` rows of every parameter of the law; a refit that fails leaves a row of NaN.
 */
export interface Replicates {
  readonly count: number;
  readonly width: number;
  readonly values: Float64Array;
  /** The residual of each row at the refit that left it out, in the space of the fit. */
  readonly leftOut: Float64Array;
}

/** No replicates. */
export const noReplicates: Replicates = {
  count: 0,
  width: 0,
  values: new Float64Array(0),
  leftOut: new Float64Array(0),
};

/** What one range of refits gave: a row of parameters each, and the residuals of the rows they left out, in order. */
export interface LeftOut {
  readonly values: Float64Array;
  readonly residuals: readonly Float64Array[];
}

/** Where the refits begin, and what is left out. */
export interface LeaveOutPlan {
  readonly estimate: Float64Array;
  readonly clusters: Clusters;
  readonly delta: number;
  readonly width: number;
}

/** Refits that leave out clusters `first` to `first + count`; undefined where they were interrupted. */
export function leaveOut(
  problem: Problem,
  { estimate, clusters, delta, width: wide }: LeaveOutPlan,
  { first, count }: { readonly first: number; readonly count: number },
  signal?: Cancellation,
): LeftOut | undefined {
  const { data, law } = problem;
  const width = law.parameters.length;
  const solver = makeSolver(problem);
  const kept = new Float64Array(data.rows);
  const compact = rowsBuffer(data);
  const values = new Float64Array(count * width);
  const residuals: Float64Array[] = [];
  for (let k = 0; k < count; k++) {
    if ((k & 15) === 0 && signal?.aborted) return undefined;
    const left = clusters.rows[first + k] ?? new Int32Array(0);
    kept.fill(1);
    for (const row of left) kept[row] = 0;
    const rows = gather(data, kept, compact);
    const end = refit(solver, rows, { estimate, delta, width: wide, patience: refitPatience(problem) });
    const fine = end.status === "converged" || end.status === "exact";
    values.set(fine ? problem.toParameters(end.coordinates) : new Float64Array(width).fill(Number.NaN), k * width);
    residuals.push(residualsOf(problem, fine ? end.coordinates : estimate, left));
  }
  return { values, residuals };
}

/** All replicates from the refits in order; an interrupted jackknife gives none, for a part of one says nothing. */
export function joinLeftOut(problem: Problem, clusters: Clusters, parts: readonly (LeftOut | undefined)[]): Replicates {
  const width = problem.law.parameters.length;
  const values = new Float64Array(clusters.count * width);
  const leftOut = new Float64Array(problem.data.rows);
  let cluster = 0;
  for (const part of parts) {
    if (part === undefined) return noReplicates;
    values.set(part.values, cluster * width);
    for (const residuals of part.residuals) {
      clusters.rows[cluster++]?.forEach((row, i) => {
        leftOut[row] = residuals[i] ?? Number.NaN;
      });
    }
  }
  return { count: clusters.count, width, values, leftOut };
}
