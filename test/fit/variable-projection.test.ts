import { describe, expect, test } from "vitest";
import { estimate } from "../../src/fit/estimate.ts";
import { makeSolver } from "../../src/fit/polish.ts";
import { makeProblem, type Problem } from "../../src/fit/problem.ts";
import { random } from "../../src/fit/random.ts";
import { isSeparable } from "../../src/fit/variable-projection.ts";
import { lawOf } from "./laws.ts";

const rows = 120;
const source = random(31, 4);
const n = Float64Array.from({ length: rows }, () => 5e7 * 200 ** source.uniform());
const d = Float64Array.from({ length: rows }, () => 1e9 * 300 ** source.uniform());
const noise = Float64Array.from({ length: rows }, () => Math.exp(0.001 * source.normal()));

/** Laws with several linear parameters: as written, in the language, with the truth. */
const laws: readonly (readonly [law: string, truth: readonly number[], of: (n: number, d: number) => number])[] = [
  [
    "L(N, D) = E + (a + b*ln(D) + c*ln(D)^2)/N^α",
    [1.8, 3000, -200, 4, 0.3],
    (x, y) => 1.8 + (3000 - 200 * Math.log(y) + 4 * Math.log(y) ** 2) / x ** 0.3,
  ],
  ["L(N, D) = E + A/N^α + B/N^β", [1.8, 30, 0.15, 2e4, 0.6], (x) => 1.8 + 30 / x ** 0.15 + 2e4 / x ** 0.6],
  [
    "L(N, D) = c + k*exp(t*N/1e10 + u*D/3e11)",
    [2, 1, -1.2, 0.7],
    (x, y) => 2 + Math.exp((-1.2 * x) / 1e10 + (0.7 * y) / 3e11),
  ],
];

function problemOf(law: string, of: (n: number, d: number) => number, log = false): Problem {
  const response = n.map((x, i) => of(x, d[i]!) * noise[i]!);
  return makeProblem({ law: lawOf(`law ${law}`), inputs: [n, d], response, log });
}

describe.each(laws)("squares of %s", (law, truth, of) => {
  test("bring nearly all starts to one optimum, where Newton's method ends from the truth", () => {
    const problem = problemOf(law, of);
    expect(isSeparable(problem)).toBe(true);
    const found = estimate(problem, { loss: { kind: "squares" }, starts: 64 });
    const from = makeSolver(problem).minimize(problem.data, problem.toCoordinates(truth), {
      delta: Number.POSITIVE_INFINITY,
      tolerance: 1e-13,
      maxIterations: 2000,
      mix: 0,
    });
    expect([found.status, from.status]).toEqual(["converged", "converged"]);
    expect(found.minima[0]?.starts).toBeGreaterThanOrEqual(56);
    expect(Math.abs(found.objective / from.objective - 1)).toBeLessThan(1e-10);
  });
});

test("a linear parameter that its bound holds stays on it", () => {
  const problem = problemOf(
    "L(N, D) = E + A/N^α + B/D^0.3 where B > 0",
    (x, y) => 1.8 + 480 / x ** 0.35 - 50 / y ** 0.3,
  );
  const { parameters, status } = estimate(problem, { loss: { kind: "squares" }, starts: 64 });
  expect(status).toBe("converged");
  expect(parameters[problem.law.parameters.findIndex((p) => p.name === "B")]).toBe(0);
});

test("a fit in log space, whose residuals are linear in nothing, is not separable", () => {
  const [law, , of] = laws[0]!;
  expect(isSeparable(problemOf(law, of, true))).toBe(false);
});
