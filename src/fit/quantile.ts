/** The q-quantile of ascending values, linear between order statistics (type 7 of Hyndman and Fan 1996). */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const n = sorted.length;
  if (n === 0) return Number.NaN;
  const at = (n - 1) * Math.min(Math.max(q, 0), 1);
  const low = Math.floor(at);
  const a = sorted[low] ?? Number.NaN;
  const b = sorted[Math.min(low + 1, n - 1)] ?? Number.NaN;
  return a === b ? a : a + (at - low) * (b - a);
}

/** The finite values of an array, ascending. */
export function sortedFinite(values: Iterable<number>): Float64Array {
  return Float64Array.from([...values].filter(Number.isFinite)).sort();
}

/** The median of the finite values; NaN of none. */
export function median(values: Iterable<number>): number {
  return quantile(sortedFinite(values), 0.5);
}

/** The central percentile interval of draws at a level such as 0.95; a pair of NaN without finite draws. */
export function percentileInterval(draws: Iterable<number>, level: number): readonly [number, number] {
  const sorted = sortedFinite(draws);
  return [quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2)];
}

/** The standard deviation (n − 1) of the finite values. */
export function standardDeviation(values: Iterable<number>): number {
  const finite = [...values].filter(Number.isFinite);
  const n = finite.length;
  if (n < 2) return Number.NaN;
  const mean = finite.reduce((a, b) => a + b, 0) / n;
  return Math.sqrt(finite.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1));
}
