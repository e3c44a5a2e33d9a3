import { expect, test } from "vitest";
import { parse } from "../../grammar/parse.ts";
import type { LawStatement } from "../../grammar/syntax.ts";
import { chooseEvaluationPath } from "../../src/fit/evaluation-path.ts";
import { outputLength } from "../../src/fit/objective.ts";
import { makeProblem } from "../../src/fit/problem.ts";
import { bracketRoot } from "../../src/law/bracket-root.ts";
import { checkLaw } from "../../src/law/check.ts";
import { compilePoint } from "../../src/law/compile.ts";
import { evaluate } from "../../src/law/evaluate.ts";
import type { Law } from "../../src/law/law.ts";
import { Session } from "../../src/session.ts";

type Result = Readonly<Record<string, unknown>>;

async function attempt(program: string): ReturnType<Session["run"]> {
  const files = { list: () => Promise.resolve([]), read: () => Promise.reject(new Error("no files")) };
  return new Session({ files: files as unknown as ConstructorParameters<typeof Session>[0]["files"] }).run(program);
}
async function run(program: string): Promise<readonly Result[]> {
  const { results, diagnostics } = await attempt(program);
  const mistake = diagnostics.find((d) => d.severity === "error");
  if (mistake !== undefined) throw new Error(`${mistake.code}: ${mistake.message}`);
  return results;
}
const codeOf = async (program: string): Promise<string | undefined> =>
  (await attempt(program)).diagnostics.find((d) => d.severity === "error")?.code;

function lawOf(text: string): Law {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error("the law is read");
  const law = checkLaw(parsed.value.statements[0] as LawStatement, {
    law: () => undefined,
    fit: () => undefined,
    definition: () => undefined,
    known: () => [],
  });
  if (!law.ok) throw new Error(law.diagnostics[0]!.message);
  return law.value;
}

const m4 = "law M(x) = root((y - yinf)/(y0 - y)^a = b*x^c for y in yinf..y0)";

test("a bracketed root is found to rounding, also next to an end where the function is infinite", () => {
  expect(bracketRoot(0, 10, (y) => y ** 3 + y - 30)).toBe(3);
  expect(bracketRoot(0, 1, (y) => 1e6 - 1 / (1 - y) ** 2)).toBeCloseTo(0.999, 15);
  expect(bracketRoot(0, 1, (y) => Math.log(y) + 20) / Math.exp(-20)).toBeCloseTo(1, 12);
  expect(bracketRoot(0, 1, (y) => y + 1)).toBeNaN();
});

test("a root takes few evaluations: some ten where the function is smooth, one for each bit where it jumps", () => {
  const evaluations = (low: number, high: number, f: (y: number) => number, root: number): number => {
    let count = 0;
    const found = bracketRoot(low, high, (y) => {
      count++;
      return f(y);
    });
    expect(Math.abs(found / root - 1)).toBeLessThan(4.5e-16);
    return count;
  };
  expect(evaluations(0, 2, (y) => y * y - 2, Math.SQRT2)).toBeLessThanOrEqual(11);
  expect(evaluations(0.1, 20, (y) => Math.log(y) - 1, Math.E)).toBeLessThanOrEqual(11);
  expect(evaluations(0, 1, (y) => y / (1 - y) ** 3 - 4, 0.5)).toBeLessThanOrEqual(14);
  expect(evaluations(0, 1, (y) => (y < 0.7 ? -1 : 1), 0.7)).toBeLessThanOrEqual(57);
});

test("K05's M4 with a = 0 is M2, walked as compiled", () => {
  const law = lawOf(m4);
  const names = law.parameters.map((p) => p.name);
  const parameters = names.map((n) => ({ yinf: 0.3, y0: 5, a: 0, b: 1.5, c: -0.4 })[n]!);
  const out = new Float64Array(1);
  for (const x of [2, 10, 1e6]) {
    compilePoint(law.graph, [law.root])(parameters, [x], out);
    expect(out[0]! / (0.3 + 1.5 * x ** -0.4)).toBeCloseTo(1, 14);
    expect(evaluate(law.graph, [law.root], parameters, [x])[0]).toBe(out[0]);
  }
});

