import { afterEach, describe, expect, test } from "vitest";
import { threadTeam } from "../../src/execute/block-threads.ts";
import { BlockTeam, isShared, lendTeam } from "../../src/execute/blocks.ts";
import { multistart } from "../../src/fit/multistart.ts";
import { outputLength } from "../../src/fit/objective.ts";
import { makeProblem, type Problem } from "../../src/fit/problem.ts";
import { generateStarts } from "../../src/fit/starts.ts";
import { chinchilla, simulatedRuns } from "./laws.ts";

const entry = new URL("../../src/worker.js", import.meta.url);
const rows = 60_001;
const runs = simulatedRuns({ rows, seed: 8, sigma: 0.02 });
let team: BlockTeam | undefined;

afterEach(() => {
  lendTeam(undefined);
  team?.close();
  team = undefined;
});

/** The problem on as many threads, with its sums at two points. */
function summed(threads: number, weights?: Float64Array): { problem: Problem; sums: readonly number[] } {
  team = threads > 0 ? threadTeam(entry, threads) : undefined;
  lendTeam(team === undefined ? undefined : () => team);
  const problem = makeProblem({ law: chinchilla, ...runs, log: true, ...(weights === undefined ? {} : { weights }) });
  const at = problem.toCoordinates([1.8, 480, 0.35, 2000, 0.36]);
  problem.evaluator.bind(problem.data);
  const sums: number[] = [];
  for (const kind of ["gradient", "reweighted", "exact"] as const) {
    for (const shift of [0, 0.01]) {
      const out = new Float64Array(outputLength(at.length));
      problem.evaluator.evaluate(
        at.map((x) => x + shift),
        0.01,
        kind,
        out,
      );
      sums.push(...out);
    }
  }
  team?.close();
  lendTeam(undefined);
  return { problem, sums };
}

describe("sums over many rows", () => {
  test("are the same to the byte without a team and on 1, 2 and 8 threads, weighted or not", () => {
    const weights = Float64Array.from({ length: rows }, (_, i) => 1 + (i % 3));
    for (const given of [undefined, weights]) {
      const { sums: alone } = summed(0, given);
      expect(alone.every(Number.isFinite)).toBe(true);
      for (const threads of [1, 2, 8]) {
        const { problem, sums } = summed(threads, given);
        expect(problem.data.columns.every(isShared)).toBe(true);
        expect(sums).toEqual(alone);
      }
    }
  });

  test("end at the same optimum to the byte on any number of threads", () => {
    const ends = [0, 1, 2, 8].map((threads) => {
      team = threads > 0 ? threadTeam(entry, threads) : undefined;
      lendTeam(team === undefined ? undefined : () => team);
      const problem = makeProblem({ law: chinchilla, ...runs, log: true });
      const { minima, status } = multistart(problem, generateStarts(problem, 16, 0.1), 0.02, 0.1);
      team?.close();
      lendTeam(undefined);
      expect(status).toBe("converged");
      return [...minima[0]!.coordinates, minima[0]!.objective];
    });
    for (const end of ends) expect(end).toEqual(ends[0]);
  });

  test("need no column of ones, and weights of one change nothing", () => {
    const { problem, sums } = summed(2);
    expect(problem.data.weights).toBeUndefined();
    expect(summed(2, new Float64Array(rows).fill(1)).sums).toEqual(sums);
  });

  test("are made again by the caller where a helper does not come back", () => {
    const { sums: alone } = summed(0);
    // Its second control word counts the helpers at work: this one begins, and is never seen again.
    const lost = new BlockTeam(2, (control) => ({ tell: () => void Atomics.add(control, 1, 1), end: () => {} }));
    lendTeam(() => lost);
    const problem = makeProblem({ law: chinchilla, ...runs, log: true });
    const at = problem.toCoordinates([1.8, 480, 0.35, 2000, 0.36]);
    problem.evaluator.bind(problem.data);
    const out = new Float64Array(outputLength(at.length));
    problem.evaluator.evaluate(at, 0.01, "gradient", out);
    expect([...out]).toEqual(alone.slice(0, out.length));
  });
});
