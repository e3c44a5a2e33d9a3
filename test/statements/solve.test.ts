import { expect, test } from "vitest";
import { fitted, hold, known, points, tryOut } from "./try.ts";

test("an inversion gives the size that reaches a loss, with an interval around it", async () => {
  const [one] = await points(fitted, "solve L(N, 20*N) = 2.5 for N");
  const back = await points(known, `predict K at N = ${one?.value}, D = 20*N`);
  expect(back[0]?.value).toBeCloseTo(2.5, 1);
  expect(one?.interval[0]).toBeLessThan(one?.value ?? 0);
  expect(one?.interval[1]).toBeGreaterThan(one?.value ?? 0);
});

test("the JSON has the unknown, and what was given", async () => {
  const { last } = await hold(known, "solve K(N, D) = 2.5 for N at D in [100B, 1T]");
  expect(last).toMatchObject({ kind: "solve", for: "N", points: [{ given: { D: 1e11 } }, { given: { D: 1e12 } }] });
});

test("a crossover of two laws", async () => {
  const laws = "law F(C) = 10/C^0.1; law G(C) = 100/C^0.2";
  const [one, ...more] = await points(laws.replace("; ", "\n"), "solve F(C) = G(C) for C in 1..1e20");
  expect(one?.value).toBeCloseTo(1e10, -1);
  expect(more).toEqual([]);
});

test("every crossing in the range is found, in order", async () => {
  const found = await points("solve (x - 1)*(x - 2)*(x - 3) = 0 for x in 0..10");
  expect(found.map((p) => p.value)).toEqual([1, 2, 3].map((x) => expect.closeTo(x, 9)));
});

test("no crossing: no points, and a warning", async () => {
  const { last, codes, ok } = await tryOut(known, "solve K(N, 20*N) = 1.5 for N");
  expect(last).toEqual({ kind: "solve", for: "N", points: [] });
  expect(codes).toEqual(["no-crossing"]);
  expect(ok).toBe(true);
});

test("without draws no interval is shown", async () => {
  const { bundles } = await hold(known, "solve K(N, 20*N) = 2.5 for N");
  expect(bundles[0]?.["text/plain"]).not.toContain("interval");
});

test("a solution that the data leave open has no interval, one that they determine has its own", async () => {
  const rows = "data t = at N in logspace(10M, 10B, 40) with loss ~ lognormal(log(1.7 + 400/N^0.34), 0.005)";
  const fit = "law L(N) = E + F + A/N^α\nfit on t with bootstrap = 60";
  const [open] = await points(rows, fit, "solve E*N = 3e9 for N");
  expect(open!.interval).toEqual([Number.NaN, Number.NaN]);
  const [sure] = await points(rows, fit, "solve L(N) = 2 for N");
  const [low, high] = sure!.interval;
  expect(low).toBeLessThan(sure!.value);
  expect(high).toBeGreaterThan(sure!.value);
});
