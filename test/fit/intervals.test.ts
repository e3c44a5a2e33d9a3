import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  calibratedDraws,
  combinedRule,
  drawsFor,
  type IntervalRule,
  intervalOf,
  replicateDraw,
} from "../../src/fit/intervals.ts";
import { normalQuantile, studentQuantile } from "../../src/fit/probability.ts";
import { percentileInterval } from "../../src/fit/quantile.ts";
import { random } from "../../src/fit/random.ts";

const rows = 30;
const jackknife: IntervalRule = { method: "jackknife", blocks: [{ count: rows, degrees: rows - 1 }] };
const bca: IntervalRule = { method: "bca", blocks: [{ count: rows, degrees: rows - 1 }] };
const percentile: IntervalRule = { method: "percentile", blocks: [] };

const source = random(1, 0);
const sample = Float64Array.from({ length: rows }, () => 10 + source.normal());
const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
const leftOut = sample.map((_, i) => mean(sample.filter((_x, k) => k !== i)));

describe("the jackknife's interval", () => {
  it("is unknown where hardly a refit has a value, and no width is claimed", () => {
    const none = { estimate: 10, draws: [10], replicates: leftOut.map(() => Number.NaN) };
    expect(intervalOf(none, jackknife, 0.9)).toEqual([Number.NaN, Number.NaN]);
    const same = { estimate: 10, draws: [10], replicates: leftOut.map(() => 10) };
    for (const end of intervalOf(same, jackknife, 0.9)) expect(end).toBeCloseTo(10, 9);
  });

  it("of a mean is the textbook's t interval", () => {
    const centre = mean(sample);
    const variance = sample.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (rows - 1);
    const half = studentQuantile(0.95, rows - 1) * Math.sqrt(variance / rows);
    // Moved below zero, so that the scale is plain.
    const moved = (x: number): number => x - 20;
    const [low, high] = intervalOf(
      { estimate: moved(centre), draws: [0], replicates: leftOut.map(moved) },
      jackknife,
      0.9,
    );
    expect(low).toBeCloseTo(moved(centre - half), 10);
    expect(high).toBeCloseTo(moved(centre + half), 10);
  });

  it("of a positive quantity stays above zero, and is that of its logarithm", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 30, noNaN: true }), (power) => {
        const values = leftOut.map((x) => (x / 10) ** power);
        const [low, high] = intervalOf({ estimate: 1, draws: [1], replicates: values }, jackknife, 0.9);
        expect(low).toBeGreaterThan(0);
        expect(low * high).toBeCloseTo(1, 10);
        const [l, h] = intervalOf({ estimate: 0, draws: [1], replicates: values.map(Math.log) }, jackknife, 0.9);
        expect(Math.log(low)).toBeCloseTo(l, 9);
        expect(Math.log(high)).toBeCloseTo(h, 9);
      }),
    );
  });

  it("leaves failed refits out", () => {
    const some = leftOut.slice();
    some[3] = Number.NaN;
    const [low, high] = intervalOf({ estimate: 10, draws: [1], replicates: some }, jackknife, 0.9);
    expect(low).toBeLessThan(10);
    expect(high).toBeGreaterThan(10);
  });

  it("of a sum of two fits adds their variances", () => {
    const both = combinedRule([jackknife, jackknife]);
    expect(both.blocks.length).toBe(2);
    const flat = new Float64Array(rows).fill(-3);
    const twice = intervalOf(
      { estimate: -3, draws: [1], replicates: [...leftOut.map((x) => x - 13), ...flat] },
      both,
      0.9,
    );
    const once = intervalOf({ estimate: -3, draws: [1], replicates: leftOut.map((x) => x - 13) }, jackknife, 0.9);
    expect(twice[0]).toBeCloseTo(once[0], 10);
    expect(twice[1]).toBeCloseTo(once[1], 10);
  });
});

