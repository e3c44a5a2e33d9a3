import { describe, expect, it } from "vitest";
import { type FitResult, fitLaw } from "../../src/fit/fit.ts";
import { studentQuantile } from "../../src/fit/probability.ts";
import { profile } from "../../src/fit/profile.ts";
import { random } from "../../src/fit/random.ts";
import { chinchilla, lawOf, simulatedRuns } from "./laws.ts";

const source = random(31, 0);
const x = Float64Array.from({ length: 50 }, (_, i) => i / 10);
const y = x.map((v) => 1 + 2 * v + 0.2 * source.normal());

const line: FitResult = fitLaw({
  law: lawOf("law y(x) = a + b*x"),
  inputs: [x],
  response: y,
  space: "linear",
  loss: { kind: "squares" },
  starts: 4,
  bootstrap: 200,
  seed: 1,
  level: 0.9,
});

describe("the profile of a parameter", () => {
  it("of a straight line is a parabola, and its interval the textbook's", () => {
    const found = profile(line, { inputs: [x], response: y }, "b", { points: 12, reach: 4 })!;
    const mean = x.reduce((s, v) => s + v, 0) / 50;
    const spread = x.reduce((s, v) => s + (v - mean) ** 2, 0);
    const variance = line.residuals.reduce((s, r) => s + r * r, 0) / 48;
    const slope = line.parameters[1]!.value;
    const error = Math.sqrt(variance / spread);
    found.values.forEach((b, k) => {
      expect(found.deviance[k]!).toBeCloseTo(((b - slope) / error) ** 2, 5);
    });
    const half = studentQuantile(0.95, 48) * error;
    expect(found.interval[0]).toBeCloseTo(slope - half, 6);
    expect(found.interval[1]).toBeCloseTo(slope + half, 6);
  });

  it("of a law's exponent rises to both sides of the estimate and holds the interval of the draws, about", () => {
    const runs = simulatedRuns({ rows: 80, seed: 17, sigma: 0.01 });
    const fit = fitLaw({
      law: chinchilla,
      ...runs,
      space: "log",
      loss: { kind: "adaptiveHuber" },
      starts: 16,
      bootstrap: 200,
      seed: 1,
      level: 0.9,
    });
    const alpha = fit.parameters.find((p) => p.name === "α")!;
    const found = profile(fit, runs, "α", { points: 8, reach: 3 })!;
    const middle = found.values.indexOf(alpha.value);
    expect(middle).toBe(8);
    expect(found.deviance[middle]).toBeCloseTo(0, 6);
    for (let k = middle; k + 1 < found.values.length; k++)
      expect(found.deviance[k + 1]!).toBeGreaterThan(found.deviance[k]!);
    for (let k = middle; k > 0; k--) expect(found.deviance[k - 1]!).toBeGreaterThan(found.deviance[k]!);
    const width = alpha.interval[1] - alpha.interval[0];
    expect((found.interval[1] - found.interval[0]) / width).toBeGreaterThan(0.6);
    expect((found.interval[1] - found.interval[0]) / width).toBeLessThan(1.6);
  });

  it("does not go beyond a bound, and is of free parameters alone", () => {
    const bounded = fitLaw({
      law: lawOf("law y(x) = a + b*x where b in 1.99..2.01, a = 1"),
      inputs: [x],
      response: y,
      space: "linear",
      loss: { kind: "squares" },
      starts: 4,
      bootstrap: 50,
      seed: 1,
      level: 0.9,
    });
    expect(profile(bounded, { inputs: [x], response: y }, "a", { points: 4, reach: 3 })).toBeUndefined();
    expect(profile(line, { inputs: [x], response: y }, "c", { points: 4, reach: 3 })).toBeUndefined();
    const found = profile(bounded, { inputs: [x], response: y }, "b", { points: 4, reach: 50 });
    for (const value of found!.values) {
      expect(value).toBeGreaterThanOrEqual(1.99);
      expect(value).toBeLessThanOrEqual(2.01);
    }
  });
});
