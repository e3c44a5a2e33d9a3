import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shared } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { huber, type Predicted } from "./measures.ts";
import { run, valuesOf } from "./program.ts";
import { besideLosses, leastDeviations, printedDeviations, publishedPoints } from "./published-points.ts";
import { fittedCurves, multiPower, optima, otherCurves, rates, type Size, schedules } from "./schedules.ts";

describe("the published constants give the objective that the README prints, no lower than the optimum", () => {
  for (const { name, set, program, measure, expected, within, optimum } of publishedPoints)
    it(name, async (context) => {
      requireOrSkip(context, join(shared, "data", `${set}.csv`));
      const found = measure(besideLosses(await run(program)));
      expect(Math.abs(found / expected - 1)).toBeLessThanOrEqual(within);
      expect(found).toBeGreaterThanOrEqual(optimum);
    });
});

it("K03: least absolute deviations give the published constants, 482.01 and 2085.43, back", async (context) => {
  requireOrSkip(context, join(shared, "data", "chinchilla_epoch.csv"));
  const names = Object.keys(leastDeviations);
  const values = valuesOf(
    await run(`
data runs = "data/chinchilla_epoch.csv" where kept = 1 with N = N_params, D = D_tokens, loss = loss_nats
law L(N, D) = E + A/N^α + B/D^β
fit L to loss on runs using absolute in log with bootstrap = 0
${[...names, ...Object.keys(printedDeviations)].join("\n")}`),
  );
  names.forEach((name, k) => {
    expect(Math.abs(values[k]! - leastDeviations[name]!), name).toBeLessThan(2e-6);
  });
  Object.values(printedDeviations).forEach(([value, within], k) => {
    expect(Math.abs(values[names.length + k]! - value)).toBeLessThan(within);
  });
});

/** The logged rows of each curve, predicted at the published constants along whole schedules. */
async function alongSchedules(size: Size, curves: readonly string[]): Promise<readonly (readonly Predicted[])[]> {
  const constants = Object.entries(optima[size].published).map(([name, value]) => `${name} = ${value}`);
  const results = await run(`${schedules(size, curves, "step < 72000")}
data runs = full with loss = if loss > 0 then loss else 0
${multiPower.replace("law M", "law published").replace(/where[\s\S]*/, `where ${constants.join(", ")}`)}
law seen(loss) = loss
predict published on runs
predict seen on runs`);
  const steps = besideLosses(results);
  const ends = curves.map((_, k) => curves.slice(0, k + 1).reduce((sum, name) => sum + rates(name).length, 0));
  expect(steps).toHaveLength(ends.at(-1)!);
  return ends.map((end, k) => steps.slice(ends[k - 1] ?? 0, end).filter(({ observed }) => observed > 0));
}

// Every step of every schedule is predicted, for seconds a curve: the optima and the long run are tested faster elsewhere.
describe.runIf(process.env.LAWLAB_LONG === "1").each<Size>(["25M", "100M"])(
  "K19 as published on the curves of %s",
  (size) => {
    it("has the objective that the README prints", async (context) => {
      requireOrSkip(context, join(shared, "data", `lr_schedule_curves_${size}.csv`));
      const rows = (await alongSchedules(size, fittedCurves)).flat();
      expect(rows).toHaveLength(size === "25M" ? 437 : 451);
      expect(Math.abs(huber(1e-3, "log")(rows) / optima[size].publishedObjective - 1)).toBeLessThan(1e-6);
    });

    it("misses the six other curves by the mean absolute error that is published", async (context) => {
      requireOrSkip(context, join(shared, "data", `lr_schedule_curves_${size}.csv`));
      const errors = (await alongSchedules(size, otherCurves)).map(
        (rows) => rows.reduce((sum, { value, observed }) => sum + Math.abs(value - observed), 0) / rows.length,
      );
      expect((errors.reduce((a, b) => a + b, 0) / errors.length).toFixed(5)).toBe(optima[size].publishedError);
      if (size === "100M") expect(errors[0]!.toFixed(4)).toBe("0.0073");
    });
  },
);
