import { heed } from "../execute/cancellation.ts";

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

/** The finite values, in a new array. */
function finiteOf(values: Iterable<number>): Float64Array {
  const all = values instanceof Float64Array ? values.slice() : Float64Array.from(values);
  let count = 0;
  for (let i = 0; i < all.length; i++) if (Number.isFinite(all[i]!)) all[count++] = all[i]!;
  return all.subarray(0, count);
}

/** The finite values of an array, ascending. */
export function sortedFinite(values: Iterable<number>): Float64Array {
  return finiteOf(values).sort();
}

/** The median of the finite values; NaN of none. Linear in their number: there may be millions. */
export function median(values: Iterable<number>): number {
  const finite = finiteOf(values);
  const n = finite.length;
  if (n === 0) return Number.NaN;
  const low = select(finite, (n - 1) >> 1);
  if (n % 2 === 1) return low;
  let high = Number.POSITIVE_INFINITY;
  for (let i = n >> 1; i < n; i++) if (finite[i]! < high) high = finite[i]!;
  return low === high ? low : low + 0.5 * (high - low);
}

/** Below this many values they are sorted. */
const few = 64;

/** The k-th smallest of finite values (from 0), with those before it below and those after it above (Hoare 1961). */
export function select(values: Float64Array, k: number): number {
  let left = 0;
  let right = values.length - 1;
  while (right - left >= few) {
    heed(right - left);
    const pivot = middleOf(values[left]!, values[(left + right) >> 1]!, values[right]!);
    let [i, j] = [left, right];
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const held = values[i]!;
      values[i++] = values[j]!;
      values[j--] = held;
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else return pivot;
  }
  values.subarray(left, right + 1).sort();
  return values[k] ?? Number.NaN;
}

/** The middle one of three numbers. */
function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
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
