import { expect, test } from "vitest";
import { random } from "../../src/fit/random.ts";
import { data, type FitJson, fitOf, fitted, hold, law, type Point, tryIn, tryOut } from "./try.ts";

const plain = `${data}\n${law}`;

test("a fit recovers what made the data", async () => {
  const found = await fitOf(`${plain}\nfit on runs`);
  const truth = { E: 1.7, A: 400, α: 0.34, B: 410, β: 0.28 };
  expect(found).toMatchObject({ kind: "fit", name: "L", law: "L", loss: "huber", space: "log", rows: 20, seed: 1 });
  expect(found.status).toBe("converged");
  for (const [name, true_] of Object.entries(truth)) {
    const p = found.parameters[name];
    expect(Math.abs((p?.value ?? 0) - true_), name).toBeLessThan(4 * (p?.standardError ?? 0));
    expect(p?.interval[0], name).toBeLessThan(p?.value ?? 0);
    expect(p?.interval[1], name).toBeGreaterThan(p?.value ?? 0);
  }
});

test("the shape of a fit's JSON is the contract of language.md §6", async () => {
  const found = await fitOf(`${plain}\nfit on runs with bootstrap = 20 as chin`);
  const contract = ["kind", "name", "law", "parameters", "objective", "loss", "space", "rows", "r2", "rmse", "seed"];
  for (const key of [...contract, "intervals", "status", "startsAgreeing", "starts", "optima", "warnings"])
    expect(found).toHaveProperty(key);
  expect(found.name).toBe("chin");
  expect(Object.keys(found.parameters.E ?? {})).toEqual(["value", "standardError", "interval"]);
});

test("the response is the column named as the law, else loss", async () => {
  const named = await fitOf(
    "data t(x, y, loss) = [1, 2, 9 | 2, 4, 9 | 3, 6.1, 9 | 4, 8, 9]\nlaw y(x) = a*x\nfit on t with bootstrap = 0",
  );
  expect(named.parameters.a?.value).toBeCloseTo(2, 1);
  const other = await fitOf(
    "data t(x, y, loss) = [1, 2, 3 | 2, 4, 6 | 3, 6, 9.1 | 4, 8, 12]\nlaw F(x) = a*x\nfit on t with bootstrap = 0",
  );
  expect(other.parameters.a?.value).toBeCloseTo(3, 1);
});

test("the response may be an expression of columns", async () => {
  const found = await fitOf(
    "data t(x, y) = [1, 2 | 2, 4 | 3, 6 | 4, 8.1]\nlaw F(x) = a*x\nfit F to 10*y on t with bootstrap = 0",
  );
  expect(found.parameters.a?.value).toBeCloseTo(20, 0);
});

test("a response that crosses zero is fitted in linear", async () => {
  const found = await fitOf(
    "data t(x, loss) = [1, -1 | 2, 1.1 | 3, 3 | 4, 4.9]\nlaw F(x) = a + b*x\nfit on t with bootstrap = 0",
  );
  expect(found.space).toBe("linear");
});

test.each([
  ["huber(1e-3) in log", "huber(1e-3)", "log"],
  ["squares in linear", "squares", "linear"],
  ["absolute", "absolute", "log"],
  ["huber in linear", "huber", "linear"],
])("using %s", async (words, loss, space) => {
  expect(await fitOf(`${plain}\nfit on runs using ${words} with bootstrap = 0`)).toMatchObject({ loss, space });
});

test("squares in linear of a line is ordinary least squares", async () => {
  const found = await fitOf(
    "data t(x, loss) = [1, 2 | 2, 3 | 3, 5 | 4, 6]\nlaw F(x) = a + b*x\nfit on t using squares in linear with bootstrap = 0",
  );
  expect(found.parameters.b?.value).toBeCloseTo(1.4, 9);
  expect(found.parameters.a?.value).toBeCloseTo(0.5, 9);
  expect(found.objective).toBeCloseTo(0.1, 9);
});

