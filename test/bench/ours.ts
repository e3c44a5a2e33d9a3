import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { bootstrap } from "../../src/fit/bootstrap.ts";
import { estimate } from "../../src/fit/estimate.ts";
import { chooseEvaluationPath } from "../../src/fit/evaluation-path.ts";
import { makeSolver, polish } from "../../src/fit/polish.ts";
import { makeProblem, type Problem } from "../../src/fit/problem.ts";
import { standardDeviation } from "../../src/fit/quantile.ts";
import { generateStarts } from "../../src/fit/starts.ts";
import type { Law } from "../../src/law/law.ts";
import { type CLoop, runCLoop } from "./c-loop.ts";
import { type ManyRows, runManyRows } from "./many-rows.ts";
import { middle } from "./middle.ts";
import { nanosecondsARow, passesBySize, passesOverSweeps, type RowsPass, type SweepPass } from "./pass.ts";
import { type OnThreads, runOnThreads } from "./threads.ts";
import { delta, fromPeer, hoffmannLaw, inPeerOrder, toPeer, type Work } from "./work.ts";

/** Our side of the standard work. Times in milliseconds, medians over the repeats, one thread where no other number is named. */
export interface Ours {
  readonly objective: number;
  readonly best: readonly number[];
  /** One start from the data and Newton to the optimum, all compiled and done a few hundred times before. */
  readonly warmMs: number;
  /** From scipy's start, every coordinate 2 % away. */
  readonly nearMs: number;
  /** As a fit does it: every start polished. */
  readonly allStartsMs: number;
  /** The first fit of a fresh kernel, which has readied itself while it waited; of a process that has not. Compiling included. */
  readonly coldMs: number;
  readonly processMs: number;
  readonly gridMs: number;
  readonly gridShare: number;
  readonly bootstrapMs: number;
  readonly sd: readonly number[];
  readonly failed: number;
  /** Nanoseconds a row for value and gradient, and with Newton's Hessian; by generated JavaScript; in C. */
  readonly nsGradient: number;
  readonly nsHessian: number;
  readonly nsJavaScript: number;
  readonly inC: CLoop | undefined;
  readonly onThreads: OnThreads;
  readonly bySize: readonly RowsPass[];
  readonly sweeps: readonly SweepPass[];
  readonly many: readonly ManyRows[];
}

const width = 0.1;
const fitStarts = 64;

/** Compiles the standard problem. */
export function standardProblem(work: Work, law: Law): Problem {
  return makeProblem({ law, inputs: [work.N, work.D], response: work.loss, log: true });
}

/** Finds the optimum as `fit` does, with all its starts. */
export function standardEstimate(problem: Problem): ReturnType<typeof estimate> {
  return estimate(problem, { loss: { kind: "huber", delta }, starts: fitStarts });
}

/** Measures our side. */
export async function runOurs(work: Work, starts: readonly (readonly number[])[], repeats: number): Promise<Ours> {
  const law = hoffmannLaw();
  const problem = standardProblem(work, law);
  const found = standardEstimate(problem);
  const solver = makeSolver(problem);
  const objective = found.objective;
  const best = toPeer(law, found.parameters);
  const quick = (): number => {
    const start = generateStarts(problem, 1, width)[0]!;
    return polish(solver, problem.data, start, delta, width).objective;
  };
  if (!(Math.abs(quick() / objective - 1) < 1e-8)) throw new Error("the quick way missed the optimum");
  for (let round = 0; round < 200; round++) quick();
  const near = problem.toCoordinates(
    fromPeer(
      law,
      best.map((value) => 1.02 * value),
    ),
  );
  const points = starts.map((start) => problem.toCoordinates(fromPeer(law, start)));
  let reached = 0;
  const gridMs = median(repeats > 3 ? 3 : 1, () => {
    reached = points.filter(
      (point) => polish(solver, problem.data, point, delta, width).objective <= objective * (1 + 1e-8),
    ).length;
  });
  const options = { replicates: 1000, seed: 1, delta, width };
  const draws = bootstrap(problem, found.coordinates, options);
  const columns = inPeerOrder.map(() => new Float64Array(draws.count));
  for (let k = 0; k < draws.count; k++) {
    const point = toPeer(law, draws.values.subarray(k * draws.width, (k + 1) * draws.width));
    columns.forEach((column, i) => {
      column[k] = point[i]!;
    });
  }
  return {
    objective,
    best,
    warmMs: median(20 * repeats, quick),
    nearMs: median(20 * repeats, () => polish(solver, problem.data, near, delta, width)),
    allStartsMs: median(repeats, () => standardEstimate(problem)),
    coldMs: coldStart(repeats, "kernel"),
    processMs: coldStart(repeats, "process"),
    gridMs,
    gridShare: reached / points.length,
    bootstrapMs: median(repeats, () => bootstrap(problem, found.coordinates, options)),
    sd: columns.map((column) => standardDeviation(column)),
    failed: draws.failed,
    ...passes(problem, law, work, found.coordinates, repeats),
    onThreads: await runOnThreads(
      { law, inputs: [work.N, work.D], response: work.loss, log: true },
      points,
      found,
      Math.min(repeats, 5),
    ),
    ...manyRowsFigures(repeats),
  };
}

/** Passes by the number of rows, and fits of many rows on one thread and two. */
export function manyRowsFigures(repeats: number): Pick<Ours, "bySize" | "sweeps" | "many"> {
  const many = [runManyRows(1e6, 1, 9), runManyRows(1e6, 2, 9), runManyRows(1e7, 1, 3), runManyRows(1e7, 2, 3)];
  return { bySize: passesBySize(repeats), sweeps: passesOverSweeps(repeats), many };
}

/** One pass over the rows, on the fastest path and in JavaScript, and the same loop in C. */
function passes(
  problem: Problem,
  law: Law,
  work: Work,
  at: Float64Array,
  repeats: number,
): Pick<Ours, "nsGradient" | "nsHessian" | "nsJavaScript" | "inC"> {
  const nanoseconds = (of: Problem, kind: "gradient" | "exact"): number =>
    nanosecondsARow(of, at, delta, kind, { passes: 200, repeats: 20 * repeats });
  chooseEvaluationPath("javascript");
  const inJavaScript = standardProblem(work, law);
  chooseEvaluationPath(undefined);
  return {
    nsGradient: nanoseconds(problem, "gradient"),
    nsHessian: nanoseconds(problem, "exact"),
    nsJavaScript: nanoseconds(inJavaScript, "exact"),
    inC: runCLoop(problem, at, delta),
  };
}

function coldStart(repeats: number, as: "kernel" | "process"): number {
  const script = fileURLToPath(new URL("./cold.js", import.meta.url));
  const times = Array.from({ length: repeats }, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, as], { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return Number(stdout);
  });
  return middle(times);
}

function median(repeats: number, work: () => unknown): number {
  const times: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const begin = performance.now();
    work();
    times.push(performance.now() - begin);
  }
  return middle(times);
}
