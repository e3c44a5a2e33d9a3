import { threadTeam } from "./execute/block-threads.ts";
import { type BlockTeam, lendTeam } from "./execute/blocks.ts";
import type { Executor } from "./execute/executor.ts";
import { threadExecutor } from "./execute/threads.ts";
import { tasks } from "./tasks.ts";

const entry = new URL("./worker.js", import.meta.url);
let pool: Executor | undefined;
let team: BlockTeam | undefined;

/**
 * The executor of a program under Node: the caller's thread, and as many others as there are processors, begun when work
 * lasts and kept warm; passes over many rows are shared out among as many. All sessions of a thread share it; it keeps no process alive.
 */
export function nodeExecutor(): Executor {
  if (pool === undefined) {
    pool = threadExecutor({ entry, caller: tasks });
    lendTeam(() => {
      team ??= threadTeam(entry);
      return team;
    });
  }
  return pool;
}
