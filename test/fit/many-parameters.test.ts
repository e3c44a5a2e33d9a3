import { describe, expect, test } from "vitest";
import { parse } from "../../grammar/parse.ts";
import { estimate } from "../../src/fit/estimate.ts";
import { chooseEvaluationPath, type EvaluationPath } from "../../src/fit/evaluation-path.ts";
import { isLargeAndCoupled, Lbfgs } from "../../src/fit/lbfgs.ts";
import { NewtonSolver } from "../../src/fit/newton.ts";
import { derivatives } from "../../src/fit/polish.ts";
import { makeProblem, type Problem } from "../../src/fit/problem.ts";
import { random } from "../../src/fit/random.ts";
import { checkLaw } from "../../src/law/check.ts";
import type { LevelData } from "../../src/law/indexed.ts";
import type { Law } from "../../src/law/law.ts";
import { lawOf, parameterOf } from "./laws.ts";

/** A law whose indexed parameters have the levels of the data. */
function indexedLaw(text: string, data: LevelData): Law {
  const program = parse(text);
  const statement = program.ok ? program.value.statements[0] : undefined;
  if (statement?.kind !== "law") throw new Error(`${text} is no law`);
  const none = (): undefined => undefined;
  const nothing = { law: none, fit: none, definition: none, parameter: none, known: (): readonly string[] => [] };
  const law = checkLaw(statement, { ...nothing, data });
  if (!law.ok) throw new Error(law.diagnostics[0]?.message);
  return law.value;
}

/** Rows of `groups` groups, each with its own A, and its own α where `ownRates`. */
function grouped(groups: number, each: number, ownRates: boolean) {
  const source = random(11, 0);
  const rows = groups * each;
  const amplitudes = Array.from({ length: groups }, () => 200 + 600 * source.uniform());
  const rates = amplitudes.map(() => (ownRates ? 0.3 + 0.1 * source.uniform() : 0.34));
  const g = Float64Array.from({ length: rows }, (_, i) => 1 + Math.floor(i / each));
  const n = g.map(() => 1e6 * 1e4 ** source.uniform());
  const response = n.map(
    (x, i) => (1.7 + amplitudes[g[i]! - 1]! / x ** rates[g[i]! - 1]!) * Math.exp(0.005 * source.normal()),
  );
  const inputs = [n, g];
  const text = ownRates ? "law L(N, g) = E + A[g]/N^α[g]" : "law L(N, g) = E + A[g]/N^α";
  const law = indexedLaw(text, { rows, columns: inputs });
  return { law, amplitudes, problem: makeProblem({ law, inputs, response, log: true }), inputs, response };
}

const loss = { kind: "squares" } as const;

describe("many parameters by level", () => {
  test("80 coefficients with a common exponent are recovered, every start at one optimum", () => {
    const { law, amplitudes, problem } = grouped(80, 12, false);
    expect(problem.coordinates.length).toBe(82);
    expect(isLargeAndCoupled(problem.model)).toBe(false);
    const found = estimate(problem, { loss, starts: 16 });
    expect(found.status).toBe("converged");
    expect(found.minima[0]?.starts).toBe(16);
    expect(Math.abs(parameterOf(law, found.parameters, "α") - 0.34)).toBeLessThan(0.01);
    const ratios = amplitudes.map((a, k) => parameterOf(law, found.parameters, `A[${k + 1}]`) / a);
    // They share the error of the exponent: ln N is about 18.
    for (const ratio of ratios) expect(Math.abs(ratio / ratios[0]! - 1)).toBeLessThan(0.03);
  });

  test("24 levels with exponents of their own begin as one fit of all, and most starts agree", () => {
    const found = estimate(grouped(24, 12, true).problem, { loss, starts: 16 });
    expect(found.status).toBe("converged");
    expect(found.minima[0]?.starts).toBeGreaterThanOrEqual(14);
  });

  test("have the same derivatives on every path, with the pairs of levels that never meet left out", () => {
    const at = (path: EvaluationPath): Float64Array => {
      chooseEvaluationPath(path);
      const { problem } = grouped(9, 5, true);
      chooseEvaluationPath(undefined);
      expect(problem.evaluator.path).toBe(path);
      const point = Float64Array.from(problem.coordinates, (c, i) => (c.linear ? 1 + 0.1 * i : 0.2 + 0.01 * i));
      return derivatives(problem, point, 0.02, 1);
    };
    const oracle = at("walk");
    expect(oracle.filter((x) => x === 0).length).toBeGreaterThan(9 * 8);
    for (const path of ["wasm", "javascript"] as const) {
      at(path).forEach((x, k) => {
        expect(Math.abs(x - oracle[k]!)).toBeLessThanOrEqual(1e-9 * (1e-3 + Math.abs(oracle[k]!)));
      });
    }
  });
});

