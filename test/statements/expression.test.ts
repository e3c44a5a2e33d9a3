import { expect, test } from "vitest";
import { fitted, hold, tryOut, value } from "./try.ts";

test.each([
  ["-2^2", -4],
  ["2^3^2", 512],
  ["2^-1", 0.5],
  ["8/4/2", 1],
  ["10 - 4 - 3", 3],
  ["7B/1e9", 7],
  ["90%", 0.9],
  ["6e21 FLOP/3 PFLOP", 2e6],
  ["1 PF_day", 8.64e19],
  ["ln(exp(2))", 2],
  ["log2(8) + log10(1000)", 6],
  ["min(3, 1, 2) + max(1, 5)", 6],
  ["floor(2.7) + ceil(2.1) + round(2.5)", 8],
  ["logistic(logit(0.3))", 0.3],
  ["abs(-3) + sqrt(16)", 7],
  ["if 2 > 1 then 10 else 20", 10],
  ["1 < 2 and not 3 = 4", 1],
  ["5 in 1..10", 1],
  ["5 in [1, 2, 3]", 0],
])("%s is %d", async (program, expected) => {
  expect(await value(program)).toBeCloseTo(expected, 12);
});

test("the last bare expression is the result, all else is on display", async () => {
  const { shown } = await hold("1 + 1\n2 + 2");
  expect(shown.map(({ role }) => role)).toEqual(["display", "result"]);
  expect((await hold("1 + 1\nlet x = 3")).shown.map(({ role }) => role)).toEqual(["display"]);
});

test("a value of a fit has an interval that holds it", async () => {
  const { last } = await hold(fitted, "β/(α + β)");
  const { kind, value: share, interval } = last as { kind: string; value: number; interval: [number, number] };
  expect(kind).toBe("value");
  expect(interval[0]).toBeLessThan(share);
  expect(interval[1]).toBeGreaterThan(share);
});

test("a value without a fit has none", async () => {
  expect((await hold("3*4")).last).toEqual({ kind: "value", value: 12 });
});

test.each(["0/0", "1/0", "log(-1)", "sqrt(-2)"])("%s is null in JSON, and is warned of", async (program) => {
  const { last, codes, ok } = await tryOut(program);
  expect(JSON.parse(JSON.stringify(last))).toEqual({ kind: "value", value: null });
  expect(codes).toEqual(["not-a-number"]);
  expect(ok).toBe(true);
});

test("correlated quantities keep their correlation: a parameter less itself is zero without doubt", async () => {
  const { last } = await hold(fitted, "α - α");
  expect(last).toMatchObject({ value: 0, interval: [0, 0] });
});

test.each([
  ["mean(toy.x)", 2.5],
  ["sum(toy.x)/count(toy.x)", 2.5],
  ["max(toy.x) - min(toy.x)", 3],
  ["quantile(toy.x, 0.5)", 2.5],
  ["std(toy.x)", Math.sqrt(5 / 3)],
  ["last(toy.x)", 4],
  ["count(toy.name)", 4],
  ["let top(k) = k*max(toy.x); top(2)", 8],
])("%s is a number of a column: %d", async (program, expected) => {
  expect(await value(`data toy(x, name) = [1, "a" | 2, "b" | 3, "c" | 4, "d"]\n${program}`)).toBeCloseTo(expected, 12);
});

test.each([
  ["mean(toy.name)", "text-in-arithmetic"],
  ["mean(toy.y)", "unknown-column"],
  ["quantile(toy.x)", "wrong-arguments"],
  ["cumsum(toy.x)", "series-without-run"],
])("%s is refused: %s", async (program, code) => {
  const { codes } = await tryOut(`data toy(x, name) = [1, "a" | 2, "b"]\n${program}`);
  expect(codes).toContain(code);
});

test("a name alone shows the data set, the law or the fit that it stands for", async () => {
  const toy = "data toy(N, loss) = [1e6, 4 | 1e7, 3 | 1e8, 2.5 | 1e9, 2.2]";
  const data = await hold(`${toy}\ntoy`);
  expect(data.last).toEqual({ kind: "data", name: "toy", rows: 4, columns: ["N", "loss"] });
  expect(data.bundles.at(-1)).toEqual(data.bundles[0]);
  expect(data.shown.at(-1)?.role).toBe("result");
  const law = await hold("law K(N) = E + A/N^α\nK");
  expect(law.bundles.at(-1)).toEqual(law.bundles[0]);
  const fit = await hold(`${toy}\nlaw K(N) = E + A/N^α\nfit K on toy with bootstrap = 0 as k\nk`);
  expect(fit.last).toEqual(fit.results.at(-2));
  expect(fit.bundles.at(-1)).toEqual(fit.bundles.at(-2));
});

test("a column of a data set is shown by its first rows", async () => {
  const { last, bundles } = await hold("data t(N, loss) = [1B, 3.5 | 2B, 3.25]", "t.loss");
  expect(last).toEqual({ kind: "data", name: "t.loss", rows: 2, columns: ["loss"] });
  expect(bundles[0]!["text/plain"]).toBe("t.loss: 2 rows, 1 column\nloss\n────\n 3.5\n3.25");
});
