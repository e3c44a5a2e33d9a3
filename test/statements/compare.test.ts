import { describe, expect, it } from "vitest";
import { attempt, type Json, run } from "../reference/program.ts";

const points = [
  [1, 5.1],
  [2, 4.2],
  [3, 3.4],
  [5, 2.9],
  [8, 2.35],
  [13, 2.1],
  [21, 1.88],
  [34, 1.7],
  [55, 1.6],
  [89, 1.52],
] as const;
const prelude = `data runs(x, loss) = [${points.map((p) => p.join(", ")).join(" | ")}]
law flat(x) = m
law line(x) = a + b*log(x)
law power(x) = k*x^-c
`;

interface Row {
  readonly fit: string;
  readonly parameters: number;
  readonly aicc: number;
  readonly bic: number;
  readonly extrapolation: number;
  readonly difference: { readonly value: number; readonly interval?: readonly [number, number] };
}

const rowsOf = (results: readonly Json[]): readonly Row[] => results.at(-1)!.rows as readonly Row[];

/** −2 ln of the normal likelihood with its variance fitted. */
const deviance = (residuals: readonly number[]): number => {
  const n = residuals.length;
  return n * (Math.log((2 * Math.PI * residuals.reduce((a, r) => a + r * r, 0)) / n) + 1);
};

