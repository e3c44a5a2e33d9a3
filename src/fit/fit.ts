import type { Cancellation, Progress } from "../execute/cancellation.ts";
import type { Law } from "../law/law.ts";
import { freeParameters } from "../law/law.ts";
import { bootstrap, type Draws } from "./bootstrap.ts";
import { asymptoticDraws, drawCovariance } from "./covariance.ts";
import { type Estimate, estimate } from "./estimate.ts";
import { type Identifiability, identifiability } from "./identifiability.ts";
import type { LossChoice } from "./loss/loss.ts";
import type { Rows } from "./objective.ts";
import { makeProblem, materialize, type Problem } from "./problem.ts";
import { percentileInterval, standardDeviation } from "./quantile.ts";

/** What a fit is made of: plain data, enough to make it again. */
export interface FitRequest {
  readonly law: Law;
  /** A column for each variable of the law, without missing values. */
  readonly inputs: readonly Float64Array[];
  /** The observed response, in its own units. */
  readonly response: Float64Array;
  readonly weights?: Float64Array;
  readonly space: "log" | "linear";
  readonly loss: LossChoice;
  readonly starts: number;
  /** Start points over every parameter of the law. */
  readonly userStarts?: readonly Float64Array[];
  /** Replicates; 0 asks for asymptotic intervals. */
  readonly bootstrap: number;
  readonly seed: number;
  /** Level of the intervals, e.g. 0.95. */
  readonly level: number;
  /** The inputs as draw i of a chained fit makes them. */
  readonly inputsOf?: (draw: number) => readonly Float64Array[];
}

/** One parameter of a fit. */
export interface ParameterEstimate {
  readonly name: string;
  readonly value: number;
  readonly standardError: number;
  readonly interval: readonly [number, number];
  readonly state: "free" | "fixed" | "tied" | "atLowerBound" | "atUpperBound";
}

/** A law fitted to data: the optimum, its draws, and everything said about both. */
export interface FitResult {
  readonly law: Law;
  readonly space: "log" | "linear";
  readonly loss: LossChoice;
  readonly delta: number;
  readonly parameters: readonly ParameterEstimate[];
  /** Values of every parameter of the law. */
  readonly estimate: Float64Array;
  readonly draws: Draws;
  /** Covariance of the draws over every parameter, row-major. */
  readonly covariance: Float64Array;
  readonly intervals: "percentile" | "asymptotic";
  readonly level: number;
  readonly seed: number;
  readonly objective: number;
  readonly rows: number;
  readonly r2: number;
  /** Root mean squared residual, in the space of the fit. */
  readonly rmse: number;
  /** Observed minus predicted, in the space of the fit. */
  readonly residuals: Float64Array;
  readonly status: Estimate["status"];
  readonly starts: number;
  readonly startsAgreeing: number;
  readonly optima: readonly {
    readonly objective: number;
    readonly starts: number;
    readonly attained: boolean;
    readonly parameters: Float64Array;
  }[];
  readonly identifiability: Identifiability;
}

/** Above this many rows the draws are asymptotic unless a bootstrap is asked for (engine.md §2). */
export const asymptoticRows = 200_000;
const asymptoticCount = 1000;

/** How a fit is watched. */
export interface FitControl {
  readonly signal?: Cancellation;
  readonly progress?: (progress: Progress) => void;
}

/** Fits a law: global optimum, draws, intervals and what the data cannot tell apart. */
export function fitLaw(request: FitRequest, control: FitControl = {}): FitResult {
  const { law, inputs, response, weights, space, loss, seed, level } = request;
  const log = space === "log";
  const problem = makeProblem({ law, inputs, response, log, ...(weights === undefined ? {} : { weights }) });
  const found = estimate(problem, {
    loss,
    starts: request.starts,
    ...(request.userStarts === undefined ? {} : { userStarts: request.userStarts }),
    ...(control.signal === undefined ? {} : { signal: control.signal }),
  });
  const draws = makeDraws(problem, found, request, control);
  const covariance = drawCovariance(draws);
  const interrupted =
    control.signal?.aborted === true && (found.status === "interrupted" || draws.count < request.bootstrap);
  return {
    law,
    space,
    loss,
    delta: found.delta,
    parameters: describeParameters(problem, found, draws, level),
    estimate: found.parameters,
    draws,
    covariance,
    intervals: request.bootstrap > 0 ? "percentile" : "asymptotic",
    level,
    seed,
    objective: found.objective,
    rows: response.length,
    ...goodness(problem, found.residuals, response),
    residuals: found.residuals,
    status: interrupted ? "interrupted" : found.status,
    starts: found.starts,
    startsAgreeing: found.minima[0]?.starts ?? 0,
    optima: found.minima.map((m) => ({
      objective: m.objective,
      starts: m.starts,
      attained: m.attained,
      parameters: problem.toParameters(m.coordinates),
    })),
    identifiability: identifiability(problem, found.coordinates),
  };
}

