import { describe, expect, it } from "vitest";
import { bootstrap, resample } from "../../src/fit/bootstrap.ts";
import { estimate } from "../../src/fit/estimate.ts";
import { makeProblem } from "../../src/fit/problem.ts";
import { chinchilla, simulatedRuns } from "./laws.ts";

const runs = simulatedRuns({ rows: 80, seed: 5, sigma: 0.01 });
const problem = makeProblem({ law: chinchilla, ...runs, log: true });
const found = estimate(problem, { loss: { kind: "adaptiveHuber" }, starts: 16 });
const options = { seed: 11, delta: found.delta, width: found.width };

describe("the bootstrap", () => {
  it("makes replicate i from the seed and i alone", () => {
    const few = bootstrap(problem, found.coordinates, { ...options, replicates: 5 });
    const more = bootstrap(problem, found.coordinates, { ...options, replicates: 40 });
    expect(more.values.subarray(0, few.values.length)).toEqual(few.values);
    const other = bootstrap(problem, found.coordinates, { ...options, seed: 12, replicates: 5 });
    expect(other.values).not.toEqual(few.values);
  });

  it("draws as many rows as there are", () => {
    const counts = new Float64Array(100);
    resample(counts, 1, 0);
    expect(counts.reduce((a, b) => a + b, 0)).toBe(100);
    expect(new Set(counts).size).toBeGreaterThan(2);
  });

  it("refits each resample to what fitting its rows anew gives", () => {
    const draws = bootstrap(problem, found.coordinates, { ...options, replicates: 8 });
    const counts = new Float64Array(80);
    for (let k = 0; k < 8; k++) {
      resample(counts, 11, k);
      const weighted = makeProblem({ law: chinchilla, ...runs, weights: counts, log: true });
      const anew = estimate(weighted, { loss: { kind: "huber", delta: found.delta }, starts: 16 });
      anew.parameters.forEach((value, i) => {
        expect(Math.abs(draws.values[k * draws.width + i]! / value - 1)).toBeLessThan(1e-5);
      });
    }
  });

  it("keeps the replicates made before it was interrupted", () => {
    let asked = 0;
    const signal = {
      get aborted() {
        return ++asked > 2;
      },
    };
    const draws = bootstrap(problem, found.coordinates, { ...options, replicates: 400, signal });
    expect(draws.count).toBeGreaterThan(0);
    expect(draws.count).toBeLessThan(400);
    expect(draws.values.length).toBe(draws.count * draws.width);
  });
});
