import { expect, test } from "vitest";
import { data, hold } from "./try.ts";

test("the card's program, verbatim: a fit, and for N = 7e9 the curve along D, the free variable named, a chart", async () => {
  const { results, bundles, ok } = await hold(data, "law L(N,D) = E + A/N^a + B/D^b; fit on runs; predict N=7e9");
  expect(ok).toBe(true);
  expect(results.map(({ kind }) => kind)).toEqual(["law", "fit", "predict"]);
  const [, fit, predict] = results as unknown as [
    unknown,
    { parameters: Record<string, { value: number; interval: [number, number] }> },
    { free: string[]; points: { at: Record<string, number>; value: number; interval: [number, number] }[] },
  ];
  expect(Object.keys(fit.parameters)).toEqual(["E", "A", "a", "B", "b"]);
  expect(predict.free).toEqual(["D"]);
  for (const { at, value, interval } of predict.points) {
    expect(at.N).toBe(7e9);
    expect(Math.abs(value / (1.7 + 400 / 7e9 ** 0.34 + 410 / (at.D ?? 0) ** 0.28) - 1)).toBeLessThan(0.01);
    expect(interval[0]).toBeLessThan(value);
    expect(interval[1]).toBeGreaterThan(value);
  }
  const [, card, table, chart] = bundles;
  expect(card).toHaveProperty(["application/vnd.lawlab.fit+json"]);
  expect(card).toHaveProperty(["text/latex"]);
  expect(card?.["text/plain"]).toContain("95% interval");
  expect(table?.["text/plain"]).toContain("D is free");
  expect(chart).toHaveProperty(["application/vnd.vegalite.v5+json"]);
  expect(chart).not.toHaveProperty(["text/html"]);
});
