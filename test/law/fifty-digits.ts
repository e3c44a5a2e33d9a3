/** Fixed-point numbers with 200 binary places: sixty digits, so that the last of fifty is sure. */
export const places = 200n;
const one = 1n << places;

/** A double as a fixed-point number; exact from 2^−148 up. */
export function toFixed(x: number): bigint {
  const bits = new BigUint64Array(Float64Array.of(Math.abs(x)).buffer)[0]!;
  const exponent = bits >> 52n;
  const mantissa = (bits & 0xfffffffffffffn) + (exponent === 0n ? 0n : 1n << 52n);
  const shift = (exponent === 0n ? 1n : exponent) - 1075n + places;
  const size = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  return x < 0 ? -size : size;
}

const times = (a: bigint, b: bigint): bigint => (a * b) >> places;

/** artanh(1/n)·2, summed. */
function logOfRatio(s: bigint): bigint {
  const square = times(s, s);
  let term = s;
  let sum = 0n;
  for (let k = 1n; term !== 0n && term !== -1n; k += 2n) {
    sum += term / k;
    term = times(term, square);
  }
  return 2n * sum;
}

/** ln 2 = 2 artanh(1/3). */
export const ln2: bigint = logOfRatio(one / 3n);

/** e^x as m·2^k with m in [½, 2): fixed-point m, and k. */
export function exactExp(x: bigint): { readonly m: bigint; readonly k: number } {
  const k = Number((x + ln2 / 2n) / ln2) - (x + ln2 / 2n < 0n ? 1 : 0);
  const r = x - BigInt(k) * ln2;
  let term = one;
  let sum = 0n;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    sum += term;
    term = times(term, r) / n;
  }
  return { m: sum, k };
}

/** ln x for a positive double. */
export function exactLog(x: number): bigint {
  let k = Math.round(Math.log2(x));
  k = Math.min(Math.max(k, -1074), 1023);
  const m = toFixed(x / 2 ** k);
  return logOfRatio(((m - one) << places) / (m + one)) + BigInt(k) * ln2;
}

/** Distance of a double from m·2^k in units of its last place. */
export function ulps(got: number, m: bigint, k = 0): number {
  const scaled = got * 2 ** -Math.trunc(k / 2) * 2 ** -(k - Math.trunc(k / 2));
  const size = Math.abs(Number(m)) / Number(one);
  const exponent = Math.floor(Math.log2(size)) - 52;
  const difference = toFixed(scaled) - m;
  return Math.abs(Number(difference)) / 2 ** (Number(places) + exponent);
}
