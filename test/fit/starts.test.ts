import { describe, expect, test } from "vitest";
import { chooseEvaluationPath } from "../../src/fit/evaluation-path.ts";
import { LinearSolver } from "../../src/fit/linear-solver.ts";
import { makeSolver, polish } from "../../src/fit/polish.ts";
import { makeProblem } from "../../src/fit/problem.ts";
import { generateStarts } from "../../src/fit/starts.ts";
import { chinchilla, lawOf, parameterOf, simulatedRuns } from "./laws.ts";

describe("linear coordinates", () => {
  const { inputs, response } = simulatedRuns({ rows: 50, seed: 2, sigma: 0.02, outliers: 0.1 });

  test.each([
    ["chinchilla, all above zero", chinchilla],
    ["no bounds", lawOf("law L(N, D) = E + A/N^α + B/D^β")],
    ["a rest that varies", lawOf("law L(N, D) = E + A/N^α + exp(-β*log10(D)) where E > 0")],
  ])("are the same for a whole grid as cell by cell: %s", (_, law) => {
    const problem = makeProblem({ law, inputs, response, log: true });
    const searched = problem.coordinates.flatMap((c, i) => (c.linear ? [] : [i])) as [number, number];
    expect(searched.length).toBe(2);
    const solver = new LinearSolver(problem);
    solver.bind(problem.data);
    const levels = [-0.3, 0.05, 0.2, 0.34, 0.5, 1.2];
    const grid = solver.solveGrid(searched, levels, levels.slice(1));
    expect(grid?.values.length).toBe(30);
    for (let cell = 0; cell < 30; cell++) {
      const point = grid!.pointOf(cell);
      expect(searched.map((i) => point[i])).toEqual([levels[Math.floor(cell / 5)], levels[1 + (cell % 5)]]);
      const alone = point.slice();
      for (const i of solver.linear) alone[i] = 0;
      solver.solve(alone, undefined);
      point.forEach((x, i) => {
        expect(Math.abs(x - alone[i]!)).toBeLessThan(1e-5 * (1e-6 + Math.abs(alone[i]!)));
      });
    }
  });

  test("are not solved on a grid where one basis function depends on both of its axes", () => {
    const law = lawOf("law L(N, D) = E + A*N^(-α)*D^(-β)");
    const problem = makeProblem({ law, inputs, response, log: true });
    const solver = new LinearSolver(problem);
    solver.bind(problem.data);
    const searched = problem.coordinates.flatMap((c, i) => (c.linear ? [] : [i])) as [number, number];
    expect(solver.solveGrid(searched, [0.1, 0.2], [0.1, 0.2])).toBeUndefined();
    expect(generateStarts(problem, 32, 0.1).length).toBe(32);
  });
});

describe("normal equations in WebAssembly", () => {
  const { inputs, response } = simulatedRuns({ rows: 51, seed: 4, sigma: 0.02, outliers: 0.1 });

  test.each([
    ["in log space", true],
    ["in linear space", false],
  ])("give the linear coordinates that JavaScript gives: %s", (_, log) => {
    const law = lawOf("law L(N, D) = E + A/N^α + B/D^β + C*D^γ/N where E > 0");
    const solved = (path: "wasm" | "javascript"): Float64Array => {
      chooseEvaluationPath(path);
      const problem = makeProblem({ law, inputs, response, log });
      chooseEvaluationPath(undefined);
      const solver = new LinearSolver(problem);
      solver.bind(problem.data);
      problem.evaluator.bind(problem.data);
      expect(problem.evaluator.path).toBe(path);
      const point = Float64Array.from(problem.coordinates, (c) => (c.linear ? 0 : 0.3));
      const sums = new Float64Array((solver.linear.length * (solver.linear.length + 3)) / 2);
      expect(problem.evaluator.normal?.(problem.data, point, sums) ?? false).toBe(path === "wasm");
      solver.glance(point);
      return point;
    };
    const [fast, plain] = [solved("wasm"), solved("javascript")];
    expect(plain.filter((x) => x !== 0 && x !== 0.3).length).toBeGreaterThan(2);
    fast.forEach((x, i) => {
      expect(Math.abs(x - plain[i]!)).toBeLessThan(1e-9 * (1 + Math.abs(plain[i]!)));
    });
  });
});

describe("generated starts", () => {
  test("are as many as were asked for, distinct and within the bounds", () => {
    const problem = makeProblem({ law: chinchilla, ...simulatedRuns({ rows: 40, seed: 3, sigma: 0.02 }), log: true });
    for (const count of [1, 5, 16, 64, 200]) {
      const starts = generateStarts(problem, count, 0.1);
      expect(starts.length).toBe(count);
      expect(new Set(starts.map((s) => s.join(" "))).size).toBe(count);
      for (const start of starts) {
        problem.coordinates.forEach((c, i) => {
          expect(start[i]).toBeGreaterThanOrEqual(c.lower);
          expect(start[i]).toBeLessThanOrEqual(c.upper);
        });
      }
    }
  });

  test("lead to the truth of noiseless data from the first one", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const problem = makeProblem({ law: chinchilla, ...simulatedRuns({ rows: 30, seed, sigma: 0 }), log: true });
      const [first] = generateStarts(problem, 1, 0.1);
      const end = polish(makeSolver(problem), problem.data, first!, 1e-3, 0.1);
      expect(end.status).toBe("exact");
      expect(parameterOf(chinchilla, problem.toParameters(end.coordinates), "α")).toBeCloseTo(0.3478, 6);
    }
  });
});
