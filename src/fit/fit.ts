import { heed, inStretches, patience, undisturbed, unlessInterrupted } from "../execute/cancellation.ts";
import type { Executor } from "../execute/executor.ts";
import type { Law } from "../law/law.ts";
import { type Draws, joinDraws } from "./bootstrap.ts";
import { type Clusters, clustersOf } from "./clusters.ts";
import { asymptoticDraws, drawCovariance } from "./covariance.ts";
import { type Estimate, estimateSteps } from "./estimate.ts";
import { type Identifiability, identifiability } from "./identifiability.ts";
import { chooseInference } from "./inference.ts";
import type { IntervalMethod, IntervalRule } from "./intervals.ts";
import { joinLeftOut, noReplicates, type Replicates } from "./jackknife.ts";
import { type LossChoice, shapeOf } from "./loss/loss.ts";
import { robustScale } from "./loss-width.ts";
import { sampledFrom } from "./multistart.ts";
import type { Rows } from "./objective.ts";
import { type ObservationModel, observationModel } from "./observation.ts";
import { runOn } from "./parallel.ts";
import { describeParameters, type ParameterEstimate } from "./parameters.ts";
import { makeProblem, type Problem } from "./problem.ts";
import { type RemadeRows, remadeFor, rowsWith } from "./replicate-rows.ts";
import { goodness } from "./residuals.ts";
import type { SeriesInput } from "./series-columns.ts";
import { describeStream, followStream, type RowStream, streamed } from "./stream.ts";
import { hasPriors } from "./with-priors.ts";
import { leavingOut, ranges, refitting, runHere, type Steps, type StepsControl } from "./work.ts";

export type { ParameterEstimate } from "./parameters.ts";
export type { RemadeRows } from "./replicate-rows.ts";

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
  /** Of a law along runs: all rows of the runs. */
  readonly series?: SeriesInput;
  readonly starts: number;
  /** Start points over every parameter of the law. */
  readonly userStarts?: readonly Float64Array[];
  /** Replicates; 0 asks for asymptotic intervals. */
  readonly bootstrap: number;
  readonly seed: number;
  /** Level of the intervals, e.g. 0.95. */
  readonly level: number;
  /** A label a row: rows of one label share an error, and are drawn and left out together. */
  readonly clusters?: readonly (string | number)[];
  /** The inputs as draw i of a chained fit makes them. */
  readonly inputsOf?: (draw: number) => readonly Float64Array[];
  /** Of derived data: how a replicate makes them again. */
  readonly remade?: RemadeRows;
  /** All rows, where inputs and response are a sample of them: they are read block by block, pass after pass. */
  readonly stream?: RowStream;
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
  /** Refits without one row or cluster each; none where the rule needs none. */
  readonly replicates: Replicates;
  readonly intervals: IntervalMethod;
  /** What an interval of anything derived from this fit is made by. */
  readonly rule: IntervalRule;
  /** How many clusters of rows there are, where rows are clustered. */
  readonly clusters?: number;
  /** Of derived data: how many rows were drawn, and the data steps repeated, in each replicate. */
  readonly resampled?: number;
  /** Of rows read block by block: how many were left out, for a value was missing. */
  readonly missing?: number;
  /** How new observations scatter about the law. */
  readonly observation: ObservationModel;
  readonly level: number;
  readonly seed: number;
  readonly objective: number;
  readonly rows: number;
  readonly r2: number;
  /** Root mean squared residual, in the space of the fit. */
  readonly rmse: number;
  /** Observed minus predicted, in the space of the fit; of rows read block by block, of the sample. */
  readonly residuals: Float64Array;
  readonly status: Estimate["status"];
  readonly starts: number;
  readonly startsAgreeing: number;
  /** How many starts a look set aside; absent where all were followed to their ends. */
  readonly startsAside?: number;
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

/** Fits a law: global optimum, draws, intervals and what the data cannot tell apart. */
export function fitLaw(request: FitRequest, control: StepsControl = {}): FitResult {
  return runHere(fitSteps(request, control), control);
}

/** A fit on an executor: the same bytes on any number of threads. */
export function fitLawOn(executor: Executor, request: FitRequest, control: StepsControl = {}): Promise<FitResult> {
  return runOn(executor, fitSteps(request, control), control);
}

/** Fits a problem that is compiled already; the request's response and inputs are those of the problem. */
export function fitProblem(problem: Problem, request: FitRequest, control: StepsControl = {}): FitResult {
  return runHere(problemSteps(problem, request, control), control);
}

function* fitSteps(request: FitRequest, control: StepsControl): Steps<FitResult> {
  const { law, inputs, response, weights, space } = request;
  const log = space === "log";
  const input = {
    law,
    inputs,
    response,
    log,
    shape: shapeOf(request.loss),
    ...(weights === undefined ? {} : { weights }),
    ...(request.series === undefined ? {} : { series: request.series }),
  };
  const problem = makeProblem(input);
  if (!hasPriors(law)) return yield* problemSteps(problem, request, control);
  const { residuals } = yield* estimateSteps(problem, { loss: request.loss, starts: request.starts });
  // σ̂: the robust scale of the residuals at the fit without priors.
  const n = residuals.length;
  const scale = robustScale(residuals, 0) * Math.sqrt(n / Math.max(1, n - problem.coordinates.length));
  const weighed = yield* problemSteps(makeProblem({ ...input, priorScale: scale * scale }), request, control);
  // What was minimised counts the priors too.
  return { ...weighed, objective: weighed.optima[0]?.objective ?? weighed.objective };
}

