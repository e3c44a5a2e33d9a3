import { type Executor, type TaskTable, taskNamed } from "./executor.ts";

const never = { aborted: false };

/** An executor on the caller's own thread: the parts one after the other. */
export function localExecutor(tasks: TaskTable): Executor {
  let closed = false;
  return {
    threads: 1,
    run: async <I, O>(
      { task, shared, inputs }: Parameters<Executor["run"]>[0],
      { signal = never, progress }: Parameters<Executor["run"]>[1] = {},
    ): Promise<readonly (O | undefined)[]> => {
      if (closed) throw new Error("this executor is closed");
      const outputs: (O | undefined)[] = inputs.map(() => undefined);
      const apply = taskNamed(tasks, task)(shared, signal);
      for (const [index, input] of inputs.entries()) {
        if (signal.aborted) break;
        const output = apply(input as I) as O;
        if (signal.aborted) break;
        outputs[index] = output;
        progress?.(index + 1, inputs.length);
      }
      return outputs;
    },
    close: async () => {
      closed = true;
    },
  };
}
