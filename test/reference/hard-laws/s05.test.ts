import { expect, test } from "vitest";
import { type FitJson, pointsOf, predictedRows } from "../program.ts";
import { csv, openHardLaw, present } from "./hard-law.ts";

interface Stage {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly c: number;
  readonly d: readonly number[];
  readonly e: readonly number[];
  readonly d0: number;
}

const small: Stage = {
  a: [-0.3, -0.2, -0.1],
  b: [0.1, 0.2, -0.1],
  c: -0.4,
  d: [-0.5, -0.4, -0.6],
  e: [0.6, 0.3, 0.2],
  d0: 0.5,
};
const large: Stage = {
  a: [-0.2, -0.3, -0.1],
  b: [0.2, 0.1, -0.2],
  c: -0.3,
  d: [-0.4, -0.6, -0.5],
  e: [0.5, 0.7, 0.1],
  d0: 0.6,
};

function value({ a, b, c, d, e, d0 }: Stage, q: readonly number[], ot: number): number {
  const over = (term: (x: number, j: number) => number): number => q.reduce((sum, x, j) => sum + term(x, j), 0);
  return (over((x, j) => a[j]! * x * x + b[j]! * x) + c) * ot + d0 + over((x, j) => d[j]! * x * x + e[j]! * x);
}

test.skipIf(!present)(
  "S05: the best mixture at 70B is that of a fine grid, and what shares cannot tell apart is named",
  async () => {
    const grid = (steps: number): number[][] =>
      Array.from({ length: steps + 1 }, (_, i) =>
        Array.from({ length: steps + 1 - i }, (_x, j) => [i / steps, j / steps, (steps - i - j) / steps]),
      ).flat();
    const rows = [small, large].flatMap((stage, k) =>
      grid(5).flatMap(([web, code, books]) =>
        [0.1, 0.2, 0.4].map((ot) => ({
          N: [1e9, 3e9][k]!,
          web: web!,
          code: code!,
          books: books!,
          ot,
          acc: value(stage, [web!, code!, books!], ot),
        })),
      ),
    );
    const { results, ask } = await openHardLaw("S05", "set bootstrap = 20", { "ot.csv": csv(rows) });

    // The shares add up to 1, so an amount moved from c into every b, or from d0 into every e, changes nothing.
    const fits = results.filter(({ kind }) => kind === "fit") as unknown as FitJson[];
    expect(fits).toHaveLength(2);
    for (const { warnings, status } of fits) {
      expect(status).toBe("exact");
      const open = warnings.filter(({ code }) => code === "unidentified").map(({ message }) => message);
      expect(open).toEqual([
        "the data determine only a combination of c, b[1], b[2], b[3]: c − 0.01 with b[1] + 0.01 with b[2] + 0.01 with b[3] + 0.01 fits as well",
        "the data determine only a combination of d0, e[1], e[2], e[3]: d0 + 0.01 with e[1] − 0.01 with e[2] − 0.01 with e[3] − 0.01 fits as well",
      ]);
    }
    const seen = predictedRows(await ask("predict V0 on small; predict V1 on large"));
    for (const { value: v, observed } of seen) expect(v / observed).toBeCloseTo(1, 9);

    const at = (q: readonly number[]): number =>
      (Math.log(70) * value(large, q, 0.2) - Math.log(70 / 3) * value(small, q, 0.2)) / Math.log(3);
    const best = grid(1000).reduce((a, b) => (at(b) > at(a) ? b : a));
    const [found] = pointsOf(results, "maximize");
    expect(found!.value).toBeGreaterThanOrEqual(at(best) - 1e-9);
    expect(found!.value).toBeCloseTo(at(best), 5);
    best.forEach((x, k) => void expect(found!.at![`q[${k + 1}]`]).toBeCloseTo(x, 2));
  },
);
