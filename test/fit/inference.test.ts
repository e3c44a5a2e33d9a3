import { describe, expect, it } from "vitest";
import { clustersOf, dealtOut } from "../../src/fit/clusters.ts";
import { type FitRequest, type FitResult, fitLaw } from "../../src/fit/fit.ts";
import { makeProblem } from "../../src/fit/problem.ts";
import { residualsOf } from "../../src/fit/residuals.ts";
import { chinchilla, simulatedRuns } from "./laws.ts";

function fitted(rows: number, change: Partial<FitRequest> = {}): FitResult {
  return fitLaw({
    law: chinchilla,
    ...simulatedRuns({ rows, seed: 21, sigma: 0.01 }),
    space: "log",
    loss: { kind: "adaptiveHuber" },
    starts: 8,
    bootstrap: 40,
    seed: 1,
    level: 0.9,
    ...change,
  });
}

describe("the method of a fit's intervals", () => {
  it("is the percentile of the bootstrap above 60 rows, and the jackknife below", () => {
    expect(fitted(120).intervals).toBe("percentile");
    expect(fitted(61).intervals).toBe("percentile");
    expect(fitted(60).intervals).toBe("jackknife");
    expect(fitted(60).rule.blocks).toEqual([{ count: 60, degrees: 55 }]);
  });

  it("is BCa for a loss far narrower than the noise, and for absolute deviations", () => {
    expect(fitted(80, { loss: { kind: "huber", delta: 1e-3 } }).intervals).toBe("bca");
    expect(fitted(80, { loss: { kind: "huber", delta: 0.02 } }).intervals).toBe("percentile");
    expect(fitted(30, { loss: { kind: "absolute" } }).intervals).toBe("bca");
  });

  it("is the jackknife over clusters where rows are clustered", () => {
    const fit = fitted(120, { clusters: Array.from({ length: 120 }, (_, i) => `run ${i % 12}`) });
    expect(fit.intervals).toBe("clusterJackknife");
    expect(fit.clusters).toBe(12);
    expect(fit.rule.blocks).toEqual([{ count: 12, degrees: 11 }]);
  });

  it("is asymptotic where no bootstrap is asked for, and the percentile for chained fits", () => {
    expect(fitted(120, { bootstrap: 0 }).intervals).toBe("asymptotic");
    const { inputs } = simulatedRuns({ rows: 40, seed: 21, sigma: 0.01 });
    expect(fitted(40, { inputsOf: () => inputs }).intervals).toBe("percentile");
  });

  it("leaves each row out of one refit, whose residual there is the larger", () => {
    const runs = simulatedRuns({ rows: 40, seed: 22, sigma: 0.01 });
    const fit = fitted(40, { ...runs, loss: { kind: "squares" } });
    expect(fit.replicates.count).toBe(40);
    const larger = fit.residuals.filter((r, i) => Math.abs(fit.replicates.leftOut[i]!) >= Math.abs(r) * (1 - 1e-9));
    expect(larger.length).toBe(40);
    // Refitted by hand without row 7.
    const keep = (column: Float64Array): Float64Array => column.filter((_, i) => i !== 7);
    const without = fitted(39, {
      inputs: runs.inputs.map(keep),
      response: keep(runs.response),
      loss: { kind: "squares" },
    });
    without.estimate.forEach((value, k) => {
      expect(fit.replicates.values[7 * 5 + k]! / value).toBeCloseTo(1, 5);
    });
  });
});

describe("clusters", () => {
  it("are numbered as they come and hold every row once", () => {
    const clusters = clustersOf(["b", "a", "b", "c", "a"]);
    expect([...clusters.of]).toEqual([0, 1, 0, 2, 1]);
    expect(clusters.rows.map((r) => [...r])).toEqual([[0, 2], [1, 4], [3]]);
    expect(dealtOut(10, 4).rows.map((r) => r.length)).toEqual([3, 3, 2, 2]);
    expect(dealtOut(3, 4).count).toBe(3);
  });

  it("are drawn whole: rows of a cluster count alike in every resample", async () => {
    const { resample } = await import("../../src/fit/bootstrap.ts");
    const clusters = clustersOf(Array.from({ length: 30 }, (_, i) => i % 6));
    const counts = new Float64Array(30);
    for (let k = 0; k < 20; k++) {
      resample(counts, 3, k, clusters);
      for (let i = 0; i < 30; i++) expect(counts[i]).toBe(counts[i % 6]);
      expect(counts.reduce((a, b) => a + b, 0)).toBe(30);
    }
  });
});

describe("residuals", () => {
  it("of some rows are those of all", () => {
    const runs = simulatedRuns({ rows: 20, seed: 3, sigma: 0.01 });
    const problem = makeProblem({ law: chinchilla, ...runs, log: true });
    const at = problem.toCoordinates(
      Float64Array.from(chinchilla.parameters, ({ name }) => ({ E: 1.8, A: 480, B: 2000 })[name] ?? 0.35),
    );
    const all = residualsOf(problem, at);
    expect([...residualsOf(problem, at, [4, 11])]).toEqual([all[4], all[11]]);
  });
});
