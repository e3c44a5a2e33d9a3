import { afterEach, describe, expect, test } from "vitest";
import { chooseEvaluationPath, evaluationPaths } from "../../src/fit/evaluation-path.ts";
import type { Evaluator } from "../../src/fit/evaluator.ts";
import { outputLength, type Rows, weightsOf } from "../../src/fit/objective.ts";
import type { Sums } from "../../src/fit/objective-wasm.ts";
import { makeProblem, type Problem } from "../../src/fit/problem.ts";
import { random } from "../../src/fit/random.ts";
import { lawOf, simulatedRuns } from "./laws.ts";

afterEach(() => chooseEvaluationPath(undefined));

/** Laws that between them use every operation of the graph, with a point of their parameters. */
const laws: readonly (readonly [law: string, parameters: readonly number[]])[] = [
  ["L(N, D) = E + A/N^α + B/D^β", [1.8, 480, 0.35, 2100, 0.36]],
  ["L(N, D) = E + A/N^α + B/D^β where E > 0, A > 0, B > 0", [1.8, 480, 0.35, 2100, 0.36]],
  ["L(N, D) = ((Nc/N)^(αn/αd) + Dc/D)^αd where Nc > 0, Dc > 0", [8e13, 0.076, 0.103, 1e13]],
  ["L(N, D) = E + exp(a - α*ln(N)) + exp(b - β*ln(D))", [1.8, 6, 0.35, 7.5, 0.36]],
  ["L(N, D) = E + A*N^(-α)*D^(-β) + (D/1e10)^3/1e6", [1.8, 900, 0.2, 0.1]],
  ["L(N, D) = E + A/sqrt(N) + B*log2(D)^k", [1.8, 3000, 20, -1.1]],
  ["L(N, D) = E + A*logistic(s*(ln(N) - m)) - abs(log10(D) - c)*0.01", [3, -1, 0.9, 20, 10.4]],
  ["L(N, D) = if N > M then E + A/N^α else E + A/M^α + round(log10(D))/B", [3e9, 1.8, 480, 0.35, 60]],
  ["L(N, D) = max(E, min(A/N^α, 9)) + floor(log10(N))*B + ceil(log10(D))*C", [1.9, 900, 0.3, 0.01, 0.02]],
  ["L(N, D) = E + (if N > 1e9 and not (D > 1e11) or N = 1 then A else B)*(N - M)^2/1e20", [2, 0.1, 0.2, 1e9]],
  ["L(N, D) = E + A*(1 - exp(-1e9/N)) + B/D^β", [1.8, 0.4, 2100, 0.36]],
  ["L(N, D) = E + A^a*N^(-0.3) + b^(N/1e10) - c^2", [1.5, 2, 9, 0.5, 0.2]],
];
const spaces = ["log", "linear"] as const;
const widths = [Number.POSITIVE_INFINITY, 0.1, 1e-3];
const kinds: readonly Sums[] = ["gradient", "reweighted", "exact"];

function problemOf(law: string, log: boolean, rows: number): Problem {
  const { inputs, response } = simulatedRuns({ rows, seed: rows, sigma: 0.02 });
  const source = random(7, rows);
  const weights = Float64Array.from({ length: rows }, () => source.below(4));
  return makeProblem({ law: lawOf(`law ${law}`), inputs, response, weights, log });
}

function sumsOf(evaluator: Evaluator, data: Rows, at: Float64Array, delta: number, kind: Sums): Float64Array {
  const out = new Float64Array(outputLength(at.length)).fill(Number.NaN);
  evaluator.bind(data);
  evaluator.evaluate(at, delta, kind, out);
  return kind === "gradient" ? out.subarray(0, 1 + at.length) : out;
}

/** The largest difference, in units of the sum of the sizes of what was added. */
function difference(problem: Problem, at: Float64Array, delta: number, kind: Sums, a: Float64Array, b: Float64Array) {
  const sizes = new Float64Array(a.length);
  const out = new Float64Array(outputLength(at.length));
  const { columns, response, rows } = problem.data;
  const weights = weightsOf(problem.data);
  for (let i = 0; i < rows; i++) {
    out.fill(0);
    problem.objective(at, columns, response, weights, i, i + 1, delta, kind === "reweighted" ? 0 : 1, out);
    for (let k = 0; k < a.length; k++) sizes[k] = sizes[k]! + Math.abs(out[k]!);
  }
  return a.reduce((worst, x, k) => Math.max(worst, Math.abs(x - b[k]!) / Math.max(sizes[k]!, 1e-300)), 0);
}