test("a weight of two is a row said twice", async () => {
  const rows = "1, 2, 1 | 2, 3, 2 | 3, 5, 1 | 4, 6, 1";
  const options = "using squares in linear with bootstrap = 0";
  const weighted = await fitOf(`data t(x, loss, w) = [${rows}]\nlaw F(x) = a + b*x\nfit on t ${options}, weights = w`);
  const twice = await fitOf(`data t(x, loss, w) = [${rows} | 2, 3, 2]\nlaw F(x) = a + b*x\nfit on t ${options}`);
  expect(weighted.parameters.b?.value).toBeCloseTo(twice.parameters.b?.value ?? 0, 10);
  expect(weighted.objective).toBeCloseTo(twice.objective, 10);
});

test("a row without weight is no row", async () => {
  expect((await fitOf(`${plain}\nfit on runs with weights = 1 - (N > 5e9), bootstrap = 0`)).rows).toBe(15);
});

test("rows held out are judged, not fitted", async () => {
  const found = await fitOf(`${plain}\nfit on runs holding out N > 5B with bootstrap = 0`);
  expect(found).toMatchObject({ rows: 15, heldOut: { rows: 5 } });
  expect((found as unknown as { heldOut: { rmse: number } }).heldOut.rmse).toBeLessThan(0.02);
});

test("at binds a variable to a column of another name", async () => {
  const renamed = `${data}\ndata other = runs with tokens = D/1e9 where loss > 0\n${law}`;
  const direct = await fitOf(`${plain}\nfit on runs with bootstrap = 0`);
  const bound = await fitOf(`${renamed}\nfit on other at D = 1e9*tokens with bootstrap = 0`);
  expect(bound.parameters.β?.value).toBeCloseTo(direct.parameters.β?.value ?? 0, 8);
});

test("a chained fit carries the first one's draws into its intervals", async () => {
  const chained = (noise: string) => `data noisy = at N in logspace(10M, 10B, 4), D in logspace(100M, 1T, 5)
  with loss ~ lognormal(log(1.7 + 400/N^0.34 + 410/D^0.28), ${noise})
${law}
fit on noisy with bootstrap = 200
data evals = noisy with acc = 0.9 - 0.2*(1.7 + 400/N^0.34 + 410/D^0.28)
law acc(l) = a - b*l
fit acc to acc on evals at l = L(N, D) using squares in linear with bootstrap = 200`;
  const [rough, fine] = await Promise.all([fitOf(chained("0.05")), fitOf(chained("0.0005"))]);
  const width = (found: typeof rough) =>
    (found.parameters.b?.interval[1] ?? 0) - (found.parameters.b?.interval[0] ?? 0);
  expect(width(rough)).toBeGreaterThan(5 * width(fine));
});

test("rows that cannot be used are counted and told", async () => {
  const { codes, results } = await hold(
    "data t(x, loss) = [1, 2 | 2, 0/0 | 3, 6.2 | 4, 8.1]\nlaw F(x) = a*x\nfit on t with bootstrap = 0",
  );
  expect(codes).toContain("rows-dropped");
  expect(results.at(-1)?.rows).toBe(3);
});

test("the options of a fit come before those of set", async () => {
  const found = await fitOf(`${plain}\nset seed = 5, bootstrap = 10\nfit on runs with seed = 7`);
  expect(found.seed).toBe(7);
});

test("columns with odd names are fitted, tabled and drawn", async () => {
  const odd = `data odd(\`a.b\`, \`a[0]\`, \`it's\`, \`__proto__\`, \`<script>alert(1)</script>\`) = [
    1, 10, 100, 5, 3.5 | 2, 20, 150, 6, 3.1 | 4, 30, 120, 9, 2.9 | 8, 44, 180, 5, 2.7 | 16, 45, 180, 5, 2.6 | 32, 99, 210, 5, 2.55 ]
set bootstrap = 50`;
  for (const name of ["a.b", "a[0]", "it's", "__proto__"]) {
    const program = `law L(\`${name}\`) = E + A*\`${name}\`
fit L to \`<script>alert(1)</script>\` on odd
predict L
plot curve of L against \`${name}\`
plot residual of L against \`${name}\``;
    const { bundles, results } = await hold(odd, program);
    expect(results[1]).toMatchObject({ kind: "fit", rows: 6 });
    const at = (results[2] as { points: readonly { at: object }[] }).points[0]?.at ?? {};
    expect(Object.keys(at)).toEqual([name]);
    const html = bundles.map((b) => String(b["text/html"] ?? "") + String(b["image/svg+xml"] ?? "")).join("\n");
    expect(html).not.toContain("<script>alert");
    const charts = bundles.filter((b) => "application/vnd.vegalite.v5+json" in b);
    expect(charts).toHaveLength(3);
    for (const chart of charts) expect(String(chart["text/plain"])).toContain(name);
  }
});

