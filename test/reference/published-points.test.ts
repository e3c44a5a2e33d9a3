import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shared } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { run, valuesOf } from "./program.ts";
import { besideLosses, leastDeviations, publishedPoints } from "./published-points.ts";

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
${names.join("\n")}
A
B`),
  );
  names.forEach((name, k) => {
    expect(Math.abs(values[k]! - leastDeviations[name]!), name).toBeLessThan(2e-6);
  });
  expect(Math.abs(values.at(-2)! - 482.01)).toBeLessThan(0.005);
  expect(Math.abs(values.at(-1)! - 2085.43)).toBeLessThan(0.01);
});
