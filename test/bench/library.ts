import type { Executor } from "../../src/execute/executor.ts";
import { threadExecutor } from "../../src/execute/threads.ts";
import { estimate, estimateSteps } from "../../src/fit/estimate.ts";
import { runOn } from "../../src/fit/parallel.ts";
import { makeProblem } from "../../src/fit/problem.ts";
import { random } from "../../src/fit/random.ts";
import { scatteredOf } from "../../src/fit/subsample.ts";
import { tasks } from "../../src/tasks.ts";
import { type Design, designOf } from "../library/design.ts";
import { pointLaws } from "../library/simulated.ts";
import { middle } from "./middle.ts";
import { standardProblem } from "./ours.ts";
import { nanosecondsARow } from "./pass.ts";
import { hoffmannLaw, standardWork } from "./work.ts";

/** What the bench measures of one law of the library, on its sample with 1 % noise. */
export interface LawFigures {
  readonly name: string;
  readonly rows: number;
  readonly parameters: number;
  /**
   * The problem and its optimum from 64 starts with the adaptive loss, without draws, as a session finds it: on every thread
   * of the machine, in a warm process, which has compiled the law already; the middle of several.
   */
  readonly fitMs: number;
  /** Processor time of the same, of all threads together. */
  readonly processorMs: number;
  /** The first such fit in the process, which compiles the law. */
  readonly firstMs: number;
  /** One pass over a point: value and gradient, and with the Hessian. */
  readonly nsGradient: number;
  readonly nsHessian: number;
  readonly path: string;
}

/** Rows at most: as many as a law's time is told for. */
const mostRows = 200;

/** Measures every law that has a sample of points, or those of the names, one after the other. */
export async function libraryFigures(repeats: number, names: readonly string[] = []): Promise<readonly LawFigures[]> {
  const executor = threadExecutor({ entry: new URL("../../src/worker.js", import.meta.url), caller: tasks });
  const laws = pointLaws.filter(({ name }) => names.length === 0 || names.includes(name));
  const figures: LawFigures[] = [];
  await startThreads(executor);
  for (const law of laws) figures.push(await measure(law.name, await designOf(law), repeats, executor));
  await executor.close();
  return figures;
}

/** Fits after which every thread's compiler has seen enough of a law. */
const warmRounds = 20;

const options = { loss: { kind: "adaptiveHuber" }, starts: 64 } as const;

/** Threads are begun when a job lasts. */
async function startThreads(executor: Executor): Promise<void> {
  const work = standardWork();
  const problem = standardProblem(work, hoffmannLaw());
  await runOn(executor, estimateSteps(problem, { ...options, starts: 4096 }));
}

async function measure(
  name: string,
  { law, inputs, response }: Design,
  repeats: number,
  executor: Executor,
): Promise<LawFigures> {
  const source = random(7, 0);
  const noisy = response.map((y) => y * Math.exp(0.01 * source.normal()));
  const log = noisy.every((y) => y > 0);
  const taken = (column: Float64Array): Float64Array => scatteredOf(column, mostRows);
  const input = { law, inputs: inputs.map(taken), response: taken(noisy), log };
  const wall: number[] = [];
  const processor: number[] = [];
  for (let round = 0; round < warmRounds + repeats; round++) {
    const begun = process.cpuUsage();
    const begin = performance.now();
    await runOn(executor, estimateSteps(makeProblem(input), options));
    wall.push(performance.now() - begin);
    const { user, system } = process.cpuUsage(begun);
    processor.push((user + system) / 1000);
  }
  const [firstMs = Number.NaN] = wall;
  const problem = makeProblem(input);
  const { coordinates } = estimate(problem, { ...options, starts: 4 });
  const nanoseconds = (kind: "gradient" | "exact"): number =>
    nanosecondsARow(problem, coordinates, 0.01, kind, { passes: 20, repeats: 20 });
  return {
    ...{ name, rows: problem.data.rows, parameters: problem.coordinates.length },
    ...{ fitMs: middle(wall.slice(warmRounds)), processorMs: middle(processor.slice(warmRounds)), firstMs },
    ...{ nsGradient: nanoseconds("gradient"), nsHessian: nanoseconds("exact") },
    path: problem.evaluator.path,
  };
}

/** The same as lines for people, the slowest first. */
export function libraryTable(figures: readonly LawFigures[]): string {
  const widths = [24, 6, 12, 10, 14, 10, 14, 14, 0];
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, k) => cell.padEnd(widths[k]!))
      .join("")
      .trimEnd();
  const rows = figures
    .toSorted((a, b) => b.fitMs - a.fitMs)
    .map((f) => [
      ...[
        f.name,
        String(f.rows),
        String(f.parameters),
        `${f.fitMs.toPrecision(3)} ms`,
        `${f.processorMs.toPrecision(3)} ms`,
        `${f.firstMs.toPrecision(3)} ms`,
      ],
      ...[`${f.nsGradient.toFixed(0)} ns`, `${f.nsHessian.toFixed(0)} ns`, f.path],
    ]);
  const most = figures.filter(({ fitMs }) => fitMs >= 50).map(({ name }) => name);
  return [
    line(["law", "rows", "parameters", "fit", "processor", "first", "gradient", "with Hessian", "path"]),
    ...rows.map(line),
    `${figures.length} laws; the middle fit ${middle(figures.map((f) => f.fitMs)).toPrecision(3)} ms; at 50 ms or more: ${most.join(", ") || "none"}`,
  ].join("\n");
}
