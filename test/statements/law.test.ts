import { expect, test } from "vitest";
import { data, fitOf, fitted, hold, known, law, points, tryOut, value } from "./try.ts";

test("every free name of the body is a parameter, in the order of first use", async () => {
  const { last } = await hold("law L(N, D) = E + A/N^α + B/D^β");
  expect(last).toEqual({
    kind: "law",
    name: "L",
    text: "L(N, D) = E + A/N^α + B/D^β",
    parameters: ["E", "A", "α", "B", "β"],
  });
});

test("a law whose parameters are all fixed needs no fit", async () => {
  expect(await value(known, "K(7B, 140B)")).toBeCloseTo(1.7 + 400 / 7e9 ** 0.34 + 410 / 140e9 ** 0.28, 12);
});

test("local definitions and functions may lean on each other in any order", async () => {
  const program = `law M(N) = f(x) + x
  with x = g(N) + 1, f(u) = u*k, k = 3, g(u) = u/2`;
  expect(await value(program, "M(4)")).toBe(3 * 3 + 3);
});

test("a tied parameter follows the others, and the tie may halve it", async () => {
  const found = await fitOf(data, "law L(N, D) = E + A/N^α + B/D^β where α = β", "fit on runs with bootstrap = 0");
  expect(found.parameters.α?.value).toBe(found.parameters.β?.value);
  const half = await fitOf(data, "law L(N, D) = E + A/N^α + B/D^β where β = α/2", "fit on runs with bootstrap = 0");
  expect(half.parameters.β?.value).toBe((half.parameters.α?.value ?? 0) / 2);
});

test("a fixed parameter stays where it is said", async () => {
  const found = await fitOf(data, "law L(N, D) = E + A/N^α + B/D^β where E = 1.69", "fit on runs with bootstrap = 0");
  expect(found.parameters.E).toMatchObject({ value: 1.69, standardError: 0 });
});

test("a bound holds, and a fit on it says so", async () => {
  const found = await fitOf(
    data,
    "law L(N, D) = E + A/N^α + B/D^β where α in 0.4..1",
    "fit on runs with bootstrap = 20",
  );
  expect(found.parameters.α?.value).toBe(0.4);
  expect(found.warnings.map((w) => w.code)).toContain("at-bound");
});

test("calling another law joins its parameters", async () => {
  const { last } = await hold(law, "law M(N, D, p) = L(N, D) + c*p");
  expect(last.parameters).toEqual(["E", "A", "α", "B", "β", "c"]);
});

test("naming a fit freezes it, and its draws widen what is built on it", async () => {
  const chain = `law M(N, D, p) = chin(N, D) + c*p
data more = runs with p = log(N)/20
fit M on more as both`;
  const { session, results } = await hold(`${fitted} as chin`, chain);
  expect(Object.keys((results.at(-1) as { parameters: object }).parameters)).toEqual(["c"]);
  const [frozen] = (await session.run("predict both at N = 100B, D = 2T, p = 1")).results as unknown as [
    { points: [{ interval: [number, number] }] },
  ];
  const [alone] = (await session.run("predict chin at N = 100B, D = 2T")).results as unknown as (typeof frozen)[];
  const width = ([low, high]: readonly [number, number]) => high - low;
  expect(width(frozen.points[0].interval)).toBeGreaterThan(0.5 * width(alone?.points[0].interval ?? [0, 0]));
});

test("a parameter of a named fit may stand in a law", async () => {
  const { session } = await hold(`${fitted} as chin`, "law M(N) = chin.E + a/N^0.34\nfit M on runs as m");
  const [m, e] = (await session.run("M(1e30)\nchin.E")).results as readonly { value: number }[];
  expect(m?.value).toBeCloseTo(e?.value ?? 0, 6);
});

test("a parameter of a law may be held at another fit's, with its draws", async () => {
  const { session } = await hold(
    `${fitted} as chin`,
    "law M(N) = floor0 + a/N^0.34 where floor0 = chin.E, a > 0\nfit M on runs as m",
  );
  const [far, e] = (await session.run("M(1e30)\nchin.E")).results as readonly {
    readonly value: number;
    readonly interval: readonly [number, number];
  }[];
  expect(far?.value).toBeCloseTo(e?.value ?? 0, 6);
  expect(far?.interval[0]).toBeLessThan(far?.interval[1] ?? 0);
  const fit = (await session.run("fit M on runs")).results.at(-1) as {
    readonly parameters: Readonly<Record<string, unknown>>;
  };
  expect(Object.keys(fit.parameters)).toEqual(["a"]);
  const { diagnostics } = await session.run("law W(N) = b + a/N where c = chin.E");
  expect(diagnostics.map(({ code }) => code)).toEqual(["unknown-parameter"]);
});

test("a let in a law means what it meant where it was defined", async () => {
  const program = "let k = 2; let f(x) = k*x; let k = 3\nlaw M(N) = f(N) + k";
  expect(await value(program, "M(10)")).toBe(23);
});

test("a law defined again has no fit", async () => {
  const { codes } = await tryOut(fitted, law, "predict L at N = 7B, D = 140B");
  expect(codes).toEqual(["law-without-fit"]);
});

test("a named fit outlives its law's next definition", async () => {
  const [point] = await points(`${fitted} as chin`, "law L(N) = E + A/N", "predict chin at N = 7B, D = 140B");
  expect(point?.value).toBeGreaterThan(1.7);
});

test("definitions that lean on each other twice are read once each", async () => {
  const names = Array.from({ length: 40 }, (_, k) => `x${k + 1} = x${k} + x${k}`).join(", ");
  expect(await value(`law M(N) = x40 with x0 = N, ${names}`, "M(1)")).toBe(2 ** 40);
});

test("LaTeX of a law has its fraction and its Greek", async () => {
  const { bundles } = await hold(law);
  expect(bundles[0]?.["text/latex"]).toMatch(/\\frac\{A\}\{\{?N\}?\^\{\\alpha\}\}/u);
});

test("a law is shown with its local definitions, in text and in LaTeX", async () => {
  const program = "law M(N, D) = E + G(N) + B/Deff^β with Deff = D/2, G(x) = A/x^α";
  const { bundles, last } = await hold(program);
  expect(last.text).toBe(program.replace("law ", ""));
  expect(bundles[0]?.["text/plain"]).toContain("with Deff = D/2, G(x) = A/x^α");
  expect(bundles[0]?.["text/latex"]).toContain("\\mathrm{Deff} = \\frac{D}{2}");
  expect((await hold("law S(lr) = cumsum(scan(0, λ*prev + lag(lr) - lr)) by run")).last.text).toMatch(/ by run$/u);
});