function makeDraws(problem: Problem, found: Estimate, request: FitRequest, control: FitControl): Draws {
  const { seed, inputsOf } = request;
  const width = problem.law.parameters.length;
  if (!found.coordinates.every(Number.isFinite)) return { count: 0, width, values: new Float64Array(0), failed: 0 };
  if (found.status === "exact") {
    // Noiseless data: every resample has the same optimum, and its spread is rounding alone.
    const count = Math.max(1, request.bootstrap);
    const values = new Float64Array(count * width);
    for (let k = 0; k < count; k++) values.set(found.parameters, k * width);
    return { count, width, values, failed: 0 };
  }
  if (request.bootstrap === 0) return asymptoticDraws(problem, found.coordinates, found.delta, asymptoticCount, seed);
  return bootstrap(problem, found.coordinates, {
    replicates: request.bootstrap,
    seed,
    delta: found.delta,
    width: found.width,
    ...(inputsOf === undefined ? {} : { rowsOf: (i: number): Rows => rowsWith(problem, inputsOf(i)) }),
    ...control,
  });
}

/** The problem's rows with other inputs, in the same columns. */
function rowsWith(problem: Problem, inputs: readonly Float64Array[]): Rows {
  const { graph, columnNodes } = problem.model;
  const builder = problem.lowered.graph;
  if (builder !== graph) throw new Error("a problem's model and its lowered graph are one graph");
  return { ...problem.data, columns: materialize(builder, columnNodes, inputs, problem.data.rows) };
}

function describeParameters(
  problem: Problem,
  found: Estimate,
  draws: Draws,
  level: number,
): readonly ParameterEstimate[] {
  const free = new Set(freeParameters(problem.law));
  return problem.law.parameters.map((parameter, index) => {
    const value = found.parameters[index] ?? Number.NaN;
    const column = Float64Array.from(
      { length: draws.count },
      (_, k) => draws.values[k * draws.width + index] ?? Number.NaN,
    );
    const at = problem.coordinates.findIndex((c) => c.parameter === index);
    const coordinate = problem.coordinates[at];
    const x = found.coordinates[at] ?? Number.NaN;
    const state = !free.has(index)
      ? parameter.fixed === undefined
        ? "tied"
        : "fixed"
      : coordinate !== undefined && x <= coordinate.lower
        ? "atLowerBound"
        : coordinate !== undefined && x >= coordinate.upper
          ? "atUpperBound"
          : "free";
    const exact = state === "fixed" || found.status === "exact";
    return {
      name: parameter.name,
      value,
      standardError: exact ? 0 : standardDeviation(column),
      interval: exact ? [value, value] : percentileInterval(column, level),
      state,
    };
  });
}

/** R² of the response in its own units, and the root mean squared residual in the space of the fit. */
function goodness(
  problem: Problem,
  residuals: Float64Array,
  response: Float64Array,
): { readonly r2: number; readonly rmse: number } {
  const n = response.length;
  const mean = response.reduce((a, b) => a + b, 0) / n;
  let total = 0;
  let left = 0;
  let square = 0;
  for (let i = 0; i < n; i++) {
    const y = response[i]!;
    const r = residuals[i]!;
    const predicted = problem.log ? Math.exp(Math.log(y) - r) : y - r;
    total += (y - mean) ** 2;
    left += (y - predicted) ** 2;
    square += r * r;
  }
  return { r2: 1 - left / total, rmse: Math.sqrt(square / n) };
}
