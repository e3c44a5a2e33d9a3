import { type Diagnostic, error, failure, type Outcome, success, warning } from "../../grammar/diagnostic.ts";
import type { Clause, DataStatement, Expression, NameNode } from "../../grammar/syntax.ts";
import { inferColumn } from "../data/infer-column.ts";
import { readTable } from "../data/read-table.ts";
import { type Column, columnNames, filterRows, makeTable, type Table, takeRows, withColumn } from "../data/table.ts";
import { formatNumber } from "../view/format-number.ts";
import { computeColumn } from "./columns.ts";
import { preview } from "./data-preview.ts";
import { drawColumn } from "./distributions.ts";
import { computeGrouped, definedColumns } from "./grouped-columns.ts";
import { groupsBy } from "./groups.ts";
import { keep, keepingMistake } from "./keeping.ts";
import { type Lineage, lineageAfter, type RowsOf, rootedIn } from "./lineage.ts";
import { match } from "./matching.ts";
import { unknownData } from "./misused-name.ts";
import { type DataEntity, define, type Scope } from "./scope.ts";
import { defineStatement, type JsonObject, type StatementContext, type StatementRow } from "./statement.ts";
import { combinations, domainIn, numberIn } from "./values.ts";

interface DataPlan {
  readonly statement: DataStatement;
  readonly scope: Scope;
}

interface DataResult {
  readonly name: string;
  readonly table: Table;
  readonly sources: DataEntity["sources"];
  readonly lineage?: Lineage;
}

/** No grid or table grows beyond this many cells. */
const mostCells = 50_000_000;

async function source({ statement, scope }: DataPlan, context: StatementContext): Promise<Outcome<DataResult>> {
  const name = statement.name.name;
  switch (statement.source.kind) {
    case "file": {
      const { path } = statement.source;
      const read = await readTable(context.files, path.value, path.span, context.signal);
      return read.ok ? success({ name, ...read.value, lineage: rootedIn(read.value.table) }, read.warnings) : read;
    }
    case "table": {
      const made = inlineTable(statement.source.columns, statement.source.rows, scope, statement);
      return made.ok
        ? success({ name, table: made.value, sources: [], lineage: rootedIn(made.value) }, made.warnings)
        : made;
    }
    case "dataset": {
      const other = statement.source.name;
      const entity = scope.entities.get(other.name);
      if (entity?.kind !== "data") return failure(unknownData(other, scope));
      return success({ ...entity, name });
    }
    case "grid":
      return success({ name, table: makeTable([]), sources: [], lineage: rootedIn(makeTable([])) });
  }
}

function inlineTable(
  columns: readonly NameNode[],
  rows: readonly (readonly Expression[])[],
  scope: Scope,
  statement: DataStatement,
): Outcome<Table> {
  const cells: (number | string)[][] = columns.map(() => []);
  const twice = columns.find((c, k) => columns.findIndex((d) => d.name === c.name) !== k);
  if (twice !== undefined)
    return failure(
      error("duplicate-column", `the column ${twice.name} stands twice`, twice.span, { help: "rename one of them" }),
    );
  for (const [index, row] of rows.entries()) {
    if (row.length !== columns.length) {
      const span = {
        start: row[0]?.span.start ?? statement.span.start,
        end: row.at(-1)?.span.end ?? statement.span.end,
      };
      return failure(
        error(
          "ragged-row",
          `row ${index + 1} of ${statement.name.name} has ${row.length} values for ${columns.length} columns`,
          span,
          {
            help: `give a value for each of ${columns.map((c) => c.name).join(", ")}; rows are parted by |`,
          },
        ),
      );
    }
    for (const [k, cell] of row.entries()) {
      if (cell.kind === "string") cells[k]?.push(cell.value);
      else {
        const value = numberIn(cell, scope);
        if (!value.ok) return value;
        cells[k]?.push(value.value);
      }
    }
  }
  return success(makeTable(columns.map((c, k) => [c.name, inferColumn(cells[k] ?? [])])));
}

