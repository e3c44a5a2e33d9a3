import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { HeldOutScore } from "../../src/ask/held-out.ts";
import { shared } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { addition, chained, extrapolations } from "./extrapolations.ts";
import { curvesProgram, learningCurves } from "./learning-curves.ts";
import { logBias, logResidual, logRmse, meanError, meanSquare } from "./measures.ts";
import { fitOf, type Json, pointsOf, predictedRows, run, valuesOf } from "./program.ts";

const scoreOf = (result: Json | undefined, key: "score" | "heldOut"): HeldOutScore => result?.[key] as HeldOutScore;

/** An interval that is one: finite, of some width, and reaching into what the estimate says. */
function expectInterval(interval: readonly [number, number] | undefined): void {
  const [low, high] = interval ?? [Number.NaN, Number.NaN];
  expect(Number.isFinite(low) && Number.isFinite(high)).toBe(true);
  expect(low).toBeLessThan(high);
}

describe("what is held out is predicted with an interval, and as the reference says where it does", () => {
  for (const { name, set, program, rows, rmse, bias, within, worst, space = "log" } of extrapolations)
    it(name, async (context) => {
      requireOrSkip(context, join(shared, "data", `${set}.csv`));
      const results = await run(program);
      const far = predictedRows(results);
      const fit = fitOf(results);
      expect([fit.rows, far.length]).toEqual(rows);
      if (rmse !== undefined) expect(Math.abs(logRmse(far) - rmse)).toBeLessThanOrEqual(within!);
      if (bias !== undefined) expect(Math.abs(logBias(far) - bias)).toBeLessThanOrEqual(within!);
      if (worst !== undefined) expect(Math.max(...far.map((row) => Math.abs(logResidual(row)))).toFixed(3)).toBe(worst);
      const score = scoreOf(results.at(-1), "score");
      expect(score).toMatchObject({ space });
      expect(score.rmse).toBeCloseTo(space === "log" ? logRmse(far) : Math.sqrt(meanSquare(far)), 12);
      expect(score.bias).toBeCloseTo(-(space === "log" ? logBias(far) : meanError(far)), 12);
      expectInterval(score.intervals?.rmse);
      expectInterval(score.intervals?.bias);
      const held = scoreOf(
        results.findLast(({ kind }) => kind === "fit"),
        "heldOut",
      );
      expect(held.rows).toBe(far.length);
      expectInterval(held.intervals?.rmse);
    });
});

describe("Gadre et al. (2024) predict larger and longer-trained models", () => {
  const program = (set: string): string => `
data all = "data/gadre_overtraining.csv" where train_set = "${set}" with N = N_params, M = M_tokens_per_param, l = loss_c4_val
data small = all where in_paper_loss_fit = 1
data graded = all where in_paper_error_fit = 1
law L(N, M) = E + p*N^b + r*6^(b/2)*(M*N)^b
law Err(l) = ε - k*exp(-γ*l)
fit L to l on small using squares in linear with bootstrap = 200 as loss
fit Err to err_avg17 on graded using squares in linear with bootstrap = 200 as error
data far = all where model = "open_lm_7b" or (model = "open_lm_1b" and M > 20)
predict loss on far
predict error(loss(N, M)) at N = 1439795200, M in [80, 640]
predict error(loss(N, M)) at N = 6889410560, M = 20`;

  it("on RedPajama, as wrongly as the four numbers that they print", async (context) => {
    requireOrSkip(context, join(shared, "data", "gadre_overtraining.csv"));
    const results = await run(program("rpj"));
    const losses = results.filter(({ kind }) => kind === "predict")[0]!;
    const far = predictedRows([losses]);
    const off = (size: number): number => {
      const row = far.find((r) => r.at!.N! === size)!;
      return 100 * Math.abs(row.value / row.observed - 1);
    };
    expect([1439795200, 6889410560].map((size) => off(size).toFixed(4))).toEqual(chained.rpj.loss);
    expectInterval(scoreOf(losses, "score").intervals?.rmse);
    const [overtrained, large] = results
      .filter(({ kind }) => kind === "predict")
      .slice(1)
      .map((r) => pointsOf([r], "predict").at(-1)!);
    const wrong = [overtrained!.value / 0.47521523167105284, large!.value / 0.47163718062288623];
    expect(wrong.map((ratio) => (100 * Math.abs(ratio - 1)).toFixed(4))).toEqual(chained.rpj.error);
    expectInterval(overtrained!.interval);
    expectInterval(large!.interval);
  });

  it("on C4, as the data sets' README prints", async (context) => {
    requireOrSkip(context, join(shared, "data", "gadre_overtraining.csv"));
    const results = await run(program("c4_original"));
    const far = predictedRows([results.filter(({ kind }) => kind === "predict")[0]!]);
    const rows = [1439795200, 6889410560].map((size) => far.find((r) => r.at!.N! === size)!);
    expect(rows.map(({ value }) => value.toFixed(5))).toEqual(chained.c4.predicted);
    expect(rows.map(({ observed }) => observed.toFixed(5))).toEqual(chained.c4.observed);
    expect((100 * (1 - rows[1]!.value / rows[1]!.observed)).toFixed(1)).toBe("4.3");
    expectInterval(scoreOf(results.filter(({ kind }) => kind === "predict")[0], "score").intervals?.rmse);
    expect(far.every(({ interval }) => interval![0] < interval![1])).toBe(true);
  });
});

