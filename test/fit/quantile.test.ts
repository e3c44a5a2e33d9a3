import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median, percentileInterval, quantile, select, standardDeviation } from "../../src/fit/quantile.ts";

describe("quantiles", () => {
  it("are linear between order statistics", () => {
    expect(quantile([1, 2, 4, 8], 0.5)).toBe(3);
    expect(quantile([1, 2, 4, 8], 0)).toBe(1);
    expect(quantile([1, 2, 4, 8], 1)).toBe(8);
    expect(quantile([1, 2, 4, 8], 0.25)).toBe(1.75);
  });

  it("of nothing are not a number", () => {
    expect(quantile([], 0.5)).toBeNaN();
    expect(median([Number.NaN])).toBeNaN();
    expect(standardDeviation([1])).toBeNaN();
  });

  it("pass over values that are not finite", () => {
    expect(median([3, Number.NaN, 1, Number.POSITIVE_INFINITY, 2])).toBe(2);
    expect(percentileInterval([5, Number.NaN, 5], 0.9)).toEqual([5, 5]);
    expect(standardDeviation([1, 2, 3, Number.NaN])).toBe(1);
  });

  it("are selected as sorting finds them, ties and all", () => {
    const some = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -3, max: 3 }));
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 500 }), fc.nat(), (x, seed) => {
        const sorted = Float64Array.from(x).sort();
        const k = seed % x.length;
        const moved = Float64Array.from(x);
        expect(select(moved, k) - sorted[k]!).toBe(0);
        expect(moved.slice(0, k).every((y) => y <= moved[k]!)).toBe(true);
        expect(moved.slice(k).every((y) => y >= moved[k]!)).toBe(true);
        expect(median(x)).toBeCloseTo(quantile(sorted, 0.5), 12);
      }),
      { numRuns: 300 },
    );
  });

  it("rise with the level and stay inside the values", () => {
    const values = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 });
    fc.assert(
      fc.property(
        values,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (x, a, b) => {
          const sorted = Float64Array.from(x).sort();
          const [low, high] = [quantile(sorted, Math.min(a, b)), quantile(sorted, Math.max(a, b))];
          expect(low).toBeLessThanOrEqual(high);
          expect(low).toBeGreaterThanOrEqual(sorted[0]!);
          expect(high).toBeLessThanOrEqual(sorted.at(-1)!);
        },
      ),
    );
  });
});
