import { type HeldOutScore, heldOutSums } from "../ask/held-out.ts";
import type { FitResult } from "../fit/fit.ts";
import { lossText } from "../fit/loss/loss.ts";
import { type ObservedRows, oncePerDraw, predictions } from "../fit/predictions.ts";
import { priorText } from "../law/prior.ts";
import { version } from "../version.ts";
import { formatNumber } from "../view/format-number.ts";
import { lawText } from "./law.ts";
import type { FitRecord } from "./scope.ts";
import type { JsonObject } from "./statement.ts";

/** A fit as `lawlab eval --json` prints it (language.md §6). */
export function fitJson(record: FitRecord): JsonObject {
  const { result } = record;
  const heldOut = heldOutErrors(record);
  return {
    kind: "fit",
    name: record.name,
    law: result.law.name,
    parameters: Object.fromEntries(
      result.parameters.map((p) => [
        p.name,
        {
          value: p.value,
          standardError: p.standardError,
          interval: p.interval,
          ...(p.state === "free" ? {} : { state: p.state }),
          ...priorOf(result, p.name),
        },
      ]),
    ),
    objective: result.objective,
    loss: lossText(result.loss),
    ...(result.loss.kind === "adaptiveHuber" ? { delta: result.delta } : {}),
    space: result.space,
    rows: result.rows,
    r2: result.r2,
    rmse: result.rmse,
    seed: result.seed,
    intervals: result.intervals,
    status: result.status,
    startsAgreeing: result.startsAgreeing,
    starts: result.starts,
    ...(result.startsAside === undefined ? {} : { startsAside: result.startsAside }),
    optima: optimaJson(result),
    ...(heldOut === undefined ? {} : { heldOut }),
    warnings: record.warnings,
  };
}

function priorOf(result: FitResult, name: string): JsonObject {
  const prior = result.law.parameters.find((p) => p.name === name)?.prior;
  return prior === undefined ? {} : { prior: priorText(prior) };
}

function optimaJson(result: FitResult): readonly JsonObject[] {
  return result.optima.map((o) => ({
    objective: o.objective,
    starts: o.starts,
    parameters: Object.fromEntries(
      result.law.parameters.map((p, index) => [p.name, o.parameters[index] ?? Number.NaN]),
    ),
  }));
}

/** The fit as a value that can be stored: law, parameters, covariance, options, digests, versions (language.md §4). */
export function fitMimeJson(record: FitRecord): JsonObject {
  const { result } = record;
  return {
    ...fitJson(record),
    lawText: lawText(result.law),
    variables: result.law.variables,
    response: record.response,
    covariance: Array.from({ length: result.parameters.length }, (_, i) =>
      Array.from(result.covariance.subarray(i * result.parameters.length, (i + 1) * result.parameters.length)),
    ),
    level: result.level,
    replicates: result.draws.count,
    data: { name: record.data, sources: record.sources, dropped: record.dropped },
    program: record.text,
    versions: { lawlab: version, format: 1 },
  };
}

const scores = new WeakMap<FitRecord, HeldOutScore>();

/** Errors on the rows held out: the root mean square and the mean of ln observed − ln predicted (or of the difference). */
export function heldOutErrors(record: FitRecord): HeldOutScore | undefined {
  const { heldOut, result } = record;
  if (heldOut === undefined || heldOut.observed.length === 0) return undefined;
  const known = scores.get(record);
  if (known !== undefined) return known;
  const { rule, draws, replicates } = result;
  const sums = heldOutSums(rule, draws.count);
  const parametersAt = (draw: number): Float64Array =>
    draw >= 0
      ? draws.values.subarray(draw * draws.width, (draw + 1) * draws.width)
      : replicates.values.subarray((-2 - draw) * replicates.width, (-1 - draw) * replicates.width);
  const all = [result.estimate, ...sums.draws.map(parametersAt)];
  const residualsAt = oncePerDraw((parameters) => predictedResiduals(result, heldOut, parameters));
  all.forEach((parameters, k) => {
    for (const r of residualsAt(parameters)) sums.add(k, r);
  });
  const score = sums.score(result.level);
  scores.set(record, score);
  return score;
}

/** `RMSE 0.012 [0.010, 0.019], bias …`: a score in words. */
export function scoreText({ rmse, bias, intervals }: HeldOutScore): string {
  const within = (ends: readonly [number, number] | undefined): string =>
    ends === undefined ? "" : ` [${formatNumber(ends[0])}, ${formatNumber(ends[1])}]`;
  return `RMSE ${formatNumber(rmse)}${within(intervals?.rmse)}, bias ${formatNumber(bias)}${within(intervals?.bias)}`;
}

/** Observed minus predicted, in the space of the fit, for other rows of the law's variables. */
export function predictedResiduals(
  result: FitResult,
  rows: ObservedRows,
  parameters: Float64Array = result.estimate,
): Float64Array {
  const predicted = predictions(result.law, rows, parameters);
  return rows.observed.map((y, i) =>
    result.space === "log" ? Math.log(y) - Math.log(predicted[i]!) : y - predicted[i]!,
  );
}
