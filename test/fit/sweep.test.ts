import { expect, test } from "vitest";
import { multistart } from "../../src/fit/multistart.ts";
import { makeProblem } from "../../src/fit/problem.ts";
import { generateStarts } from "../../src/fit/starts.ts";
import { sweep } from "../../src/fit/sweep.ts";
import { chinchilla } from "./laws.ts";
import { globalCells, ownOptimum, randomRuns } from "./random-runs.ts";

const delta = 1e-3;

test("a sweep leads from the end of a single start to the lowest minimum", () => {
  const [cell] = globalCells;
  const reached = Array.from({ length: 20 }, (_, set) => {
    const runs = randomRuns(cell!, set);
    const problem = makeProblem({ law: chinchilla, ...runs, log: true });
    const one = multistart(problem, generateStarts(problem, 1, 0.1), delta, 0.1);
    const swept = sweep(problem, one, delta);
    expect(swept.minima[0]!.objective).toBeLessThanOrEqual(one.minima[0]!.objective);
    // What was known keeps its place and its count; every new minimum is one, apart from the others.
    expect(swept.minima).toEqual(expect.arrayContaining([...one.minima]));
    expect(swept.minima.reduce((sum, m) => sum + m.starts, 0)).toBe(swept.starts);
    const objectives = swept.minima.filter((m) => m.attained).map((m) => m.objective);
    for (let k = 1; k < objectives.length; k++) expect(objectives[k]! / objectives[k - 1]! - 1).toBeGreaterThan(1e-8);
    const least = ownOptimum(runs) * (1 + 1e-7);
    return { one: one.minima[0]!.objective <= least, swept: swept.minima[0]!.objective <= least };
  });
  const count = (of: "one" | "swept"): number => reached.filter((r) => r[of]).length;
  expect(count("one")).toBeLessThan(20);
  expect(count("swept")).toBe(20);
});
