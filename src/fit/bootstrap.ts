import { type Cancellation, unlessInterrupted } from "../execute/cancellation.ts";
import type { Clusters } from "./clusters.ts";
import type { NewtonResult, NewtonSolver } from "./newton.ts";
import type { Rows } from "./objective.ts";
import { makeSolver, polish } from "./polish.ts";
import type { Problem } from "./problem.ts";
import { random } from "./random.ts";

/** Draws of a law's parameters: `values` holds `count` rows of every parameter of the law. */
export interface Draws {
  readonly count: number;
  readonly width: number;
  readonly values: Float64Array;
  /** Replicates whose refit failed; their rows are NaN. */
  readonly failed: number;
}

/** How a bootstrap is run. */
export interface BootstrapOptions {
  readonly replicates: number;
  /** The number of the first replicate; 0 where nothing is said. */
  readonly first?: number;
  readonly seed: number;
  readonly delta: number;
  readonly width: number;
  readonly signal?: Cancellation;
  /** Whole clusters are drawn instead of rows. */
  readonly clusters?: Clusters;
  /** The rows of replicate i before resampling, where the data themselves are uncertain (a chained law). */
  readonly rowsOf?: (replicate: number) => Rows;
  /** The rows of replicate i, resampled already, where the data are derived; undefined where they cannot be made. */
  readonly remade?: (replicate: number) => Rows | undefined;
}

/**
 * The pairs bootstrap (Efron 1979): each replicate refits rows drawn with replacement, as integer weights, from the
 * estimate. Replicate i depends on (seed, i) alone. An interrupted run returns the replicates made so far.
 */
export function bootstrap(problem: Problem, estimate: Float64Array, options: BootstrapOptions): Draws {
  const { replicates, first = 0, seed, delta } = options;
  const width = problem.law.parameters.length;
  const values = new Float64Array(replicates * width);
  const solver = makeSolver(problem);
  const n = problem.data.rows;
  const counts = new Float64Array(n);
  const compact = rowsBuffer(problem.data);
  const alike = refitsOf(problem, estimate, options);
  const plan = { estimate, delta, width: options.width, patience: refitPatience(problem) };
  let failed = 0;
  let made = 0;
  for (; made < replicates; made++) {
    if ((made & 15) === 0 && options.signal?.aborted) break;
    resample(counts, seed, first + made, options.clusters);
    const known = alike?.get(keyOf(counts, options.clusters));
    if (known !== undefined) {
      if (Number.isNaN(known[0])) failed++;
      values.set(known, made * width);
      continue;
    }
    problem.evaluator.movePriors?.(random(seed ^ priorStream, first + made));
    const data =
      options.remade === undefined
        ? gather(options.rowsOf?.(first + made) ?? problem.data, counts, compact)
        : options.remade(first + made);
    const end = data === undefined ? "none" : unlessInterrupted(() => refit(solver, data, plan));
    if (end === undefined) break;
    const fine = end !== "none" && (end.status === "converged" || end.status === "exact");
    if (!fine) failed++;
    const theta = fine ? problem.toParameters(end.coordinates) : new Float64Array(width).fill(Number.NaN);
    values.set(theta, made * width);
    alike?.set(keyOf(counts, options.clusters), theta);
  }
  problem.evaluator.movePriors?.(undefined);
  return { count: made, width, values: values.subarray(0, made * width), failed };
}

/** How a refit is made: from where, and how its loss narrows should it have to begin anew. */
export interface RefitPlan {
  readonly estimate: Float64Array;
  readonly delta: number;
  readonly width: number;
  /** Iterations before it begins anew. */
  readonly patience: number;
}

/** Iterations of a refit before it begins anew: more where that is dear, and valleys are long, as in sums over rows. */
export function refitPatience(problem: Problem): number {
  return problem.searchRows === undefined ? 60 : 200;
}

/** The minimum of other rows, from the estimate: by Newton's method at once, or else as from any start. */
export function refit(solver: NewtonSolver, data: Rows, { estimate, delta, width, patience }: RefitPlan): NewtonResult {
  const end = solver.minimize(data, estimate, { delta, tolerance: 1e-11, maxIterations: patience, mix: 1 });
  const fine = end.status === "converged" || end.status === "exact";
  return fine ? end : polish(solver, data, estimate, delta, width);
}

/** Of so few clusters resamples come up again and again: what is drawn alike is fitted once. */
const fewAlike = 8;
const refits = new WeakMap<Problem, Map<string, Map<string, Float64Array>>>();

function refitsOf(
  problem: Problem,
  estimate: Float64Array,
  { clusters, rowsOf, remade, delta }: BootstrapOptions,
): Map<string, Float64Array> | undefined {
  const movable = problem.evaluator.movePriors !== undefined || rowsOf !== undefined || remade !== undefined;
  if (clusters === undefined || clusters.count > fewAlike || movable) return undefined;
  const own = refits.get(problem) ?? new Map<string, Map<string, Float64Array>>();
  refits.set(problem, own);
  const key = `${delta}|${estimate.join(",")}`;
  const made = own.get(key) ?? new Map<string, Float64Array>();
  own.set(key, made);
  return made;
}

/** How often each cluster was drawn. */
function keyOf(counts: Float64Array, clusters: Clusters | undefined): string {
  return (clusters?.rows ?? []).map((rows) => counts[rows[0] ?? 0]).join(",");
}

/** The draws of several ranges in order; replicates are exchangeable, so what an interruption left counts wherever it stands. */
export function joinDraws(width: number, parts: readonly (Draws | undefined)[]): Draws {
  const made = parts.filter((part) => part !== undefined);
  const count = made.reduce((sum, part) => sum + part.count, 0);
  const values = new Float64Array(count * width);
  let at = 0;
  for (const part of made) {
    values.set(part.values, at);
    at += part.values.length;
  }
  return { count, width, values, failed: made.reduce((sum, part) => sum + part.failed, 0) };
}

/** Tells the stream of the priors' draws from that of the rows'. */
const priorStream = 0x9107;

/** Draws row counts with replacement from stream `replicate` of the seed: as many rows, or clusters, as there are. */
export function resample(counts: Float64Array, seed: number, replicate: number, clusters?: Clusters): void {
  const source = random(seed, replicate);
  counts.fill(0);
  const units = clusters?.count ?? counts.length;
  for (let k = 0; k < units; k++) {
    const unit = source.below(units);
    if (clusters === undefined) counts[unit] = counts[unit]! + 1;
    else for (const row of clusters.rows[unit] ?? []) counts[row] = counts[row]! + 1;
  }
}

/** Rows that can be filled again and again. */
export interface MutableRows {
  rows: number;
  readonly columns: readonly Float64Array[];
  readonly response: Float64Array;
  readonly weights: Float64Array;
}

/** Room for as many rows as `data` has. */
export function rowsBuffer(data: Rows): MutableRows {
  const empty = (): Float64Array => new Float64Array(data.rows);
  return { rows: 0, columns: data.columns.map(empty), response: empty(), weights: empty() };
}

/** Copies the rows with a count into `target`, their weights multiplied by it. */
export function gather(data: Rows, counts: Float64Array, target: MutableRows): Rows {
  let rows = 0;
  for (let i = 0; i < data.rows; i++) {
    const count = counts[i]!;
    if (count === 0) continue;
    for (let c = 0; c < data.columns.length; c++) target.columns[c]![rows] = data.columns[c]![i]!;
    target.response[rows] = data.response[i]!;
    target.weights[rows] = (data.weights?.[i] ?? 1) * count;
    rows++;
  }
  target.rows = rows;
  return target;
}
