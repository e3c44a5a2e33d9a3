import { expect } from "vitest";
import type { Json, Point, Tried } from "./try.ts";

const pointsOf = (json: Json): readonly Point[] => json.points as readonly Point[];
const budget = ({ N, D }: Readonly<Record<string, number>>): number => 6 * N! * D!;
const inside = ([low, high]: readonly number[], x: number): void => {
  expect(low).toBeLessThanOrEqual(x);
  expect(high).toBeGreaterThanOrEqual(x);
};
const column = ({ session }: Tried, data: string, name: string): readonly (number | string)[] => [
  ...(session.data().get(data)!.get(name)!.values as Iterable<number | string>),
];

/** Plots carry these and never text/html (language.md §4). */
function isChart({ bundles }: Tried): void {
  for (const bundle of bundles) {
    // A chart with sliders has the question of its band beside it.
    expect(
      Object.keys(bundle)
        .filter((mime) => !mime.startsWith("application/vnd.lawlab."))
        .sort(),
    ).toEqual(["application/vnd.vegalite.v5+json", "image/png", "image/svg+xml", "text/plain"]);
    expect(bundle["text/plain"]).not.toContain("\n");
  }
}

/** What language.md says of its examples beside them, by how an example begins. */
export const stated: readonly (readonly [begins: string, holds: (tried: Tried) => void])[] = [
  ["data runs =", ({ last }) => expect(last).toMatchObject({ kind: "data", name: "runs", rows: 40 })],
  [
    "data toy(",
    (tried) => {
      expect(tried.last).toEqual({ kind: "data", name: "toy", rows: 3, columns: ["N", "D", "loss"] });
      expect(column(tried, "toy", "D")).toEqual([2e9, 4e9, 8e9]);
    },
  ],
  [
    "data fake =",
    (tried) => {
      expect(tried.last).toMatchObject({ rows: 7, columns: ["N", "D", "loss"] });
      const sizes = column(tried, "fake", "N") as readonly number[];
      expect([sizes[0], sizes[3], sizes[6]]).toEqual([1e7, 1e8, 1e9]);
      column(tried, "fake", "D").forEach((d, k) => void expect(d).toBeCloseTo(20 * sizes[k]!, 0));
    },
  ],
  [
    "data curves =",
    (tried) => {
      const [s, lr] = ["S1", "lr"].map((name) => column(tried, "curves", name).map(Number));
      expect(s![1]).toBeCloseTo(lr![0]! + lr![1]!, 15);
      expect(column(tried, "curves", "dlr").slice(0, 1)).toEqual([0]);
    },
  ],
  ["data means =", ({ last }) => expect(last).toMatchObject({ rows: 20, columns: ["N", "D", "loss", "n"] })],
  ["data best =", ({ last }) => expect(last).toMatchObject({ rows: 20 })],
  ["data optima =", ({ last }) => expect(last).toMatchObject({ columns: ["C", "N", "loss"] })],
  ["data full =", (tried) => expect(column(tried, "full", "lr")).toEqual([0.1, 0.2])],
  ["data pcs =", ({ last }) => expect(last.columns).toEqual(expect.arrayContaining(["S[1]", "S[2]", "S[3]", "c"]))],
  ["law L(N, D)", ({ last }) => expect(last.parameters).toEqual(["E", "A", "α", "B", "β"])],
  ["law M(N, D, U)", ({ last }) => expect(last.parameters).toEqual(["E", "A", "α", "B", "R", "β"])],
  ["law Y(x)", ({ last }) => expect(last.parameters).toEqual(["yinf", "y0", "a", "b", "c"])],
  ["fit on runs", ({ last }) => expect(last).toMatchObject({ kind: "fit", law: "L", name: "L" })],
  [
    "fit L to loss on runs\n",
    ({ last }) => {
      expect(last).toMatchObject({ name: "chin", loss: "huber(1e-3)", space: "log", seed: 42 });
      expect(last.starts).toBe(500);
    },
  ],
  [
    "fit L to loss on runs by corpus sharing",
    ({ last }) =>
      expect(Object.keys(last.parameters as Json).sort()).toEqual(
        ['A["c4"]', 'A["web"]', 'B["c4"]', 'B["web"]', 'E["c4"]', 'E["web"]', "α", "β"].sort(),
      ),
  ],
  ["fit acc on counts", ({ last }) => expect(last).toMatchObject({ kind: "fit", loss: "binomial", space: "linear" })],
  ["predict N = 7e9", ({ last }) => expect(last.free).toEqual(["D"])],
  [
    "predict L at",
    ({ last }) => {
      const [point] = pointsOf(last);
      expect(point!.at).toEqual({ N: 7e9, D: 1.4e11 });
      inside(point!.interval, point!.value);
      inside(point!.observation!, point!.interval[0]);
      inside(point!.observation!, point!.interval[1]);
    },
  ],
  ["predict acc(", ({ last }) => expect(pointsOf(last).map(({ at }) => at.D)).toEqual([1.4e12, 1.5e13])],
  [
    "predict chin on",
    ({ last }) => {
      expect(pointsOf(last).length).toBeGreaterThan(0);
      for (const { value, observed, error } of pointsOf(last)) expect(error).toBeCloseTo(observed! / value - 1, 12);
    },
  ],
  [
    "solve L(N, 20*N)",
    ({ last }) => {
      expect(last).toMatchObject({ kind: "solve", for: "N" });
      inside(pointsOf(last)[0]!.interval, pointsOf(last)[0]!.value);
    },
  ],
  [
    "minimize L over N, D subject to 6*N*D = 1e24",
    ({ last }) => expect(budget(pointsOf(last)[0]!.at) / 1e24).toBeCloseTo(1, 9),
  ],
  [
    "minimize L over N, D subject to 6*N*D = C",
    ({ last }) => {
      expect(pointsOf(last)).toHaveLength(30);
      for (const { at, given } of pointsOf(last)) expect(budget(at) / given.C!).toBeCloseTo(1, 9);
    },
  ],
  ["minimize 6*N*D", ({ last }) => expect(pointsOf(last).map(({ given }) => given.T)).toEqual([1e11, 1e13])],
  ["minimize F", ({ last }) => expect(pointsOf(last)).toMatchObject([{ at: { n: 7 }, value: 0 }])],
  [
    "compare",
    ({ last }) => {
      const rows = last.rows as readonly Json[];
      expect(rows.map(({ fit }) => fit).sort()).toEqual(["broken", "chinchilla", "kaplan"]);
      for (const row of rows)
        expect(row).toMatchObject({ aicc: expect.any(Number), bic: expect.any(Number), difference: expect.anything() });
    },
  ],
  ["plot", isChart],
  [
    "design 8",
    ({ last }) => {
      const runs = last.runs as readonly Readonly<Record<string, number>>[];
      expect(runs).toHaveLength(8);
      expect(runs.reduce((sum, run) => sum + budget(run), 0)).toBeLessThanOrEqual(1e20 * (1 + 1e-9));
      for (const { N, D } of runs) expect(D! / N!).toBeGreaterThanOrEqual(5 * (1 - 1e-9));
      const [before, after] = [last.before, last.after] as readonly (readonly [number, number])[];
      expect(after![1] - after![0]).toBeLessThan(before![1] - before![0]);
    },
  ],
  [
    "assert",
    ({ last }) => {
      expect(last.passed).toBe(true);
      expect(last.conditions).toHaveLength(5);
    },
  ],
  ["report chin", ({ last }) => expect(last.text).toContain("optimiser: ")],
  ["export chin as latex", ({ last }) => expect(last.text).toContain("\\frac{A}{{N}^{\\alpha}}")],
  ["import besi", ({ last }) => expect(last).toMatchObject({ name: "besi", law: "besiroglu2024" })],
  ["explain fit", ({ last }) => expect(last.text).toContain("linear     E, A, B (solved for at every start)")],
  ["β/(α + β)", ({ last }) => inside(last.interval as readonly number[], last.value as number)],
];
