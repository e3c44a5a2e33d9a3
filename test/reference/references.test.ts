import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shared } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { curvesProgram, learningCurves } from "./learning-curves.ts";
import { huber, printedTo, squares } from "./measures.ts";
import { type FitJson, fitOf, pointsOf, predictedRows, run, valuesOf } from "./program.ts";
import {
  baseRatio,
  dataConstrained,
  decayProfile,
  localMinima,
  parscale,
  parscaleR2,
  publishedDecay,
  publishedObjective,
  references,
  regmixR2,
  vocabulary,
} from "./references.ts";

for (const reference of references)
  it(`${reference.name}: the predictions give the reference's optimum`, async (context) => {
    requireOrSkip(context, join(shared, "data", `${reference.set}.csv`));
    const results = await run(reference.program);
    const rows = predictedRows(results);
    expect(rows).toHaveLength(reference.rows);
    // Both sides, to 1e-6 or, where fewer digits are printed, to half a unit of the last one: below the reference
    // stands another law, other rows, or a reference that is no optimum.
    expect(Math.abs(reference.measure(rows) / Number(reference.expected) - 1)).toBeLessThanOrEqual(
      Math.max(1e-6, printedTo(reference.expected)),
    );
    const { parameters, status } = fitOf(results);
    expect(status).toBe("converged");
    for (const [name, value] of Object.entries(reference.constants))
      expect(Math.abs(parameters[name]!.value / value - 1), name).toBeLessThanOrEqual(reference.tolerance);
  });

describe("M2, ten learning curves in one grouped fit", () => {
  it("gives every curve's optimum, from the predictions of its training rows", async (context) => {
    requireOrSkip(context, join(shared, "data", "learning_curves_language.csv"));
    const results = await run(curvesProgram);
    const groups = (fitOf(results) as unknown as { readonly groups: Readonly<Record<string, FitJson>> }).groups;
    const trained = predictedRows([results.filter(({ kind }) => kind === "predict")[0]!]);
    expect(Object.keys(groups).sort()).toEqual(learningCurves.map(({ model }) => model).sort());
    for (const { model, rows, sse, ...constants } of learningCurves) {
      const own = trained.filter(({ at }) => (at as Readonly<Record<string, unknown>>).model === model);
      expect(own).toHaveLength(rows);
      expect(Math.abs(squares(own) / sse - 1)).toBeLessThanOrEqual(1e-6);
      for (const name of ["E", "B", "c"] as const)
        expect(Math.abs(groups[model]!.parameters[name]!.value - constants[name])).toBeLessThanOrEqual(2e-8);
    }
  });
});

