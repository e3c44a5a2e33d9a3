import type { Pair } from "../../law/wasm-encoder.ts";
import { emitLog } from "../../law/wasm-math.ts";
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
  emit: (f, { r, target, require }) => {
    const one = f.constant(1);
    const zero = f.constant(0);
    const mu = f.apply("add", r, target);
    const other = f.apply("sub", one, mu);
    const spread = f.apply("mul", mu, other);
    require(f.apply("gt", spread, zero));
    const missed = f.apply("sub", one, target);
    const part = (share: Pair, of: Pair): Pair =>
      f.apply(
        "bitselect",
        f.apply("mul", share, emitLog(f, f.apply("div", share, of))),
        zero,
        f.apply("gt", share, zero),
      );
    return {
      rho: f.apply("add", part(target, mu), part(missed, other)),
      psi: f.apply("div", r, spread),
      weight: () => f.apply("div", one, spread),
      curvature: () =>
        f.apply(
          "add",
          f.apply("div", target, f.apply("mul", mu, mu)),
          f.apply("div", missed, f.apply("mul", other, other)),
        ),
    };
  },
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
