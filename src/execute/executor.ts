import type { Cancellation } from "./cancellation.ts";

/** Work in parts: a task by name, what all parts share, and one input a part. Plain cloneable data: it may travel. */
export interface Job<I> {
  readonly task: string;
  readonly shared: unknown;
  readonly inputs: readonly I[];
}

/** How a job is watched. */
export interface JobControl {
  readonly signal?: Cancellation;
  /** Called with how many parts are done, of how many. */
  readonly progress?: (done: number, total: number) => void;
}

/**
 * Where work runs. Every executor gives the same outputs in the order of the inputs; after a cancellation the parts that
 * were not finished are undefined. A job rejects only for a mistake of ours: a task that throws.
 */
export interface Executor {
  /** How many parts run at once. */
  readonly threads: number;
  readonly run: <I, O>(job: Job<I>, control?: JobControl) => Promise<readonly (O | undefined)[]>;
  /** Ends what the executor keeps warm; jobs after that are refused. */
  readonly close: () => Promise<void>;
}

/** A pure task: made once for what a job's parts share, then applied to each input. */
export type Task = (shared: unknown, signal: Cancellation) => (input: unknown) => unknown;

/** Tasks by name. */
export type TaskTable = Readonly<Record<string, Task>>;

/** The task of a name; throws where there is none. */
export function taskNamed(tasks: TaskTable, name: string): Task {
  const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
  if (task === undefined) throw new Error(`there is no task ${name}; there are ${Object.keys(tasks).join(", ")}`);
  return task;
}
