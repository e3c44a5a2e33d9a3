import { expect, test } from "vitest";
import type { HeldOutScore } from "../../src/ask/held-out.ts";
import { fitted, hold, known, type Point, points, tryOut } from "./try.ts";

test("a point has a value, an interval and one for a new run", async () => {
  const { last } = await hold(fitted, "predict L at N = 7B, D = 140B");
  expect(last).toMatchObject({ kind: "predict", free: [] });
  const [point] = last.points as readonly { at: object; value: number; interval: number[]; observation: number[] }[];
  expect(point?.at).toEqual({ N: 7e9, D: 140e9 });
  expect(point?.value).toBeCloseTo(1.7 + 400 / 7e9 ** 0.34 + 410 / 140e9 ** 0.28, 2);
  expect(point?.interval[0]).toBeLessThan(point?.value ?? 0);
  expect(point?.interval[1]).toBeGreaterThan(point?.value ?? 0);
  expect((point?.observation[1] ?? 0) - (point?.observation[0] ?? 0)).toBeGreaterThan(0.005);
});

test("lists give every combination, from left to right", async () => {
  const found = await points(known, "predict K at N in [1B, 7B], D in [10B, 1T]");
  expect(found.map((p) => [p.at.N, p.at.D])).toEqual([
    [1e9, 1e10],
    [1e9, 1e12],
    [7e9, 1e10],
    [7e9, 1e12],
  ]);
});

test("a bound value may depend on another variable", async () => {
  const [one] = await points(known, "predict K at N = 7B, D = 20*N");
  expect(one?.at.D).toBe(140e9);
});

test("a free variable gives the curve along it over the data's range, and is named", async () => {
  const { last, bundles } = await hold(fitted, "predict N = 7e9");
  expect(last.free).toEqual(["D"]);
  const at = (last.points as readonly { at: { N: number; D: number } }[]).map((p) => p.at);
  expect(Math.min(...at.map((p) => p.D))).toBe(1e8);
  expect(Math.max(...at.map((p) => p.D))).toBe(1e12);
  expect(at.every((p) => p.N === 7e9)).toBe(true);
  expect(bundles).toHaveLength(2);
  expect(bundles[0]?.["text/plain"]).toContain("D is free");
  expect(bundles[0]?.["text/plain"]).toContain("at D = …");
  expect(bundles[1]).toHaveProperty(["application/vnd.vegalite.v5+json"]);
});

test("the curve of a law of N and D marks where N is compute-optimal", async () => {
  const { bundles } = await hold(fitted, "predict N = 1e9");
  expect(JSON.stringify(bundles[1]?.["application/vnd.vegalite.v5+json"])).toContain("compute-optimal D");
});

test("two free variables are an error that names both", async () => {
  const { diagnostics } = await tryOut(fitted, "predict L");
  expect(diagnostics).toMatchObject([{ code: "two-free-variables" }]);
  expect(diagnostics[0]?.message).toContain("N and D");
});

test("a range runs a curve as a free variable does", async () => {
  const { last, bundles } = await hold(known, "predict K at N = 7B, D in 100B..10T");
  expect(last.free).toEqual([]);
  expect(bundles).toHaveLength(2);
});

test("a law without draws has an interval of no width and no column for it", async () => {
  const { bundles, last } = await hold(known, "predict K at N = 7B, D = 140B");
  expect(bundles[0]?.["text/plain"]).not.toContain("interval");
  const [point] = last.points as readonly { value: number; interval: number[] }[];
  expect(point?.interval).toEqual([point?.value, point?.value]);
});

test("a wider level gives a wider interval", async () => {
  const width = async (level: string) => {
    const [p] = await points(fitted, `predict L at N = 7B, D = 1T with interval = ${level}`);
    return (p?.interval[1] ?? 0) - (p?.interval[0] ?? 0);
  };
  expect(await width("50%")).toBeLessThan(await width("99%"));
});

test("beyond the data it says how far", async () => {
  const { bundles, last } = await hold(fitted, "predict L at N = 1T, D = 1T");
  expect(bundles[0]?.["text/plain"]).toContain("2.0 decades past the largest N");
  expect(last.points).toMatchObject([{ beyond: { variable: "N", decades: 2 } }]);
});

test("on data there is a row for each row, with the error where the response is there", async () => {
  const found = await points(fitted, "data far = runs where N > 5B", "predict L on far");
  expect(found).toHaveLength(5);
  for (const p of found) {
    const truth = 1.7 + 400 / p.at.N! ** 0.34 + 410 / p.at.D! ** 0.28;
    expect(Math.abs(p.observed! / truth - 1)).toBeLessThan(0.015);
    expect(p.error).toBeCloseTo(p.observed! / p.value - 1, 12);
    expect(Math.abs(p.error ?? 1)).toBeLessThan(0.02);
  }
});

