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
    readonly bind: { readonly name: string; readonly min: number };
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
  expect(params?.map(({ bind }) => [bind.name, bind.min])).toEqual([
    ["α ", 0.1],
    ["log10 N ", 9],
  ]);
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
