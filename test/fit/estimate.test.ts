import { describe, expect, it } from "vitest";
import { estimate } from "../../src/fit/estimate.ts";
import { makeProblem } from "../../src/fit/problem.ts";
import { median } from "../../src/fit/quantile.ts";
import { chinchilla, lawOf, parameterOf, simulatedRuns } from "./laws.ts";

describe("an estimate", () => {
  it("adapts Huber's width to 1.345 times the robust scale of its residuals", () => {
    for (const sigma of [0.003, 0.03]) {
      const runs = simulatedRuns({ rows: 400, seed: 9, sigma, outliers: 0.05 });
      const problem = makeProblem({ law: chinchilla, ...runs, log: true });
      const found = estimate(problem, { loss: { kind: "adaptiveHuber" }, starts: 16 });
      const scale = 1.4826 * median(found.residuals.map(Math.abs));
      expect(found.delta / (1.345 * scale)).toBeCloseTo(1, 1);
      expect(scale / sigma).toBeGreaterThan(0.85);
      expect(scale / sigma).toBeLessThan(1.2);
    }
  });

  it("adapts the width with the units of the response in linear space", () => {
    const runs = simulatedRuns({ rows: 100, seed: 10, sigma: 0.01 });
    const of = (factor: number): ReturnType<typeof estimate> =>
      estimate(
        makeProblem({
          law: chinchilla,
          inputs: runs.inputs,
          response: runs.response.map((y) => y * factor),
          log: false,
        }),
        { loss: { kind: "adaptiveHuber" }, starts: 16 },
      );
    expect(of(1000).delta / of(1).delta).toBeCloseTo(1000, 4);
  });

  it("of absolute deviations passes through as many rows as there are parameters", () => {
    const runs = simulatedRuns({ rows: 50, seed: 12, sigma: 0.01 });
    const problem = makeProblem({ law: chinchilla, ...runs, log: true });
    const found = estimate(problem, { loss: { kind: "absolute" }, starts: 24 });
    const met = found.residuals.filter((r) => Math.abs(r) < 1e-7).length;
    expect(met).toBeGreaterThanOrEqual(5);
    expect(found.objective).toBeCloseTo(
      found.residuals.reduce((sum, r) => sum + Math.abs(r), 0),
      10,
    );
  });

  it("of the median of a constant is the median", () => {
    const y = Float64Array.from([3, 1, 4, 1, 5, 9, 2]);
    const problem = makeProblem({ law: lawOf("law y(x) = a + 0*x"), inputs: [y], response: y, log: false });
    const found = estimate(problem, { loss: { kind: "absolute" }, starts: 4 });
    expect(parameterOf(problem.law, found.parameters, "a")).toBeCloseTo(3, 5);
  });

  it("begins where the user says, with starts of its own for company", () => {
    const runs = simulatedRuns({ rows: 60, seed: 13, sigma: 0.01 });
    const problem = makeProblem({ law: chinchilla, ...runs, log: true });
    const point = (values: Readonly<Record<string, number>>): Float64Array =>
      Float64Array.from(chinchilla.parameters, ({ name }) => values[name] ?? 0.35);
    const own = estimate(problem, { loss: { kind: "squares" }, starts: 24 });
    for (const at of [point({ E: 1.8, A: 400, B: 2000 }), point({ E: 1e-3, A: 1e-9, B: 1e9, α: 3, β: 3 })]) {
      const found = estimate(problem, { loss: { kind: "squares" }, starts: 24, userStarts: [at] });
      expect(found.starts).toBe(24);
      expect(found.status).toBe("converged");
      expect(found.objective / own.objective).toBeCloseTo(1, 10);
    }
    const alone = estimate(problem, { loss: { kind: "squares" }, starts: 1, userStarts: [own.parameters] });
    expect(alone.starts).toBe(1);
    expect(alone.objective / own.objective).toBeCloseTo(1, 10);
  });

  it("keeps the user's order of exchangeable terms", () => {
    const x = Float64Array.from({ length: 60 }, (_, i) => i / 20);
    const law = lawOf("law y(x) = a*exp(-b*x) + c*exp(-d*x)");
    const y = x.map((v, i) => 2 * Math.exp(-0.5 * v) + 3 * Math.exp(-4 * v) + 1e-3 * Math.sin(7 * i));
    const problem = makeProblem({ law, inputs: [x], response: y, log: false });
    for (const [b, d] of [
      [0.7, 3],
      [3, 0.7],
    ] as const) {
      const found = estimate(problem, {
        loss: { kind: "squares" },
        starts: 24,
        userStarts: [Float64Array.of(1, b, 1, d)],
      });
      expect(parameterOf(law, found.parameters, "b") < parameterOf(law, found.parameters, "d")).toBe(b < d);
    }
  });
});
