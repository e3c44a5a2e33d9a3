import { type TaskTable, taskNamed } from "./executor.ts";
import type { FromThread, ToThread } from "./thread-messages.ts";

/** Answers messages as one thread of a pool, and says that it is there; returns what to do with each message. */
export function serveTasks(tasks: TaskTable, answer: (message: FromThread) => void): (message: ToThread) => void {
  answer({ kind: "ready" });
  const open = new Map<number, (input: unknown) => unknown>();
  return (message) => {
    if (message.kind === "close") {
      open.delete(message.job);
      return;
    }
    if (message.kind === "open") {
      const { task, shared, cancel } = message;
      const signal = {
        get aborted() {
          return Atomics.load(cancel, 0) === 1;
        },
      };
      let apply: ((input: unknown) => unknown) | undefined;
      // Made at the first part, whose answer can carry what goes wrong.
      open.set(message.job, (input) => {
        apply ??= taskNamed(tasks, task)(shared, signal);
        return signal.aborted ? undefined : apply(input);
      });
      return;
    }
    const { job, index, input } = message;
    try {
      answer({ kind: "done", job, index, output: open.get(job)?.(input) });
    } catch (problem) {
      const reason = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
      answer({ kind: "failed", job, index, reason });
    }
  };
}
