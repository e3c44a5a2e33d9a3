import type { Cancellation } from "../execute/cancellation.ts";
import { type Chunk, type Found, group, makeSolver, type PolishPlan, startsPerChunk } from "./polish.ts";
import type { Problem } from "./problem.ts";
import { subsample } from "./subsample.ts";
import { polishing, runHere, type Steps } from "./work.ts";

/** A minimum found, with how many of the starts reached it. */
export interface Minimum {
  readonly coordinates: Float64Array;
  readonly objective: number;
  readonly starts: number;
  /** False where the starts ran out of iterations in a valley that falls towards infinity. */
  readonly attained: boolean;
}

/** The outcome of polishing every start. */
export interface Multistart {
  /** Distinct minima, best first. */
  readonly minima: readonly Minimum[];
  /** How many starts were polished, or set aside after a look. */
  readonly starts: number;
  /** How many of them were set aside. */
  readonly aside: number;
  readonly status: "converged" | "exact" | "notConverged" | "interrupted";
}

/** Polishes every start and groups what they reached. */
export function multistart(
  problem: Problem,
  starts: readonly Float64Array[],
  delta: number,
  width: number,
  signal?: Cancellation,
  sift = false,
): Multistart {
  return runHere(multistartSteps(problem, starts, delta, width, sift), signal === undefined ? {} : { signal });
}

/** The multistart as steps: chunks of starts may be polished anywhere. */
export function* multistartSteps(
  problem: Problem,
  starts: readonly Float64Array[],
  delta: number,
  width: number,
  sift = false,
): Steps<Multistart> {
  if (hasMany(problem)) return yield* multistartOfMany(problem, starts, { delta, width, sift });
  const inputs: (readonly Float64Array[])[] = [];
  for (let begin = 0; begin < starts.length; begin += startsPerChunk)
    inputs.push(starts.slice(begin, begin + startsPerChunk));
  const chunks = yield* polishing({ task: "polish", problem, plan: { delta, width, sift }, inputs });
  return joinChunks(chunks.map((chunk) => chunk ?? { found: [], starts: 0, aside: 0, interrupted: true }));
}

/** Above this many rows starts are polished on samples first, and only what they reach on all rows. */
export const sampledFrom = 20_000;

/** Whether a problem has so many rows that its starts are polished on samples of them. */
export function hasMany({ data, searchRows }: Problem): boolean {
  return data.rows > (searchRows ?? sampledFrom);
}

/** Rows of the samples: starts are polished on the first, and what they reach is followed from each to the next. */
const sampleRows = [512, 2048, 16_384] as const;
/** Minima that are followed: at most so many, fewer to all rows, with an objective up to so many times the best. */
const followed = 8;
const followedToAll = 3;
const followedWithin = 1.5;
/** How closely a sample's minimum is found: far closer than it is to that of the next. */
const sampleTolerance = 1e-9;
/** Iterations that an end is followed for: fewer where a pass is dear, on a sample and for rivals of the lowest. */
const iterations = 200;
const dearIterations = 60;

/** Minima of all rows, begun where a multistart on every k-th row ended: a few passes over all rows make the optimum. */
function* multistartOfMany(
  problem: Problem,
  starts: readonly Float64Array[],
  { delta, width, sift }: PolishPlan,
): Steps<Multistart> {
  const { searchRows } = problem;
  const counts = searchRows === undefined ? sampleRows : [searchRows, 4 * searchRows];
  const [first, ...further] = counts.map((rows) => subsample(problem.data, rows));
  let reached = yield* multistartSteps({ ...problem, data: first ?? problem.data }, starts, delta, width, sift);
  const interrupted = reached.status === "interrupted";
  const solver = makeSolver(problem);
  for (const data of [...further, problem.data]) {
    const [best] = reached.minima;
    if (best === undefined) return reached;
    const all = data === problem.data;
    const options = {
      delta,
      tolerance: all ? 1e-13 : sampleTolerance,
      mix: 1,
      dear: true,
    } as const;
    const found: Found[] = [];
    for (const minimum of reached.minima.slice(0, all ? followedToAll : followed)) {
      if (minimum.objective > followedWithin * best.objective && reached.status !== "exact") continue;
      const { coordinates, objective, status } = solver.minimize(data, minimum.coordinates, {
        ...options,
        maxIterations: searchRows === undefined || (all && minimum === best) ? iterations : dearIterations,
      });
      const done = status === "converged" || status === "exact";
      group(found, { coordinates, objective, starts: minimum.starts, done, exact: status === "exact" });
    }
    reached = joinChunks([{ found, starts: reached.starts, aside: reached.aside, interrupted }]);
  }
  return reached;
}

/** The minima of all chunks, best first; the same whoever polished which. */
export function joinChunks(chunks: readonly Chunk[]): Multistart {
  const found: Found[] = [];
  for (const chunk of chunks) for (const end of chunk.found) group(found, { ...end });
  found.sort((a, b) => a.objective - b.objective);
  const best = found[0];
  const interrupted = chunks.some((chunk) => chunk.interrupted);
  const status = interrupted ? "interrupted" : best?.exact ? "exact" : best?.done ? "converged" : "notConverged";
  return {
    minima: found.map(({ done, coordinates, objective, starts: reached }) => ({
      coordinates,
      objective,
      starts: reached,
      attained: done,
    })),
    starts: chunks.reduce((sum, chunk) => sum + chunk.starts, 0),
    aside: chunks.reduce((sum, chunk) => sum + chunk.aside, 0),
    status,
  };
}
