import type { Cancellation } from "../execute/cancellation.ts";
import { gather, rowsBuffer } from "./bootstrap.ts";
import type { Clusters } from "./clusters.ts";
import { makeSolver, polish } from "./multistart.ts";
import type { Problem } from "./problem.ts";
import { residualsOf } from "./residuals.ts";

/** Refits that each leave a row (or a cluster of rows) out: `values` holds `count` rows of every parameter of the law. */
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

/**
 * The delete-one jackknife (Quenouille 1949, Tukey 1958): each replicate refits without one cluster, from the estimate.
 * A refit that fails leaves a row of NaN. An interrupted run gives none, for a part of a jackknife says nothing.
 */
export function jackknife(
  problem: Problem,
  estimate: Float64Array,
  clusters: Clusters,
  options: { readonly delta: number; readonly width: number; readonly signal?: Cancellation },
): Replicates {
  const { data, law } = problem;
  const width = law.parameters.length;
  const solver = makeSolver(problem);
  const kept = new Float64Array(data.rows);
  const compact = rowsBuffer(data);
  const values = new Float64Array(clusters.count * width);
  const leftOut = new Float64Array(data.rows);
  for (let g = 0; g < clusters.count; g++) {
    if ((g & 15) === 0 && options.signal?.aborted) return noReplicates;
    for (let i = 0; i < data.rows; i++) kept[i] = clusters.of[i] === g ? 0 : 1;
    const rows = gather(data, kept, compact);
    let end = solver.minimize(rows, estimate, { delta: options.delta, tolerance: 1e-11, maxIterations: 60, mix: 1 });
    if (end.status !== "converged" && end.status !== "exact")
      end = polish(solver, rows, estimate, options.delta, options.width);
    const fine = end.status === "converged" || end.status === "exact";
    values.set(fine ? problem.toParameters(end.coordinates) : new Float64Array(width).fill(Number.NaN), g * width);
    const residuals = residualsOf(problem, fine ? end.coordinates : estimate, clusters.rows[g] ?? []);
    clusters.rows[g]?.forEach((i, k) => {
      leftOut[i] = residuals[k] ?? Number.NaN;
    });
  }
  return { count: clusters.count, width, values, leftOut };
}
