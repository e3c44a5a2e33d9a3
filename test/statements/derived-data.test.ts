import { describe, expect, it } from "vitest";
import { random } from "../../src/fit/random.ts";
import { type FitJson, hold } from "./try.ts";

const long = process.env.LAWLAB_LONG === "1";

/** The fits of a program, in order. */
async function fitsOf(text: string): Promise<readonly (FitJson & { readonly intervals: string })[]> {
  const { results } = await hold(text);
  return results.filter(({ kind }) => kind === "fit") as unknown as readonly (FitJson & {
    readonly intervals: string;
  })[];
}

interface Run {
  readonly C: number;
  readonly D: number;
  readonly loss: number;
}

const tokens = (C: number): number => 0.3 * C ** 0.55;

/** Runs at four budgets, on a parabola in ln D about the best number of tokens, with noise from a seed. */
function isoflop(seed: number, noise: number, perBudget = 12): readonly Run[] {
  const source = random(seed, 0);
  return [1e17, 1e18, 1e19, 1e20].flatMap((C, at) =>
    Array.from({ length: perBudget }, (_, k) => {
      const x = ((2 * (k + 0.5)) / perBudget - 1) * Math.log(4);
      const loss = 4.5 - 0.5 * at + 0.08 * x * x + noise * source.normal();
      return { C, D: tokens(C) * Math.exp(x), loss };
    }),
  );
}

const written = (runs: readonly Run[]): string =>
  `data runs(C, D, loss) = [${runs.map(({ C, D, loss }) => `${C}, ${D}, ${loss}`).join(" | ")}]`;

const byBudget = (runs: readonly Run[]): readonly (readonly Run[])[] =>
  [...new Set(runs.map(({ C }) => C))].map((C) => runs.filter((run) => run.C === C));

/** Solves the normal equations of a polynomial by Gauss's elimination: its coefficients, from the constant on. */
function polynomial(x: readonly number[], y: readonly number[], degree: number): readonly number[] {
  const n = degree + 1;
  const rows = Array.from({ length: n }, (_, i) => [
    ...Array.from({ length: n }, (_, j) => x.reduce((sum, v) => sum + v ** (i + j), 0)),
    x.reduce((sum, v, k) => sum + v ** i * y[k]!, 0),
  ]);
  for (let i = 0; i < n; i++)
    for (let r = 0; r < n; r++) {
      if (r === i) continue;
      const factor = rows[r]![i]! / rows[i]![i]!;
      for (let j = i; j <= n; j++) rows[r]![j]! -= factor * rows[i]![j]!;
    }
  return rows.map((row, i) => row[n]! / row[i]!);
}

/** The slope of ln D against ln C. */
function slope(points: readonly { readonly C: number; readonly D: number }[]): number {
  const x = points.map(({ C }) => Math.log(C / 1e18));
  return polynomial(
    x,
    points.map(({ D }) => Math.log(D)),
    1,
  )[1]!;
}

/** The stages written out: the vertex of a parabola a budget (Approach 2), or its best run (Approach 1). */
const stages: Readonly<Record<string, { readonly keeping: string; readonly by: (runs: readonly Run[]) => number }>> = {
  "Approach 1": {
    keeping: "argmin(loss) by C",
    by: (runs) =>
      slope(byBudget(runs).map((budget) => budget.reduce((best, run) => (run.loss < best.loss ? run : best)))),
  },
  "Approach 2": {
    keeping: "vertex(loss against log(D)) by C",
    by: (runs) =>
      slope(
        byBudget(runs).flatMap((budget) => {
          if (new Set(budget.map(({ D }) => D)).size < 3) return [];
          const { C } = budget[0]!;
          const x = budget.map(({ D }) => Math.log(D / tokens(C)));
          const [, b = 0, c = 0] = polynomial(
            x,
            budget.map(({ loss }) => loss),
            2,
          );
          return c > 0 ? [{ C, D: tokens(C) * Math.exp(-b / (2 * c)) }] : [];
        }),
      ),
  },
};