/** Applies one clause: a filter, new columns, or a grid. */
function transform(table: Table, clause: Clause, by: readonly NameNode[], name: string, scope: Scope): Outcome<Table> {
  switch (clause.kind) {
    case "where": {
      let kept = table;
      for (const condition of clause.conditions) {
        const groups = groupsBy(kept, by, name);
        if (!groups.ok) return groups;
        const mask = computeGrouped(condition, { table: kept, groups: groups.value, scope, data: name });
        if (!mask.ok) return mask;
        if (mask.value.kind !== "number")
          return failure(error("not-a-condition", "a condition compares", condition.span));
        kept = filterRows(
          kept,
          mask.value.values.map((x) => (x !== 0 && !Number.isNaN(x) ? 1 : 0)),
        );
      }
      return success(
        kept,
        kept.rows === 0 && table.rows > 0
          ? [
              warning("empty-data", `no row of ${name} is left`, clause.span, {
                help: `${table.rows === 1 ? "the row" : `all ${table.rows} rows`} failed the condition: check its units and its spelling`,
              }),
            ]
          : [],
      );
    }
    case "with": {
      let extended = table;
      const groups = groupsBy(table, by, name);
      if (!groups.ok) return groups;
      for (const definition of clause.definitions) {
        if (definition.relation === "~") {
          const drawn = drawColumn(definition, extended, scope, name);
          if (!drawn.ok) return drawn;
          extended = withColumn(extended, definition.name.name, drawn.value);
          continue;
        }
        const made = definedColumns(definition, { table: extended, groups: groups.value, scope, data: name });
        if (!made.ok) return made;
        for (const [column, content] of made.value) extended = withColumn(extended, column, content);
      }
      return success(extended);
    }
    case "keeping":
      return keep(clause, by, table, name, scope);
    case "matching":
      return match(clause, by, table, name, scope);
    case "by":
      return success(table);
    case "at":
      return grid(table, clause, name, scope);
    default:
      return failure(
        error("misplaced-clause", "a data set has only where, with, at, keeping and matching", clause.span),
      );
  }
}

/** The cross product of a table's rows with lists; `=` computes a column of what stands before it. */
function grid(table: Table, clause: Extract<Clause, { kind: "at" }>, name: string, scope: Scope): Outcome<Table> {
  let result = table;
  for (const binding of clause.bindings) {
    const column = binding.name.name;
    if (binding.relation === "=") {
      const base =
        result.columns.size === 0 ? makeTable([["\u0000", { kind: "number", values: new Float64Array(1) }]]) : result;
      const made = computeColumn(binding.value, base, scope, name);
      if (!made.ok) return made;
      result = result.columns.size === 0 ? makeTable([[column, made.value]]) : withColumn(result, column, made.value);
      continue;
    }
    const domain = domainIn(binding.value, scope);
    if (!domain.ok) return domain;
    if (domain.value.kind === "range") {
      return failure(
        error("range-in-grid", `${column} runs over a range, but a grid needs a list`, binding.value.span, {
          help: `write ${column} in logspace(…, …, 10) or linspace(…, …, 10)`,
        }),
      );
    }
    const { values } = domain.value;
    const before = Math.max(result.columns.size === 0 ? 1 : result.rows, 0);
    if (before * values.length * (result.columns.size + 1) > mostCells) {
      return failure(
        error("too-large", `the grid would have ${formatNumber(before * values.length, "count")} rows`, clause.span, {
          help: "shorten its lists",
        }),
      );
    }
    const pairs = combinations([
      Array.from({ length: before }, (_, k) => k),
      Array.from({ length: values.length }, (_, k) => k),
    ]);
    const repeated =
      result.columns.size === 0
        ? result
        : takeRows(
            result,
            pairs.map(([row = 0]) => row),
          );
    const cells: Column =
      domain.value.kind === "texts"
        ? { kind: "string", values: pairs.map(([, k = 0]) => String(values[k])) }
        : { kind: "number", values: Float64Array.from(pairs, ([, k = 0]) => Number(values[k])) };
    result = result.columns.size === 0 ? makeTable([[column, cells]]) : withColumn(repeated, column, cells);
  }
  return success(result);
}

