import type { FitResult } from "../fit/fit.ts";
import { lossText } from "../fit/loss/loss.ts";
import { compileColumns } from "../law/compile.ts";
import { priorText } from "../law/prior.ts";
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

/** The fit as a value that can be stored: law, parameters, covariance, options, digests (language.md §4). */
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
    format: 1,
  };
}

/** Errors on the rows held out: the root mean square and the mean of ln observed − ln predicted (or of the difference). */
export function heldOutErrors(
  record: FitRecord,
): { readonly rows: number; readonly rmse: number; readonly bias: number } | undefined {
  const { heldOut, result } = record;
  if (heldOut === undefined || heldOut.observed.length === 0) return undefined;
  const residuals = predictedResiduals(result, heldOut.inputs, heldOut.observed);
  const n = residuals.length;
  return {
    rows: n,
    rmse: Math.sqrt(residuals.reduce((sum, r) => sum + r * r, 0) / n),
    bias: residuals.reduce((a, b) => a + b, 0) / n,
  };
}

/** Observed minus predicted, in the space of the fit, for other rows of the law's variables. */
export function predictedResiduals(
  result: FitResult,
  inputs: readonly Float64Array[],
  observed: Float64Array,
): Float64Array {
  const compute = compileColumns(result.law.graph, [result.law.root]);
  const predicted = new Float64Array(observed.length);
  compute(result.estimate, inputs, 0, observed.length, [predicted]);
  return observed.map((y, i) => (result.space === "log" ? Math.log(y) - Math.log(predicted[i]!) : y - predicted[i]!));
}
