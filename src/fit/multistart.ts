import type { Cancellation } from "../execute/cancellation.ts";
import { alwaysFollowed, firstLook, type Look, secondLook, worthFollowing, worthPolishing } from "./looks.ts";
import { type Chunk, type Found, group, isWide, makeSolver, type PolishPlan, type Start } from "./polish.ts";
import type { Problem } from "./problem.ts";
import { subsample } from "./subsample.ts";
import { chunked, looking, polishing, runHere, type Steps } from "./work.ts";

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
  return runHere(multistartSteps(problem, starts, { delta, width }, { sift }), signal === undefined ? {} : { signal });
}

/** Starts that are polished one after the other, each knowing what those before it found; chunks know nothing of each other. */
const startsPerChunk = 32;
/** The same for starts that looks chose, each of which has far to go. */
const chosenPerChunk = 5;
/** Starts that are looked at one after the other, the first time and the second: they need nothing of each other. */
const looksPerChunk = 8;
const secondLooksPerChunk = 2;

/** How a multistart goes about its starts. */
export interface MultistartOptions {
  /** Whether they are looked at first, and those that a look finds far above the others set aside; those of a user never are. */
  readonly sift?: boolean;
  /** How many of those that are followed make a chunk: each knows what those before it in its chunk found. */
  readonly perChunk?: number;
  /** How many are followed at most, of those that were looked at. */
  readonly most?: number;
}

/** The multistart as steps: chunks of starts may be polished anywhere. */
export function* multistartSteps(
  problem: Problem,
  points: readonly Float64Array[],
  plan: PolishPlan,
  options: MultistartOptions = {},
): Steps<Multistart> {
  if (hasMany(problem)) return yield* multistartOfMany(problem, points, plan, options.sift === true);
  if (options.sift === true && isWide(plan.width, plan.delta))
    return yield* followSteps(problem, yield* lookSteps(problem, points, plan.width), plan, options);
  const starts = points.map((point) => ({ point }));
  const inputs = chunked(starts, options.perChunk ?? startsPerChunk);
  return joinChunks(yield* chunksOf(problem, plan, inputs), { aside: 0, missing: false });
}

/** Starts with what a look at each left, and whether an interruption left some out. */
export interface Looks {
  readonly seen: readonly Start[];
  readonly missing: boolean;
}

/** A first look at starts, at the width that narrowing begins at. */
export function* lookSteps(problem: Problem, points: readonly Float64Array[], width: number): Steps<Looks> {
  const starts = points.map((point) => ({ point }));
  return yield* looksAt(problem, firstLook(width), chunked(starts, looksPerChunk));
}

function* looksAt(problem: Problem, plan: Look, inputs: readonly (readonly Start[])[]): Steps<Looks> {
  const seen = (yield* looking({ task: "look", problem, plan, inputs })).flatMap((chunk) => chunk ?? []);
  return { seen, missing: seen.length < inputs.flat().length };
}

/** Polishes those of the starts that are worth following, after a second look where they are many. */
export function* followSteps(
  problem: Problem,
  { seen, missing }: Looks,
  plan: PolishPlan,
  { most, perChunk = chosenPerChunk }: MultistartOptions = {},
): Steps<Multistart> {
  const followed = worthFollowing(seen).slice(0, most);
  const near =
    followed.length > alwaysFollowed
      ? yield* looksAt(problem, secondLook(plan.width, plan.delta), dealt(followed, secondLooksPerChunk))
      : { seen: followed, missing: false };
  const chosen = worthPolishing(near.seen);
  const counts = { aside: seen.length - chosen.length, missing: missing || near.missing };
  return joinChunks(yield* chunksOf(problem, plan, dealt(chosen, perChunk)), counts);
}

/** Chunks of at most `size`, each with low ones and high ones of what comes lowest first. */
function dealt<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  const chunks = Math.ceil(all.length / size);
  return Array.from({ length: chunks }, (_, c) => all.filter((_, k) => k % chunks === c));
}

/** Polishes chunks of starts; one that an interruption left out found nothing. */
function* chunksOf(problem: Problem, plan: PolishPlan, inputs: readonly (readonly Start[])[]): Steps<readonly Chunk[]> {
  const chunks = yield* polishing({ task: "polish", problem, plan, inputs });
  return chunks.map((chunk) => chunk ?? { found: [], starts: 0, interrupted: true });
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
  plan: PolishPlan,
  sift: boolean,
): Steps<Multistart> {
  const { searchRows } = problem;
  const counts = searchRows === undefined ? sampleRows : [searchRows, 4 * searchRows];
  const [first, ...further] = counts.map((rows) => subsample(problem.data, rows));
  let reached = yield* multistartSteps({ ...problem, data: first ?? problem.data }, starts, plan, { sift });
  const interrupted = reached.status === "interrupted";
  const solver = makeSolver(problem);
  for (const data of [...further, problem.data]) {
    const [best] = reached.minima;
    if (best === undefined) return reached;
    const all = data === problem.data;
    const options = {
      delta: plan.delta,
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
    reached = joinChunks([{ found, starts: reached.starts - reached.aside, interrupted }], {
      aside: reached.aside,
      missing: false,
    });
  }
  return reached;
}

/** The minima of all chunks, best first; the same whoever polished which. */
export function joinChunks(
  chunks: readonly Chunk[],
  { aside, missing }: { readonly aside: number; readonly missing: boolean },
): Multistart {
  const found: Found[] = [];
  for (const chunk of chunks) for (const end of chunk.found) group(found, { ...end });
  found.sort((a, b) => a.objective - b.objective);
  const best = found[0];
  const interrupted = missing || chunks.some((chunk) => chunk.interrupted);
  const status = interrupted ? "interrupted" : best?.exact ? "exact" : best?.done ? "converged" : "notConverged";
  return {
    minima: found.map(({ done, coordinates, objective, starts: reached }) => ({
      coordinates,
      objective,
      starts: reached,
      attained: done,
    })),
    starts: aside + chunks.reduce((sum, chunk) => sum + chunk.starts, 0),
    aside,
    status,
  };
}
