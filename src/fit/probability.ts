/** Φ, the standard normal distribution function, to about 1e-15 (Marsaglia 2004's series; a continued fraction in the tails). */
export function normalProbability(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (Math.abs(x) > 2.5) {
    // Mills' ratio: φ(x)/(x + 1/(x + 2/(x + 3/…))).
    let ratio = 0;
    for (let k = 200; k >= 1; k--) ratio = k / (Math.abs(x) + ratio);
    const tail = density(x) / (Math.abs(x) + ratio);
    return x > 0 ? 1 - tail : tail;
  }
  let sum = x;
  let term = x;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + sum * density(x);
}

function density(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** The standard normal quantile of p in (0, 1): bisection of Φ, then Newton's steps. ±∞ at the ends. */
export function normalQuantile(p: number): number {
  if (!(p > 0)) return Number.NEGATIVE_INFINITY;
  if (!(p < 1)) return Number.POSITIVE_INFINITY;
  return inverse(normalProbability, p, 9);
}

/** The distribution function of Student's t with `degrees` of freedom, by the incomplete beta function. */
export function studentProbability(t: number, degrees: number): number {
  if (!Number.isFinite(degrees)) return normalProbability(t);
  const tail = 0.5 * incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t));
  return t > 0 ? 1 - tail : tail;
}

/** The quantile of Student's t with `degrees` > 0 of freedom, p in (0, 1). */
export function studentQuantile(p: number, degrees: number): number {
  if (p === 0.5) return 0;
  let wide = 16;
  while (wide < 1e12 && studentProbability(wide, degrees) < Math.max(p, 1 - p)) wide *= 4;
  return inverse((t) => studentProbability(t, degrees), p, wide);
}

/** Where an increasing function of [−wide, wide] takes the value p. */
function inverse(probability: (x: number) => number, p: number, wide: number): number {
  let [low, high] = [-wide, wide];
  for (let k = 0; k < 200 && high - low > 1e-14 * Math.max(1, Math.abs(low)); k++) {
    const middle = 0.5 * (low + high);
    if (probability(middle) < p) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}

/** The regularised incomplete beta function I_x(a, b), by Lentz's continued fraction (Numerical Recipes §6.4). */
function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, 1 - x);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 500; m++) {
    for (const numerator of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / (1 + numerator * d);
      c = 1 + numerator / c;
      fraction *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return front * fraction;
}

/** ln Γ(x) for x > 0: Stirling's series after raising the argument above 10. */
export function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 10; z++) shift -= Math.log(z);
  const s = 1 / (z * z);
  const series = (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s / 1188)))) / z;
  return shift + (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series;
}
