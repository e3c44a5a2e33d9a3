import { expect, test } from "vitest";
import { fitOf, pointsOf } from "../program.ts";
import { csv, openHardLaw, present } from "./hard-law.ts";

const truth = {
  a: 0.006,
  b: [-0.18, -0.15, -0.13, -0.12, -0.1, -0.09, -0.07, -0.05, -0.03, -0.02],
  τ: [2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8],
};

/** Error after n samples of one pool, epoch by epoch. */
function one(n: number, pool: number): number {
  let y = truth.a * Math.min(n, 128) ** truth.b[pool]!;
  for (let j = 2; (j - 1) * 128 < n; j++)
    y *= (Math.min(n, j * 128) / ((j - 1) * 128)) ** (truth.b[pool]! * 0.5 ** ((j - 1) / truth.τ[pool]!));
  return y + 0.1;
}

test.skipIf(!present)(
  "S18: the pools' constants come back, and the best number of pools is that of counting through",
  async () => {
    const pools = truth.b.flatMap((_, i) =>
      Array.from({ length: 12 }, (_x, k) => ({ pool: i + 1, n: 48 * (k + 1), err: one(48 * (k + 1), i) })),
    );
    const { results } = await openHardLaw("S18", 'set bootstrap = 0\ndata pools = "pools.csv"', {
      "pools.csv": csv(pools),
    });
    const { parameters } = fitOf(results);
    expect(parameters.a!.value / truth.a).toBeCloseTo(1, 6);
    truth.b.forEach((b, i) => {
      expect(parameters[`b[${i + 1}]`]!.value / b).toBeCloseTo(1, 6);
      expect(parameters[`τ[${i + 1}]`]!.value / truth.τ[i]!).toBeCloseTo(1, 6);
    });
    /** Error after n samples of the best p pools mixed: a pass over them is p·128, and each pool's weariness is spread over p. */
    const mixed = (n: number, p: number): number => {
      let y = truth.a * Math.min(n, p * 128) ** truth.b[0]!;
      for (let j = 2; (j - 1) * p * 128 < n; j++) {
        let b = 0;
        for (let i = 0; i < p; i++) b += (truth.b[i]! * 0.5 ** ((j - 1) / (p * truth.τ[i]!))) / p;
        y *= (Math.min(n, j * p * 128) / ((j - 1) * p * 128)) ** b;
      }
      return y + 0.1;
    };
    const points = pointsOf(results, "minimize");
    expect(points).toHaveLength(4);
    const counts = [320, 640, 1280, 6400].map((n, i) => {
      const values = truth.b.map((_, k) => mixed(n, k + 1));
      const least = Math.min(...values);
      expect(points[i]!.given!.n).toBe(n);
      expect(points[i]!.value / least).toBeCloseTo(1, 9);
      expect(points[i]!.at!.p).toBe(values.indexOf(least) + 1);
      return values.indexOf(least) + 1;
    });
    // Few samples are best drawn from few pools.
    expect(counts[0]).toBeLessThan(counts[3]!);
  },
);
