import { estimate } from "../../src/fit/estimate.ts";
import { makeProblem, type Problem } from "../../src/fit/problem.ts";
import { random } from "../../src/fit/random.ts";
import { chinchilla, type Runs } from "./laws.ts";

/** A cell of the study of global optima: rows, noise of ln loss, and the share of gross outliers. */
export interface GlobalCell {
  readonly rows: number;
  readonly sigma: number;
  readonly outliers: number;
}

/** The cells of the study, the hardest first. */
export const globalCells: readonly GlobalCell[] = [24, 60, 240].flatMap((rows) =>
  [0.01, 0.02].flatMap((sigma) => [0.2, 0.1, 0].map((outliers) => ({ rows, sigma, outliers }))),
);

/** A cell in words, which is also its key in the table of brute force. */
export function cellName({ rows, sigma, outliers }: GlobalCell): string {
  return `${rows} rows, noise ${sigma}, ${100 * outliers} % outliers`;
}

/** Data set `set` of a cell: a random law of the usual shape at random sizes; an outlier is 10 to 50 % off. */
export function randomRuns({ rows, sigma, outliers }: GlobalCell, set: number): Runs {
  const source = random(rows * 1000 + Math.round(1e4 * sigma) + Math.round(100 * outliers), set);
  const between = (low: number, high: number): number => low + (high - low) * source.uniform();
  const E = between(1.2, 2.2);
  const [α, β] = [between(0.2, 0.5), between(0.2, 0.5)];
  // Each term is 0.2 to 1 in the middle of the design.
  const [a, b] = [between(0.2, 1), between(0.2, 1)];
  const [n0, d0] = [5e8, 1e10];
  const n = Float64Array.from({ length: rows }, () => n0 * 10 ** between(-1, 1));
  const d = Float64Array.from({ length: rows }, () => d0 * 10 ** between(-1, 1));
  const response = n.map((x, i) => {
    const loss = E + a * (n0 / x) ** α + b * (d0 / d[i]!) ** β;
    const gross = source.uniform() < outliers ? between(0.1, 0.5) * Math.sign(source.uniform() - 0.5) : 0;
    return loss * Math.exp(sigma * source.normal() + gross);
  });
  return { inputs: [n, d], response };
}

/** The loss of the study: nearly absolute, and so full of traps. */
const loss = { kind: "huber", delta: 1e-3 } as const;

function problemOf(runs: Runs): Problem {
  return makeProblem({ law: chinchilla, ...runs, log: true });
}

/** The best objective that a fit with its own starts finds: of a minimum, or of a valley that falls below every minimum. */
export function ownOptimum(runs: Runs): number {
  return estimate(problemOf(runs), { loss, starts: 64 }).objective;
}

/**
 * The lowest minimum that is reached from all 4500 starts of Hoffmann et al. (2022, appendix D.3). An exponent may also run
 * away after a single outlier; how low such a valley is depends on patience alone, so it is no measure. One end of the
 * study counts though it is the limit of such a valley: of 24 rows with noise 0.02 and 20 % outliers, in data set 76, α
 * goes to -168, where only the largest run feels its term and the slope has gone below rounding.
 */
export function bruteForce(runs: Runs): number {
  const grid: Float64Array[] = [];
  const exponents = [0, 0.5, 1, 1.5, 2];
  for (const α of exponents)
    for (const β of exponents)
      for (const e of [-1, -0.5, 0, 0.5, 1])
        for (const a of [0, 5, 10, 15, 20, 25])
          for (const b of [0, 5, 10, 15, 20, 25])
            grid.push(
              Float64Array.from(
                chinchilla.parameters,
                ({ name }) => ({ E: Math.exp(e), A: Math.exp(a), B: Math.exp(b), α, β })[name] ?? Number.NaN,
              ),
            );
  const found = estimate(problemOf(runs), { loss, starts: 0, userStarts: grid });
  return found.minima.find((m) => m.attained)?.objective ?? Number.NaN;
}
