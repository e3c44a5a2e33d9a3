import { threadExecutor } from "../../src/execute/threads.ts";
import { runOn } from "../../src/fit/parallel.ts";
import { makeProblem, type ProblemInput } from "../../src/fit/problem.ts";
import { ranges, refitting } from "../../src/fit/work.ts";
import { tasks } from "../../src/tasks.ts";
import { middle } from "./middle.ts";
import { delta } from "./work.ts";

/** The standard work on two warm threads, in milliseconds. */
export interface OnThreads {
  readonly gridMs: number;
  /** Share of the starts that end within 1e-8 of the optimum. */
  readonly gridShare: number;
  readonly bootstrapMs: number;
}

const width = 0.1;
const startsPerPart = 75;

/** Measures the grid of starts, each polished by itself, and 1000 refits. */
export async function runOnThreads(
  input: ProblemInput,
  starts: readonly Float64Array[],
  optimum: { readonly coordinates: Float64Array; readonly objective: number },
  repeats: number,
): Promise<OnThreads> {
  const grid = threadExecutor({ entry: new URL("./grid-thread.js", import.meta.url), threads: 2 });
  const pool = threadExecutor({ entry: new URL("../../src/worker.js", import.meta.url), threads: 2, caller: tasks });
  const chunks: (readonly Float64Array[])[] = [];
  for (let begin = 0; begin < starts.length; begin += startsPerPart)
    chunks.push(starts.slice(begin, begin + startsPerPart));
  const shared = { input, delta, width };
  let reached = 0;
  // The first run of each warms the threads up.
  const gridMs = await middleOf(repeats, async () => {
    const parts = await grid.run<readonly Float64Array[], readonly number[]>({ task: "each", shared, inputs: chunks });
    reached = parts.flatMap((part) => part ?? []).filter((f) => f <= optimum.objective * (1 + 1e-8)).length;
  });
  const problem = makeProblem(input);
  const plan = { estimate: optimum.coordinates, options: { seed: 1, delta, width } };
  const inputs = ranges(1000, 50);
  const bootstrapMs = await middleOf(repeats, () => runOn(pool, refitting({ task: "refit", problem, plan, inputs })));
  await Promise.all([grid.close(), pool.close()]);
  return { gridMs, gridShare: reached / starts.length, bootstrapMs };
}

async function middleOf(repeats: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i <= repeats; i++) {
    const begin = performance.now();
    await work();
    if (i > 0) times.push(performance.now() - begin);
  }
  return middle(times);
}
