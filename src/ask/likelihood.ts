import type { LossChoice } from "../fit/loss/loss.ts";
import { brentMinimum } from "./brent-minimum.ts";

/**
 * The least negative log-likelihood of residuals under the density that a loss is the logarithm of, its scale fitted:
 * normal for squares, Laplace for absolute, Huber's for huber with its width kept (Huber 1964). `counts` are how often
 * each residual is taken; undefined for a loss that is the logarithm of no density.
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
    default:
      return undefined;
  }
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
