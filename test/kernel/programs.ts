/** A small data set of runs on E = 1.7, A = 400, B = 410, α = 0.34, β = 0.28, with noise: enough for a fit to have intervals. */
export const toyData = `data toy(N, D, loss) = [
  100M, 2B, 3.452 | 100M, 8B, 3.125 | 100M, 40B, 2.912 | 400M, 2B, 3.198 | 400M, 8B, 2.846 | 400M, 40B, 2.634 |
  1B, 2B, 3.081 | 1B, 8B, 2.757 | 1B, 40B, 2.521 | 4B, 8B, 2.654 | 4B, 40B, 2.430 | 4B, 200B, 2.291 ]`;

export const toyLaw = "law L(N, D) = E + A/N^α + B/D^β\n  where E > 0, A > 0, B > 0, α > 0, β > 0";

/** Defines toy, L and its fit. */
export const toyFit: string = `${toyData}\n${toyLaw}\nfit on toy`;

/** A cell that works for many seconds if nobody stops it; needs `toyData` and `toyLaw`. */
export const longWork = "fit L on toy with bootstrap = 1000000";
