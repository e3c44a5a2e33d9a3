/**
 * The unbiased estimate of the chance that one of k samples is correct, from c correct of n: 1 − C(n−c, k)/C(n, k)
 * (Chen et al. 2021). NaN unless 0 ≤ c ≤ n and 0 ≤ k ≤ n.
 */
export function passAtK(n: number, c: number, k: number): number {
  if (!(c >= 0 && c <= n && k >= 0 && k <= n)) return Number.NaN;
  if (n - c < k) return 1;
  let fail = 1;
  for (let i = 0; i < k; i++) fail *= (n - c - i) / (n - i);
  return 1 - fail;
}
