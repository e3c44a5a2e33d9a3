import { type Diagnostic, error, failure, type Outcome, success, warning } from "../../grammar/diagnostic.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import type { BindingNode, Expression, NameNode } from "../../grammar/syntax.ts";
import { chosenPath } from "../fit/evaluation-path.ts";
import { drawsFor, type IntervalRule, intervalOf } from "../fit/intervals.ts";
import { oncePerDraw } from "../fit/predictions.ts";
import { freeParameters, type Law, settledValues } from "../law/law.ts";
import { compileRuns } from "../law/run-columns.ts";
import { shownCell } from "../law/text-code.ts";
import { computeColumn, numberColumn } from "./columns.ts";
import { runOrder, seriesInputs } from "./fit-series.ts";
import { levelColumn } from "./law-over-data.ts";
import { type PredictOn, rowScore } from "./predicted-rows.ts";
import { type DataEntity, type FitRecord, fitNamed, type Scope } from "./scope.ts";

/** The law along runs that a target is, with its fit if it has one; undefined for any other target. */
export function seriesTarget(
  target: Expression,
  scope: Scope,
): { readonly law: Law; readonly fit?: FitRecord } | undefined {
  if (target.kind !== "name") return undefined;
  const fit = fitNamed(scope, target.name);
  const entity = scope.entities.get(target.name);
  const law = fit?.result.law ?? (entity?.kind === "law" ? entity.law : undefined);
  if (law?.runs === undefined) return undefined;
  return { law, ...(fit === undefined ? {} : { fit }) };
}

/**
 * Predicts a law along runs for every row of a data set: whole runs at the estimate, at every draw and replicate. The
 * rows stand run by run; `order` says which of the data set's they are.
 */
export function predictSeries(
  target: Expression,
  { law, fit }: { readonly law: Law; readonly fit?: FitRecord },
  data: NameNode,
  entity: DataEntity,
  bindings: readonly BindingNode[],
  level: number,
  scope: Scope,
): Outcome<PredictOn & { readonly order: readonly number[] }> {
  if (fit === undefined && freeParameters(law).length > 0) {
    return failure(
      error("law-without-fit", `the law ${law.name} has free parameters and has not been fitted`, target.span, {
        help: `write fit ${law.name} on … first, or fix its parameters with where`,
      }),
    );
  }
  const { table } = entity;
  const columns: Float64Array[] = [];
  for (const variable of law.variables) {
    const binding = bindings.find((b) => b.name.name === variable);
    if (binding?.relation === "in")
      return failure(error("not-bound", `on a data set ${variable} is bound with =`, binding.span));
    const made = binding === undefined ? undefined : computeColumn(binding.value, table, scope, data.name);
    if (made?.ok === false) return made;
    const content = made?.value ?? table.columns.get(variable);
    const values = content === undefined ? undefined : levelColumn(law, variable, content);
    if (values !== undefined) {
      columns.push(values);
      continue;
    }
    const column = numberColumn(table, variable, data.span, data.name);
    if (!column.ok) return column;
    columns.push(column.value);
  }
  for (const { value } of law.externals) columns.push(new Float64Array(table.rows).fill(value));
  const ordered = runOrder(law, table, columns, data.span, data.name);
  if (!ordered.ok) return ordered;
  const { order, start } = ordered.value;
  const inputs = seriesInputs(law, columns, order, start);
  const program = compileRuns(law.graph, [law.root, ...(law.guards ?? [])], chosenPath());
  program.bind(inputs, order.length);
  const buffers = [law.root, ...(law.guards ?? [])].map(() => new Float64Array(order.length));
  const along = oncePerDraw((parameters) => {
    program.compute(parameters, buffers);
    const [values = new Float64Array(0), ...guards] = buffers;
    return values.map((x, k) => (guards.every((g) => g[k] !== 0) ? x : Number.NaN));
  });
  const rule: IntervalRule = fit?.result.rule ?? { method: "percentile", blocks: [] };
  const count = fit?.result.draws.count ?? 0;
  const estimate = along(fit?.result.estimate ?? settledValues(law));
  const sampled = drawsFor(rule, count).map((draw) => along(parametersAt(fit, draw)));
  const response = fit === undefined ? undefined : table.columns.get(fit.response);
  const scoring = rowScore(rule, count, response?.kind === "number" ? response.values : []);
  const rows = order.map((row, k): PredictOn["rows"][number] => {
    const value = estimate[k] ?? Number.NaN;
    const values = Float64Array.from(sampled, (s) => s[k] ?? Number.NaN);
    const parts = { estimate: value, draws: values.subarray(0, count), replicates: values.subarray(count) };
    const seen = response?.kind === "number" ? response.values[row] : undefined;
    scoring.add(seen, parts);
    return {
      at: columns.slice(0, law.variables.length).map((c) => c[row] ?? Number.NaN),
      point: { value, interval: intervalOf(parts, rule, level) },
      ...(seen !== undefined && Number.isFinite(seen) ? { observed: seen, error: seen / value - 1 } : {}),
    };
  });
  const missing = table.rows - order.length;
  const warnings: Diagnostic[] =
    missing === 0
      ? []
      : [warning("rows-dropped", `${missing} rows of ${data.name} have no prediction: a value is missing`, data.span)];
  const score = scoring.score(level);
  const json = {
    kind: "predict",
    points: rows.map(({ at, point, observed, error: off }) => ({
      at: Object.fromEntries(law.variables.map((name, k) => [name, shownCell(at[k] ?? Number.NaN)])),
      value: point.value,
      interval: point.interval,
      ...(observed === undefined ? {} : { observed, error: off }),
    })),
    free: [],
    ...score,
  };
  return success(
    { text: printExpression(target), data: data.name, level, names: law.variables, rows, order, ...score, json },
    warnings,
  );
}

/** The parameters of one draw, or of one replicate (numbered below −1). */
function parametersAt(fit: FitRecord | undefined, draw: number): Float64Array {
  if (fit === undefined) return new Float64Array(0);
  const { draws, replicates } = fit.result;
  const from = draw >= 0 ? draws : replicates;
  const at = draw >= 0 ? draw : -2 - draw;
  return from.values.subarray(at * from.width, (at + 1) * from.width);
}
