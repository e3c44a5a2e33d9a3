import { afterAll, describe, expect, test } from "vitest";
import { localExecutor } from "../../src/execute/local.ts";
import { threadExecutor } from "../../src/execute/threads.ts";
import { type FitRequest, type FitResult, fitLaw, fitLawOn } from "../../src/fit/fit.ts";
import { multistart, multistartSteps } from "../../src/fit/multistart.ts";
import { runOn } from "../../src/fit/parallel.ts";
import { makeProblem } from "../../src/fit/problem.ts";
import { generateStarts } from "../../src/fit/starts.ts";
import { tasks } from "../../src/tasks.ts";
import { chinchilla, lawOf, simulatedRuns } from "./laws.ts";

const entry = new URL("../../src/worker.js", import.meta.url);
const executors = [
  localExecutor(tasks),
  ...[1, 2, 8].map((threads) => threadExecutor({ entry, threads })),
  threadExecutor({ entry, threads: 2, caller: tasks }),
];

afterAll(async () => {
  await Promise.all(executors.map((executor) => executor.close()));
});

const runs = simulatedRuns({ rows: 60, seed: 4, sigma: 0.02, outliers: 0.1 });
const request: FitRequest = {
  law: chinchilla,
  ...runs,
  space: "log",
  loss: { kind: "huber", delta: 0.01 },
  starts: 200,
  bootstrap: 230,
  seed: 5,
  level: 0.9,
};
const equation = lawOf("law L(N, D) = root(l = E + A/N^α + B/(D*l)^β for l in 0.5..50) where E > 0, A > 0, B > 0");
const bytes = (values: Float64Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("hex");

/** All numbers of a fit that are computed in parts. */
const numbers = (fit: FitResult): readonly string[] =>
  [fit.estimate, fit.draws.values, fit.replicates.values, fit.replicates.leftOut].map(bytes);

describe("work on an executor", () => {
  test("a multistart is the same to the byte on the caller's thread and on 1, 2 and 8 others", async () => {
    const problem = makeProblem({ law: chinchilla, ...runs, log: true });
    const starts = generateStarts(problem, 200, 0.1);
    const here = multistart(problem, starts, 1e-3, 0.1);
    expect(here.starts).toBe(200);
    for (const executor of executors) {
      const there = await runOn(executor, multistartSteps(problem, starts, { delta: 1e-3, width: 0.1 }));
      expect(there).toEqual(here);
      expect(there.minima.map((m) => bytes(m.coordinates))).toEqual(here.minima.map((m) => bytes(m.coordinates)));
    }
  });

  test.for([
    ["rows", request],
    ["clusters", { ...request, clusters: Array.from({ length: 60 }, (_, i) => i % 12) }],
    ["an equation in every row", { ...request, law: equation, starts: 65, bootstrap: 40 }],
    [
      "an equation, with an adapted width",
      { ...request, law: equation, loss: { kind: "adaptiveHuber" }, bootstrap: 40 },
    ],
    ["a quantile", { ...request, loss: { kind: "pinball", quantile: 0.3 }, starts: 65, bootstrap: 60 }],
  ] as const)("a fit by %s is the same to the byte wherever its parts run", async ([, asked]) => {
    const here = fitLaw(asked);
    expect(here.replicates.count).toBeGreaterThan(0);
    for (const executor of executors) {
      const told: number[] = [];
      const there = await fitLawOn(executor, asked, { progress: ({ done }) => told.push(done) });
      expect(numbers(there)).toEqual(numbers(here));
      expect(there.optima).toEqual(here.optima);
      expect(there.draws.count).toBe(asked.bootstrap);
      expect(told.at(-1)).toBe(asked.bootstrap);
    }
  });

  test.for(executors.map((executor, k) => [k, executor] as const))(
    "an interrupted bootstrap keeps whole replicates only, on executor %s",
    async ([, executor]) => {
      const signal = { aborted: false };
      const { draws, status } = await fitLawOn(
        executor,
        { ...request, bootstrap: 100_000 },
        {
          signal,
          progress: () => {
            signal.aborted = true;
          },
        },
      );
      expect(status).toBe("interrupted");
      expect(draws.count).toBeGreaterThan(0);
      expect(draws.count).toBeLessThan(100_000);
      expect(draws.values.length).toBe(draws.count * draws.width);
      expect(draws.values.every(Number.isFinite)).toBe(true);
    },
  );
});
