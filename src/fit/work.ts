import { type Cancellation, heeding, type Progress, unlessInterrupted } from "../execute/cancellation.ts";
import { type BootstrapOptions, bootstrap, type Draws } from "./bootstrap.ts";
import type { Clusters } from "./clusters.ts";
import { type Glanced, type GlancePlan, glancer } from "./glance.ts";
import { type LeftOut, leaveOut } from "./jackknife.ts";
import { type Look, lookAt } from "./looks.ts";
import { type Chunk, type PolishPlan, polishChunk, type Start } from "./polish.ts";
import type { Problem } from "./problem.ts";

/** Replicates or clusters `first`, `first` + 1, …: as many as `count`. */
export interface Range {
  readonly first: number;
  readonly count: number;
}

/** Candidates for starts, glanced at in parts. */
export interface GlanceWork {
  readonly task: "glance";
  readonly problem: Problem;
  readonly plan: GlancePlan;
  readonly inputs: readonly Float64Array[];
}

/** Starts polished in chunks that know nothing of each other. */
export interface PolishWork {
  readonly task: "polish";
  readonly problem: Problem;
  readonly plan: PolishPlan;
  readonly inputs: readonly (readonly Start[])[];
}

/** Starts looked at in chunks. */
export interface LookWork {
  readonly task: "look";
  readonly problem: Problem;
  readonly plan: Look;
  readonly inputs: readonly (readonly Start[])[];
}

/** Bootstrap replicates in ranges. */
export interface RefitWork {
  readonly task: "refit";
  readonly problem: Problem;
  readonly plan: {
    readonly estimate: Float64Array;
    readonly options: Omit<BootstrapOptions, "replicates" | "signal" | "progress">;
  };
  readonly inputs: readonly Range[];
}

/** Refits without one cluster each, in ranges. */
export interface LeaveOutWork {
  readonly task: "leaveOut";
  readonly problem: Problem;
  readonly plan: {
    readonly estimate: Float64Array;
    readonly clusters: Clusters;
    readonly delta: number;
    readonly width: number;
  };
  readonly inputs: readonly Range[];
}

/** A piece of a fit that is made of independent parts: they may run anywhere, and the outputs are the same bytes. */
export type Work = GlanceWork | LookWork | PolishWork | RefitWork | LeaveOutWork;

/** Outputs in the order of the inputs; undefined where an interruption came first. */
export type Outputs = readonly unknown[];

/** A computation that hands out its independent parts and goes on with their outputs. */
export type Steps<R> = Generator<Work, R, Outputs>;

/** Hands out parts of the candidates. */
export function* glancing(work: GlanceWork): Steps<readonly (Glanced | undefined)[]> {
  return (yield work) as readonly (Glanced | undefined)[];
}

/** Hands out chunks of starts to look at. */
export function* looking(work: LookWork): Steps<readonly (readonly Start[] | undefined)[]> {
  return (yield work) as readonly (readonly Start[] | undefined)[];
}

/** Hands out chunks of starts to polish. */
export function* polishing(work: PolishWork): Steps<readonly (Chunk | undefined)[]> {
  return (yield work) as readonly (Chunk | undefined)[];
}

/** Hands out ranges of replicates. */
export function* refitting(work: RefitWork): Steps<readonly (Draws | undefined)[]> {
  return (yield work) as readonly (Draws | undefined)[];
}

/** Hands out ranges of clusters. */
export function* leavingOut(work: LeaveOutWork): Steps<readonly (LeftOut | undefined)[]> {
  return (yield work) as readonly (LeftOut | undefined)[];
}

/** Pieces of at most `size`. */
export function chunked<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, k) => all.slice(k * size, (k + 1) * size));
}

/** Cuts `count` into ranges of at most `most`. */
export function ranges(count: number, most: number): readonly Range[] {
  return Array.from({ length: Math.ceil(count / most) }, (_, k) => ({
    first: k * most,
    count: Math.min(most, count - k * most),
  }));
}

/** What computes one part of a piece of work on its problem. */
export function partOf(work: Omit<Work, "inputs">, signal?: Cancellation): (input: unknown) => unknown {
  const { task, problem, plan } = work as Work;
  switch (task) {
    case "glance": {
      const glance = glancer(problem, plan);
      return (candidates) => heeding(signal, () => unlessInterrupted(() => glance(candidates as Float64Array)));
    }
    case "look":
      return (starts) => heeding(signal, () => lookAt(problem, starts as readonly Start[], plan, signal));
    case "polish":
      return (starts) => heeding(signal, () => polishChunk(problem, starts as readonly Start[], plan, signal));
    case "refit":
      return (input) => {
        const { first, count } = input as Range;
        const options = { ...plan.options, first, replicates: count, ...(signal === undefined ? {} : { signal }) };
        return heeding(signal, () => bootstrap(problem, plan.estimate, options));
      };
    case "leaveOut":
      return (input) => heeding(signal, () => unlessInterrupted(() => leaveOut(problem, plan, input as Range, signal)));
  }
}

/** How steps are watched. */
export interface StepsControl {
  readonly signal?: Cancellation;
  readonly progress?: (progress: Progress) => void;
}

/** How far a piece of work has come, in its own units; undefined for what is over too soon to be told. */
export function progressOf(work: Work, done: number): Progress | undefined {
  if (work.task !== "refit") return undefined;
  const count = (parts: readonly Range[]): number => parts.reduce((sum, { count }) => sum + count, 0);
  const text = `bootstrap of ${work.problem.law.name}`;
  return { text, done: count(work.inputs.slice(0, done)), total: count(work.inputs) };
}

/** Runs steps on the caller's thread, part after part; an Interruption where they were stopped before anything was found. */
export function runHere<R>(steps: Steps<R>, { signal, progress }: StepsControl = {}): R {
  let step = heeding(signal, () => steps.next());
  while (!step.done) {
    const work = step.value;
    const apply = partOf(work, signal);
    const outputs: unknown[] = work.inputs.map(() => undefined);
    for (const [k, input] of work.inputs.entries()) {
      // The first part is begun in any case: an interrupted fit shows what it has.
      if (signal?.aborted && k > 0) break;
      outputs[k] = apply(input);
      const told = progressOf(work, k + 1);
      if (told !== undefined) progress?.(told);
    }
    step = heeding(signal, () => steps.next(outputs));
  }
  return step.value;
}