describe("draws for a new observation", () => {
  it("are as wide as the interval they stand for", () => {
    const draws = new Float64Array(995).fill(10);
    const sampled = { estimate: 10, draws, replicates: leftOut };
    const [low, high] = intervalOf(sampled, jackknife, 0.9);
    const [a, b] = percentileInterval(calibratedDraws(sampled, jackknife), 0.9);
    expect(Math.abs(a - low) / (high - low)).toBeLessThan(0.01);
    expect(Math.abs(b - high) / (high - low)).toBeLessThan(0.01);
    expect(calibratedDraws(sampled, percentile)).toBe(draws);
  });

  it("lie to both sides of the estimate however few they are", () => {
    const sampled = { estimate: 10, draws: new Float64Array(20).fill(10), replicates: leftOut };
    const made = calibratedDraws(sampled, jackknife);
    expect(made.filter((x) => x < 10)).toHaveLength(10);
    const [low, high] = intervalOf(sampled, jackknife, 0.9);
    expect(Math.max(...made) - Math.min(...made)).toBeGreaterThan(high - low);
  });

  it("are BCa's where the interval is", () => {
    const draws = Float64Array.from({ length: 999 }, (_, k) => 10 + normalQuantile((k + 0.5) / 999));
    const sampled = { estimate: 10.3, draws, replicates: leftOut };
    const [low, high] = intervalOf(sampled, bca, 0.9);
    const [a, b] = percentileInterval(calibratedDraws(sampled, bca), 0.9);
    expect(a).toBeCloseTo(low, 2);
    expect(b).toBeCloseTo(high, 2);
  });
});

describe("BCa", () => {
  it("is the percentile interval where nothing is biased or skewed", () => {
    const draws = Float64Array.from({ length: 999 }, (_, k) => normalQuantile((k + 0.5) / 999));
    const symmetric = Float64Array.from({ length: rows }, (_, k) => (k - (rows - 1) / 2) / rows);
    const sampled = { estimate: 0, draws, replicates: symmetric };
    const [a, b] = intervalOf(sampled, bca, 0.9);
    const [c, d] = intervalOf(sampled, percentile, 0.9);
    // Half a draw of bias at most, for the middle draw is the estimate only up to rounding.
    expect(a).toBeCloseTo(c, 2);
    expect(b).toBeCloseTo(d, 2);
  });

  it("does not depend on a monotone scale where no draw lies between", () => {
    const draws = Float64Array.from({ length: 999 }, (_, k) => 5 + normalQuantile((k + 0.5) / 999));
    const sampled = { estimate: 5.2, draws, replicates: new Float64Array(rows).fill(5) };
    const [low, high] = intervalOf(sampled, bca, 0.9);
    const logs = { estimate: Math.log(5.2), draws: draws.map(Math.log), replicates: new Float64Array(rows).fill(1) };
    const [l, h] = intervalOf(logs, bca, 0.9);
    expect(Math.exp(l)).toBeCloseTo(low, 3);
    expect(Math.exp(h)).toBeCloseTo(high, 3);
    // The estimate lies above the draws' median: both ends move up.
    expect(low).toBeGreaterThan(intervalOf(sampled, percentile, 0.9)[0]);
    expect(high).toBeGreaterThan(intervalOf(sampled, percentile, 0.9)[1]);
  });

  it("stays finite where every draw lies on one side", () => {
    const [low, high] = intervalOf({ estimate: 100, draws: [1, 2, 3], replicates: leftOut }, bca, 0.9);
    expect(low).toBeLessThanOrEqual(high);
    expect(high).toBeLessThanOrEqual(3);
  });
});

describe("an interval", () => {
  it("of what is certain is the estimate", () => {
    for (const rule of [percentile, bca, jackknife])
      expect(intervalOf({ estimate: 7, draws: [], replicates: [] }, rule, 0.9)).toEqual([7, 7]);
  });

  it("asks for replicates only where its method uses them", () => {
    expect(drawsFor({ ...percentile, blocks: jackknife.blocks }, 3)).toEqual([0, 1, 2]);
    expect(drawsFor({ ...jackknife, blocks: [{ count: 2, degrees: 1 }] }, 1)).toEqual([
      0,
      replicateDraw(0),
      replicateDraw(1),
    ]);
    expect(drawsFor(jackknife, 0)).toEqual([]);
  });

  it("of fits of which one has no replicates is made of the joint draws", () => {
    expect(combinedRule([jackknife, percentile]).method).toBe("percentile");
    expect(combinedRule([jackknife]).method).toBe("jackknife");
    expect(combinedRule([]).method).toBe("percentile");
  });
});