describe("compare", () => {
  it("gives the AICc and BIC of least squares, the scale counted as a parameter", async () => {
    const rows = rowsOf(
      await run(`${prelude}fit flat on runs using squares in linear; fit line on runs using squares in linear
compare flat, line on runs using aicc, bic with bootstrap = 50`),
    );
    expect(rows.map((r) => r.fit)).toEqual(["line", "flat"]);
    const mean = points.reduce((a, [, y]) => a + y, 0) / points.length;
    const d = deviance(points.map(([, y]) => y - mean));
    expect(rows[1]!.aicc).toBeCloseTo(d + 4 + 12 / 7, 8);
    expect(rows[1]!.bic).toBeCloseTo(d + 2 * Math.log(10), 8);
    expect(rows[1]!.difference.value).toBeCloseTo(rows[1]!.aicc - rows[0]!.aicc, 9);
    expect(rows[0]!.difference.interval).toEqual([0, 0]);
  });

  it("carries the Jacobian of a fit in log, so that one density in two spellings scores the same", async () => {
    const rows = rowsOf(
      await run(`${prelude}data logs = runs with y = log(loss)
law powerlog(x) = q - c*log(x)
fit power on runs using squares in log
fit powerlog to y on logs using squares in linear as other
compare power, line on runs using aicc with bootstrap = 0`),
    );
    const slope = logSlope();
    const jacobian = points.reduce((a, [, y]) => a + Math.log(y), 0);
    expect(rows.find((r) => r.fit === "power")!.aicc).toBeCloseTo(deviance(slope) + 2 * jacobian + 6 + 24 / 6, 7);
  });

  it("counts rates by their binomial probability, which has no scale", async () => {
    const rows = rowsOf(
      await run(`data tries(x, k, n) = [1, 3, 10 | 2, 5, 10 | 3, 6, 8 | 4, 9, 12 | 5, 7, 9]
law chance(x) = p where p in 0..1
law rising(x) = logistic(a + b*x)
fit chance on tries using binomial(k, n)
fit rising on tries using binomial(k, n)
compare chance, rising on tries using aicc, bic with bootstrap = 0`),
    );
    const [k, n] = [
      [3, 5, 6, 9, 7],
      [10, 10, 8, 12, 9],
    ];
    const p = 30 / 49;
    const choose = (a: number, b: number): number =>
      Array.from({ length: b }, (_, i) => (a - i) / (i + 1)).reduce((x, y) => x * y, 1);
    const lost = k!.reduce(
      (sum, hits, i) => sum - Math.log(choose(n![i]!, hits) * p ** hits * (1 - p) ** (n![i]! - hits)),
      0,
    );
    const chance = rows.find((r) => r.fit === "chance")!;
    expect(chance.aicc).toBeCloseTo(2 * lost + 2 + 4 / (5 - 2), 7);
    expect(chance.bic).toBeCloseTo(2 * lost + Math.log(5), 7);
  });

  it("compares Student's fits, which a far row does not rule", async () => {
    const rows = rowsOf(
      await run(`${prelude}fit line on runs using student(4) in linear
fit flat on runs using student(4) in linear
compare line, flat on runs using aicc, bic with bootstrap = 0`),
    );
    expect(rows.map((r) => r.fit)).toEqual(["line", "flat"]);
    for (const row of rows) expect(Number.isFinite(row.aicc) && Number.isFinite(row.bic)).toBe(true);
  });

  it("fits below the far rows and measures the error on them", async () => {
    const rows = rowsOf(await run(`${prelude}compare flat, power on runs using extrapolation(x > 30), bic`));
    expect(rows.map((r) => r.fit)).toEqual(["power", "flat"]);
    expect(rows[0]!.extrapolation).toBeLessThan(rows[1]!.extrapolation);
    expect(rows[1]!.difference.interval![0]).toBeGreaterThan(0);
  });

  it("predicts the rows that are held out, whatever decides", async () => {
    const rows = rowsOf(
      await run(`${prelude}compare flat, power on runs using bic holding out x > 30 with bootstrap = 20`),
    );
    const far = points.filter(([x]) => x > 30);
    const near = points.filter(([x]) => x <= 30);
    const flat = rows.find((r) => r.fit === "flat")!;
    const mean = (await run(`${prelude}data near = runs where x <= 30\nfit flat on near with bootstrap = 0\nm`)).at(
      -1,
    )!;
    const off = far.map(([, y]) => Math.log(y / (mean.value as number)));
    expect(near.length).toBe(7);
    expect(flat.extrapolation).toBeCloseTo(Math.sqrt(off.reduce((a, r) => a + r * r, 0) / far.length), 8);
  });

  it("uses only the rows that every law can use, and says how many it left out", async () => {
    const result = await attempt(`${prelude}data gaps = runs with z = if x > 2 then x else log(0 - x)
law other(z) = u + v*z
compare line, other on gaps using bic with bootstrap = 0`);
    expect(result.ok).toBe(true);
    expect(result.diagnostics.map((d) => d.message)).toContain(
      "2 of 10 rows of gaps are not used: not every fit can use them",
    );
  });

  it.each([
    ["compare line", "nothing-to-compare"],
    ["compare line, line on runs", "repeated-name"],
    ["compare line, pwer on runs", "no-fit"],
    ["compare line, power on runs using aic", "unknown-measure"],
    ["compare line, power on runs using extrapolation", "no-far-rows"],
    ["compare line, power on runs using aicc in log", "misplaced-space"],
    ["compare line, power on runs using extrapolation(x > 1000)", "no-far-rows"],
    ["fit line on runs with weights = x as w\ncompare w, power on runs using aicc", "no-likelihood"],
    ["fit line on runs using pinball(0.9) as q\ncompare q, power on runs using aicc", "no-likelihood"],
    [
      "data r = runs with n = 90\nfit flat on r using binomial(x, n) as rate\ncompare power, rate on r using bic",
      "no-likelihood",
    ],
  ])("refuses %s with %s", async (text, code) => {
    const { diagnostics } = await attempt(prelude + text);
    expect(diagnostics.filter((d) => d.severity === "error").map((d) => d.code)).toEqual([code]);
  });
});

/** Residuals of ln y on ln x by ordinary least squares. */
function logSlope(): readonly number[] {
  const xs = points.map(([x]) => Math.log(x));
  const ys = points.map(([, y]) => Math.log(y));
  const mx = xs.reduce((a, b) => a + b) / xs.length;
  const my = ys.reduce((a, b) => a + b) / ys.length;
  const b = xs.reduce((a, x, i) => a + (x - mx) * (ys[i]! - my), 0) / xs.reduce((a, x) => a + (x - mx) ** 2, 0);
  return ys.map((y, i) => y - my - b * (xs[i]! - mx));
}
