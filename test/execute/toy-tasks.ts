import { threadId } from "node:worker_threads";
import type { TaskTable } from "../../src/execute/executor.ts";

/** Shared memory that toy tasks leave marks in. */
export interface Marks {
  /** [how many parts have begun, how many threads are still to die]. */
  readonly marks: Int32Array;
}

/** Tasks small enough to see through. */
export const toyTasks: TaskTable = {
  square: () => (x) => (x as number) ** 2,
  /** Ends the thread it runs on, as often as the marks ask for, when it is given 3. */
  mortal: (shared) => (x) => {
    const { marks } = shared as Marks;
    if (x === 3 && Atomics.sub(marks, 1, 1) > 0) process.exit(1);
    return (x as number) * 10;
  },
  /** Works until it is told to stop. */
  endless: (shared, signal) => () => {
    Atomics.add((shared as Marks).marks, 0, 1);
    while (!signal.aborted);
    return "stopped";
  },
  /** Works for so many milliseconds and says on which thread. */
  where: (shared) => () => {
    for (const begin = performance.now(); performance.now() - begin < (shared as number); );
    return threadId;
  },
  broken: () => (x) => {
    if (x === 2) throw new Error("two is too much");
    return x;
  },
};