describe.each(laws)("%s", (law, parameters) => {
  const at = (problem: Problem): Float64Array => {
    const point = new Float64Array(problem.law.parameters.length);
    point.set(parameters);
    return problem.toCoordinates(point);
  };
  /** Relative to what is summed; second derivatives of steep powers lose a digit to their large exponents. */
  const sameness = 1e-12;

  test.each(spaces)("gives the same value, gradient and Hessian on every path, in %s space", (space) => {
    for (const rows of [1, 7, 64]) {
      const made = evaluationPaths.map((path) => {
        chooseEvaluationPath(path);
        return problemOf(law, space === "log", rows);
      });
      expect(made.map((problem) => problem.evaluator.path)).toEqual(evaluationPaths);
      for (const delta of widths) {
        for (const kind of kinds) {
          const [wasm, javascript, walk] = made.map((p) => sumsOf(p.evaluator, p.data, at(p), delta, kind));
          expect(walk!.every(Number.isFinite)).toBe(true);
          expect(difference(made[2]!, at(made[2]!), delta, kind, javascript!, walk!)).toBeLessThan(sameness);
          expect(difference(made[2]!, at(made[2]!), delta, kind, wasm!, walk!)).toBeLessThan(sameness);
        }
      }
    }
  });

  test.each(spaces)("leaves second derivatives out where the gradient alone is asked for, in %s space", (space) => {
    for (const path of ["javascript", "walk"] as const) {
      chooseEvaluationPath(path);
      const problem = problemOf(law, space === "log", 7);
      const { evaluator, data } = problem;
      const x = at(problem);
      const p = x.length;
      const all = sumsOf(evaluator, data, x, 0.1, "exact");
      const alone = new Float64Array(all.length);
      evaluator.evaluate(x, 0.1, "gradient", alone);
      expect([...alone.subarray(0, 1 + p)]).toEqual([...all.subarray(0, 1 + p)]);
      expect(all.subarray(1 + p).some((second) => second !== 0)).toBe(true);
      expect(alone.subarray(1 + p).every((second) => second === 0)).toBe(true);
    }
  });

  test.each(spaces)("has the gradient and the Hessian of finite differences, in %s space", (space) => {
    const problem = problemOf(law, space === "log", 33);
    const x = at(problem);
    const p = x.length;
    // Squares: Huber's corner has no second derivative.
    const gradientAt = (point: Float64Array): Float64Array =>
      sumsOf(problem.evaluator, problem.data, point, Number.POSITIVE_INFINITY, "exact");
    const exact = gradientAt(x);
    const diagonal = (i: number): number => Math.abs(exact[1 + p + (i * (i + 1)) / 2 + i]!);
    for (let i = 0; i < p; i++) {
      const h = 1e-5 * Math.max(Math.abs(x[i]!), 1e-3);
      const [up, down] = [x.slice(), x.slice()];
      up[i] = x[i]! + h;
      down[i] = x[i]! - h;
      const [above, below] = [gradientAt(up), gradientAt(down)];
      const slope = (above[0]! - below[0]!) / (2 * h);
      expect(Math.abs(slope - exact[1 + i]!)).toBeLessThan(
        1e-4 * Math.abs(exact[1 + i]!) + 1e-9 * (diagonal(i) + Math.abs(exact[0]! / h)),
      );
      for (let j = 0; j <= i; j++) {
        const second = (above[1 + j]! - below[1 + j]!) / (2 * h);
        const entry = exact[1 + p + (i * (i + 1)) / 2 + j]!;
        expect(Math.abs(second - entry)).toBeLessThan(1e-4 * (Math.sqrt(diagonal(i) * diagonal(j)) + Math.abs(entry)));
      }
    }
  });
});

describe("outside the domain", () => {
  test("a prediction that has no logarithm makes the objective infinite, on every path and in every block", () => {
    for (const path of evaluationPaths) {
      chooseEvaluationPath(path);
      const rows = path === "walk" ? 9 : 9001;
      const problem = problemOf("L(N, D) = E + A/N^α", true, rows);
      const fine = problem.toCoordinates([1.8, 400, 0.3]);
      expect(sumsOf(problem.evaluator, problem.data, fine, 1e-3, "exact")[0]).toBeLessThan(Number.POSITIVE_INFINITY);
      for (const E of [-1.8, Number.POSITIVE_INFINITY, Number.NaN]) {
        const x = problem.toCoordinates([E, 1e-3, 0.3]);
        expect(sumsOf(problem.evaluator, problem.data, x, 1e-3, "exact")[0]).toBe(Number.POSITIVE_INFINITY);
      }
    }
  });

  test("a row that leaves the range of the instructions is summed by the next path", () => {
    const { inputs, response } = simulatedRuns({ rows: 5, seed: 1, sigma: 0.01 });
    const law = lawOf("law L(N, D) = E + a^(D/D + k)");
    const point = [1.5, -2, 2];
    const [wasm, javascript] = (["wasm", "javascript"] as const).map((path) => {
      chooseEvaluationPath(path);
      const problem = makeProblem({ law, inputs, response, log: false });
      return sumsOf(problem.evaluator, problem.data, problem.toCoordinates(point), 1e-3, "gradient");
    });
    expect(wasm![0]).toBeGreaterThan(0);
    expect([...wasm!]).toEqual([...javascript!]);
  });
});

describe("blocks of rows", () => {
  test("two evaluators that take turns do not disturb each other's rows", () => {
    const a = problemOf("L(N, D) = E + A/N^α", true, 60);
    const b = problemOf("L(N, D) = E + A/N^α + B/D^β", true, 90);
    const [x, y] = [a.toCoordinates([1.8, 400, 0.3]), b.toCoordinates([1.8, 400, 0.3, 2000, 0.4])];
    const alone = sumsOf(a.evaluator, a.data, x, 0.01, "exact");
    sumsOf(b.evaluator, b.data, y, 0.01, "exact");
    const again = new Float64Array(alone.length);
    a.evaluator.evaluate(x, 0.01, "exact", again);
    expect([...again]).toEqual([...alone]);
  });

  test("the sum over 10 001 rows is the sum of its blocks, whichever path adds them", () => {
    const [wasm, javascript] = (["wasm", "javascript"] as const).map((path) => {
      chooseEvaluationPath(path);
      const problem = problemOf("L(N, D) = E + A/N^α + B/D^β", true, 10_001);
      const x = problem.toCoordinates([1.8, 480, 0.35, 2100, 0.36]);
      return sumsOf(problem.evaluator, problem.data, x, 0.01, "exact");
    });
    wasm!.forEach((value, k) => {
      expect(Math.abs(value - javascript![k]!)).toBeLessThan(
        1e-10 * Math.abs(javascript![0]!) + 1e-9 * Math.abs(value),
      );
    });
  });
});
