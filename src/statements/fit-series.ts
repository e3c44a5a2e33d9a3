import { failure, type Outcome, type Span, success } from "../../grammar/diagnostic.ts";
import { column, type Table } from "../data/table.ts";
import type { SeriesInput } from "../fit/series-columns.ts";
import type { Law } from "../law/law.ts";
import { runStart } from "../law/surroundings.ts";
import { unknownColumn } from "./columns.ts";

/** The rows of a law along runs: whole runs one after another, and what each fitted row belongs to. */
export interface RunRows {
  readonly series: SeriesInput;
  /** The run of each fitted row, for a bootstrap over whole runs. */
  readonly labels: readonly string[];
}

/** Rows run by run in file order; a row with a missing input counts in no recursion. */
export function runOrder(
  law: Law,
  table: Table,
  columns: readonly Float64Array[],
  span: Span,
  data: string,
): Outcome<{ readonly order: readonly number[]; readonly start: Float64Array; readonly labels: readonly string[] }> {
  const keys = (law.runs ?? []).map((name) => column(table, name));
  const missing = (law.runs ?? []).find((_, k) => keys[k] === undefined);
  if (missing !== undefined) return failure(unknownColumn(table, missing, span, data));
  const labels = Array.from({ length: table.rows }, (_, row) => keys.map((c) => String(c?.values[row])).join("\u0000"));
  const runs = new Map<string, number[]>();
  for (const [row, label] of labels.entries()) {
    if (!columns.every((c) => Number.isFinite(c[row]))) continue;
    const rows = runs.get(label) ?? [];
    rows.push(row);
    runs.set(label, rows);
  }
  const order = [...runs.values()].flat();
  const start = new Float64Array(order.length);
  let at = 0;
  for (const rows of runs.values()) {
    start[at] = 1;
    at += rows.length;
  }
  return success({ order, start, labels });
}

/** The whole runs of a law's inputs, with the places of the fitted rows among them. */
export function runRows(
  law: Law,
  table: Table,
  columns: readonly Float64Array[],
  fitted: readonly number[],
  span: Span,
  data: string,
): Outcome<RunRows> {
  const ordered = runOrder(law, table, columns, span, data);
  if (!ordered.ok) return ordered;
  const { order, start, labels } = ordered.value;
  const place = new Map(order.map((row, k) => [row, k]));
  return success({
    series: {
      rows: order.length,
      inputs: seriesInputs(law, columns, order, start),
      positions: Float64Array.from(fitted, (row) => place.get(row) ?? 0),
    },
    labels: fitted.map((row) => labels[row] ?? ""),
  });
}

/** The law's inputs in run order, with the column that says where runs begin in its place. */
export function seriesInputs(
  law: Law,
  columns: readonly Float64Array[],
  order: readonly number[],
  start: Float64Array,
): readonly Float64Array[] {
  const marker = law.variables.length + law.externals.findIndex((e) => e.name === runStart.name);
  return columns.map((c, k) => (k === marker ? start : Float64Array.from(order, (row) => c[row] ?? Number.NaN)));
}