describe("K06, whose objective has several minima", () => {
  const program = (starts: string): string => `${dataConstrained}
data train = all
fit M to loss_nats on train using huber(1e-3) in log with bootstrap = 0${starts} as f`;

  it("has the lowest found from few starts and from many, and the reference's local ones told", async (context) => {
    requireOrSkip(context, join(shared, "data", "data_constrained_c4.csv"));
    for (const starts of ["", ", starts = 4", ", starts = 32", ", starts = 128"]) {
      const fit = fitOf(await run(program(starts)));
      for (const minimum of localMinima) {
        const found = fit.optima.find(({ objective }) => Math.abs(objective / minimum.objective - 1) < 1e-9);
        for (const name of ["Rd", "Rn"] as const)
          expect(Math.abs(found!.parameters[name]! / minimum[name] - 1)).toBeLessThan(1e-6);
      }
      expect(Math.abs(fit.objective / localMinima[0]!.objective - 1)).toBeLessThan(1e-9);
      expect(Math.abs(fit.r2 - 0.791)).toBeLessThan(5e-5);
      // What few starts reach is said in the first place, and which minima rival it.
      expect(fit.startsAgreeing).toBeLessThan(0.5 * fit.starts);
      expect(fit.warnings.map(({ code }) => code)).toContain("starts-disagree");
    }
  });

  it("leaves R_D open to the right", async (context) => {
    requireOrSkip(context, join(shared, "data", "data_constrained_c4.csv"));
    const { Rd } = fitOf(await run(program("").replace("bootstrap = 0", "bootstrap = 1000"))).parameters;
    expect(Rd!.interval[0]).toBeLessThan(15.387756);
    expect(Rd!.interval[1]).toBe(Number.POSITIVE_INFINITY);
  });

  it.for(decayProfile)("is %s: %s in the profile over R_D", async ([Rd, objective], context) => {
    requireOrSkip(context, join(shared, "data", "data_constrained_c4.csv"));
    const fit = fitOf(await run(program("").replace("Rd > 0", `Rd = ${Rd}`)));
    expect(Math.abs(fit.objective - Number(objective))).toBeLessThanOrEqual(5e-7);
  });

  it("is 0.01582593526 at the published point, which explains 0.7722 of the variance, and 0.4452 without decay", async (context) => {
    requireOrSkip(context, join(shared, "data", "data_constrained_c4.csv"));
    const results = await run(`${publishedDecay}
law plain(N, D) = E + A/N^α + B/D^α where A = exp(6.255414), B = exp(7.3049974), E = exp(0.6254804), α = 0.3526596
law same(x) = x
predict same on all at x = loss_nats
predict M on all
predict plain on all
exp((6.255414 - 7.3049974)/0.3526596)`);
    expect(valuesOf(results)[0]).toBeCloseTo(baseRatio, 7);
    const [seen, decaying, without] = results
      .filter(({ kind }) => kind === "predict")
      .map((r) => pointsOf([r], "predict").map(({ value }) => value));
    const rows = (values: readonly number[]) => values.map((value, k) => ({ value, observed: seen![k]! }));
    expect(huber(1e-3, "log")(rows(decaying!))).toBeCloseTo(publishedObjective, 11);
    const mean = seen!.reduce((a, b) => a + b, 0) / seen!.length;
    const variance = squares(seen!.map((observed) => ({ observed, value: mean })));
    expect(1 - squares(rows(decaying!)) / variance).toBeCloseTo(0.7722, 4);
    expect(1 - squares(rows(without!)) / variance).toBeCloseTo(0.4452, 4);
  });
});

it("RegMix: seventeen weights explain 0.7687873417 of the variance", async (context) => {
  requireOrSkip(context, join(shared, "data", "regmix_1M.csv"));
  const weights = [
    ..."arxiv freelaw nih_exporter pubmed_central wikipedia_en dm_mathematics github philpapers stackexchange".split(
      " ",
    ),
    ..."enron_emails gutenberg_pg_19 pile_cc ubuntu_irc europarl hackernews pubmed_abstracts uspto_backgrounds".split(
      " ",
    ),
  ].map((name) => `w_${name}`);
  const { r2 } = fitOf(
    await run(`
data mix = "data/regmix_1M.csv" with w = [${weights.join(", ")}]
law R(w) = b0 + sum(b[j]*w[j] for j in 1..17)
fit R to loss_pile_cc on mix using squares in linear with bootstrap = 0`),
  );
  expect(r2).toBeCloseTo(regmixR2, 9);
});

it.for(Object.entries(parscaleR2))("S02, %s: explains %s of the variance", async ([dataset, share], context) => {
  requireOrSkip(context, join(shared, "data", "parscale.csv"));
  const { r2 } = fitOf(
    await run(`${parscale(dataset)}\nfit S to loss_nats on all using huber(1e-3) in log with bootstrap = 0`),
  );
  expect(Math.abs(r2 - share)).toBeLessThanOrEqual(5e-7);
});

it("K14 reports the bound that α2 runs into", async (context) => {
  requireOrSkip(context, join(shared, "data", "vocab_scaling.csv"));
  const { warnings } = fitOf(await run(vocabulary("α2 in 0.1..1, β in 0.1..1")));
  expect(warnings.filter(({ code }) => code === "at-bound").map(({ message }) => message)).toEqual([
    expect.stringMatching(/^α2 is on its upper bound 1/),
  ]);
});
