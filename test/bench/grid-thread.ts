import { parentPort } from "node:worker_threads";
import type { TaskTable } from "../../src/execute/executor.ts";
import { serveTasks } from "../../src/execute/serve.ts";
import { makeSolver, polish } from "../../src/fit/polish.ts";
import { makeProblem, type ProblemInput } from "../../src/fit/problem.ts";

/** Polishes every start by itself, none settled by another's end: the objectives they reach. */
const table: TaskTable = {
  each: (shared) => {
    const { input, delta, width } = shared as {
      readonly input: ProblemInput;
      readonly delta: number;
      readonly width: number;
    };
    const problem = makeProblem(input);
    const solver = makeSolver(problem);
    return (starts) =>
      (starts as readonly Float64Array[]).map((start) => polish(solver, problem.data, start, delta, width).objective);
  },
};

const handle = serveTasks(table, (message) => parentPort?.postMessage(message));
parentPort?.on("message", handle);
