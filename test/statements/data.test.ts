import { expect, test } from "vitest";
import { hold, tryOut } from "./try.ts";

const table = `data t(N, D, status, loss) = [
  1B, 10B, "done", 3.1 | 2B, 20B, "failed", 9.9 | 4B, 80B, "done", 2.7 | 8B, 160B, "running", 2.5 ]`;

async function rows(program: string): Promise<unknown> {
  return (await hold(table, program)).last.rows;
}

test("an inline table has its rows and columns", async () => {
  const { last } = await hold(table);
  expect(last).toEqual({ kind: "data", name: "t", rows: 4, columns: ["N", "D", "status", "loss"] });
});

test.each([
  ['data k = t where status = "done"', 2],
  ['data k = t where status != "done"', 2],
  ['data k = t where "done" = status', 2],
  ['data k = t where status in ["done", "running"]', 3],
  ['data k = t where not (status in ["done", "running"])', 1],
  ['data k = t where status = "done" and loss < 3', 1],
  ['data k = t where status = "failed" or loss < 2.6', 2],
  ["data k = t where N in 2B..4B", 2],
  ["data k = t where N in [1B, 8B]", 2],
  ["data k = t where D/N > 15, loss < 3", 2],
  ["data k = t where loss < 3 with r = D/N where r > 15", 2],
])("%s keeps %d rows", async (program, count) => {
  expect(await rows(program)).toBe(count);
});

test("clauses act in the order written", async () => {
  const { last } = await hold(table, "data k = t with N = N/1e9 where N < 3");
  expect(last.rows).toBe(2);
});

test("a definition may lean on the one before it", async () => {
  const { results } = await hold(
    table,
    "data k = t with n = N/1e9, C = 6*n*D\nlaw F(n, C) = c where c = 1",
    "predict F on k",
  );
  expect(results.at(-1)).toMatchObject({ kind: "predict", points: [{ at: { n: 1, C: 6e10 } }, {}, {}, {}] });
});

test("a data set may take its own name again", async () => {
  const { last } = await hold(table, "data t = t where loss < 5\ndata t = t with C = 6*N*D");
  expect(last).toMatchObject({ name: "t", rows: 3, columns: ["N", "D", "status", "loss", "C"] });
});

test("a grid is the product of its lists, and = computes a column of what stands before it", async () => {
  const { last, bundles } = await hold('data g = at N in [1B, 7B], D = 20*N, corpus in ["pile", "c4"]');
  expect(last).toEqual({ kind: "data", name: "g", rows: 4, columns: ["N", "D", "corpus"] });
  expect(bundles[0]?.["text/plain"]).toMatch(/1B\s+20B\s+pile\n1B\s+20B\s+c4\n7B\s+140B\s+pile\n7B\s+140B\s+c4/u);
});

test("draws follow the seed and the data set's name", async () => {
  const grid = "data g = at N in logspace(1, 1000, 50) with y ~ normal(0, 1), z ~ uniform(2, 3), w ~ lognormal(0, 1)";
  const [one, two, other] = await Promise.all([hold(grid), hold(grid), hold(`set seed = 2\n${grid}`)]);
  const text = (tried: typeof one) => tried.bundles.at(-1)?.["text/plain"];
  expect(text(one)).toBe(text(two));
  expect(text(one)).not.toBe(text(other));
});

test("two data sets of one shape have noise of their own", async () => {
  const at = "at k in linspace(1, 400, 400) with z ~ normal(0, 1)";
  const joined = `data a = ${at}\ndata b = ${at} with y = z\ndata both = a matching b by k`;
  const { last } = await hold(joined, "law F(z) = m*z\nfit F to y on both using squares in linear with bootstrap = 0");
  const { m } = (last as unknown as { parameters: { m: { value: number } } }).parameters;
  expect(Math.abs(m.value)).toBeLessThan(0.2);
});

test("draws have the mean and the spread they are asked for", async () => {
  const grid =
    "data g = at k in linspace(1, 4000, 4000) with loss ~ normal(10, 2)\nlaw F(k) = m + 0*k\nfit on g using squares in linear with bootstrap = 0";
  const fit = (await hold(grid)).last as unknown as { parameters: { m: { value: number } }; rmse: number };
  expect(fit.parameters.m.value).toBeCloseTo(10, 0);
  expect(Math.abs(fit.parameters.m.value - 10)).toBeLessThan(0.13);
  expect(Math.abs(fit.rmse - 2)).toBeLessThan(0.1);
});

test("a file is read and its preview tells its size", async () => {
  const { last, bundles } = await hold('data toy = "test/diagnostics/data/toy.csv"');
  expect(last).toEqual({ kind: "data", name: "toy", rows: 20, columns: ["N", "D", "loss"] });
  expect(bundles[0]?.["text/plain"]).toContain("toy: 20 rows, 3 columns");
  expect(bundles[0]?.["text/html"]).toContain("<table");
});

test("a text column in arithmetic is told with its row", async () => {
  const { codes, diagnostics } = await tryOut(table, "data k = t with x = 2*status");
  expect(codes).toEqual(["not-a-number"]);
  expect(diagnostics[0]?.message).toContain('row 1 holds "done"');
});

test("after an error nothing of the cell is kept", async () => {
  const { session, ok } = await tryOut(table, "data k = t where loss < 3\ndata m = k where nothing > 3");
  expect(ok).toBe(false);
  expect((await session.run("data again = k")).diagnostics[0]?.code).toBe("unknown-data");
});
