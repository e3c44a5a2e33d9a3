import { existsSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { percentileInterval } from "../../src/fit/quantile.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { referenceFile } from "./chinchilla-fits.ts";
import { type FitJson, fitOf, type Json, pointsOf, run, valuesOf } from "./program.ts";

const program = `
data runs = "data/chinchilla_epoch.csv" where kept = 1 with N = N_params, D = D_tokens, loss = loss_nats
law L(N, D) = E + A/N^α + B/D^β
fit L to loss on runs using huber(1e-3) in log with bootstrap = 1000, seed = 1
export L as json
minimize L over N, D subject to 6*N*D = 1e24 FLOP
predict L at N = 7B, D = 140B
β/(α + β)
`;

/** The draws of the fit, as its export holds them: rows of parameters. */
function drawsOf(results: readonly Json[]): {
  readonly count: number;
  readonly width: number;
  readonly values: readonly number[];
} {
  const file = JSON.parse(String(results.find(({ kind }) => kind === "export")?.text)) as {
    readonly record: {
      readonly result: {
        readonly draws: {
          readonly count: number;
          readonly width: number;
          readonly values: { readonly float64: readonly number[] };
        };
      };
    };
  };
  const { count, width, values } = file.record.result.draws;
  return { count, width, values: values.float64 };
}

describe("the bootstrap of the standard fit", () => {
  let results: readonly Json[] = [];
  let fit: FitJson;
  beforeAll(async () => {
    if (!existsSync(referenceFile)) return;
    results = await run(program);
    fit = fitOf(results);
  });

  // Engine notes §4, measured with scipy: sd of e, α, β over pairs resamples.
  it.for([
    ["E", 0.0137 * 1.8172],
    ["α", 0.0146],
    ["β", 0.0204],
  ] as const)("gives the standard error of %s within 10 %%", ([name, expected], context) => {
    requireOrSkip(context, referenceFile);
    expect(Math.abs(fit.parameters[name]!.standardError / expected - 1)).toBeLessThanOrEqual(0.1);
  });

  // Besiroglu et al. (2024), percentiles of 4000 resamples, as their notebook prints them; of a fit a little nearer to
  // absolute deviations. Our interval here is BCa, which moves the skewed ends: what is compared is what the draws say.
  it.for([
    ["A", 285, 744],
    ["B", 1042, 5810],
    ["E", 1.769, 1.871],
    ["α", 0.317, 0.373],
    ["β", 0.331, 0.415],
  ] as const)("draws the published interval of %s (%d to %d) to 10 %% of its width", ([name, lo, hi], context) => {
    requireOrSkip(context, referenceFile);
    const { count, width, values } = drawsOf(results);
    const index = Object.keys(fit.parameters).indexOf(name);
    const drawn = Array.from({ length: count }, (_, k) => values[k * width + index]!);
    const [low, high] = percentileInterval(drawn, 0.95);
    expect(Math.abs(low - lo) / (hi - lo)).toBeLessThan(0.1);
    expect(Math.abs(high - hi) / (hi - lo)).toBeLessThan(0.1);
  });

  it("carries over to N*, D* and their ratio at 1e24 FLOP", (context) => {
    requireOrSkip(context, referenceFile);
    const [point] = pointsOf(results, "minimize");
    const { E, A, B, α, β } = Object.fromEntries(
      Object.entries(fit.parameters).map(([name, { value }]) => [name, value]),
    ) as Record<string, number>;
    const N = ((α! * A!) / (β! * B!)) ** (1 / (α! + β!)) * (1e24 / 6) ** (β! / (α! + β!));
    const D = 1e24 / 6 / N;
    expect(Math.abs(point!.at!.N! / N - 1)).toBeLessThan(1e-7);
    expect(Math.abs(point!.at!.D! / D - 1)).toBeLessThan(1e-7);
    expect(Math.abs(point!.value / (E! + A! / N ** α! + B! / D ** β!) - 1)).toBeLessThan(1e-12);
    // scipy's least_squares over 1000 resamples of the same rows: 6.68e10 … 1.524e11; the ends of 1000 draws vary by 4 %.
    const [lo, hi] = point!.intervals!.N!;
    expect(Math.abs(lo / 6.68e10 - 1)).toBeLessThan(0.1);
    expect(Math.abs(hi / 1.524e11 - 1)).toBeLessThan(0.1);
    const [less, more] = point!.intervals!.D!;
    expect(less / (1e24 / 6 / hi)).toBeCloseTo(1, 2);
    expect(more / (1e24 / 6 / lo)).toBeCloseTo(1, 2);
    expect(Object.keys(point!.intervals!).some((name) => name.replaceAll(" ", "") === "D/N")).toBe(true);
  });

  it("carries over to predictions and to bare expressions", (context) => {
    requireOrSkip(context, referenceFile);
    const [point] = pointsOf(results, "predict");
    // scipy, as above: 2.16338 … 2.18399.
    expect(point!.interval![0]).toBeCloseTo(2.16338, 2);
    expect(point!.interval![1]).toBeCloseTo(2.18399, 2);
    expect(valuesOf(results)[0]).toBeCloseTo(0.36717 / (0.34731 + 0.36717), 4);
  });
});