/** A law of 56 parameters of which every two meet: ln of what stands above E is a quadratic of nine variables. */
function coupled(): { readonly problem: Problem; readonly truth: Float64Array } {
  const names = Array.from({ length: 9 }, (_, i) => `x${i}`);
  const pairs = names.flatMap((_, i) => names.slice(0, i + 1).map((_, j) => [i, j] as const));
  const terms = [...names.map((x, i) => `c${i}*${x}`), ...pairs.map(([i, j]) => `q${i}_${j}*x${i}*x${j}`)];
  const law = lawOf(`law L(${names.join(", ")}) = E + exp(k + ${terms.join(" + ")}) where E > 0`);
  const source = random(3, 0);
  const inputs = names.map(() => Float64Array.from({ length: 300 }, () => 2 * source.uniform() - 1));
  const truth = Float64Array.from(law.parameters, ({ name }) => (name === "E" ? 1.5 : 0.5 * (source.uniform() - 0.5)));
  const value = (name: string): number => parameterOf(law, truth, name);
  const response = inputs[0]!.map((_, row) => {
    const x = inputs.map((column) => column[row]!);
    const exponent = pairs.reduce(
      (sum, [i, j]) => sum + value(`q${i}_${j}`) * x[i]! * x[j]!,
      x.reduce((sum, z, i) => sum + value(`c${i}`) * z, value("k")),
    );
    return (1.5 + Math.exp(exponent)) * Math.exp(0.01 * source.normal());
  });
  return { problem: makeProblem({ law, inputs, response, log: true }), truth };
}

describe("many coupled parameters", () => {
  const { problem, truth } = coupled();
  const bounds = (side: "lower" | "upper"): readonly number[] => problem.coordinates.map((c) => c[side]);

  test("descend by gradients first, and end where Newton's method ends from the truth", () => {
    expect(problem.coordinates.length).toBe(56);
    expect(isLargeAndCoupled(problem.model)).toBe(true);
    const newton = new NewtonSolver(problem.evaluator, bounds("lower"), bounds("upper"));
    const options = { delta: Number.POSITIVE_INFINITY, tolerance: 1e-13, maxIterations: 200, mix: 0 } as const;
    const reference = newton.minimize(problem.data, problem.toCoordinates(truth), options);
    expect(reference.status).toBe("converged");
    const found = estimate(problem, { loss, starts: 4 });
    expect(found.status).toBe("converged");
    expect(found.minima[0]?.starts).toBe(4);
    expect(Math.abs(found.objective / reference.objective - 1)).toBeLessThan(1e-10);
  });

  test("stay within their bounds, and stop at those that hold them back", () => {
    const at = problem.toCoordinates(truth);
    const upper = bounds("upper").map((u, i) => (i === 2 ? at[2]! - 0.1 : u));
    const start = at.map((x) => 0.5 * x);
    const end = new Lbfgs(problem.evaluator, bounds("lower"), upper).descend(
      problem.data,
      start,
      Number.POSITIVE_INFINITY,
    );
    expect(end[2]).toBe(upper[2]);
    const held = new NewtonSolver(problem.evaluator, bounds("lower"), upper);
    const options = { delta: Number.POSITIVE_INFINITY, tolerance: 1e-13, maxIterations: 200, mix: 0 } as const;
    const { objective } = held.minimize(problem.data, end, options);
    const { objective: near } = held.minimize(problem.data, at, options);
    expect(Math.abs(objective / near - 1)).toBeLessThan(1e-9);
  });
});
