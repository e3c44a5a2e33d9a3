import { describe, expect, it } from "vitest";
import { newObservations, observationModel } from "../../src/fit/observation.ts";
import { percentileInterval, standardDeviation } from "../../src/fit/quantile.ts";
import { random } from "../../src/fit/random.ts";

const rows = 300;
const source = random(8, 0);
const n = Float64Array.from({ length: rows }, () => 1e7 * 1000 ** source.uniform());
const d = Float64Array.from({ length: rows }, () => 1e9 * 100 ** source.uniform());

describe("the scatter of new observations", () => {
  it("is that of the residuals where their size does not vary", () => {
    const model = observationModel(
      Float64Array.from(n, () => 0.01 * source.normal()),
      [n, d],
    );
    expect(model.scale).toEqual([]);
    const draws = newObservations(new Float64Array(20_000).fill(2), model, [1e8, 1e10], "log", 1);
    expect(standardDeviation(draws.map((y) => Math.log(y / 2))) / 0.01).toBeCloseTo(1, 0);
  });

  it("follows the variable that the size of residuals varies with, and that alone", () => {
    const model = observationModel(
      Float64Array.from(n, (x) => 0.01 * (x / 1e8) ** -0.4 * source.normal()),
      [n, d],
    );
    expect(model.scale.map((s) => s.variable)).toEqual([0]);
    expect(model.scale[0]!.slope).toBeCloseTo(-0.4, 0);
    const width = (x: number): number => {
      const [low, high] = percentileInterval(
        newObservations(new Float64Array(5000).fill(2), model, [x, 1e10], "log", 1),
        0.9,
      );
      return Math.log(high / low);
    };
    expect(width(1e7) / width(1e9)).toBeGreaterThan(4);
    expect(width(1e7) / width(1e9)).toBeLessThan(10);
  });

  it("says nothing of scale from a handful of rows", () => {
    const few = observationModel(
      Float64Array.from({ length: 12 }, (_, i) => 10 ** -i),
      [n.slice(0, 12)],
    );
    expect(few.scale).toEqual([]);
  });

  it("is the same again, and adds in linear space", () => {
    const model = observationModel(Float64Array.of(1, -1), [Float64Array.of(1, 2)]);
    const draws = newObservations(new Float64Array(50).fill(10), model, [1], "linear", 5);
    expect(new Set(draws)).toEqual(new Set([9, 11]));
    expect(newObservations(new Float64Array(50).fill(10), model, [1], "linear", 5)).toEqual(draws);
  });
});
