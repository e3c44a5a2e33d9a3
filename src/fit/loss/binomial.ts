import type { Loss } from "./loss.ts";

/**
 * Half the binomial deviance of a rate: y·ln(y/μ) + (1 − y)·ln((1 − y)/(1 − μ)) (McCullagh and Nelder 1989, §4.4.5).
 * The row's weight is its number of trials. A prediction outside (0, 1) is not a number.
 */
export const binomial: Loss = {
  code: [
    "const mu = r + target;",
    "const spread = mu * (1 - mu);",
    "const hit = target > 0 ? target * Math.log(target / mu) : 0;",
    "const miss = target < 1 ? (1 - target) * Math.log((1 - target) / (1 - mu)) : 0;",
    "const rho = spread > 0 ? hit + miss : NaN;",
    "const psi = r / spread;",
    "const weight = 1 / spread;",
    "const curvature = target / (mu * mu) + (1 - target) / ((1 - mu) * (1 - mu));",
  ],
  at: (r, _delta, target) => {
    const mu = r + target;
    const spread = mu * (1 - mu);
    const hit = target > 0 ? target * Math.log(target / mu) : 0;
    const miss = target < 1 ? (1 - target) * Math.log((1 - target) / (1 - mu)) : 0;
    return {
      rho: spread > 0 ? hit + miss : Number.NaN,
      psi: r / spread,
      weight: 1 / spread,
      curvature: target / (mu * mu) + (1 - target) / ((1 - mu) * (1 - mu)),
    };
  },
};
