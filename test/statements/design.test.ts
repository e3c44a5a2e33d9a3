import { describe, expect, test } from "vitest";
import { random } from "../../src/fit/random.ts";
import { fitted, hold, type Json, tryOut } from "./try.ts";

interface DesignJson {
  readonly runs: readonly { readonly N: number; readonly D: number }[];
  readonly value: number;
  readonly before: readonly [number, number];
  readonly after: readonly [number, number];
}
const designOf = (json: Json): DesignJson => json as unknown as DesignJson;
const widthOf = ([low, high]: readonly [number, number]): number => Math.log(high / low);

const asked = "design 8 runs for L(70B, 1.4T) over N in 20M..1B, D in 400M..50B subject to";

test("the runs obey every constraint, and narrow the interval that predict gives", async () => {
  const { results, last } = await hold(fitted, `predict L(70B, 1.4T); ${asked} sum(6*N*D) <= 1e20 FLOP, D/N >= 5`);
  const { runs, before, after } = designOf(last);
  expect(runs).toHaveLength(8);
  for (const { N, D } of runs) {
    expect(N).toBeGreaterThanOrEqual(20e6);
    expect(N).toBeLessThanOrEqual(1e9);
    expect(D).toBeGreaterThanOrEqual(400e6);
    expect(D).toBeLessThanOrEqual(50e9);
    expect(D / N).toBeGreaterThanOrEqual(5);
  }
  const spent = runs.reduce((sum, { N, D }) => sum + 6 * N * D, 0);
  expect(spent).toBeLessThanOrEqual(1e20);
  const [point] = (results[0]?.points ?? []) as readonly { readonly interval: readonly [number, number] }[];
  expect(before).toEqual(point?.interval);
  expect(after[0]).toBeGreaterThan(before[0]);
  expect(after[1]).toBeLessThan(before[1]);
});

test("of listed runs the best one is found: no other narrows more", async () => {
  const sizes = [20e6, 200e6, 1e9];
  const tokens = [1e9, 1e10, 1e11];
  const one = async (over: string): Promise<DesignJson> =>
    designOf((await hold(fitted, `design 1 runs for L(70B, 1.4T) over ${over} subject to sum(6*N*D) <= 7e20`)).last);
  const best = await one(`N in [${sizes.join(", ")}], D in [${tokens.join(", ")}]`);
  for (const n of sizes)
    for (const d of tokens) {
      if (6 * n * d > 7e20) continue;
      const single = await one(`N in [${n}], D in [${d}]`);
      expect(widthOf(single.after)).toBeGreaterThanOrEqual(widthOf(best.after) * (1 - 1e-12));
    }
});

test("a larger budget never leaves a wider interval", async () => {
  const widths: number[] = [];
  for (const budget of ["3e19", "1e20", "1e21", "1e22"])
    widths.push(widthOf(designOf((await hold(fitted, `${asked} sum(6*N*D) <= ${budget}`)).last).after));
  widths.slice(1).forEach((w, k) => void expect(w).toBeLessThanOrEqual((widths[k] ?? 0) * (1 + 1e-3)));
});

test("what is expected of the runs comes true: fits of simulated data scatter so much less with them", async () => {
  const truth = (n: number, d: number): number => 1.7 + 400 / n ** 0.34 + 410 / d ** 0.28;
  const grid = [1e7, 1e8, 1e9, 1e10].flatMap((N) => [1e8, 1e9, 1e10, 1e11, 1e12].map((D) => ({ N, D })));
  const law = "law L(N, D) = E + A/N^α + B/D^β where E > 0, A > 0, B > 0, α > 0, β > 0";
  const table = (runs: readonly { N: number; D: number }[], seed: number): string => {
    const source = random(seed, 0);
    const rows = runs.map(({ N, D }) => `${N}, ${D}, ${truth(N, D) * Math.exp(0.003 * source.normal())}`);
    return `data runs(N, D, loss) = [${rows.join(" | ")}]`;
  };
  const fit = "fit L on runs using squares in log with bootstrap = 0, starts = 6";
  const answer = "over N in 20M..1B, D in 400M..50B subject to sum(6*N*D) <= 1e20";
  const { last } = await hold(table(grid, 1000), law, `${fit}; design 8 runs for L(70B, 1.4T) ${answer}`);
  const { runs, before, after } = designOf(last);
  const scatter = async (of: readonly { N: number; D: number }[]): Promise<number> => {
    const logs: number[] = [];
    for (let seed = 0; seed < 120; seed++) {
      const { last: made } = await hold(table(of, seed), law, `${fit}; L(70B, 1.4T)`);
      logs.push(Math.log(made.value as number));
    }
    const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
    return Math.sqrt(logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (logs.length - 1));
  };
  const seen = (await scatter([...grid, ...runs])) / (await scatter(grid));
  const expected = widthOf(after) / widthOf(before);
  expect(expected).toBeLessThan(0.98);
  // The ratio of two deviations of 120 draws each is known to about ±13 % (two standard errors of √(1/238 + 1/238)).
  expect(Math.abs(seen / expected - 1)).toBeLessThan(0.2);
});

describe("what cannot be designed", () => {
  test.each([
    ["design 8 runs for L(70B, 1.4T)", "no-search"],
    ["design 8 runs for L(70B, 1.4T) over N, D in 1B..2B", "no-range"],
    ["design 2.5 runs for L(70B, 1.4T) over N in 1M..2M, D in 1B..2B", "bad-count"],
    ["design 8 runs for L(70B, 1.4T) over N in 1M..2M", "unbound-variable"],
    ["design 8 runs for L(70B, 1.4T) over N in 1M..2M, D in 1B..2B, X in 1..2", "unknown-variable"],
    [`${asked} sum(6*N*D) <= 1e15`, "infeasible"],
    [`${asked} sum(6*N*D) = 1e20`, "not-a-constraint"],
    [`${asked} sum(6*N*D) >= 1e20`, "not-a-constraint"],
  ])("%s is told as %s", async (program, code) => {
    const { ok, codes } = await tryOut(fitted, program);
    expect(ok).toBe(false);
    expect(codes).toContain(code);
  });
});

test("a variable may be bound to an expression of the searched ones", async () => {
  const { last } = await hold(fitted, "design 3 runs for α over N in 100M..1B at D = 20*N");
  expect((last.runs as readonly object[]).map((r) => Object.keys(r))).toEqual([["N"], ["N"], ["N"]]);
});
