import { describe, expect, test } from "vitest";
import { type Cancellation, heeding, Interruption, unlessInterrupted } from "../../src/execute/cancellation.ts";
import { estimate } from "../../src/fit/estimate.ts";
import { type FitRequest, fitProblem } from "../../src/fit/fit.ts";
import type { LossChoice } from "../../src/fit/loss/loss.ts";
import { observationModel } from "../../src/fit/observation.ts";
import { makeProblem, type Problem } from "../../src/fit/problem.ts";
import { median } from "../../src/fit/quantile.ts";
import { residualsOf } from "../../src/fit/residuals.ts";
import { chinchilla, lawOf, simulatedRuns } from "./laws.ts";

/** What a stopped fit may still do, in operations on single rows: 20 ms of them. */
const budget = 2e7;

/** A problem that counts what is computed of it, and a signal that is set after so many operations. */
function counted(problem: Problem, stopAfter: number) {
  let done = 0;
  let unseen = 0;
  let worst = 0;
  const count = (rows: number): void => {
    const operations = rows * problem.model.graph.nodes.length;
    done += operations;
    unseen += operations;
  };
  const signal: Cancellation = {
    get aborted() {
      worst = Math.max(worst, unseen);
      unseen = 0;
      return done > stopAfter;
    },
  };
  let bound = problem.data.rows;
  const watched: Problem = {
    ...problem,
    evaluator: {
      ...problem.evaluator,
      bind: (data) => {
        bound = data.rows;
        problem.evaluator.bind(data);
      },
      evaluate: (...given) => {
        problem.evaluator.evaluate(...given);
        count(bound);
      },
    },
    basis: (parameters, columns, begin, end, out) => {
      problem.basis(parameters, columns, begin, end, out);
      count(end - begin);
    },
  };
  return {
    watched,
    signal,
    figures: () => ({ done, afterwards: Math.max(0, done - stopAfter), worst: Math.max(worst, unseen) }),
  };
}

const runs = (rows: number): ReturnType<typeof simulatedRuns> =>
  simulatedRuns({ rows, seed: 7, sigma: 0.02, outliers: 0.1 });
const joint = lawOf("law L(N, D) = E + (A/N^a + B/D^b)^c where E > 0, A > 0, B > 0, c > 0");
const kinds: readonly (readonly [string, Problem, LossChoice])[] = [
  [
    "many minima, restarts and sweeps",
    makeProblem({ law: chinchilla, ...runs(60), log: true }),
    { kind: "huber", delta: 1e-3 },
  ],
  [
    "absolute deviations",
    makeProblem({ law: chinchilla, ...runs(240), log: true, shape: { kind: "huber" } }),
    { kind: "absolute" },
  ],
  ["an adaptive width", makeProblem({ law: chinchilla, ...runs(4000), log: true }), { kind: "adaptiveHuber" }],
  [
    "Student's loss",
    makeProblem({ law: chinchilla, ...runs(2000), log: true, shape: { kind: "student", degrees: 4 } }),
    { kind: "student", degrees: 4 },
  ],
  ["three searched parameters", makeProblem({ law: joint, ...runs(150), log: true }), { kind: "adaptiveHuber" }],
];

describe("a fit that is stopped", () => {
  test.each(kinds)("ends within 20 ms of work: %s", (_, problem, loss) => {
    const whole = counted(problem, Number.POSITIVE_INFINITY);
    estimate(whole.watched, { loss, starts: 64 }, whole.signal);
    const { done, worst } = whole.figures();
    expect(done).toBeGreaterThan(budget / 20);
    expect(worst).toBeLessThan(budget);
    for (const share of [0, 0.003, 0.03, 0.3, 0.6, 0.9, 0.97]) {
      const stopped = counted(problem, share * done);
      const found = unlessInterrupted(() => estimate(stopped.watched, { loss, starts: 64 }, stopped.signal));
      if (found !== undefined) expect(found.status).toBe("interrupted");
      expect(stopped.figures().afterwards).toBeLessThan(budget);
    }
  });

  test("ends within 20 ms of work among its draws and its jackknife, and shows its estimate", () => {
    const data = runs(200);
    const problem = makeProblem({ law: chinchilla, ...data, log: true });
    const request: FitRequest = {
      law: chinchilla,
      inputs: data.inputs,
      response: data.response,
      space: "log",
      loss: { kind: "huber", delta: 1e-2 },
      starts: 16,
      bootstrap: 2000,
      seed: 1,
      level: 0.95,
      clusters: Array.from(data.response, (_, i) => i % 50),
    };
    const whole = counted(problem, Number.POSITIVE_INFINITY);
    fitProblem(whole.watched, request, { signal: whole.signal });
    const { done, worst } = whole.figures();
    expect(worst).toBeLessThan(budget);
    for (const share of [0.2, 0.5, 0.9]) {
      const stopped = counted(problem, share * done);
      const found = fitProblem(stopped.watched, request, { signal: stopped.signal });
      expect(found.status).toBe("interrupted");
      expect(found.estimate.every(Number.isFinite)).toBe(true);
      expect(found.draws.count).toBeLessThan(2000);
      expect(stopped.figures().afterwards).toBeLessThan(budget);
    }
  });

  test("leaves a pass over many rows at a block, and what was computed before stays right", () => {
    const rows = 100_000;
    const problem = makeProblem({ law: chinchilla, ...runs(rows), log: true });
    const out = new Float64Array(21);
    const at = problem.toCoordinates([1.8, 480, 0.35, 2000, 0.36]);
    problem.evaluator.bind(problem.data);
    problem.evaluator.evaluate(at, 1e-3, "exact", out);
    const whole = out.slice();
    let looks = 0;
    const abortedAfter = (most: number): Cancellation => ({
      get aborted() {
        return ++looks > most;
      },
    });
    const pass = (): void => problem.evaluator.evaluate(at, 1e-3, "exact", out);
    heeding(abortedAfter(Number.POSITIVE_INFINITY), pass);
    // A look at least every 2e6 operations.
    expect(looks).toBeGreaterThan((rows * problem.model.graph.nodes.length) / 2e6);
    looks = 0;
    expect(() => heeding(abortedAfter(1), pass)).toThrow(Interruption);
    expect(looks).toBe(2);
    pass();
    expect(out).toEqual(whole);
  });

  test("looks at the signal while it makes columns, residuals, medians and a model of the scatter of many rows", () => {
    const rows = 300_000;
    const data = runs(rows);
    const problem = makeProblem({ law: chinchilla, ...data, log: true });
    const at = problem.toCoordinates([1.8, 480, 0.35, 2000, 0.36]);
    const residuals = residualsOf(problem, at);
    const works: readonly (() => unknown)[] = [
      () => makeProblem({ law: chinchilla, ...data, log: true }),
      () => residualsOf(problem, at),
      () => Array.from({ length: 4 }, () => median(residuals)),
      () => observationModel(residuals, data.inputs),
    ];
    for (const work of works) {
      let looks = 0;
      const watching: Cancellation = {
        get aborted() {
          looks++;
          return false;
        },
      };
      heeding(watching, work);
      expect(looks).toBeGreaterThan(1);
      expect(() => heeding({ aborted: true }, work)).toThrow(Interruption);
    }
  });

  test("is given up where nothing was found yet", () => {
    const [, problem, loss] = kinds[2]!;
    expect(() => estimate(problem, { loss, starts: 64 }, { aborted: true })).toThrow(Interruption);
  });
});
