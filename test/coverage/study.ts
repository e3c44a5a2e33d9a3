import { type FitRequest, type FitResult, fitProblem } from "../../src/fit/fit.ts";
import { calibratedDraws, type IntervalRule, intervalOf } from "../../src/fit/intervals.ts";
import type { LossChoice } from "../../src/fit/loss/loss.ts";
import { newObservations } from "../../src/fit/observation.ts";
import { makeProblem, type Problem } from "../../src/fit/problem.ts";
import { percentileInterval } from "../../src/fit/quantile.ts";
import { random } from "../../src/fit/random.ts";
import { hoffmannLaw, standardWork } from "../bench/work.ts";
import { type Cell, type Design, freshStandard, lossOf, optimalSize, type Standard, type Truth } from "./cells.ts";

/** The level of the intervals that are counted. */
export const level = 0.9;

/** The quantities of the study; the last two are single observations, in range and extrapolated. */
export const quantities = [
  "E",
  "α",
  "β",
  "N*(1e24)",
  "L(70e9, 1.4e12)",
  "new run in range",
  "new run at 70e9, 1.4e12",
] as const;

/** Hits by quantity: of the chosen method, and of each method that could have been chosen. */
export interface Tally {
  sets: number;
  failed: number;
  readonly chosen: number[];
  readonly methods: Record<string, number[]>;
  readonly used: Record<string, number>;
}

/** An empty tally. */
export function emptyTally(): Tally {
  return { sets: 0, failed: 0, chosen: quantities.map(() => 0), methods: {}, used: {} };
}

const law = hoffmannLaw();
const order = ["E", "A", "B", "α", "β"].map((name) => law.parameters.findIndex((p) => p.name === name));

function truthOf(values: ArrayLike<number>): Truth {
  return order.map((i) => values[i] ?? Number.NaN) as unknown as Truth;
}

/** The standard design with the fit of the cell's loss as the truth, so that its residuals are centred for that loss. */
export function standardFor(loss: Cell["loss"]): Standard {
  const { N, D, loss: response } = standardWork();
  const problem = makeProblem({ law, inputs: [N, D], response, log: true });
  const fit = fitProblem(problem, request([N, D], response, lossChoice(loss), 0));
  return { N, D, truth: truthOf(fit.estimate), residuals: fit.residuals };
}

function lossChoice(loss: Cell["loss"]): LossChoice {
  return loss === "huber" ? { kind: "adaptiveHuber" } : { kind: "huber", delta: 1e-3 };
}

function request(
  inputs: readonly Float64Array[],
  response: Float64Array,
  loss: LossChoice,
  bootstrap: number,
  clusters?: readonly number[],
): FitRequest {
  const shared = { law, inputs, response, space: "log", loss, starts: 8, bootstrap, seed: 1, level } as const;
  return clusters === undefined ? shared : { ...shared, clusters };
}

/**
 * Simulates data sets [begin, end) of a cell and counts which intervals hold the truth. Seed 0 is the published study on
 * the standard design; every other seed makes data sets of its own, on a random design with a random truth.
 */
export function study(cell: Cell, begin: number, end: number, draws: number, seed: number): Tally {
  const standard = standardFor(cell.loss);
  const design = cell.design(seed === 0 ? standard : freshStandard(standard, seed));
  const tally = emptyTally();
  const response = new Float64Array(design.N.length).fill(1);
  const problem = makeProblem({ law, inputs: [design.N, design.D], response, log: true });
  for (let set = begin; set < end; set++) one(cell, design, problem, { set, seed }, draws, tally);
  return tally;
}

const inRange = [1e9, 2e10] as const;
const beyond = [70e9, 1.4e12] as const;

function one(
  cell: Cell,
  design: Design,
  problem: Problem,
  { set, seed }: { readonly set: number; readonly seed: number },
  draws: number,
  tally: Tally,
): void {
  const { N, D, truth } = design;
  const source = random(0xc0de + seed, set);
  const errors = design.errors(source);
  const logs = errors.rows.map((e, i) => Math.log(lossOf(truth, N[i]!, D[i]!)) + e);
  const fit = fitProblem(
    { ...problem, data: { ...problem.data, response: logs } },
    { ...request([N, D], logs.map(Math.exp), lossChoice(cell.loss), draws, design.clusters), seed: set },
  );
  tally.sets++;
  if (fit.draws.failed > 0.02 * draws) tally.failed++;
  tally.used[fit.intervals] = (tally.used[fit.intervals] ?? 0) + 1;
  const functions = [
    (t: Truth) => t[0],
    (t: Truth) => t[3],
    (t: Truth) => t[4],
    (t: Truth) => optimalSize(t, 1e24),
    (t: Truth) => lossOf(t, ...beyond),
  ];
  const rules: readonly IntervalRule[] =
    fit.rule.blocks.length === 0
      ? []
      : ["percentile", "bca", "jackknife"].map((method) => ({ ...fit.rule, method }) as IntervalRule);
  functions.forEach((f, k) => {
    const at = (of: { readonly count: number; readonly width: number; readonly values: Float64Array }): Float64Array =>
      Float64Array.from({ length: of.count }, (_, i) =>
        f(truthOf(of.values.subarray(i * of.width, (i + 1) * of.width))),
      );
    const sampled = { estimate: f(truthOf(fit.estimate)), draws: at(fit.draws), replicates: at(fit.replicates) };
    const holds = ([low, high]: readonly [number, number]): number => (f(truth) >= low && f(truth) <= high ? 1 : 0);
    tally.chosen[k]! += holds(intervalOf(sampled, fit.rule, level));
    for (const rule of rules) {
      tally.methods[rule.method] ??= quantities.map(() => 0);
      tally.methods[rule.method]![k]! += holds(intervalOf(sampled, rule, level));
    }
  });
  [inRange, beyond].forEach(([n, d], k) => {
    const observed = lossOf(truth, n, d) * Math.exp(errors.fresh(n));
    const [low, high] = percentileInterval(newRun(fit, n, d, set), level);
    tally.chosen[functions.length + k]! += observed >= low && observed <= high ? 1 : 0;
  });
}

function newRun(fit: FitResult, n: number, d: number, set: number): Float64Array {
  const at = (of: { readonly count: number; readonly width: number; readonly values: Float64Array }): Float64Array =>
    Float64Array.from({ length: of.count }, (_, i) =>
      lossOf(truthOf(of.values.subarray(i * of.width, (i + 1) * of.width)), n, d),
    );
  const sampled = {
    estimate: lossOf(truthOf(fit.estimate), n, d),
    draws: at(fit.draws),
    replicates: at(fit.replicates),
  };
  return newObservations(calibratedDraws(sampled, fit.rule), fit.observation, [n, d], "log", set);
}