test("on data a variable may be bound to an expression of columns", async () => {
  const [one] = await points(known, "data few(N, ratio) = [1B, 20 | 7B, 100]", "predict K on few at D = ratio*N");
  expect(one?.value).toBeCloseTo(1.7 + 400 / 1e9 ** 0.34 + 410 / 20e9 ** 0.28, 12);
});

test("an expression of laws is predicted like a law", async () => {
  const [one] = await points(fitted, "predict L(N, 20*N) - L(N, 40*N) at N = 1B");
  expect(one?.value).toBeGreaterThan(0);
  expect(one?.observation).toBeUndefined();
});

test("where a law has no value the JSON says null and a warning says where", async () => {
  const { last, diagnostics, ok } = await tryOut(known, "predict K at N in [1B, -1], D = 1T");
  expect(ok).toBe(true);
  expect(JSON.parse(JSON.stringify(last)).points[1].value).toBeNull();
  expect(diagnostics[0]).toMatchObject({ code: "not-a-number", message: "K has no value at N = -1, D = 1e12" });
});

test("on data the errors of all rows make a score, with the interval that the draws give it", async () => {
  const { last, bundles } = await hold(fitted, "data far = runs where N > 5B", "predict L on far");
  const found = last.points as readonly Point[];
  const residuals = found.map((p) => Math.log((p.observed ?? 0) / p.value));
  const { rows, rmse, bias, intervals, space } = last.score as HeldOutScore & { readonly space: string };
  expect({ rows, space }).toEqual({ rows: 5, space: "log" });
  expect(rmse).toBeCloseTo(Math.sqrt(residuals.reduce((sum, r) => sum + r * r, 0) / 5), 12);
  expect(bias).toBeCloseTo(residuals.reduce((a, b) => a + b, 0) / 5, 12);
  expect(intervals?.bias[0]).toBeLessThan(intervals?.bias[1] ?? 0);
  expect(intervals?.rmse[0]).toBeGreaterThan(0);
  expect(bundles[0]?.["text/plain"]).toContain("Errors of ln over 5 rows: RMSE 0.0");
});

test("rows held out of a fit are scored as rows of a data set are", async () => {
  const { results } = await hold(
    fitted,
    "data far = runs where N > 5B\nfit L to loss on runs using squares in log holding out N > 5B as below\npredict below on far",
  );
  const [fit, predicted] = results.slice(-2);
  const score = predicted?.score as HeldOutScore;
  const held = fit?.heldOut as HeldOutScore;
  expect(held.rmse).toBeCloseTo(score.rmse, 12);
  expect(held.intervals?.rmse[0]).toBeCloseTo(score.intervals?.rmse[0] ?? 0, 12);
  expect(held.intervals?.bias[1]).toBeCloseTo(score.intervals?.bias[1] ?? 0, 12);
});

test.each([
  ["jackknife", "with bootstrap = 20"],
  ["jackknife", "with bootstrap = 1000"],
  ["bca", "using huber(1e-4) in log with bootstrap = 200"],
  ["asymptotic", "with bootstrap = 0"],
])("holds the curve's own interval within that of a new row, by %s, %s", async (method, options) => {
  const { ok, results } = await tryOut(`
data runs = at N in logspace(1e7, 1e9, 12) with loss ~ lognormal(log(1.7 + 400/N^0.34), 0.003)
law L(N) = E + A/N^α
fit L to loss on runs ${options}
predict L at N in [1e7, 1e9, 1e11, 1e13, 1e16]`);
  expect(ok).toBe(true);
  expect(results.find(({ kind }) => kind === "fit")?.intervals).toBe(method);
  const points = results.at(-1)?.points as readonly { interval: number[]; observation: number[] }[];
  expect(points).toHaveLength(5);
  for (const { interval, observation } of points) {
    expect(observation[0]).toBeLessThanOrEqual(interval[0] ?? Number.NaN);
    expect(observation[1]).toBeGreaterThanOrEqual(interval[1] ?? Number.NaN);
  }
});

test("the table says of a value that the data do not determine that its interval is unknown", async () => {
  const { bundles } = await hold(
    "data t = at N in logspace(10M, 10B, 40) with loss ~ lognormal(log(1.7 + 400/N^0.34), 0.005)",
    "law L(N) = E + F + A/N^α\nfit on t with bootstrap = 60",
    "predict E*N at N = 2",
  );
  expect(bundles[0]?.["text/plain"]).toMatch(/interval.*unknown/su);
});
