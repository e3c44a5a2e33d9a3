import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { chooseEvaluationPath } from "../../src/fit/evaluation-path.ts";
import { multistart } from "../../src/fit/multistart.ts";
import { derivatives, makeSolver, polish } from "../../src/fit/polish.ts";
import { makeProblem, materialize, type Problem } from "../../src/fit/problem.ts";
import { random } from "../../src/fit/random.ts";
import { generateStarts } from "../../src/fit/starts.ts";
import { GraphBuilder } from "../../src/law/expression.ts";
import { fromPeer, hoffmannLaw, hoffmannStarts, standardWork } from "../bench/work.ts";
import { chinchilla, lawOf, parameterOf, simulatedRuns } from "./laws.ts";

describe("a multistart", () => {
  test("ends where polishing every start by itself ends, though most starts only count with others", () => {
    for (const [rows, seed] of [
      [24, 1],
      [60, 2],
      [240, 3],
    ] as const) {
      const runs = simulatedRuns({ rows, seed, sigma: 0.02, outliers: 0.2 });
      const problem = makeProblem({ law: chinchilla, ...runs, log: true });
      const starts = generateStarts(problem, 64, 0.1);
      const solver = makeSolver(problem);
      const alone = starts.map((start) => polish(solver, problem.data, start, 1e-3, 0.1).objective);
      const least = Math.min(...alone);
      const { minima } = multistart(problem, starts, 1e-3, 0.1);
      expect(Math.abs(minima[0]!.objective / least - 1)).toBeLessThan(1e-9);
      expect(minima.reduce((sum, m) => sum + m.starts, 0)).toBe(64);
    }
  });

  test("of no starts finds nothing, and one that is aborted says so and keeps what it has", () => {
    const problem = makeProblem({ law: chinchilla, ...simulatedRuns({ rows: 30, seed: 1, sigma: 0.02 }), log: true });
    const starts = generateStarts(problem, 20, 0.1);
    expect(multistart(problem, [], 1e-3, 0.1).minima).toEqual([]);
    expect(multistart(problem, starts, 1e-3, 0.1, { aborted: true }).status).toBe("interrupted");
    let evaluations = 0;
    const evaluator: Problem["evaluator"] = {
      ...problem.evaluator,
      evaluate: (...given) => {
        problem.evaluator.evaluate(...given);
        evaluations++;
      },
    };
    const counted = { ...problem, evaluator };
    const first = multistart(counted, starts.slice(0, 1), 1e-3, 0.1);
    const most = evaluations;
    evaluations = 0;
    const signal = {
      get aborted() {
        return evaluations > most;
      },
    };
    const aborted = multistart(counted, starts, 1e-3, 0.1, signal);
    expect(aborted.status).toBe("interrupted");
    expect(aborted.starts).toBeGreaterThan(0);
    expect(aborted.starts).toBeLessThan(4);
    expect(aborted.minima.map((m) => m.objective)).toContain(first.minima[0]?.objective);
  });

  test("from afar solves for the linear coordinates first, and reaches the optimum in few iterations", () => {
    const problem = makeProblem({ law: chinchilla, ...simulatedRuns({ rows: 60, seed: 5, sigma: 0.01 }), log: true });
    const best = multistart(problem, generateStarts(problem, 6, 0.1), 1e-3, 0.1).minima[0]!;
    const solver = makeSolver(problem);
    for (const [a, b] of [
      [0, 25],
      [25, 0],
      [10, 10],
    ] as const) {
      const far = problem.toCoordinates([Math.E, Math.exp(a), 0.5, Math.exp(b), 0.5]);
      const end = polish(solver, problem.data, far, 1e-3, 0.1);
      expect(Math.abs(end.objective / best.objective - 1)).toBeLessThan(1e-9);
      expect(end.iterations).toBeLessThan(20);
    }
  });

  test("ends every one of Hoffmann's starts at the optimum, those too whose term dies while its exponent runs away", () => {
    const { N, D, loss } = standardWork();
    const law = hoffmannLaw();
    const problem = makeProblem({ law, inputs: [N, D], response: loss, log: true });
    const best = multistart(problem, generateStarts(problem, 6, 0.1), 1e-3, 0.1).minima[0]!;
    const solver = makeSolver(problem);
    // Four that once ended in valleys, and some of the others.
    const lost = [
      [0, 20, 1, 0.5, 1],
      [0, 0, 0.5, 0, 2],
      [0, 10, 0.5, 0, 2],
      [0, 10, 0.5, 0, 1.5],
    ];
    const chosen = [...lost, ...hoffmannStarts().slice(0, process.env.LAWLAB_LONG === "1" ? 4500 : 180)];
    for (const start of chosen) {
      const end = polish(solver, problem.data, problem.toCoordinates(fromPeer(law, start)), 1e-3, 0.1);
      expect([start, end.status]).toEqual([start, "converged"]);
      expect(Math.abs(end.objective / best.objective - 1)).toBeLessThan(1e-10);
    }
  });

  test("gives up a run that at its pace will not come down to a known minimum", () => {
    const problem = makeProblem({ law: chinchilla, ...simulatedRuns({ rows: 60, seed: 5, sigma: 0.01 }), log: true });
    const solver = makeSolver(problem);
    // All but without B's term the run creeps for hundreds of iterations, to twice the rival.
    const valley = problem.toCoordinates([1.8, 480, 0.35, 2000, 0.36]);
    valley[3] = 1e-8;
    valley[4] = 3;
    const options = { delta: 1e-3, tolerance: 1e-13, maxIterations: 5000, mix: 0 } as const;
    const alone = solver.minimize(problem.data, valley, options);
    const given = solver.minimize(problem.data, valley, { ...options, rival: alone.objective / 2 });
    expect(given.iterations).toBeLessThan(alone.iterations);
    expect(given.status).toBe("outOfIterations");
    expect(given.objective).toBeGreaterThanOrEqual(alone.objective * (1 - 1e-12));
  });
});

