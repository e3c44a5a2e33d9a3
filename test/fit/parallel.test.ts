import { afterAll, describe, expect, test } from "vitest";
import { localExecutor } from "../../src/execute/local.ts";
import { threadExecutor } from "../../src/execute/threads.ts";
import { bootstrap } from "../../src/fit/bootstrap.ts";
import { estimate } from "../../src/fit/estimate.ts";
import { multistart } from "../../src/fit/multistart.ts";
import { bootstrapOn, multistartOn } from "../../src/fit/parallel.ts";
import { makeProblem, type ProblemInput } from "../../src/fit/problem.ts";
import { generateStarts } from "../../src/fit/starts.ts";
import { tasks } from "../../src/tasks.ts";
import { chinchilla, simulatedRuns } from "./laws.ts";

const entry = new URL("../../src/worker.js", import.meta.url);
const executors = [localExecutor(tasks), ...[1, 2, 8].map((threads) => threadExecutor({ entry, threads }))];

afterAll(async () => {
  await Promise.all(executors.map((executor) => executor.close()));
});

const { inputs, response } = simulatedRuns({ rows: 60, seed: 4, sigma: 0.02, outliers: 0.1 });
const input: ProblemInput = { law: chinchilla, inputs, response, log: true };
const problem = makeProblem(input);
const bytes = (values: Float64Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("hex");

describe("work on an executor", () => {
  test("a multistart is the same to the byte on the caller's thread and on 1, 2 and 8 others", async () => {
    const starts = generateStarts(problem, 200, 0.1);
    const here = multistart(problem, starts, 1e-3, 0.1);
    expect(here.starts).toBe(200);
    for (const executor of executors) {
      const there = await multistartOn(executor, input, starts, 1e-3, 0.1);
      expect(there).toEqual(here);
      expect(there.minima.map((m) => bytes(m.coordinates))).toEqual(here.minima.map((m) => bytes(m.coordinates)));
    }
  });

  test("a bootstrap is the same to the byte on the caller's thread and on 1, 2 and 8 others", async () => {
    const found = estimate(problem, { loss: { kind: "huber", delta: 0.01 }, starts: 32 });
    const options = { replicates: 230, seed: 5, delta: 0.01, width: 0.1 };
    const here = bootstrap(problem, found.coordinates, options);
    for (const executor of executors) {
      const told: number[] = [];
      const there = await bootstrapOn(executor, input, found.coordinates, {
        ...options,
        progress: ({ done }) => told.push(done),
      });
      expect(bytes(there.values)).toBe(bytes(here.values));
      expect(there.count).toBe(230);
      expect(told.at(-1)).toBe(230);
    }
  });

  test("an interrupted bootstrap keeps whole replicates only", async () => {
    const found = estimate(problem, { loss: { kind: "huber", delta: 0.01 }, starts: 32 });
    const signal = { aborted: false };
    const options = { replicates: 100_000, seed: 5, delta: 0.01, width: 0.1, signal };
    const draws = await bootstrapOn(executors[2]!, input, found.coordinates, {
      ...options,
      progress: () => {
        signal.aborted = true;
      },
    });
    expect(draws.count).toBeGreaterThan(0);
    expect(draws.count).toBeLessThan(100_000);
    expect(draws.values.length).toBe(draws.count * draws.width);
    expect(draws.values.every(Number.isFinite)).toBe(true);
  });
});
