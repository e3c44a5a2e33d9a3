import { type Diagnostic, type Outcome, type Span, success } from "../../grammar/diagnostic.ts";
import type { FitStatement } from "../../grammar/syntax.ts";
import type { Column, Table } from "../data/table.ts";
import { roomFor } from "../execute/blocks.ts";
import { inStretches } from "../execute/cancellation.ts";
import type { RemadeRows } from "../fit/fit.ts";
import { random } from "../fit/random.ts";
import type { Law } from "../law/law.ts";
import { inputsOf, responseOf } from "./fit-columns.ts";
import { fitOptions, heldOutMask } from "./fit-options.ts";
import type { RowsOf } from "./lineage.ts";
import { ratesOf } from "./rates.ts";
import type { DataEntity, Scope } from "./scope.ts";

/** What a fit reads of a table: a value a row of each, and which rows can be used. */
export interface FitRows {
  readonly response: { readonly values: Float64Array; readonly text: string; readonly span: Span };
  readonly columns: readonly Float64Array[];
  /** The columns as a draw of another fit among them makes them. */
  readonly columnsOf?: (draw: number) => readonly Float64Array[];
  readonly weights?: Float64Array;
  readonly numbers: ReadonlyMap<string, number>;
  readonly clusters?: Column;
  /** The condition of `holding out`. */
  readonly held?: string;
  readonly usable: readonly number[];
  readonly outside: readonly number[];
  /** How many rows lack a value. */
  readonly missing: number;
}

/** Reads the rows that a fit statement is about: response, inputs, weights, what is held out and what is missing. */
export function readRows(
  statement: FitStatement,
  law: Law,
  table: Table,
  data: string,
  scope: Scope,
): Outcome<FitRows> {
  const warnings: Diagnostic[] = [];
  const rates = ratesOf(statement, table, data, scope);
  if (!rates.ok) return rates;
  const response = rates.value === undefined ? responseOf(statement, law, table, data, scope) : success(rates.value);
  if (!response.ok) return response;
  const inputs = inputsOf(statement, law, table, data, scope, response.value.text);
  if (!inputs.ok) return inputs;
  const options = fitOptions(statement, table, data, scope);
  if (!options.ok) return options;
  const held = heldOutMask(statement, table, data, scope);
  if (!held.ok) return held;
  warnings.push(...held.warnings);
  const { columns } = inputs.value;
  const y = response.value.values;
  const { weights: own, ...asked } = options.value;
  const weights = rates.value === undefined ? own : rates.value.trials.map((n, row) => n * (own?.[row] ?? 1));
  const usable: number[] = [];
  const outside: number[] = [];
  let missing = 0;
  inStretches(table.rows, 4 * columns.length, (begin, end) => {
    for (let row = begin; row < end; row++) {
      const complete =
        Number.isFinite(y[row]) &&
        columns.every((c) => Number.isFinite(c[row])) &&
        (weights === undefined || (weights[row] ?? 0) > 0);
      if (!complete) missing++;
      else (held.value?.mask[row] ? outside : usable).push(row);
    }
  });
  return success(
    {
      response: response.value,
      ...inputs.value,
      ...asked,
      ...(weights === undefined ? {} : { weights }),
      ...(held.value === undefined ? {} : { held: held.value.text }),
      usable,
      outside,
      missing,
    },
    warnings,
  );
}

/** Some rows of a column. */
export function takeValues(values: Float64Array, rows: readonly number[]): Float64Array {
  const taken = roomFor(rows.length);
  inStretches(rows.length, 1, (begin, end) => {
    for (let k = begin; k < end; k++) taken[k] = values[rows[k]!]!;
  });
  return taken;
}

/**
 * Of derived data: the rows that a fit is made of again in each replicate. The rows of the roots are drawn with
 * replacement, as many as there are, the data steps are taken on them, and the fit reads what comes out.
 */
export function remadeRows(
  statement: FitStatement,
  law: Law,
  { lineage, ...entity }: DataEntity,
  data: string,
  scope: Scope,
  seed: number,
): RemadeRows | undefined {
  if (lineage?.derived !== true) return undefined;
  const { roots, again } = lineage;
  const drawnOf =
    (draw: number): RowsOf =>
    (root) => {
      const source = random(seed ^ Math.imul(roots.indexOf(root), rootStream), draw);
      return Int32Array.from({ length: root.rows }, () => source.below(root.rows));
    };
  return {
    from: roots.reduce((sum, root) => sum + root.rows, 0),
    at: (draw) => {
      const table = again(drawnOf(draw));
      const entities = new Map(scope.entities).set(data, { ...entity, table: table ?? entity.table });
      const read = table === undefined ? undefined : readRows(statement, law, table, data, { ...scope, entities });
      if (read?.ok !== true) return undefined;
      const { columns, columnsOf, response, weights, usable } = read.value;
      return {
        inputs: (columnsOf?.(draw) ?? columns).map((c) => takeValues(c, usable)),
        response: takeValues(response.values, usable),
        ...(weights === undefined ? {} : { weights: takeValues(weights, usable) }),
      };
    },
  };
}

/** Tells the draws of one root's rows from those of the next. */
const rootStream = 0x2545f491;