test("the fit is a value: its MIME type has all that is needed to make it again", async () => {
  const { bundles } = await hold(fitted);
  const stored = bundles.at(-1)?.["application/vnd.lawlab.fit+json"] as Record<string, unknown>;
  expect(stored).toMatchObject({ lawText: "L(N, D) = E + A/N^α + B/D^β", variables: ["N", "D"], response: "loss" });
  expect(stored.covariance).toHaveLength(5);
  expect(JSON.stringify(stored)).not.toContain("NaN");
});

test.each([
  ["one row", "data t(x, loss) = [1, 3]\nlaw F(x) = a*x\nfit on t"],
  ["identical rows", "data t(x, loss) = [1, 3 | 1, 3 | 1, 3]\nlaw F(x) = a*x\nfit on t"],
  ["a constant response", "data t(x, loss) = [1, 3 | 2, 3 | 3, 3 | 4, 3]\nlaw F(x) = E + A/x^k\nfit on t"],
  ["a constant variable", "data t(x, loss) = [2, 3 | 2, 3.1 | 2, 2.9 | 2, 3]\nlaw F(x) = E + A/x\nfit on t"],
  ["tiny numbers", "data t(x, loss) = [1, 3e-200 | 2, 5e-200 | 3, 7.1e-200]\nlaw F(x) = a*x\nfit on t"],
  ["huge numbers", "data t(x, loss) = [1, 3e200 | 2, 5e200 | 3, 7.1e200]\nlaw F(x) = a*x\nfit on t"],
  ["a variable of zero", "data t(x, loss) = [0, 3 | 2, 2 | 3, 1.5 | 4, 1.2 | 5, 1.1]\nlaw F(x) = E + A/x^k\nfit on t"],
])("%s: a fit or a diagnostic, never an exception", async (_, program) => {
  const { ok, last, codes } = await tryOut(program);
  expect(ok ? last.kind : codes.length > 0).toBeTruthy();
  if (ok) expect(JSON.stringify((last as { parameters: object }).parameters)).not.toMatch(/"value":null/u);
});

test("an interval is open where the data do not tell its end from infinity", async () => {
  const saturating = `set seed = 1
data s = at x in linspace(0.1, 3, 300) with y ~ lognormal(log(20*(1 - exp(-x/20))), 0.5)
law F(x) = R*(1 - exp(-x/R)) where R > 0
fit F to y on s`;
  const { bundles, last } = await hold(saturating);
  const { R } = (last as unknown as FitJson).parameters;
  expect(R?.value).toBeGreaterThan(5);
  expect(R?.interval[0]).toBeGreaterThan(2);
  expect(R?.interval[1]).toBe(Number.POSITIVE_INFINITY);
  expect(bundles.some((bundle) => /R .*∞\]/.test(String(bundle["text/plain"])))).toBe(true);
});

test("a negative exponent is no growing term, and a negative coefficient of a fading one is", async () => {
  const power = "data p = at N in logspace(1e7, 1e10, 12) with loss ~ lognormal(log(2 + 400*N^-0.34), 0.002)";
  const codes = async (form: string): Promise<readonly string[]> =>
    (await tryOut(`${power}\nlaw L(N) = ${form}\nfit L on p using squares in linear with bootstrap = 0`)).codes;
  expect(await codes("E + A*N^q where A > 0")).not.toContain("negative-coefficient");
  expect(await codes("10^(d + a*log10(N))")).not.toContain("negative-coefficient");
  expect(await codes("E + A/N^0.3 - F/N^0.3 where A = 100")).not.toContain("negative-coefficient");
  expect(await codes("E + A/N^0.34 + B/N^0.1 where A = 900")).toContain("negative-coefficient");
});

