import { type Cancellation, heeding } from "../execute/cancellation.ts";
import type { Executor, Task } from "../execute/executor.ts";
import { makeProblem, type Problem, type ProblemInput } from "./problem.ts";
import { partOf, progressOf, runHere, type Steps, type StepsControl, type Work } from "./work.ts";

/** A piece of work as it travels: the problem's input, under a key by which a thread that has compiled it knows it. */
interface Parcel {
  readonly key: string;
  readonly input: ProblemInput;
  readonly plan: unknown;
}

/** The problems that this thread compiled last, by key. */
const compiled = new Map<string, Problem>();
const mostCompiled = 4;

function remember(key: string, problem: Problem): Problem {
  compiled.delete(key);
  compiled.set(key, problem);
  const [oldest] = compiled.keys();
  if (compiled.size > mostCompiled && oldest !== undefined) compiled.delete(oldest);
  return problem;
}

const keys = new WeakMap<Problem, string>();
let made = 0;

function keyOf(problem: Problem): string {
  const key = keys.get(problem) ?? `${++made}`;
  keys.set(problem, key);
  return key;
}

const taskOf =
  (task: Work["task"]): Task =>
  (shared, signal) => {
    const { key, input, plan } = shared as Parcel;
    const problem = remember(key, compiled.get(key) ?? makeProblem(input));
    return partOf({ task, problem, plan } as Omit<Work, "inputs">, signal);
  };

/** This folder's tasks, as an executor's table holds them; each problem is compiled once a thread. */
export const fitTasks: Readonly<Record<Work["task"], Task>> = {
  glance: taskOf("glance"),
  look: taskOf("look"),
  polish: taskOf("polish"),
  refit: taskOf("refit"),
  leaveOut: taskOf("leaveOut"),
};

/** Whether a piece of work can leave the thread: its problem is as it was made, and what is asked is plain data. */
function travels(work: Work): boolean {
  const { data, source } = work.problem;
  if (work.inputs.length < 2 || data !== source.data) return false;
  if (work.task !== "refit") return true;
  const { rowsOf, remade } = work.plan.options;
  return rowsOf === undefined && remade === undefined;
}

/** Runs steps with their parts on an executor: the same outputs, and the same Interruption, as on the caller's thread. */
export async function runOn<R>(executor: Executor, steps: Steps<R>, control: StepsControl = {}): Promise<R> {
  const { signal } = control;
  let step = heeding(signal, () => steps.next());
  while (!step.done) {
    const outputs = await outputsOn(executor, step.value, control);
    step = heeding(signal, () => steps.next(outputs));
  }
  return step.value;
}

async function outputsOn(executor: Executor, work: Work, control: StepsControl): Promise<readonly unknown[]> {
  const { signal, progress } = control;
  if (!travels(work) || signal?.aborted) return runHere(only(work), control);
  const key = keyOf(work.problem);
  remember(key, work.problem);
  const shared: Parcel = { key, input: work.problem.source.input, plan: work.plan };
  return executor.run(
    { task: work.task, shared, inputs: work.inputs as readonly unknown[] },
    {
      ...(signal === undefined ? {} : { signal: signal satisfies Cancellation }),
      progress: (done) => {
        const told = progressOf(work, done);
        if (told !== undefined) progress?.(told);
      },
    },
  );
}

function* only(work: Work): Steps<readonly unknown[]> {
  return yield work;
}
