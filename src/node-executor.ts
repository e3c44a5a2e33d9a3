import type { Executor } from "./execute/executor.ts";
import { threadExecutor } from "./execute/threads.ts";
import { tasks } from "./tasks.ts";

let pool: Executor | undefined;

/**
 * The executor of a program under Node: the caller's thread, and as many others as there are processors, begun when work
 * lasts and kept warm. All sessions of a thread share it; it keeps no process alive.
 */
export function nodeExecutor(): Executor {
  pool ??= threadExecutor({ entry: new URL("./worker.js", import.meta.url), caller: tasks });
  return pool;
}
