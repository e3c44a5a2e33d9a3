import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import type { Executor } from "../../src/execute/executor.ts";
import { localExecutor } from "../../src/execute/local.ts";
import { threadExecutor } from "../../src/execute/threads.ts";
import { type Marks, toyTasks } from "./toy-tasks.ts";

const entry = new URL("./toy-thread.js", import.meta.url);
const executors: readonly (readonly [string, Executor])[] = [
  ["the local one", localExecutor(toyTasks)],
  ["one thread", threadExecutor({ entry, threads: 1 })],
  ["two threads", threadExecutor({ entry, threads: 2 })],
  ["eight threads", threadExecutor({ entry, threads: 8 })],
];

afterAll(async () => {
  await Promise.all(executors.map(([, executor]) => executor.close()));
});

const marksFor = (deaths: number): Marks => {
  const marks = new Int32Array(new SharedArrayBuffer(8));
  marks[1] = deaths;
  return { marks };
};
const numbers = (count: number): number[] => Array.from({ length: count }, (_, k) => k);

describe.each(executors)("%s", (_, executor) => {
  test("gives the outputs in the order of the inputs, and tells how many are done", async () => {
    const told: number[] = [];
    const outputs = await executor.run(
      { task: "square", shared: undefined, inputs: numbers(40) },
      { progress: (done, total) => told.push(done / total) },
    );
    expect(outputs).toEqual(numbers(40).map((x) => x ** 2));
    expect(told).toEqual(numbers(40).map((k) => (k + 1) / 40));
  });

  test("runs jobs that are asked for at once each with its own shared data", async () => {
    const jobs = await Promise.all(
      numbers(5).map((k) => executor.run({ task: "square", shared: k, inputs: [k, k + 1] })),
    );
    expect(jobs).toEqual(numbers(5).map((k) => [k ** 2, (k + 1) ** 2]));
  });

  test("has nothing to do for no inputs", async () => {
    expect(await executor.run({ task: "square", shared: undefined, inputs: [] })).toEqual([]);
  });

  test("rejects when a task throws or is unknown, and goes on with the next job", async () => {
    await expect(executor.run({ task: "broken", shared: undefined, inputs: [1, 2, 3] })).rejects.toThrow(
      /two is too much/,
    );
    await expect(executor.run({ task: "nothing", shared: undefined, inputs: [1] })).rejects.toThrow(/no task nothing/);
    expect(await executor.run({ task: "square", shared: undefined, inputs: [5] })).toEqual([25]);
  });
});

describe.each(executors.slice(1))("a pool of %s", (_, executor) => {
  test("replaces a thread that dies and does its part again", async () => {
    const { marks } = marksFor(2);
    const outputs = await executor.run({ task: "mortal", shared: { marks }, inputs: numbers(12) });
    expect(outputs).toEqual(numbers(12).map((x) => 10 * x));
    expect(marks[1]).toBe(-1);
  });

  test("says which part ends every thread that takes it", async () => {
    await expect(executor.run({ task: "mortal", shared: marksFor(99), inputs: [1, 3] })).rejects.toThrow(
      /part 1 of the task mortal ended 3 threads/,
    );
    expect(await executor.run({ task: "square", shared: undefined, inputs: [5] })).toEqual([25]);
  });

  test("stops at a cancellation, though the work would never end", async () => {
    const shared = marksFor(0);
    const signal = { aborted: false };
    const running = executor.run({ task: "endless", shared, inputs: numbers(20) }, { signal });
    while (Atomics.load(shared.marks, 0) === 0) await new Promise((resolve) => setImmediate(resolve));
    signal.aborted = true;
    expect(await running).toEqual(numbers(20).map(() => undefined));
    expect(await executor.run({ task: "square", shared: undefined, inputs: [5] })).toEqual([25]);
  });
});

test("a process ends by itself while a pool is idle, though nobody closed it", () => {
  const threads = fileURLToPath(new URL("../../src/execute/threads.js", import.meta.url));
  const script = `
    import { threadExecutor } from ${JSON.stringify(threads)};
    const executor = threadExecutor({ entry: new URL(${JSON.stringify(entry.href)}), threads: 2 });
    console.log((await executor.run({ task: "square", shared: undefined, inputs: [1, 2, 3] })).join(" "));`;
  const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    timeout: 30_000,
  });
  expect(stdout.trim()).toBe("1 4 9");
  expect(status).toBe(0);
});

test("a caller that works too and a warm thread take one of two parts each", async () => {
  const executor = threadExecutor({ entry, threads: 2, caller: toyTasks });
  const threadsOf = async (parts: number): Promise<number> =>
    new Set(await executor.run({ task: "where", shared: 10, inputs: numbers(parts) })).size;
  // The thread is begun by a job that lasts, and joins in when it is there.
  while ((await threadsOf(20)) < 2);
  for (let round = 0; round < 5; round++) expect(await threadsOf(2)).toBe(2);
  await executor.close();
});

test("a closed executor refuses jobs", async () => {
  const executor = threadExecutor({ entry, threads: 1 });
  await executor.close();
  await expect(executor.run({ task: "square", shared: undefined, inputs: [1] })).rejects.toThrow(/closed/);
});
