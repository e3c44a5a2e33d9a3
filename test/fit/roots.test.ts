import { afterEach, expect, test } from "vitest";
import { chooseEvaluationPath, type EvaluationPath } from "../../src/fit/evaluation-path.ts";
import { outputLength } from "../../src/fit/objective.ts";
import { sums } from "../../src/fit/objective-wasm.ts";
import { makeProblem, type Problem, type ProblemInput } from "../../src/fit/problem.ts";
import { random } from "../../src/fit/random.ts";
import type { Law } from "../../src/law/law.ts";
import { lawOf } from "./laws.ts";

// Laws that solve an equation in every row: the sums in WebAssembly are those in JavaScript, and those of a walk.

afterEach(() => chooseEvaluationPath(undefined));

interface Case {
  readonly text: string;
  readonly truth: Readonly<Record<string, number>>;
  /** Parameters at which some row has no root. */
  readonly without?: Readonly<Record<string, number>>;
}

const cases: readonly Case[] = [
  {
    text: "law F(x, z) = root(y^3 + p*y = x + z for y in 0..1000)",
    truth: { p: 1.3 },
    without: { p: -2e9 },
  },
  {
    text: "law F(x, z) = root((y - low)/(high - y)^a = b*x^-c for y in low..high) where high > 0, b > 0",
    truth: { low: 0.1, high: 0.9, a: 0.6, b: 5, c: 0.4 },
    without: { low: 0.9, high: 0.1, a: 0.6, b: -5, c: 0.4 },
  },
  {
    text: "law F(x, z) = E + A*root(y*exp(k*y) = x^c for y in 0..50)*z^d where A > 0",
    truth: { E: 0.5, A: 2, k: 0.7, c: 0.3, d: 0.2 },
  },
  {
    text: "law F(x, z) = root(u = a*x^-0.3 + 1/(1 + u) for u in 0..100) + root(v^q + v = b*z for v in 0..1000)",
    truth: { a: 3, b: 0.4, q: 1.7 },
  },
  {
    text: "law F(x, z) = r + z*r^2 where a > 0 with r = root(t = a + log(x)/(3 + t^2) for t in 0.1..40)",
    truth: { a: 1.1 },
  },
  {
    text: "law F(x, z) = root((if y < 2 then y else y^2 - 2) = a*log(x) for y in 0..100) + b*z",
    truth: { a: 0.9, b: 0.1 },
  },
  { text: "law F(x, z) = a*z + root(w^2 = b for w in 0..10)*x^-0.2", truth: { a: 0.3, b: 2 } },
];

function problemOn(path: EvaluationPath, input: ProblemInput): Problem {
  chooseEvaluationPath(path);
  const problem = makeProblem(input);
  expect(problem.evaluator.path).toBe(path);
  problem.evaluator.bind(problem.data);
  return problem;
}

function dataOf(rows: number): readonly Float64Array[] {
  const source = random(11, 0);
  const x = Float64Array.from({ length: rows }, () => 1.5 + 90 * source.uniform());
  // Few distinct values, so that something is looked up.
  return [x, Float64Array.from({ length: rows }, (_, i) => 1 + (i % 7))];
}

function sumsAt(problem: Problem, law: Law, values: Readonly<Record<string, number>>): readonly Float64Array[] {
  const at = Float64Array.from(problem.toCoordinates(law.parameters.map(({ name }) => values[name]!)));
  return sums.map((kind) => {
    const out = new Float64Array(outputLength(at.length));
    problem.evaluator.evaluate(at, 0.1, kind, out);
    return out;
  });
}

for (const { text, truth, without } of cases) {
  test.each([1, 2, 9, 131])(`${text}: the same sums by every path over %i rows`, (rows) => {
    const law = lawOf(text);
    const inputs = dataOf(rows);
    const input = { law, inputs, response: inputs[0]!.map((x) => 1 + 0.2 * Math.log(x)), log: false };
    const problems = (["javascript", "wasm", "walk"] as const).map((path) => problemOn(path, input));
    const [expected, ...others] = problems.map((problem) => sumsAt(problem, law, truth));
    for (const found of others) {
      found.forEach((out, kind) => {
        const scale = Math.max(...expected![kind]!.map(Math.abs));
        // Where second derivatives are not asked for, they are not made.
        const length = sums[kind] === "gradient" ? 1 + law.parameters.length : out.length;
        for (let k = 0; k < length; k++)
          expect(Math.abs(out[k]! - expected![kind]![k]!), `${k}`).toBeLessThanOrEqual(1e-12 * scale);
      });
    }
    if (without === undefined) return;
    for (const problem of problems)
      for (const [value] of sumsAt(problem, law, without)) expect(value).toBe(Number.POSITIVE_INFINITY);
    // What was not found once is found again.
    for (const problem of problems) expect(sumsAt(problem, law, truth)[0]![0]).toBeLessThan(Number.POSITIVE_INFINITY);
  });
}

test("of several solutions every path takes the same", () => {
  const law = lawOf("law F(x) = root(y^3 - 6*y^2 + 11*y = a*x for y in 0..4)");
  const x = Float64Array.from({ length: 60 }, (_, k) => 5.7 + k / 100);
  const input = { law, inputs: [x], response: x, log: false };
  const [expected, ...others] = (["javascript", "wasm", "walk"] as const).map(
    (path) => sumsAt(problemOn(path, input), law, { a: 1 })[0]![0]!,
  );
  for (const found of others) expect(Math.abs(found / expected! - 1)).toBeLessThan(1e-12);
});

test("a glance finds roots to a few digits, and what follows it finds them whole", () => {
  const law = lawOf("law F(x) = root(y^(1/g) = a*x for y in 0..1e4) where g > 0");
  const [x] = dataOf(100);
  const problem = makeProblem({ law, inputs: [x!], response: x!, log: true });
  const at = Float64Array.from(problem.toCoordinates([0.03, 2]));
  const objective = (kind: "glance" | "gradient"): number => {
    const out = new Float64Array(outputLength(at.length));
    problem.evaluator.evaluate(at, 0.1, kind, out);
    return out[0]!;
  };
  problem.evaluator.bind(problem.data);
  const whole = objective("gradient");
  problem.evaluator.bind(problem.data);
  const rough = objective("glance");
  expect(Math.abs(rough / whole - 1)).toBeLessThan(0.01);
  if (problem.evaluator.path === "wasm") expect(rough).not.toBe(whole);
  expect(objective("gradient")).toBe(whole);
});

test("blocks of rows and rows that change are searched each for itself", () => {
  const law = lawOf("law F(x, z) = root(y^3 + p*y = x + z for y in 0..1000)");
  const inputs = dataOf(9001);
  const input = { law, inputs, response: inputs[0]!.map(Math.sqrt), log: true };
  const [slow, fast] = (["javascript", "wasm"] as const).map((path) => problemOn(path, input));
  const half = dataOf(77).map((column) => column.map((v) => v / 2));
  const other = makeProblem({ law, inputs: half, response: half[0]!.map(Math.sqrt), log: true });
  const [whole, part, again] = [fast!, other, fast!].map((problem) => {
    problem.evaluator.bind(problem.data);
    return sumsAt(problem, law, { p: 2 })[2]!;
  });
  expect(again).toEqual(whole);
  expect(part![0]).not.toBe(whole![0]);
  sumsAt(slow!, law, { p: 2 })[2]!.forEach((value, k) => {
    expect(Math.abs(whole![k]! / value - 1)).toBeLessThan(1e-12);
  });
});
