import { normalProbability, normalQuantile, studentQuantile } from "./probability.ts";
import { percentileInterval, quantile, sortedFinite } from "./quantile.ts";

/** How an interval is made of a fit's draws and of its refits without a row or a cluster (engine.md §5). */
export type IntervalMethod = "percentile" | "bca" | "jackknife" | "clusterJackknife" | "asymptotic";

/** The refits of one independent fit, each without one of `count` rows or clusters. */
export interface ReplicateBlock {
  readonly count: number;
  /** Degrees of freedom of the jackknife's t: n − p, or G − 1. */
  readonly degrees: number;
}

/** What a quantity's interval is made by; `blocks` describe the replicates, one block a fit. */
export interface IntervalRule {
  readonly method: IntervalMethod;
  readonly blocks: readonly ReplicateBlock[];
}

/** A quantity at the estimate, at every draw, and at every replicate, block after block. */
export interface Sampled {
  readonly estimate: number;
  readonly draws: ArrayLike<number>;
  readonly replicates: ArrayLike<number>;
}

/** Replicates are numbered below the estimate, −1: replicate k is draw −2 − k. */
export function replicateDraw(k: number): number {
  return -2 - k;
}

/** Everything that a quantity must be computed at for its interval: the draws, then the replicates where they are used. */
export function drawsFor(rule: IntervalRule, draws: number): readonly number[] {
  const replicates = draws > 0 && usesReplicates(rule) ? rule.blocks.reduce((sum, b) => sum + b.count, 0) : 0;
  return [
    ...Array.from({ length: draws }, (_, k) => k),
    ...Array.from({ length: replicates }, (_, k) => replicateDraw(k)),
  ];
}

function usesReplicates({ method }: IntervalRule): boolean {
  return method === "bca" || method === "jackknife" || method === "clusterJackknife";
}

/** The rule for what is computed from several independent fits: their jackknives add, else the percentiles of joint draws. */
export function combinedRule(rules: readonly IntervalRule[]): IntervalRule {
  const [first = { method: "percentile", blocks: [] }, ...others] = rules;
  if (others.length === 0) return first;
  const jackknives = rules.filter((r) => r.method === "jackknife" || r.method === "clusterJackknife");
  if (jackknives.length > 0 && rules.every((r) => r.blocks.length > 0))
    return { method: jackknives[0]?.method ?? "jackknife", blocks: rules.flatMap((r) => r.blocks) };
  return { method: "percentile", blocks: [] };
}

/**
 * The interval of a quantity at a level such as 0.95. Draws that are not finite are left out. A quantity without draws
 * is certain: both ends are the estimate.
 */
export function intervalOf(sampled: Sampled, rule: IntervalRule, level: number): readonly [number, number] {
  if (sampled.draws.length === 0) return [sampled.estimate, sampled.estimate];
  switch (rule.method) {
    case "percentile":
    case "asymptotic":
      return percentileInterval(Array.from(sampled.draws), level);
    case "bca":
      return bcaInterval(sampled, level);
    case "jackknife":
    case "clusterJackknife":
      return jackknifeInterval(sampled, rule.blocks, level);
  }
}

/**
 * Efron's BCa interval (1987): percentiles shifted by the bias of the draws and by the acceleration, the skewness of
 * the jackknife's influence values.
 */
export function bcaInterval(sampled: Sampled, level: number): readonly [number, number] {
  const at = bcaQuantile(sampled);
  return [at((1 - level) / 2), at((1 + level) / 2)];
}

/** The quantiles of a quantity by BCa. */
function bcaQuantile({ estimate, draws, replicates }: Sampled): (tail: number) => number {
  const sorted = sortedFinite(Array.from(draws));
  const n = sorted.length;
  if (n === 0) return () => Number.NaN;
  let below = 0;
  for (const x of sorted) below += x < estimate ? 1 : x === estimate ? 0.5 : 0;
  // Half a draw keeps the bias finite where every draw lies on one side.
  const bias = normalQuantile(Math.min(Math.max(below, 0.5), n - 0.5) / n);
  const left = Array.from(replicates).filter(Number.isFinite);
  const mean = left.reduce((a, b) => a + b, 0) / Math.max(1, left.length);
  let [square, cube] = [0, 0];
  for (const x of left) {
    square += (mean - x) ** 2;
    cube += (mean - x) ** 3;
  }
  const acceleration = square > 0 ? cube / (6 * square ** 1.5) : 0;
  return (tail) => {
    const z = bias + normalQuantile(tail);
    return quantile(sorted, normalProbability(bias + z / (1 - acceleration * z)));
  };
}

