import { expect, test } from "vitest";
import { hold, tryOut } from "./try.ts";

const runs = `data runs = at N in logspace(10M, 10B, 4), D in logspace(100M, 1T, 5)
  with loss ~ lognormal(log(1.7 + 400/N^0.34 + 410/D^0.28), 0.003), C = 6*N*D
law L(N, D) = E + A/N^α + B/D^β where E > 0, A > 0, B > 0
fit L on runs with bootstrap = 50
`;
const vegaLite = "application/vnd.vegalite.v5+json";

interface Spec {
  readonly params?: readonly {
    readonly name: string;
    readonly value: number;
    /** Of a slider. */
    readonly bind?: { readonly name: string; readonly min: number; readonly max: number; readonly step: number };
  }[];
}

test.each([
  ["plot qq of L", 1],
  ["plot pareto of loss against C on runs", 1],
  ["plot profile of α, L.β", 2],
  ["plot curve of L against D at α in 0.1..0.6, N in 1B..100B", 1],
])("%s draws %s", async (program, count) => {
  const { bundles } = await hold(runs, program);
  const charts = bundles.filter((b) => b[vegaLite] !== undefined);
  expect(charts).toHaveLength(count);
  for (const chart of charts) {
    expect(chart["image/svg+xml"]).toContain("<path");
    expect(chart["text/html"]).toBeUndefined();
  }
});

test("a range under at is a slider of its variable or parameter, on a log scale where it is wide", async () => {
  const { bundles } = await hold(runs, "plot curve of L against D at α in 0.1..0.6, N in 1B..100B");
  const { params } = bundles.at(-1)![vegaLite] as unknown as Spec;
  const bound = (params ?? []).flatMap(({ bind, value }) => (bind === undefined ? [] : [{ ...bind, value }]));
  expect(bound.map(({ name, min, step }) => [name, min, step])).toEqual([
    ["α ", 0.1, 0.001],
    ["log10 N ", 9, 0.005],
  ]);
  // A label shows the value as it is: short, because it is a multiple of the step.
  for (const { value } of bound) expect(String(value).length).toBeLessThanOrEqual(5);
});

test("wherever its sliders stand a curve stays in its frame, and the band is gone until it is computed anew", async () => {
  const { compile } = await import("vega-lite");
  const { View, parse } = await import("vega");
  const { bundles } = await hold(runs, "plot curve of L against D at α in 0.1..0.6, N in 1B..100B");
  const spec = bundles.at(-1)![vegaLite] as unknown as Spec;
  const view = new View(parse(compile(JSON.parse(JSON.stringify(spec))).spec), { renderer: "none" });
  await view.runAsync();
  const words = async (): Promise<string> => await view.toSVG();
  expect(await words()).toContain("band: 95% interval");
  const sliders = spec.params!.filter(({ bind }) => bind !== undefined);
  for (const { name, value, bind } of sliders)
    for (const position of [bind!.min, bind!.max]) {
      await view.signal(name, position).runAsync();
      const values = view.data("curve").map((row) => (row as { readonly c1: number }).c1);
      const [low, high] = view.scale("y").domain() as [number, number];
      expect(values.length).toBe(121);
      expect(Math.min(...values)).toBeGreaterThanOrEqual(low);
      expect(Math.max(...values)).toBeLessThanOrEqual(high);
      expect(await words()).not.toContain("band:");
      await view.signal(name, value).runAsync();
    }
  expect(await words()).toContain("band: 95% interval");
  view.finalize();
});

test("the profile of a parameter is least at its estimate", async () => {
  const { results } = await hold(runs, "plot profile of β");
  expect(results.at(-1)).toMatchObject({ kind: "plot", name: "profile" });
});

test.each([
  ["plot profile of γ", "unknown-parameter"],
  ["plot pareto of loss on runs", "no-axis"],
  ["plot pareto of loss against C on nothing", "unknown-data"],
  ["plot qq of M", "no-fit"],
  ["plot curve of L*2 against D at N in 1B..100B", "no-slider"],
  ["plot curve of L against D at M in 1B..100B", "unknown-variable"],
  ["plot curve of L against D at α in 0.1..0.6", "unbound-variable"],
  ["plot curve of L against D at α in 0.1..0.6, N in [1B, 2B]", "list-beside-slider"],
])("%s: %s", async (program, code) => {
  expect((await tryOut(runs + program)).codes).toEqual([code]);
});