function* problemSteps(sample: Problem, request: FitRequest, control: StepsControl): Steps<FitResult> {
  const { law, response, space, loss, seed, level, stream } = request;
  const searched = yield* estimateSteps(sample, {
    loss,
    starts: request.starts,
    ...(request.userStarts === undefined ? {} : { userStarts: request.userStarts }),
  });
  const problem = stream === undefined ? sample : streamed(sample, stream);
  const found = stream === undefined ? searched : followStream(sample, searched, stream);
  // An interrupted fit still tells what was found, but not where that alone would take long.
  const telling = problem.data.rows > sampledFrom ? heeded : undisturbed;
  const judged = telling(() => identifiability(problem, found.coordinates));
  const clusters = request.clusters === undefined ? undefined : clustersOf(request.clusters);
  const sure = found.coordinates.every(Number.isFinite) && found.status !== "exact";
  const inference = telling(() => chooseInference(problem, found, request, clusters));
  const replicates =
    inference.leaveOut === undefined || !sure
      ? noReplicates
      : yield* jackknifeSteps(problem, found, inference.leaveOut);
  const rule: IntervalRule =
    replicates.count === 0 && inference.rule.blocks.length > 0
      ? { method: request.bootstrap > 0 ? "percentile" : "asymptotic", blocks: [] }
      : inference.rule;
  const draws = yield* drawSteps(problem, found, request, clusters);
  const stopped = control.signal?.aborted === true;
  const interrupted = stopped && (found.status === "interrupted" || draws.count < request.bootstrap);
  return telling(() => ({
    law,
    space,
    loss,
    delta: found.delta,
    parameters: describeParameters(problem, found, {
      draws,
      replicates,
      rule,
      level,
      ...(judged.alike === undefined ? {} : { alike: judged.alike }),
    }),
    estimate: found.parameters,
    draws,
    covariance: drawCovariance(draws),
    replicates,
    intervals: rule.method,
    rule,
    ...(clusters === undefined ? {} : { clusters: clusters.count }),
    ...(request.remade === undefined || request.bootstrap === 0 ? {} : { resampled: request.remade.from }),
    observation: observationModel(
      leftOutResiduals(problem, found, replicates),
      problem.inputs.slice(0, law.variables.length),
    ),
    level,
    seed,
    objective: found.objective,
    rows: response.length,
    ...(stream === undefined
      ? goodness(problem, found.residuals, response)
      : describeStream(sample, found.coordinates, stream)),
    residuals: found.residuals,
    status: interrupted ? "interrupted" : found.status,
    starts: found.starts,
    startsAgreeing: found.minima[0]?.starts ?? 0,
    ...(found.aside > 0 ? { startsAside: found.aside } : {}),
    optima: found.minima.map((m) => ({
      objective: m.objective,
      starts: m.starts,
      attained: m.attained,
      parameters: problem.toParameters(m.coordinates),
    })),
    identifiability: judged,
  }));
}

function heeded<T>(work: () => T): T {
  heed(patience);
  return work();
}

/** Left-out residuals where there are refits for them; else all residuals, widened by their mean leverage p/n. */
function leftOutResiduals(problem: Problem, found: Estimate, replicates: Replicates): Float64Array {
  if (replicates.leftOut.length === found.residuals.length) return replicates.leftOut;
  const n = found.residuals.length;
  const p = problem.coordinates.length;
  if (n <= p) return found.residuals;
  const widened = new Float64Array(n);
  inStretches(n, 1, (begin, end) => {
    for (let i = begin; i < end; i++) widened[i] = found.residuals[i]! / (1 - p / n);
  });
  return widened;
}

/** Replicates, or clusters to leave out, a part: some milliseconds of work, so that threads share evenly. */
const refitsPerPart = 50;

function* jackknifeSteps(problem: Problem, found: Estimate, clusters: Clusters): Steps<Replicates> {
  const plan = { estimate: found.coordinates, clusters, delta: found.delta, width: found.width };
  const inputs = ranges(clusters.count, refitsPerPart);
  return joinLeftOut(problem, clusters, yield* leavingOut({ task: "leaveOut", problem, plan, inputs }));
}

function* drawSteps(
  problem: Problem,
  found: Estimate,
  request: FitRequest,
  clusters: Clusters | undefined,
): Steps<Draws> {
  const { seed, inputsOf, remade } = request;
  const width = problem.law.parameters.length;
  if (!found.coordinates.every(Number.isFinite)) return { count: 0, width, values: new Float64Array(0), failed: 0 };
  if (found.status === "exact") {
    // Noiseless data: every resample has the same optimum, and its spread is rounding alone.
    const count = Math.max(1, request.bootstrap);
    const values = new Float64Array(count * width);
    for (let k = 0; k < count; k++) values.set(found.parameters, k * width);
    return { count, width, values, failed: 0 };
  }
  if (request.bootstrap === 0) {
    const asymptotic = (): Draws => asymptoticDraws(problem, found.coordinates, found.delta, asymptoticCount, seed);
    return unlessInterrupted(asymptotic) ?? { count: 0, width, values: new Float64Array(0), failed: 0 };
  }
  const options = {
    seed,
    delta: found.delta,
    width: found.width,
    ...(clusters === undefined ? {} : { clusters }),
    ...(inputsOf === undefined ? {} : { rowsOf: (i: number): Rows => rowsWith(problem, inputsOf(i)) }),
    ...(remade === undefined ? {} : { remade: (i: number) => remadeFor(problem, remade, i) }),
  };
  const plan = { estimate: found.coordinates, options };
  const inputs = ranges(request.bootstrap, refitsPerPart);
  return joinDraws(width, yield* refitting({ task: "refit", problem, plan, inputs }));
}
