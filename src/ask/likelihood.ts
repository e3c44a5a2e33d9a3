import type { LossChoice } from "../fit/loss/loss.ts";
import { logGamma } from "../fit/probability.ts";
import { brentMinimum } from "./brent-minimum.ts";

/** Whether a loss is −ln of a density of residuals, of a probability of counts, or of neither. */
export function likelihoodOf({ kind }: LossChoice): "density" | "probability" | undefined {
  if (kind === "pinball") return undefined;
  return kind === "binomial" ? "probability" : "density";
}

/**
 * The negative log-likelihood of rates under binomial counts: each rate is hits a trial, predicted by a chance. `counts`
 * are how often each row is taken; ∞ where a prediction is no chance.
 */
export function negativeLogBinomial(
  rates: Float64Array,
  chances: Float64Array,
  trials: Float64Array,
  counts?: Float64Array,
): number {
  let sum = 0;
  for (let i = 0; i < rates.length; i++) {
    const count = counts?.[i] ?? 1;
    if (count === 0) continue;
    const [n, chance] = [trials[i]!, chances[i]!];
    if (!(chance >= 0 && chance <= 1)) return Number.POSITIVE_INFINITY;
    const hits = rates[i]! * n;
    const ways = logGamma(n + 1) - logGamma(hits + 1) - logGamma(n - hits + 1);
    const of = (times: number, p: number): number => (times === 0 ? 0 : times * Math.log(p));
    sum -= count * (ways + of(hits, chance) + of(n - hits, 1 - chance));
  }
  return sum;
}

/**
 * The least negative log-likelihood of residuals under the density that a loss is the logarithm of, its scale fitted:
 * normal for squares, Laplace for absolute, Huber's for huber with its width kept (Huber 1964), Student's with its degrees
 * kept. `counts` are how often each residual is taken; undefined for a loss that is the logarithm of no density.
 */
export function negativeLogLikelihood(
  loss: LossChoice,
  delta: number,
  residuals: Float64Array,
  counts?: Float64Array,
): number | undefined {
  const weigh = (value: (r: number) => number): number => {
    let sum = 0;
    for (let i = 0; i < residuals.length; i++) sum += (counts?.[i] ?? 1) * value(residuals[i]!);
    return sum;
  };
  const n = weigh(() => 1);
  switch (loss.kind) {
    case "squares":
      return (n / 2) * (Math.log((2 * Math.PI * weigh((r) => r * r)) / n) + 1);
    case "absolute":
      return n * (Math.log((2 * weigh(Math.abs)) / n) + 1);
    case "huber":
    case "adaptiveHuber":
      return huberLikelihood(
        n,
        delta,
        weigh((r) => (Math.abs(r) <= delta ? (r * r) / 2 : delta * (Math.abs(r) - delta / 2))),
      );
    case "student":
      return studentLikelihood(n, loss.degrees, delta, weigh);
    default:
      return undefined;
  }
}

/** min over σ of Σ ((ν + 1)/2)·ln(1 + r²/(ν·σ²)) + n·(ln σ + ln of the standard density's norm). */
function studentLikelihood(
  n: number,
  degrees: number,
  guess: number,
  weigh: (value: (r: number) => number) => number,
): number {
  const norm = logGamma(degrees / 2) - logGamma((degrees + 1) / 2) + 0.5 * Math.log(degrees * Math.PI);
  const at = (logScale: number): number => {
    const square = degrees * Math.exp(2 * logScale);
    return n * (logScale + norm) + ((degrees + 1) / 2) * weigh((r) => Math.log1p((r * r) / square));
  };
  const begin = Math.log(guess);
  return brentMinimum(at, begin - 12, begin, begin + 12).value;
}

/** min over σ of n·ln Z(σ) + S/σ², with Z = ∫ exp(−ρ(r)/σ²) dr and S the sum of the losses. */
function huberLikelihood(n: number, delta: number, sum: number): number {
  const at = (logScale: number): number => {
    const sigma = Math.exp(logScale);
    const t = delta / sigma;
    // ln of √(2π)·σ·erf(t/√2) + 2·σ²/δ·exp(−t²/2).
    const z =
      Math.sqrt(2 * Math.PI) * sigma * errorFunction(t / Math.SQRT2) + ((2 * sigma) / t) * Math.exp((-t * t) / 2);
    return n * Math.log(z) + sum / (sigma * sigma);
  };
  // Far inside the width the scale is that of squares, far outside σ² = δ·mean|r|: the minimum lies between the two or near.
  const guess = Math.log(Math.sqrt((2 * sum) / n) + Number.MIN_VALUE);
  return brentMinimum(at, guess - 12, guess, guess + 12).value;
}

/** erf to about 1e-15: its series near zero, the continued fraction of its complement beyond (Abramowitz & Stegun 7.1.5, 7.1.14). */
export function errorFunction(x: number): number {
  const a = Math.abs(x);
  if (a < 2.5) {
    let term = a;
    let sum = a;
    for (let n = 1; n < 60; n++) {
      term *= (-a * a) / n;
      sum += term / (2 * n + 1);
    }
    return Math.sign(x) * (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let k = 60; k > 0; k--) fraction = k / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
}
