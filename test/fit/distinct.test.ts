import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bootstrap } from "../../src/fit/bootstrap.ts";
import { mostDistinct } from "../../src/fit/distinct.ts";
import { chooseEvaluationPath } from "../../src/fit/evaluation-path.ts";
import { type Evaluator, wasmEvaluator } from "../../src/fit/evaluator.ts";
import { outputLength, type Rows } from "../../src/fit/objective.ts";
import { makeProblem, type Problem, type ProblemInput } from "../../src/fit/problem.ts";
import { random } from "../../src/fit/random.ts";
import { subsample } from "../../src/fit/subsample.ts";
import { chinchilla, lawOf, trueLoss } from "./laws.ts";

/** A sweep: every row has one of some values of N and of D. */
function sweep(rows: number, ns: number, ds: number): ProblemInput {
  const source = random(12, 0);
  const n = Float64Array.from({ length: rows }, (_, i) => 5e7 * 200 ** ((i % ns) / ns));
  const d = Float64Array.from({ length: rows }, () => 1e9 * 300 ** (source.below(ds) / ds));
  const response = n.map((x, i) => trueLoss(x, d[i]!) * Math.exp(0.02 * source.normal()));
  return { law: chinchilla, inputs: [n, d], response, log: true };
}

/** The same problem computing everything in every row. */
function plainly(problem: Problem): Problem {
  const evaluator = wasmEvaluator(problem.model, problem.log, problem.objective, problem.shape);
  if (evaluator === undefined) throw new Error("the host has no WebAssembly");
  const columns = problem.data.columns.slice(0, problem.model.columnNodes.length);
  return { ...problem, evaluator, data: { ...problem.data, columns } };
}

function sums(evaluator: Evaluator, data: Rows, at: Float64Array): readonly number[] {
  evaluator.bind(data);
  return (["gradient", "reweighted", "exact"] as const).flatMap((kind) => {
    const out = new Float64Array(outputLength(at.length));
    evaluator.evaluate(at, 0.01, kind, out);
    return [...out];
  });
}

beforeEach(() => chooseEvaluationPath("wasm"));
afterEach(() => chooseEvaluationPath(undefined));

const coded = ({ data, model }: Problem): number => data.columns.length - model.columnNodes.length;

describe("columns of few distinct values", () => {
  test.each([
    [600, 20, 30],
    [601, 7, 31],
    [10_001, 300, mostDistinct],
  ])("are computed once a value, with the sums of every row to the bit: %d rows of %d by %d", (rows, ns, ds) => {
    const problem = makeProblem(sweep(rows, ns, ds));
    expect(coded(problem)).toBe(2);
    const plain = plainly(problem);
    const at = problem.toCoordinates([1.8, 480, 0.35, 2000, 0.36]);
    const given = sums(problem.evaluator, problem.data, at);
    expect(given.every(Number.isFinite)).toBe(true);
    expect(given).toEqual(sums(plain.evaluator, plain.data, at));
    // Other rows with codes, then rows without, then the first again.
    const few = sums(problem.evaluator, subsample(problem.data, 99), at);
    expect(few).toEqual(sums(plain.evaluator, subsample(plain.data, 99), at));
    expect(sums(problem.evaluator, plain.data, at)).toEqual(given);
    expect(sums(problem.evaluator, problem.data, at)).toEqual(given);
  });

  test("serve the normal equations too, to the bit, whoever had the memory between", () => {
    const problem = makeProblem(sweep(600, 20, 30));
    const plain = plainly(problem);
    const normal = ({ evaluator, data }: Problem, at: Float64Array): readonly number[] => {
      const out = new Float64Array(9);
      evaluator.bind(data);
      expect(evaluator.normal?.(data, at, out)).toBe(true);
      return [...out];
    };
    const first = problem.toCoordinates([1.8, 480, 0.35, 2000, 0.36]);
    const second = problem.toCoordinates([1.8, 480, 0.3, 2000, 0.36]);
    const given = [first, second].map((at) => normal(problem, at));
    expect(given[0]).not.toEqual(given[1]);
    // The plain sums stand in the same memory: afterwards the tables must be filled again.
    expect([first, second].map((at) => normal(plain, at))).toEqual(given);
    expect(normal(problem, second)).toEqual(given[1]);
    expect(normal(problem, second)).toEqual(given[1]);
    expect(sums(problem.evaluator, problem.data, second)).toEqual(sums(plain.evaluator, plain.data, second));
    expect(normal(problem, first)).toEqual(given[0]);
  });

  test("are so in each resample too", () => {
    const problem = makeProblem(sweep(300, 10, 12));
    const at = problem.toCoordinates([1.8172, 482.01, 0.3478, 2085.43, 0.3658]);
    const options = { replicates: 20, seed: 4, delta: 0.02, width: 0.1 };
    expect(coded(problem)).toBe(2);
    expect(bootstrap(problem, at, options)).toEqual(bootstrap(plainly(problem), at, options));
  });

  test("are left alone where they save nothing: a column of too many values, or one without a dear function", () => {
    expect(coded(makeProblem(sweep(600, 201, 20)))).toBe(1);
    expect(coded(makeProblem(sweep(10_000, mostDistinct + 1, 10_000)))).toBe(0);
    const x = Float64Array.from({ length: 60 }, (_, i) => i % 3);
    const line = makeProblem({ law: lawOf("law y(x) = a + b*x"), inputs: [x], response: x, log: false });
    expect(coded(line)).toBe(0);
  });

  test("are computed by another path where a value is outside what the tables serve", () => {
    // A negative base has a real power where the exponent is whole.
    const x = Float64Array.from({ length: 90 }, (_, i) => (i % 3) - 1);
    const response = x.map((v) => 1 + 2 * v ** 3);
    const problem = makeProblem({ law: lawOf("law y(x) = a + b*x^c"), inputs: [x], response, log: false });
    expect(coded(problem)).toBe(1);
    const out = new Float64Array(outputLength(3));
    problem.evaluator.bind(problem.data);
    const at = problem.toCoordinates([1, 2, 3]);
    problem.evaluator.evaluate(at, 0.1, "gradient", out);
    expect(out[0]).toBe(0);
    const { evaluator, data } = plainly(problem);
    const off = problem.toCoordinates([1.5, 2, 3]);
    expect(sums(problem.evaluator, problem.data, off)).toEqual(sums(evaluator, data, off));
  });
});