test("a root has no value where the range holds none", async () => {
  const results = await run("law Y(x) = root(y^3 + y = x for y in 0..10)\npredict Y at x in [30, 5000]");
  const points = results.at(-1)!.points as readonly { readonly value: number }[];
  expect(points.map((p) => p.value)).toEqual([3, Number.NaN]);
});

test("S12: a critical batch that depends on the loss it helps to predict", async () => {
  const results = await run(`
law T(N, S, B) = root(l = (1e13/N)^0.08 + (2000*(1 + 2e6/(B*l^(1/0.2)))/S)^0.7 for l in 0..20)
predict T at N = 1B, S = 1e5, B = 4e6`);
  const [point] = results.at(-1)!.points as readonly { readonly value: number }[];
  const l = point!.value;
  expect((1e13 / 1e9) ** 0.08 + ((2000 * (1 + 2e6 / (4e6 * l ** 5))) / 1e5) ** 0.7).toBeCloseTo(l, 12);
});

test("the constants of an implicit law are recovered", async () => {
  const results = await run(`
data curve = at x in logspace(1, 10000, 40) with y = root((y - 0.3)/(2 - y)^0.5 = 1.2*x^-0.4 for y in 0.3..2)
${m4} where a in 0..2, b > 0, c in -2..0, yinf in 0..0.4, y0 in 1.7..4
fit M to y on curve using squares in linear with bootstrap = 0`);
  const { parameters } = results.at(-1) as unknown as {
    readonly parameters: Readonly<Record<string, { readonly value: number }>>;
  };
  for (const [name, truth] of Object.entries({ yinf: 0.3, y0: 2, a: 0.5, b: 1.2, c: -0.4 }))
    expect(Math.abs(parameters[name]!.value / truth - 1)).toBeLessThan(1e-6);
});

test("gradient and Hessian of an implicit law are its differences", () => {
  chooseEvaluationPath("javascript");
  const law = lawOf(m4);
  const x = Float64Array.from({ length: 12 }, (_, k) => 2 ** k);
  const problem = makeProblem({ law, inputs: [x], response: x.map((v) => 0.3 + v ** -0.3), log: true });
  chooseEvaluationPath(undefined);
  const n = problem.coordinates.length;
  const value = (phi: Float64Array): Float64Array => {
    const out = new Float64Array(outputLength(n));
    problem.evaluator.bind(problem.data);
    problem.evaluator.evaluate(phi, Number.POSITIVE_INFINITY, "exact", out);
    return out;
  };
  const truth = { yinf: 0.25, y0: 3, a: 0.3, b: 0.9, c: -0.35 };
  const at = Float64Array.from(problem.toCoordinates(law.parameters.map((p) => truth[p.name as keyof typeof truth])));
  const exact = value(at);
  expect(exact[0]).toBeGreaterThan(0);
  const h = 1e-6;
  for (let i = 0; i < n; i++) {
    const [above, below] = [1, -1].map((sign) => value(at.map((v, k) => (k === i ? v + sign * h : v))));
    expect((above![0]! - below![0]!) / (2 * h) / exact[1 + i]!).toBeCloseTo(1, 5);
    for (let j = 0; j <= i; j++) {
      const second = exact[1 + n + (i * (i + 1)) / 2 + j]!;
      expect((above![1 + j]! - below![1 + j]!) / (2 * h) / second).toBeCloseTo(1, 4);
    }
  }
});

test("a root that is no equation, in no range, or inside another is refused", async () => {
  expect(await codeOf("law Y(x) = root(y^3 + y for y in 0..1)")).toBe("not-an-equation");
  expect(await codeOf("law Y(x) = root(x = 2 for y in 0..1)")).toBe("not-an-equation");
  expect(await codeOf("law Y(x) = root(y = x for y in [1, 2])")).toBe("not-a-range");
  expect(await codeOf("law Y(x) = root(y = root(z = y*x for z in 0..9) for y in 0..1)")).toBe("not-yet");
});