describe("K04 extrapolates four-digit addition", () => {
  it("to the three held-out rows as the reference does", async (context) => {
    requireOrSkip(context, join(shared, "data", "bnsl_addition.csv"));
    const results = await run(`
data all = "data/bnsl_addition.csv" with x = D_examples, y = log(1 + loss_nats)
data near = all where is_train = 1
data far = all where is_train = 0
law B(x) = log(1 + a + b*x^-c0*(1 + (x/d1)^(1/f1))^(-c1*f1)) where a > 0, b > 0, d1 > 0, f1 > 0
fit B to y on all using squares in linear holding out is_train = 0 with bootstrap = 200 as f
predict f on near
predict f on far
a`);
    const [near, far] = results.filter(({ kind }) => kind === "predict").map((result) => predictedRows([result]));
    const trained = near!.map(({ value, observed }) => ({ value: Math.expm1(value), observed: Math.expm1(observed) }));
    expect(logRmse(trained).toFixed(6)).toBe(addition.trained);
    const loss = far!.map(({ value, observed, interval }) => ({
      value: Math.expm1(value),
      observed: Math.expm1(observed),
      interval: interval!,
    }));
    expect(loss.map(({ value }) => value.toFixed(5))).toEqual(addition.predicted);
    expect(loss.map(({ observed }) => observed.toFixed(5))).toEqual(addition.observed);
    expect(logRmse(loss).toFixed(6)).toBe(addition.heldOut);
    for (const { interval } of loss) expectInterval(interval);
    expect(valuesOf(results)[0]).toBeCloseTo(0.4138845, 6);
  });
});

describe("M2 extrapolates ten learning curves", () => {
  it("from one grouped fit, each as its reference does", async (context) => {
    requireOrSkip(context, join(shared, "data", "learning_curves_language.csv"));
    const results = await run(curvesProgram);
    const groups = (fitOf(results) as unknown as { readonly groups: Readonly<Record<string, Json>> }).groups;
    const far = predictedRows(results);
    for (const { model, heldOut, rmse } of learningCurves) {
      const rows = far.filter(({ at }) => (at as Readonly<Record<string, unknown>>).model === model);
      expect(rows).toHaveLength(heldOut);
      expect(logRmse(rows).toFixed(6)).toBe(rmse.toFixed(6));
      expect(rows.every(({ interval }) => interval![0] < interval![1])).toBe(true);
      expectInterval(scoreOf(groups[model], "heldOut").intervals?.rmse);
    }
  });
});
