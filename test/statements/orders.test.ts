import { expect, test } from "vitest";
import { hold, tryOut } from "./try.ts";

const runs = `set seed = 2
data runs = at x in logspace(1, 1e5, 60)
  with loss ~ lognormal(log(1 + 3*x^-0.2*(1 + (x/300)^(1/0.3))^(-0.5*0.3)), 0.003)
law W(x, n) = a + b*x^-c0*prod((1 + (x/d[i])^(1/f[i]))^(-c[i]*f[i]) for i in 1..n)
set bootstrap = 20`;

interface Chosen {
  readonly parameters: Readonly<Record<string, { readonly value: number }>>;
  readonly orders: readonly { readonly n: number; readonly parameters: number; readonly aicc: number }[];
}

test("the order with the least AICc is kept: a law with one break has one", async () => {
  const { last } = await hold(runs, "fit W on runs at n in [0, 1, 2] keeping argmin(aicc)");
  const { orders, parameters } = last as unknown as Chosen;
  expect(orders.map(({ n }) => n)).toEqual([1, 2, 0]);
  expect(orders.map((o) => o.parameters)).toEqual([6, 9, 3]);
  expect(parameters["d[1]"]?.value).toBeGreaterThan(250);
  expect(parameters["d[1]"]?.value).toBeLessThan(350);
  // The criterion is the one that compare computes: the same fit at each order alone.
  const apart = await hold(
    runs,
    "fit W on runs at n = 1 as one; fit W on runs at n = 0 as none; compare one, none on runs using aicc",
  );
  const rows = apart.last.rows as readonly { readonly fit: string; readonly aicc: number }[];
  expect(rows.map(({ fit }) => fit)).toEqual(["one", "none"]);
  expect(orders[0]?.aicc).toBeCloseTo(rows[0]?.aicc ?? Number.NaN, 9);
  expect(orders[2]?.aicc).toBeCloseTo(rows[1]?.aicc ?? Number.NaN, 9);
});

test.each([
  ["fit W on runs at n in [1, 2] keeping argmin(r2)", "unknown-measure"],
  ["fit W on runs at n in 1..3 keeping argmin(aicc)", "not-a-list"],
  ["fit W on runs at n in [1, 2] keeping argmin(aicc) using pinball(0.5)", "no-likelihood"],
])("%s is told as %s", async (program, code) => {
  expect((await tryOut(runs, program)).codes).toContain(code);
});

test("binomial fits are compared by their likelihood", async () => {
  const { last } = await hold(`data counts(N, r, K, item) = [1e7, 10, 100, "a" | 1e8, 35, 100, "a" | 1e9, 62, 100, "a" |
    1e7, 30, 100, "b" | 1e8, 55, 100, "b" | 1e9, 80, 100, "b"]
law U(N, item) = exp(-c[item]*N^-α) where c > 0
law V(N) = exp(-c*N^-α) where c > 0
set bootstrap = 20
fit U on counts using binomial(r, K) as each; fit V on counts using binomial(r, K) as one
compare each, one on counts using aicc`);
  const rows = last.rows as readonly { readonly fit: string; readonly aicc: number }[];
  expect(rows.map(({ fit }) => fit)).toEqual(["each", "one"]);
});

test("a plot by a column has a curve a level", async () => {
  const data = `data runs = at N in logspace(1e7, 1e10, 6), D in logspace(1e8, 1e11, 5), corpus in ["c4", "web"]
    with loss ~ lognormal(log((if corpus = "c4" then 1.7 else 1.9) + 400/N^0.34 + 410/D^0.28), 0.003)
law L(N, D) = E + A/N^α + B/D^β
set bootstrap = 20
fit L on runs by corpus sharing α, β`;
  const { last } = await hold(data, "plot curve of L against N at D = 20*N by corpus");
  expect(last.text).toContain("corpus = c4");
  expect(last.text).toContain("corpus = web");
  expect((await tryOut(data, "plot curve of L against N at D = 20*N by region")).codes).toContain("unknown-variable");
});