test("a fit whose covariance is no number ends with an estimate and no draws, and not in a crash", async () => {
  const source = random(5, 0);
  const rows = Array.from({ length: 200 }, (_, i) => {
    const g = i % 10;
    const N = 1e6 * 1e4 ** source.uniform();
    return [g, N, (1 + 0.02 * g + 30 / N ** (0.2 + 0.005 * g)) * Math.exp(0.005 * source.normal())].join(", ");
  });
  // Four starts for ten exponents: the best end has terms that died.
  const { ok, last } = await tryOut(
    `data r(g, N, y) = [${rows.join(" | ")}]\nlaw L(N, g) = E[g] + A/N^a[g]\nfit L to y on r with bootstrap = 0, starts = 4`,
  );
  expect(ok).toBe(true);
  expect(Object.keys((last as unknown as FitJson).parameters).length).toBe(21);
});

test("a scale that runs to 0, where its term is gone, is no minimum and is named", async () => {
  const { last, diagnostics } = await tryOut(`
data runs(x, loss) = [1, 1.99 | 2, 1.98 | 3, 1.995 | 4, 1.985 | 5, 1.99]
law L(x) = 2 + exp(-x/R) where R > 0
fit L to loss on runs with bootstrap = 0`);
  expect(last).toMatchObject({ kind: "fit", status: "unattained" });
  expect(diagnostics.map(({ message }) => message)).toContainEqual(expect.stringContaining("as R runs away"));
});

test("what the data do not determine has no interval, nor has what depends on it; what they do determine has its own", async () => {
  const rows = "data t = at N in logspace(10M, 10B, 40) with loss ~ lognormal(log(1.7 + 400/N^0.34), 0.005)";
  const law = "law L(N) = E + F + A/N^α";
  const { results } = await hold(rows, law, "fit on t with bootstrap = 60\nE\nE - F\nE + F\npredict N = 1B");
  const [fit, open, difference, sum, predicted] = results as unknown as readonly [
    FitJson,
    ...{ readonly interval: readonly number[]; readonly points: readonly Point[] }[],
  ];
  expect(fit.parameters.E).toMatchObject({ state: "undetermined", standardError: Number.NaN });
  for (const interval of [fit.parameters.E!.interval, open!.interval, difference!.interval])
    expect(interval).toEqual([Number.NaN, Number.NaN]);
  expect(fit.parameters).not.toHaveProperty("α.state");
  for (const [low, high] of [sum!.interval, predicted!.points[0]!.interval]) expect(high! - low!).toBeGreaterThan(0);
  expect(sum!.interval[0]).toBeLessThan(1.7);
  expect(sum!.interval[1]).toBeGreaterThan(1.7);
  const { results: held } = await tryOut(
    rows,
    law,
    "fit on t with bootstrap = 60\nassert P(E + F > 1) > 0.9, P(E > 0) > 0.9",
  );
  expect(held.at(-1)!.conditions).toMatchObject([
    { passed: true, value: 1 },
    { passed: false, value: Number.NaN },
  ]);
});

test("a prior on one of two parameters determines both", async () => {
  const rows = "data t = at N in logspace(10M, 10B, 40) with loss ~ lognormal(log(1.7 + 400/N^0.34), 0.005)";
  const { parameters, warnings } = await fitOf(
    `${rows}\nlaw L(N) = E + F + A/N^α where F ~ normal(0.3, 0.1)\nfit on t with bootstrap = 60`,
  );
  expect(warnings.map(({ code }) => code)).not.toContain("unidentified");
  expect(parameters.E!.interval.every(Number.isFinite)).toBe(true);
});

test("what is not determined within groups has no interval", async () => {
  const rows =
    "data t = at g in [1, 2], N in logspace(10M, 10B, 20) with loss ~ lognormal(log(1.7 + 400/N^0.34), 0.005)";
  const { session } = await hold(rows, "law L(N) = E + F + A/N^α", "fit L on t by g with bootstrap = 40");
  const { results } = await tryIn(session, "E[1]; E[1] + F[1]; E[1] + F[2]");
  const finite = results.map(({ interval }) => (interval as readonly number[]).every(Number.isFinite));
  expect(finite).toEqual([false, true, false]);
});
