import { describe, expect, test } from "vitest";
import { parse } from "../../grammar/parse.ts";
import type { LawStatement } from "../../grammar/syntax.ts";
import { chooseEvaluationPath, evaluationPaths } from "../../src/fit/evaluation-path.ts";
import { outputLength } from "../../src/fit/objective.ts";
import { makeProblem, type Problem } from "../../src/fit/problem.ts";
import { checkLaw } from "../../src/law/check.ts";
import { compileColumns, walkColumns } from "../../src/law/compile.ts";
import type { Law } from "../../src/law/law.ts";
import { Session } from "../../src/session.ts";

function lawOf(text: string): Law {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error("the law is read");
  const law = checkLaw(parsed.value.statements[0] as LawStatement, {
    law: () => undefined,
    fit: () => undefined,
    definition: () => undefined,
    known: () => [],
  });
  if (!law.ok) throw new Error(law.diagnostics.map((d) => d.message).join());
  return law.value;
}

/** Two runs of 40 and 25 steps: a warm-up from rate 0, a plateau and a descent. */
const rates = [
  ...Array.from({ length: 40 }, (_, k) => (k < 5 ? k / 5 : k < 20 ? 1 : (41 - k) / 21)),
  ...Array.from({ length: 25 }, (_, k) => (k < 5 ? k / 5 : k < 12 ? 1 : 0.3)),
];
const start = Float64Array.from(rates, (_, k) => (k === 0 || k === 40 ? 1 : 0));
const lr = Float64Array.from(rates);
const S1 = lr.slice();
const dlr = lr.map((x, k) => (start[k] === 1 ? 0 : lr[k - 1]! - x));
for (let k = 1; k < lr.length; k++) S1[k] = start[k] === 1 ? lr[k]! : S1[k - 1]! + lr[k]!;

const multiPower = `law M(S1, lr, dlr) = L0 + A*S1^-α - B*sum(dlr[k]*G(lr[k]^-γ*(S1 - S1[k] + lr[k])) for k in 1..row()) by run
  with G(x) = 1 - (1 + C*x)^-β`;
const truth: Readonly<Record<string, number>> = { L0: 2.1, A: 1.1, α: 0.45, B: 0.7, C: 0.8, β: 0.6, γ: 0.3 };

/** The law's formula, written out: a step whose rate did not change adds nothing. */
function formula(
  at: number,
  { L0, A, α, B, C, β, γ } = truth as Record<"L0" | "A" | "α" | "B" | "C" | "β" | "γ", number>,
): number {
  let sum = 0;
  for (let k = at < 40 ? 0 : 40; k <= at; k++)
    if (dlr[k] !== 0) sum += dlr[k]! * (1 - (1 + C * lr[k]! ** -γ * (S1[at]! - S1[k]! + lr[k]!)) ** -β);
  return L0 + A * S1[at]! ** -α - B * sum;
}

function problemOf(law: Law): Problem {
  const kept = [...rates.keys()].filter((k) => k % 3 === 2);
  const inputs = [S1, lr, dlr, start];
  return makeProblem({
    law,
    inputs: inputs.map((c) => Float64Array.from(kept, (k) => c[k]!)),
    response: Float64Array.from(kept, (k) => formula(k) * (1 + 0.01 * Math.sin(k))),
    log: true,
    series: { rows: rates.length, inputs, positions: Float64Array.from(kept) },
  });
}

function evaluateAt(problem: Problem, factor: (k: number) => number): Float64Array {
  const out = new Float64Array(outputLength(problem.coordinates.length));
  const theta = problem.law.parameters.map((p) => truth[p.name] ?? 0);
  const at = problem.toCoordinates(theta).map((x, k) => x * factor(k));
  problem.evaluator.bind(problem.data);
  problem.evaluator.evaluate(at, 1e-2, "exact", out);
  return out;
}

describe("K19, a sum over the steps of a schedule", () => {
  const law = lawOf(multiPower);
  const theta = law.parameters.map((p) => truth[p.name] ?? 0);

  test("is the formula's value at every row, the first of a run from rate 0 left out", () => {
    const out = new Float64Array(rates.length);
    compileColumns(law.graph, [law.root])(theta, [S1, lr, dlr, start], 0, rates.length, [out]);
    for (const k of rates.keys())
      if (S1[k] !== 0) expect(Math.abs(out[k]! / formula(k) - 1), `row ${k}`).toBeLessThan(1e-14);
  });

  test("is the same by walking the graph", () => {
    const [made, walked] = [0, 1].map(() => new Float64Array(rates.length));
    compileColumns(law.graph, [law.root])(theta, [S1, lr, dlr, start], 0, rates.length, [made!]);
    walkColumns(law.graph, [law.root])(theta, [S1, lr, dlr, start], 0, rates.length, [walked!]);
    expect(walked).toEqual(made);
  });

  test("has the same objective, gradient and Hessian on every path", () => {
    const found = evaluationPaths.map((path) => {
      chooseEvaluationPath(path);
      const out = evaluateAt(problemOf(law), () => 1.01);
      chooseEvaluationPath(undefined);
      return out;
    });
    const [wasm, javascript, walk] = found;
    const size = wasm!.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    for (const k of wasm!.keys()) {
      expect(Math.abs(wasm![k]! - walk![k]!) / size).toBeLessThan(1e-13);
      expect(Math.abs(javascript![k]! - walk![k]!) / size).toBeLessThan(1e-13);
    }
  });

  test("has the gradient and the Hessian of its differences", () => {
    const problem = problemOf(law);
    const n = problem.coordinates.length;
    const x = problem.toCoordinates(theta).map((c) => 1.01 * c);
    const exact = evaluateAt(problem, () => 1.01);
    const h = 1e-5;
    for (let i = 0; i < n; i++) {
      const moved = (sign: number): Float64Array => evaluateAt(problem, (k) => 1.01 * (k === i ? 1 + sign * h : 1));
      const [above, below] = [moved(1), moved(-1)];
      const step = 2 * h * x[i]!;
      expect((above[0]! - below[0]!) / step / exact[1 + i]!, `gradient ${i}`).toBeCloseTo(1, 5);
      for (let j = 0; j <= i; j++) {
        const second = exact[1 + n + (i * (i + 1)) / 2 + j]!;
        expect((above[1 + j]! - below[1 + j]!) / step / second, `Hessian ${i}, ${j}`).toBeCloseTo(1, 4);
      }
    }
  });
});

