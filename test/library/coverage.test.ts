import { describe, expect, it } from "vitest";
import { band, coverageOf, studied } from "./coverage-study.ts";

const long = process.env.LAWLAB_LONG === "1";
const [sets, draws] = long ? [1000, 1000] : [40, 200];
const laws = long ? studied : studied.filter((_, k) => k % 2 === 1);

describe("90 % intervals of a library law's parameters, with 1 % noise", () => {
  it.each(laws)(
    `of %s hold the truth in 86 to 94 of 100 of ${sets} data sets`,
    async (name) => {
      const { hits, methods } = await coverageOf(name, 0, sets, draws);
      if (long)
        process.stdout.write(
          `| ${name} | ${[...methods].map(([m, n]) => `${m} ${n}`).join(", ")} | ${[...hits].map(([p, n]) => `${p} ${((100 * n) / sets).toFixed(1)}`).join(", ")} |\n`,
        );
      const [least, most] = band(sets, 0.86, 0.94);
      for (const [parameter, count] of hits) {
        expect(count, parameter).toBeGreaterThanOrEqual(least);
        expect(count, parameter).toBeLessThanOrEqual(most);
      }
    },
    1_800_000,
  );
});
