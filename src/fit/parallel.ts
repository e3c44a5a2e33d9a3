import type { Cancellation } from "../execute/cancellation.ts";
import type { Executor, JobControl } from "../execute/executor.ts";
import { type BootstrapOptions, bootstrap, type Draws } from "./bootstrap.ts";
import { type Chunk, joinChunks, type Multistart, polishChunk, startsPerChunk } from "./multistart.ts";
import { makeProblem, type ProblemInput } from "./problem.ts";

/** The names of this folder's tasks, as an executor's table holds them. */
export const fitTasks = { polish: "polish", refit: "refit" } as const;

interface PolishPlan {
  readonly input: ProblemInput;
  readonly delta: number;
  readonly width: number;
}

interface RefitPlan {
  readonly input: ProblemInput;
  readonly estimate: Float64Array;
  readonly options: Omit<BootstrapOptions, "replicates" | "signal" | "progress" | "rowsOf">;
}

interface Range {
  readonly first: number;
  readonly replicates: number;
}

/** Polishes one chunk of starts of a problem that is compiled once a thread. */
export function polishTask(shared: unknown, signal: Cancellation): (input: unknown) => Chunk {
  const { input, delta, width } = shared as PolishPlan;
  const problem = makeProblem(input);
  return (starts) => polishChunk(problem, starts as readonly Float64Array[], delta, width, signal);
}

/** Refits one range of bootstrap replicates of a problem that is compiled once a thread. */
export function refitTask(shared: unknown, signal: Cancellation): (input: unknown) => Draws {
  const { input, estimate, options } = shared as RefitPlan;
  const problem = makeProblem(input);
  return (range) => bootstrap(problem, estimate, { ...options, ...(range as Range), signal });
}

/** The multistart of multistart.ts on an executor: the same bytes on any number of threads. */
export async function multistartOn(
  executor: Executor,
  input: ProblemInput,
  starts: readonly Float64Array[],
  delta: number,
  width: number,
  control: JobControl = {},
): Promise<Multistart> {
  const inputs: (readonly Float64Array[])[] = [];
  for (let begin = 0; begin < starts.length; begin += startsPerChunk)
    inputs.push(starts.slice(begin, begin + startsPerChunk));
  const shared: PolishPlan = { input, delta, width };
  const chunks = await executor.run<readonly Float64Array[], Chunk>({ task: fitTasks.polish, shared, inputs }, control);
  return joinChunks(chunks.map((chunk) => chunk ?? { found: [], starts: 0, interrupted: true }));
}

/** Replicates a part: a few milliseconds of work, so that threads share evenly and a cancellation is seen soon. */
const replicatesPerPart = 50;

/** The bootstrap of bootstrap.ts on an executor: the same bytes on any number of threads. */
export async function bootstrapOn(
  executor: Executor,
  input: ProblemInput,
  estimate: Float64Array,
  options: Omit<BootstrapOptions, "rowsOf">,
): Promise<Draws> {
  const { replicates, signal, progress, ...rest } = options;
  const inputs: Range[] = [];
  for (let first = 0; first < replicates; first += replicatesPerPart)
    inputs.push({ first, replicates: Math.min(replicatesPerPart, replicates - first) });
  const shared: RefitPlan = { input, estimate, options: rest };
  const parts = await executor.run<Range, Draws>(
    { task: fitTasks.refit, shared, inputs },
    {
      ...(signal === undefined ? {} : { signal }),
      ...(progress === undefined
        ? {}
        : {
            progress: (done, total) =>
              progress({
                text: `bootstrap of ${input.law.name}`,
                done: Math.round((done / total) * replicates),
                total: replicates,
              }),
          }),
    },
  );
  const width = input.law.parameters.length;
  // What was made before an interruption counts, wherever it stands: replicates are exchangeable.
  const made = parts.filter((part) => part !== undefined);
  const count = made.reduce((sum, part) => sum + part.count, 0);
  const values = new Float64Array(count * width);
  let at = 0;
  for (const part of made) {
    values.set(part.values, at);
    at += part.values.length;
  }
  return { count, width, values, failed: made.reduce((sum, part) => sum + part.failed, 0) };
}