describe("many rows", () => {
  // Searches over all of many rows: on the slower paths they would take minutes, and nothing of a search depends on the path.
  beforeEach(() => chooseEvaluationPath("wasm"));
  afterEach(() => chooseEvaluationPath(undefined));
  const rows = 60_001;
  const runs = simulatedRuns({ rows, seed: 8, sigma: 0.02 });

  test("are fitted to the minimum of all of them, whatever sample it began at", () => {
    const problem = makeProblem({ law: chinchilla, ...runs, log: true });
    const { minima, status, starts } = multistart(problem, generateStarts(problem, 16, 0.1), 0.02, 0.1);
    expect(status).toBe("converged");
    expect(starts).toBe(16);
    const at = minima[0]!.coordinates;
    const out = derivatives(problem, at, 0.02, 1);
    const p = at.length;
    // Half the Newton decrement, bounded by each coordinate's own, is nothing beside the objective.
    for (let i = 0; i < p; i++) {
      const curvature = out[1 + p + (i * (i + 1)) / 2 + i]!;
      expect(out[1 + i]! ** 2 / curvature).toBeLessThan(1e-12 * out[0]!);
    }
    const theta = problem.toParameters(at);
    expect(parameterOf(chinchilla, theta, "α")).toBeCloseTo(0.3478, 2);
    expect(parameterOf(chinchilla, theta, "E")).toBeCloseTo(1.8172, 1);
  });

  test.each([1e-3, 0.02, Number.POSITIVE_INFINITY])("take few passes over all of them, at a width of %d", (delta) => {
    const problem = makeProblem({ law: chinchilla, ...runs, log: true });
    const { evaluator } = problem;
    let bound = 0;
    let passes = 0;
    const counted: Problem = {
      ...problem,
      evaluator: {
        ...evaluator,
        bind: (data) => {
          bound = data.rows;
          evaluator.bind(data);
        },
        evaluate: (...args) => {
          if (bound === rows) passes++;
          evaluator.evaluate(...args);
        },
      },
    };
    const [best] = multistart(counted, generateStarts(counted, 16, 0.1), delta, 0.1).minima;
    expect(passes).toBeGreaterThan(1);
    expect(passes).toBeLessThanOrEqual(4);
    // Minimised on and on it stays where it is: the step that was taken unseen was the last.
    const on = { delta, tolerance: 1e-28, maxIterations: 6, mix: 1 } as const;
    const end = makeSolver(problem).minimize(problem.data, best!.coordinates, on);
    expect(Math.abs(best!.objective / end.objective - 1)).toBeLessThan(1e-12);
    end.coordinates.forEach((x, i) => {
      expect(Math.abs(best!.coordinates[i]! / x - 1)).toBeLessThan(1e-9);
    });
  });

  test("of several minima end in the one that polishing every start on all of them finds", () => {
    // Three bumps, of which a fit of one can take any; a location is searched, and most of its range is flat.
    const bump = lawOf("law y(x) = E + A*exp(-((x - m)/w)^2) where A > 0, w in 0.05 .. 0.4");
    const source = random(5, 0);
    const many = 20_001;
    const x = Float64Array.from({ length: many }, () => 10 * source.uniform());
    const response = x.map(
      (at) =>
        1 +
        0.8 * Math.exp(-(((at - 2) / 0.2) ** 2)) +
        Math.exp(-(((at - 5) / 0.2) ** 2)) +
        0.9 * Math.exp(-(((at - 8) / 0.2) ** 2)) +
        0.3 * source.normal(),
    );
    const problem = makeProblem({ law: bump, inputs: [x], response, log: false });
    const starts = generateStarts(problem, 6, 0.1);
    const { minima } = multistart(problem, starts, Number.POSITIVE_INFINITY, 0.1);
    const solver = makeSolver(problem);
    const each = starts.map((start) => polish(solver, problem.data, start, Number.POSITIVE_INFINITY, 0.1).objective);
    expect(minima.length).toBeGreaterThan(1);
    expect(minima[0]!.objective / Math.min(...each) - 1).toBeLessThan(1e-12);
    expect(parameterOf(bump, problem.toParameters(minima[0]!.coordinates), "m")).toBeCloseTo(5, 1);
  });

  test("have their columns from WebAssembly as from JavaScript, the odd last row too", () => {
    const g = new GraphBuilder();
    const [n, d] = [g.input(0), g.input(1)];
    const nodes = [
      g.apply("log", n),
      g.apply("sub", g.apply("log", d), g.constant(3)),
      g.apply("pow", d, g.constant(0.3)),
      g.apply("div", n, d),
    ];
    const columns = (path: "wasm" | "javascript"): readonly Float64Array[] => {
      chooseEvaluationPath(path);
      const made = materialize(g, nodes, runs.inputs, rows);
      chooseEvaluationPath(undefined);
      return made;
    };
    const [fast, plain] = [columns("wasm"), columns("javascript")];
    fast.forEach((column, k) => {
      expect(column.length).toBe(rows);
      let worst = 0;
      for (let i = 0; i < rows; i++) worst = Math.max(worst, Math.abs(column[i]! / plain[k]![i]! - 1));
      expect(worst).toBeLessThan(1e-14);
    });
    expect(fast[0]).not.toEqual(plain[0]);
  });
});
