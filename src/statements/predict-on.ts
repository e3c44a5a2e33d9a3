import { type Diagnostic, error, failure, type Outcome, success, warning } from "../../grammar/diagnostic.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import type { BindingNode, Expression, NameNode } from "../../grammar/syntax.ts";
import { pointOf } from "../ask/predict.ts";
import { sampleQuantity } from "../ask/quantity.ts";
import { shownCell } from "../law/text-code.ts";
import { formatNumber } from "../view/format-number.ts";
import type { MimeBundle } from "../view/mime.ts";
import { variableWords } from "../view/quantity.ts";
import { type TableCell, table } from "../view/table.ts";
import { computeColumn, numberColumn } from "./columns.ts";
import { scoreText } from "./fit-json.ts";
import { levelColumn } from "./law-over-data.ts";
import { unknownData, written } from "./misused-name.ts";
import { beyondNote } from "./point-table.ts";
import { predictSeries, seriesTarget } from "./predict-series.ts";
import { type PredictOn, rowScore } from "./predicted-rows.ts";
import type { Scope } from "./scope.ts";
import type { JsonObject } from "./statement.ts";
import { readTarget } from "./target.ts";

export type { PredictOn } from "./predicted-rows.ts";

/** Evaluates a target for every complete row of a data set; its variables are columns, or bound by `at` to expressions of columns. */
export function predictOn(
  target: Expression,
  data: NameNode,
  bindings: readonly BindingNode[],
  level: number,
  scope: Scope,
): Outcome<PredictOn> {
  const entity = scope.entities.get(data.name);
  if (entity?.kind !== "data") {
    return failure(unknownData(data, scope));
  }
  const series = seriesTarget(target, scope);
  if (series !== undefined) return predictSeries(target, series, data, entity, bindings, level, scope);
  const read = readTarget([target], [], scope, { free: true, rows: true });
  if (!read.ok) return read;
  const { compiled, observed } = read.value;
  const stray = bindings.find((b) => !compiled.inputs.includes(b.name.name));
  if (stray !== undefined)
    return failure(
      error("unknown-variable", `nothing here depends on ${stray.name.name}`, stray.name.span, {
        note: `variables: ${compiled.inputs.map(written).join(", ") || "none"}`,
      }),
    );
  const columns: Float64Array[] = [];
  for (const name of compiled.inputs) {
    const binding = bindings.find((b) => b.name.name === name);
    if (binding?.relation === "in")
      return failure(
        error(
          "not-bound",
          `on a data set ${name} is bound with =, to a column or an expression of columns`,
          binding.span,
          {
            help: `write at ${written(name)} = …`,
          },
        ),
      );
    const made = binding === undefined ? undefined : computeColumn(binding.value, entity.table, scope, data.name);
    if (made?.ok === false) return made;
    const content = made?.value ?? entity.table.columns.get(name);
    const law = compiled.fits.find((f) => f.result.law.texts?.includes(name))?.result.law;
    const values =
      content?.kind === "number"
        ? content.values
        : content === undefined || law === undefined
          ? undefined
          : levelColumn(law, name, content);
    if (values !== undefined) {
      columns.push(values);
      continue;
    }
    const column = numberColumn(entity.table, name, data.span, data.name);
    if (!column.ok) return column;
    columns.push(column.value);
  }
  const fit = compiled.fits.find((f) => f.result === observed);
  const response = fit === undefined ? undefined : entity.table.columns.get(fit.response);
  const quantity = compiled.quantity(0);
  const rows: PredictOn["rows"][number][] = [];
  const scoring = rowScore(quantity.rule, quantity.draws, response?.kind === "number" ? response.values : []);
  let missing = 0;
  for (let row = 0; row < entity.table.rows; row++) {
    const at = columns.map((c) => c[row] ?? Number.NaN);
    if (!at.every(Number.isFinite)) {
      missing++;
      continue;
    }
    const sampled = sampleQuantity(quantity, at);
    const point = pointOf(quantity, sampled, at, level, observed);
    const seen = response?.kind === "number" ? response.values[row] : undefined;
    scoring.add(seen, sampled);
    const known = seen !== undefined && Number.isFinite(seen) ? { observed: seen, error: seen / point.value - 1 } : {};
    rows.push({ at, point, ...known });
  }
  const score = scoring.score(level);
  const json: JsonObject = {
    kind: "predict",
    points: rows.map(({ at, point, observed: seen, error: off }) => ({
      at: Object.fromEntries(compiled.inputs.map((name, k) => [name, shownCell(at[k] ?? Number.NaN)])),
      value: point.value,
      interval: point.interval,
      ...(point.observation === undefined ? {} : { observation: point.observation }),
      ...(seen === undefined ? {} : { observed: seen, error: off }),
    })),
    free: [],
    ...score,
  };
  const warnings: Diagnostic[] = [];
  if (missing > 0) {
    const some = missing === 1 ? `1 row of ${data.name} has` : `${missing} rows of ${data.name} have`;
    warnings.push(warning("rows-dropped", `${some} no prediction: a value is missing or not finite`, data.span));
  }
  if (entity.table.rows === 0) warnings.push(warning("empty-data", `${data.name} has no rows`, data.span));
  if (response?.kind === "string" && fit !== undefined) {
    const text = numberColumn(entity.table, fit.response, data.span, data.name);
    if (!text.ok) warnings.push(...text.diagnostics.map((d) => ({ ...d, severity: "warning" as const })));
  }
  return success(
    { text: printExpression(target), data: data.name, level, names: compiled.inputs, rows, ...score, json },
    warnings,
  );
}

/** The rows as a table, with the root mean square and the mean of the errors below. */
export function renderPredictOn(on: PredictOn): readonly MimeBundle[] {
  const level = `${formatNumber(on.level * 100)}%`;
  const observed = on.rows.some((r) => r.observed !== undefined);
  const interval = on.rows.some((r) => r.point.observation !== undefined);
  const rows = on.rows.map((r): readonly TableCell[] => [
    ...r.at.map(shownCell),
    r.point.value,
    r.point.interval,
    ...(interval ? [r.point.observation ?? null] : []),
    ...(observed ? [r.observed ?? null, r.error === undefined ? null : `${(100 * r.error).toFixed(2)} %`] : []),
  ]);
  const inside = on.rows.filter(
    (r) =>
      r.observed !== undefined &&
      r.point.observation !== undefined &&
      r.observed >= r.point.observation[0] &&
      r.observed <= r.point.observation[1],
  ).length;
  const notes = [
    on.score === undefined
      ? undefined
      : `Errors${on.score.space === "log" ? " of ln" : ""} over ${on.score.rows} row${on.score.rows === 1 ? "" : "s"}: ${scoreText(on.score)}${interval ? `; ${inside} ${inside === 1 ? "lies" : "lie"} in the interval for a new run` : ""}`,
    beyondNote(on.rows.map((r) => r.point)),
  ].filter((n) => n !== undefined);
  return [
    table({
      caption: `${on.text} predicted on ${on.data}`,
      columns: [
        ...on.names.map((name, k) => ({
          name,
          format: variableWords(
            name,
            on.rows.map((r) => r.at[k] ?? Number.NaN),
          ).quantity,
        })),
        { name: on.text },
        { name: `${level} interval` },
        ...(interval ? [{ name: `${level} new run` }] : []),
        ...(observed ? [{ name: "observed" }, { name: "error", format: "text" as const }] : []),
      ],
      rows,
      ...(notes.length === 0 ? {} : { note: notes.join(". ") }),
    }),
  ];
}
