import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expandRoots, findRootNear, findRoots } from "../../src/ask/root.ts";

const law = (N: number, D: number) => 1.69 + 406.4 / N ** 0.34 + 410.7 / D ** 0.28;

describe("the roots on a range", () => {
  it("are all found, to the last digits", () => {
    const roots = findRoots(Math.sin, { lo: 1, hi: 20 });
    expect(roots).toHaveLength(6);
    roots.forEach((root, i) => {
      expect(Math.abs(root / ((i + 1) * Math.PI) - 1)).toBeLessThan(4e-16);
    });
  });

  it("are found on a logarithmic scan where the range spans decades", () => {
    const roots = findRoots((x) => (Math.log10(x) - 18.5) * (Math.log10(x) - 25.25), { lo: 1e10, hi: 1e30 });
    expect(roots.map((root) => Math.log10(root))).toEqual([expect.closeTo(18.5, 12), expect.closeTo(25.25, 12)]);
  });

  it("do not include a pole, a jump, a plateau of zeros or a place without values", () => {
    expect(findRoots((x) => 1 / (x - 3), { lo: 1, hi: 7 })).toEqual([]);
    expect(findRoots((x) => (x < 3.3 ? -1 : 1), { lo: 1, hi: 7 })).toEqual([]);
    expect(findRoots((x) => Math.max(0, 3 - x), { lo: 1, hi: 7 })).toEqual([]);
    expect(findRoots((x) => (x < 3 ? Number.NaN : x), { lo: 1, hi: 7 })).toEqual([]);
  });

  it("include one that stands on an end or on a point of the scan", () => {
    expect(findRoots((x) => x - 1, { lo: 1, hi: 7 })).toEqual([1]);
    expect(findRoots((x) => x - 4, { lo: 1, hi: 7, points: 3 })).toEqual([4]);
  });

  it("leave out changes of sign that are rounding", () => {
    const noise = (x: number) => 1e-16 * Math.sin(1e3 * x);
    expect(findRoots(noise, { lo: 1, hi: 2 }).length).toBeGreaterThan(0);
    expect(findRoots(noise, { lo: 1, hi: 2, noise: 1e-15 })).toEqual([]);
  });
});

describe("a root without a range", () => {
  it("is found across 300 decades either way, and below 0 if that is allowed", () => {
    expect(expandRoots((x) => x - 3e200)).toEqual([3e200]);
    expect(expandRoots((x) => Math.log(x) + 500)[0]! / Math.exp(-500)).toBeCloseTo(1, 12);
    expect(expandRoots((x) => x + 7, { positive: false })[0]).toBeCloseTo(-7, 12);
    expect(expandRoots((x) => x + 7)).toEqual([]);
  });

  it("of a law at a target is the size that reaches it, and none at or below the asymptote", () => {
    const [size] = expandRoots((N) => law(N, 20 * N) - 2);
    expect(law(size!, 20 * size!)).toBeCloseTo(2, 14);
    expect(expandRoots((N) => law(N, 20 * N) - 1.69)).toEqual([]);
    expect(expandRoots((N) => law(N, 20 * N) - 1.6)).toEqual([]);
  });
});

describe("a root near another", () => {
  it("is followed in at most ten values, wherever the power law moves it", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        fc.double({ min: 0.8, max: 1.25, noNaN: true }),
        (p, off) => {
          let values = 0;
          const f = (x: number) => {
            values++;
            return x ** -p - 1e9 ** -p;
          };
          const root = findRootNear(f, 1e9 * off, 1e-12, 1e40);
          expect(Math.abs(root / 1e9 - 1)).toBeLessThan(2e-13);
          expect(values).toBeLessThanOrEqual(10);
        },
      ),
    );
  });

  it("is found far away too, and NaN where there is none up to the ends", () => {
    expect(findRootNear((x) => x - 1e20, 1, 1e-12, 1e40) / 1e20).toBeCloseTo(1, 13);
    expect(findRootNear((x) => x + 1, 1, 1e-12, 1e40)).toBeNaN();
    expect(findRootNear((x) => x - 50, 1, 1e-12, 10)).toBeNaN();
  });
});