/** A quantity's spread by the jackknife: on which scale, how wide, and how sure that is. */
interface Spread {
  readonly log: boolean;
  readonly middle: number;
  readonly error: number;
  readonly degrees: number;
}

/**
 * Standard error √((g−1)/g·Σ(θ₍ᵢ₎ − θ̄)²), on the logarithmic scale where every value is above zero. Variances of
 * independent fits add; their degrees of freedom are Welch's and Satterthwaite's.
 */
function jackknifeSpread({ estimate, replicates }: Sampled, blocks: readonly ReplicateBlock[]): Spread {
  const log = estimate > 0 && Array.from(replicates).every((x) => x > 0 || Number.isNaN(x));
  const scale = (x: number): number => (log ? Math.log(x) : x);
  let variance = 0;
  let weight = 0;
  let begin = 0;
  for (const { count, degrees } of blocks) {
    const values: number[] = [];
    for (let k = begin; k < begin + count; k++) {
      const x = scale(replicates[k] ?? Number.NaN);
      if (Number.isFinite(x)) values.push(x);
    }
    begin += count;
    const g = values.length;
    // Of no refits nothing is known: a width of 0 would claim that all is.
    if (g < 2) {
      variance = Number.NaN;
      continue;
    }
    const mean = values.reduce((a, b) => a + b, 0) / g;
    const share = ((g - 1) / g) * values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
    variance += share;
    weight += share ** 2 / Math.max(1, degrees);
  }
  const degrees = weight > 0 ? variance ** 2 / weight : 1;
  return { log, middle: scale(estimate), error: Math.sqrt(variance), degrees };
}

/** The jackknife-t interval: the estimate and t standard errors to both sides; NaN where fewer than two refits of a block have a value. */
export function jackknifeInterval(
  sampled: Sampled,
  blocks: readonly ReplicateBlock[],
  level: number,
): readonly [number, number] {
  const { log, middle, error, degrees } = jackknifeSpread(sampled, blocks);
  if (error === 0) return [sampled.estimate, sampled.estimate];
  const half = studentQuantile((1 + level) / 2, degrees) * error;
  return log ? [Math.exp(middle - half), Math.exp(middle + half)] : [middle - half, middle + half];
}

/** So many quantiles stand for a t distribution. */
const tableSize = 199;
const tables = new Map<number, Float64Array>();

function studentTable(degrees: number): Float64Array {
  const known = tables.get(degrees);
  if (known !== undefined) return known;
  const made = Float64Array.from({ length: tableSize }, (_, k) => studentQuantile((k + 0.5) / tableSize, degrees));
  tables.set(degrees, made);
  return made;
}

/**
 * Draws of a quantity that are spread as its interval is: the bootstrap's own, or, where the interval is the jackknife's
 * or BCa's, as many quantiles of the distribution behind it.
 */
export function calibratedDraws(sampled: Sampled & { readonly draws: Float64Array }, rule: IntervalRule): Float64Array {
  const { draws } = sampled;
  switch (rule.method) {
    case "percentile":
    case "asymptotic":
      return draws;
    case "bca": {
      const at = bcaQuantile(sampled);
      return draws.map((_, k) => at((k + 0.5) / draws.length));
    }
    case "jackknife":
    case "clusterJackknife": {
      const { log, middle, error, degrees } = jackknifeSpread(sampled, rule.blocks);
      const table = studentTable(Math.round(degrees));
      return draws.map((_, k) => {
        const x = middle + error * (table[Math.floor(((k + 0.5) * tableSize) / draws.length)] ?? 0);
        return log ? Math.exp(x) : x;
      });
    }
  }
}