const deviation = (values: readonly number[]): number => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1));
};

/** A stage's law on the optima of some runs. */
const program = (runs: readonly Run[], keeping: string, options: string): string => `${written(runs)}
data optima = runs keeping ${keeping}
law best(C) = G*C^b
fit best to D on optima using squares in log with ${options}`;

describe.each(Object.entries(stages))("%s as a data stage", (_name, { keeping, by }) => {
  it("is taken again in each replicate on rows of the runs, as a direct computation does", async () => {
    const runs = isoflop(3, 0.02);
    const seed = 11;
    const [fit] = await fitsOf(program(runs, keeping, `bootstrap = 100, seed = ${seed}`));
    const draws = Array.from({ length: 100 }, (_, i) => {
      const source = random(seed, i);
      return by(runs.map(() => runs[source.below(runs.length)]!));
    });
    expect(fit!.intervals).toBe("percentile");
    expect(Math.abs(fit!.parameters.b!.value / by(runs) - 1)).toBeLessThan(1e-8);
    expect(Math.abs(fit!.parameters.b!.standardError / deviation(draws) - 1)).toBeLessThan(1e-6);
  });
});

describe("rows that a data set is derived from", () => {
  it("are resampled through data sets of data sets, and shared by the two sides of a join", async () => {
    const runs = isoflop(5, 0.02);
    const [fit] = await fitsOf(`${written(runs)}
data least = runs where D > 0 keeping low = min(loss) by C
data near = runs matching least by C
data good = near where loss < low + 0.1
data optima = good keeping vertex(loss against log(D)) by C
law best(C) = G*C^b
fit best to D on optima using squares in log with bootstrap = 60, seed = 7`);
    const draws = Array.from({ length: 60 }, (_, i) => {
      const source = random(7, i);
      const drawn = runs.map(() => runs[source.below(runs.length)]!);
      return stages["Approach 2"]!.by(
        byBudget(drawn).flatMap((budget) => {
          const low = Math.min(...budget.map(({ loss }) => loss));
          return budget.filter(({ loss }) => loss < low + 0.1);
        }),
      );
    });
    expect(Math.abs(fit!.parameters.b!.standardError / deviation(draws) - 1)).toBeLessThan(1e-6);
  });

  it("are not asked for where a step leaves one row of each", async () => {
    const [plain, same] = await fitsOf(`${written(isoflop(5, 0.02))}
law L(C) = E + A*C^-α where α > 0
fit L to loss on runs with bootstrap = 20, starts = 8
data kept = runs where D > 0 with x = 2*D keeping argmin(loss) by C, D
fit L to loss on kept with bootstrap = 20, starts = 8`);
    expect(same!.parameters).toEqual(plain!.parameters);
  });

  // Twenty runs a budget with little noise: fewer, or noisier ones, leave resamples whose parabolas have hardly a vertex.
  it("give intervals about as wide as the estimates of repeated simulations are apart", async () => {
    const simulations = long ? 400 : 100;
    const { keeping, by } = stages["Approach 2"]!;
    const spread = deviation(Array.from({ length: simulations }, (_, k) => by(isoflop(1000 + k, 0.005, 20))));
    const errors: number[] = [];
    for (let k = 0; k < (long ? 40 : 8); k++) {
      const [fit] = await fitsOf(program(isoflop(1000 + k, 0.005, 20), keeping, "bootstrap = 200, starts = 4"));
      errors.push(fit!.parameters.b!.standardError);
    }
    const typical = errors.reduce((a, b) => a + b, 0) / errors.length;
    // A deviation of n estimates is known to 3.29/√(2n) at 99.9 % (χ²); resampled rows cost a little width besides.
    const band = 3.29 / Math.sqrt(2 * simulations);
    expect(typical / spread).toBeGreaterThan(1 - band);
    expect(typical / spread).toBeLessThan((1 + band) * 1.15);
  });
});