test("a recursion with a parameter is walked with what it carries, as it is generated", () => {
  const law = lawOf("law T(lr) = L0 + A*cumsum(lr + 1)^-α - C*cumsum(scan(0, λ*prev + lag(lr) - lr)) by run");
  const theta = law.parameters.map((p) => ({ L0: 2, A: 1, α: 0.5, C: 0.05, λ: 0.9 })[p.name] ?? 0);
  const [made, walked] = [0, 1].map(() => new Float64Array(rates.length));
  compileColumns(law.graph, [law.root])(theta, [lr, start], 0, rates.length, [made!]);
  walkColumns(law.graph, [law.root])(theta, [lr, start], 0, rates.length, [walked!]);
  expect(walked).toEqual(made);
  expect(made![30]).not.toBe(made![0]);
});

async function predicted(program: string): Promise<readonly (number | null)[]> {
  const files = { list: () => Promise.resolve([]), read: () => Promise.reject(new Error("no files")) };
  const session = new Session({ files: files as unknown as ConstructorParameters<typeof Session>[0]["files"] });
  const { results, diagnostics } = await session.run(program);
  const mistake = diagnostics.find((d) => d.severity === "error");
  if (mistake !== undefined) throw new Error(`${mistake.code}: ${mistake.message}`);
  return (results.at(-1)!.points as unknown as readonly { readonly value: number | null }[]).map((p) => p.value);
}
const table = 'data c(run, x) = ["a", 1 | "a", 2 | "a", 6 | "b", 10 | "b", 30]';

describe("a data step by run", () => {
  test.each([
    ["scan(0, 0.5*prev + x)", [1, 2.5, 7.25, 10, 35]],
    ["cumsum(scan(0, prev + x))", [1, 4, 13, 10, 50]],
    ["x[1] + x - x[count()]", [-4, -3, 1, -10, 10]],
    ["sum(x[k]*k for k in 1..row())", [1, 5, 23, 10, 70]],
    ["half*scan(x, max(prev, x))", [0.5, 1, 3, 5, 15]],
  ])("%s", async (body, values) => {
    const found = await predicted(`${table}
let half = 0.5
data d = c with y = ${body} by run
law R(y) = y
predict R on d`);
    expect(found).toHaveLength(5);
    found.forEach((value, k) => void expect(value).toBeCloseTo(values[k]!, 12));
  });

  test("an unknown name inside one is told with the columns", async () => {
    await expect(predicted(`${table}\ndata d = c with y = scan(0, prev + z) by run`)).rejects.toThrow("no column z");
  });
});

describe("inside a law along runs", () => {
  test.each([
    ["sum(x[k]*k for k in 1..row())", [1, 5, 23, 10, 70]],
    ["sum(x[k] for k in row()..count())", [9, 8, 6, 40, 30]],
    ["mean(x[k] for k in 1..row())", [1, 1.5, 3, 10, 20]],
    ["sum(x - x[k] for k in 1..row() - 1)", [0, 1, 9, 0, 20]],
    ["x[2]", [2, 2, 2, 30, 30]],
    ["x[count() - row() + 1]", [6, 2, 1, 30, 10]],
    ["sum(x[row() - k + 1] for k in 1..row())", [1, 3, 9, 10, 40]],
    ["first(x) + 100*last(x)", [601, 601, 601, 3010, 3010]],
    ["mean(x) + 0*x", [3, 3, 3, 20, 20]],
    ["sum(x)", [9, 9, 9, 40, 40]],
    ["min(x) + 100*max(x)", [601, 601, 601, 3010, 3010]],
    ["std(x)^2", [7, 7, 7, 200, 200]],
    ["max(x, 5)", [5, 5, 6, 10, 30]],
    ["y[2] + 0*x with y = x^2", [4, 4, 4, 900, 900]],
    ["x[3]", [6, 6, 6, null, null]],
    ["sum(x[k] for k in 1..row() + 1)", [3, 9, null, 40, null]],
  ])("%s", async (body, values) => {
    const [expression = "", locals] = body.split(" with ");
    const law = `law R(x) = ${expression} by run${locals === undefined ? "" : ` with ${locals}`}`;
    const found = await predicted(`${table}\n${law}\npredict R on c`);
    found.forEach((value, k) => {
      if (values[k] === null) expect(value).toBeNaN();
      else expect(value).toBeCloseTo(values[k]!, 12);
    });
    expect(found).toHaveLength(5);
  });

  test.each([
    ["sum(x[k]*sum(x[j] for j in 1..k) for k in 1..row())", "not-yet"],
    ["sum(scan(0, prev + x[k]) for k in 1..row())", "not-yet"],
    ["prod(x[k] for k in 1..row())", "bad-index"],
    ["sum(x[k] for k in 1..a*row())", "bad-index"],
    ["x[a]", "bad-index"],
    ["x[1, 2]", "bad-index"],
    ["median(x)", "misplaced-function"],
  ])("%s is refused", async (body, code) => {
    await expect(predicted(`${table}\nlaw R(x) = a + ${body} by run\npredict R on c`)).rejects.toThrow(code);
  });
});
