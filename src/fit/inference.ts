import { type Clusters, dealtOut, singleRows } from "./clusters.ts";
import type { Estimate } from "./estimate.ts";
import type { IntervalRule } from "./intervals.ts";
import type { LossChoice } from "./loss/loss.ts";
import type { Problem } from "./problem.ts";
import { median } from "./quantile.ts";
import { hasPriors } from "./with-priors.ts";

/** At most this many rows: the bootstrap's percentiles are too narrow, the jackknife's t is not (engine.md §5). */
const fewRows = 60;
/** A width below this share of the noise makes a nearly absolute loss, whose percentiles are too wide: BCa alone holds. */
const narrowShare = 0.5;
/** Refits without a row cost as many as there are rows: beyond this, rows are left out in blocks, or not at all. */
const mostLeftOut = 400;
/** Below this many clusters the jackknife's t is approximate, and it is said (engine.md §5). */
export const fewClusters = 10;

/** How intervals are to be made, and what is left out for them. */
export interface Inference {
  readonly rule: IntervalRule;
  /** The rows or clusters to leave out in turn; undefined where nothing needs it. */
  readonly leaveOut?: Clusters;
}

/** Chooses the method that calibrates on data such as these; the choices were simulated (test/coverage). */
export function chooseInference(
  problem: Problem,
  found: Estimate,
  request: {
    readonly loss: LossChoice;
    readonly bootstrap: number;
    readonly inputsOf?: unknown;
    readonly remade?: unknown;
  },
  clusters: Clusters | undefined,
): Inference {
  const n = problem.data.rows;
  const p = problem.coordinates.length;
  if (request.bootstrap === 0) return { rule: { method: "asymptotic", blocks: [] } };
  // Left-out rows know nothing of how unsure a prior is; draws that move it do.
  if (hasPriors(problem.law)) return { rule: { method: "percentile", blocks: [] } };
  // A chained fit's inputs, or derived data, vary from draw to draw, and no refit without a row knows of it.
  if (request.inputsOf !== undefined || request.remade !== undefined)
    return { rule: { method: "percentile", blocks: [] } };
  if (clusters !== undefined) {
    if (clusters.count < 3) return { rule: { method: "percentile", blocks: [] } };
    const blocks = [{ count: clusters.count, degrees: clusters.count - 1 }];
    return { rule: { method: "clusterJackknife", blocks }, leaveOut: clusters };
  }
  if (n <= p + 1) return { rule: { method: "percentile", blocks: [] } };
  const single = n <= mostLeftOut ? singleRows(n) : undefined;
  if (nearlyAbsolute(request.loss, found)) {
    const leaveOut = single ?? dealtOut(n, mostLeftOut);
    return { rule: { method: "bca", blocks: [{ count: leaveOut.count, degrees: leaveOut.count - p }] }, leaveOut };
  }
  if (single === undefined) return { rule: { method: "percentile", blocks: [] } };
  const blocks = [{ count: n, degrees: n - p }];
  if (n <= fewRows) return { rule: { method: "jackknife", blocks }, leaveOut: single };
  return { rule: { method: "percentile", blocks }, leaveOut: single };
}

function nearlyAbsolute(loss: LossChoice, found: Estimate): boolean {
  if (loss.kind === "absolute" || loss.kind === "pinball") return true;
  return loss.kind === "huber" && loss.delta < narrowShare * 1.4826 * median(found.residuals.map(Math.abs));
}
