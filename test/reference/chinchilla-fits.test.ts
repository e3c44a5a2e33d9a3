import { existsSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { measureOf, referenceFile, referenceFits } from "./chinchilla-fits.ts";
import { type FitJson, fitOf, predictedRows, run } from "./program.ts";

const positive = "law L(N, D) = E + A/N^α + B/D^β where E > 0, A > 0, B > 0";
const fits = existsSync(referenceFile) ? referenceFits() : [];

describe("the fits of published data", () => {
  it("have their references at hand", (context) => {
    requireOrSkip(context, referenceFile);
    expect(fits).toHaveLength(25);
  });

  it.each(fits)("$name: the predictions give the reference's objective to 1e-6", async (fit) => {
    const program = `${fit.data}\n${positive}\nfit L to loss on runs using ${fit.using} with bootstrap = 0\npredict L on runs`;
    const results = await run(program);
    const found = fitOf(results);
    const rows = predictedRows(results);
    expect(rows).toHaveLength(fit.rows);
    const quantity = measureOf(fit)(rows);
    expect(Math.abs((fit.quantity === "rss" ? 2 : 1) * found.objective - quantity)).toBeLessThan(1e-9 * quantity);
    // Both sides: an objective below the reference would mean another law, other rows or a reference that is no optimum.
    expect(Math.abs(quantity / fit.reference - 1)).toBeLessThanOrEqual(1e-6);
    expect(found.status).toBe("converged");
    const { A, B, E, alpha, beta } = fit.constants;
    const value = (name: string): number => found.parameters[name]!.value;
    expect(Math.abs(value("α") - alpha)).toBeLessThan(1e-4);
    expect(Math.abs(value("β") - beta)).toBeLessThan(1e-4);
    expect(Math.abs(value("E") - E)).toBeLessThan(1e-4);
    if (A !== undefined) expect(Math.abs(Math.log(value("A") / A))).toBeLessThan(2e-3);
    if (B !== undefined) expect(Math.abs(Math.log(value("B") / B))).toBeLessThan(2e-3);
  });
});

describe("the standard fit: 240 rows, huber(1e-3) in log, no bounds", () => {
  let fit: FitJson | undefined;
  beforeAll(async () => {
    if (fits.length === 0) return;
    const law = "law L(N, D) = E + A/N^α + B/D^β";
    fit = fitOf(
      await run(`${fits[0]!.data}\n${law}\nfit L to loss on runs using huber(1e-3) in log with bootstrap = 0`),
    );
  });

  it("reaches the optimum", (context) => {
    requireOrSkip(context, referenceFile);
    expect(fit!.objective).toBeLessThanOrEqual(0.0010182740178 * (1 + 1e-6));
    expect(Math.abs(fit!.parameters.α!.value - 0.34731)).toBeLessThan(1e-4);
    expect(Math.abs(fit!.parameters.β!.value - 0.36717)).toBeLessThan(1e-4);
    expect(Math.abs(fit!.parameters.E!.value - 1.81722)).toBeLessThan(1e-4);
  });

  it.for([
    ["without bounds", "law L(N, D) = E + A/N^α + B/D^β"],
    ["with bounds", positive],
  ] as const)(
    "%s begins at 32 starts or more, and names the rivals where fewer than 90 %% agree",
    async ([, law], context) => {
      requireOrSkip(context, referenceFile);
      const program = `${fits[0]!.data}\n${law}\nfit L to loss on runs using huber(1e-3) in log with bootstrap = 0`;
      const { starts, startsAgreeing, optima, warnings } = fitOf(await run(program));
      expect(starts).toBeGreaterThanOrEqual(32);
      if (startsAgreeing >= 0.9 * starts) return;
      expect(optima.length).toBeGreaterThan(1);
      const rivals = warnings.find(({ code }) => code === "starts-disagree")?.message;
      expect(rivals).toContain(`${startsAgreeing} of ${starts} starts`);
      const numbers = (rivals?.match(/\d\.?\d*(?:e-?\d+)?/g) ?? []).map(Number);
      expect(numbers.some((number) => Math.abs(number / optima[1]!.objective - 1) < 1e-4)).toBe(true);
    },
  );
});

describe("a fit whose optimum lies on a bound", () => {
  it("says so: E of steplaw", async (context) => {
    requireOrSkip(context, referenceFile);
    const steplaw = fits.at(-1)!;
    const found = fitOf(
      await run(`${steplaw.data}\n${positive}\nfit L to loss on runs using ${steplaw.using} with bootstrap = 0`),
    );
    expect(found.parameters.E!.value).toBe(0);
    expect(found.warnings.filter(({ code }) => code === "at-bound").map(({ message }) => message)).toEqual([
      expect.stringMatching(/^E is on its lower bound/),
    ]);
  });
});
