import { expect, test } from "vitest";
import { random } from "../../../src/fit/random.ts";
import { valuesOf } from "../program.ts";
import { csv, openHardLaw, present } from "./hard-law.ts";

/** Sizes with their query and key-value heads times layers. */
const models = [
  { N: 6e8, hq: 448, hkv: 224 },
  { N: 1.7e9, hq: 448, hkv: 224 },
  { N: 8e9, hq: 1152, hkv: 288 },
  { N: 32e9, hq: 2560, hkv: 512 },
];

/** pass@8 of 32 trials by counting: the share of the subsets of 8 that hold a correct trial, drawn one after another. */
function passAt8(correct: number): number {
  let none = 1;
  for (let i = 0; i < 8; i++) none *= Math.max(32 - correct - i, 0) / (32 - i);
  return 1 - none;
}

test.skipIf(!present)(
  "S41: the frontier, the pick and the thresholds are those found by looking at every pair",
  async () => {
    const { below } = random(41, 0);
    const rows = models.flatMap(({ N, hq, hkv }) =>
      [1, 4, 16].flatMap((r) =>
        [1024, 2048, 4096, 8192, 16384].map((Lo) => {
          const skill = 1 - Math.exp(-(((N / 4e9) * (Lo / 4096)) ** 0.5) * r ** 0.2);
          return { N, r, Lo, Li: 512, hq, hkv, correct: Math.min(32, Math.round(28 * skill) + below(3)) };
        }),
      ),
    );
    const known = rows.map((row) => {
      const { N, r, Lo, Li, hq, hkv, correct } = row;
      const compute = r * (2 * N * Lo + 2 * (2 * Li + Lo) * Lo * hq * 128);
      const memory = 562.5 * 2 * (2 * Li + Lo * r) * Lo * hkv * 128;
      return { N, cost: compute + memory, acc: passAt8(correct) };
    });
    const { results, column } = await openHardLaw("S41", "", { "kinetics.csv": csv(rows) });

    known.forEach(({ cost, acc }, i) => {
      expect(column("t", "cost")[i]! / cost).toBeCloseTo(1, 12);
      expect(column("t", "acc")[i]).toBeCloseTo(acc, 12);
    });
    // On the frontier stands what nothing else beats or equals at no more cost.
    const front = known.filter(({ cost, acc }) => !known.some((o) => o.cost < cost && o.acc >= acc));
    expect(front.length).toBeGreaterThan(3);
    expect(front.length).toBeLessThan(known.length / 2);
    expect(column("front", "cost").map((c) => Math.round(c))).toEqual(front.map(({ cost }) => Math.round(cost)));

    const affordable = known.filter(({ cost }) => cost <= 1e16);
    expect(affordable.length).toBeLessThan(known.length);
    const best = affordable.reduce((a, b) => (b.acc > a.acc ? b : a));
    expect(column("pick", "cost")).toHaveLength(1);
    expect(column("pick", "cost")[0]! / best.cost).toBeCloseTo(1, 12);

    const sizes = [...new Set(front.map(({ N }) => N))].sort((a, b) => a - b);
    const firsts = column("threshold", "N").map((N, i) => [N, Math.round(column("threshold", "first")[i]!)]);
    expect(firsts.sort(([a], [b]) => a! - b!)).toEqual(
      sizes.map((N) => [N, Math.round(Math.min(...front.filter((f) => f.N === N).map(({ cost }) => cost)))]),
    );
    expect(valuesOf(results)[0]! / (2 * 8e9 * 16384 + 2 * (2 * 512 + 16384) * 16384 * 1152 * 128)).toBeCloseTo(1, 12);
  },
);