/** A step that cannot be carried out, told without data: a stray `by`, a join without keys, an unknown pick. */
function stepMistake(clauses: readonly Clause[], scope: Scope): Diagnostic | undefined {
  for (const [k, clause] of clauses.entries()) {
    const before = clauses[k - 1]?.kind;
    if (clause.kind === "by" && (before === undefined || before === "at" || before === "by"))
      return error("misplaced-clause", "by belongs to the step before it", clause.span, {
        help: "write with … by run, or keeping … by N, D",
      });
    if (clause.kind === "keeping") {
      const mistake = keepingMistake(clause);
      if (mistake !== undefined) return mistake;
    }
    if (clause.kind !== "matching") continue;
    if (scope.entities.get(clause.data.name)?.kind !== "data") return unknownData(clause.data, scope);
    if (clauses[k + 1]?.kind !== "by")
      return error("no-keys", "a join needs the columns that must agree", clause.span, {
        help: `write matching ${clause.data.name} by schedule, step`,
      });
  }
  return undefined;
}

/** The scope in which a derived data set that a clause joins is made of the rows that stand in for its own. */
function joinedFrom(scope: Scope, clause: Clause, rowsOf: RowsOf | undefined): Scope {
  const name = clause.kind === "matching" ? clause.data.name : "";
  const entity = scope.entities.get(name);
  if (rowsOf === undefined || entity?.kind !== "data" || entity.lineage?.derived !== true) return scope;
  const table = entity.lineage.again(rowsOf);
  return table === undefined ? scope : define(scope, name, { ...entity, table });
}

/** `data NAME = …`: a table from a file, from the program's text, from another data set, or from a grid. */
export const dataStatement: StatementRow<DataStatement> = defineStatement<DataStatement, DataPlan, DataResult>({
  check: (statement, scope) => {
    const { source: from } = statement;
    if (from.kind === "dataset" && scope.entities.get(from.name.name)?.kind !== "data")
      return failure(unknownData(from.name, scope));
    const mistake = stepMistake(statement.clauses, scope);
    return mistake === undefined ? success({ statement, scope }) : failure(mistake);
  },
  run: async (plan, context) => {
    const made = await source(plan, context);
    if (!made.ok) return made;
    const warnings = [...made.warnings];
    const { name } = made.value;
    let { table, lineage } = made.value;
    for (const [k, clause] of plan.statement.clauses.entries()) {
      const after = plan.statement.clauses[k + 1];
      const by = after?.kind === "by" ? after.names : [];
      const next = transform(table, clause, by, name, plan.scope);
      if (!next.ok) return next;
      warnings.push(...next.warnings);
      const entity = clause.kind === "matching" ? plan.scope.entities.get(clause.data.name) : undefined;
      const other = entity?.kind === "data" ? entity.lineage : undefined;
      const take = (before: Table, rowsOf?: RowsOf): Outcome<Table> =>
        transform(before, clause, by, name, joinedFrom(plan.scope, clause, rowsOf));
      const step = { clause, before: table, after: next.value, take, ...(other === undefined ? {} : { other }) };
      lineage = lineageAfter(lineage, step);
      table = next.value;
    }
    return success(
      { name, table, sources: made.value.sources, ...(lineage === undefined ? {} : { lineage }) },
      warnings,
    );
  },
  bind: ({ name, ...made }, scope) => define(scope, name, { kind: "data", ...made }, { lastData: name }),
  render: async ({ name, table }) => [preview(name, table)],
  json: ({ name, table }) => dataJson(name, table),
});

/** A data set as `--json` prints it. */
export function dataJson(name: string, table: Table): JsonObject {
  return { kind: "data", name, rows: table.rows, columns: columnNames(table) };
}
