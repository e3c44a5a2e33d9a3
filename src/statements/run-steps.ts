import { type Diagnostic, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import type { Domain, Expression } from "../../grammar/syntax.ts";
import { children } from "../../grammar/walk.ts";
import { notANumber } from "../data/infer-column.ts";
import { type Column, column, type Table } from "../data/table.ts";
import { buildExpression } from "../law/build.ts";
import { compileColumns } from "../law/compile.ts";
import { GraphBuilder, type NodeId } from "../law/expression.ts";
import { unknownColumn } from "./columns.ts";
import type { Groups } from "./groups.ts";
import type { Scope } from "./scope.ts";
import { numberIn } from "./values.ts";

/** Where a column is computed. */
export interface Place {
  readonly table: Table;
  readonly groups: Groups;
  readonly scope: Scope;
  readonly data: string;
}

/** Whether an expression is computed along the rows of its run: a `scan`, `x[k]` of a column, a sum up to the row. */
export function goesAlongRows(e: Expression, { table }: Place): boolean {
  if (e.kind === "call") return e.callee.name === "scan";
  if (e.kind === "index") return e.object.kind === "name" && table.columns.has(e.object.name);
  if (e.kind !== "aggregate" || e.domain.kind !== "range") return false;
  return children(e.domain).some(asksRows);
}

const asksRows = (e: Domain): boolean =>
  (e.kind === "call" && (e.callee.name === "row" || (e.callee.name === "count" && e.arguments.length === 0))) ||
  children(e).some(asksRows);

/** Computes such an expression group by group, each group's rows in the order of the table. */
export function computeAlong(expression: Expression, { table, groups, scope, data }: Place): Outcome<Column> {
  const diagnostics: Diagnostic[] = [];
  const g = new GraphBuilder();
  const order = groups.flatMap((rows) => [...rows]);
  const begins = new Float64Array(order.length);
  let at = 0;
  for (const rows of groups) {
    if (rows.length > 0) begins[at] = 1;
    at += rows.length;
  }
  const inputs: Float64Array[] = [begins];
  const known = new Map<string, NodeId>();
  const start = g.input(0);
  const columnNode = (name: string, span: Expression["span"]): NodeId | undefined => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const own = column(table, name);
    if (own === undefined) return undefined;
    if (own.kind === "string") {
      diagnostics.push(notANumber(table, name, span));
      return g.constant(Number.NaN);
    }
    const values = own.values;
    const made = g.input(inputs.push(Float64Array.from(order, (row) => values[row] ?? Number.NaN)) - 1);
    known.set(name, made);
    return made;
  };
  const root = buildExpression(
    g,
    expression,
    {
      start,
      name: (node) => {
        const own = columnNode(node.name, node.span);
        if (own !== undefined) return own;
        // Anything else is a number of the scope.
        const parameter = scope.lastFit?.result.law.parameters.some((p) => p.name === node.name) === true;
        const value = parameter || scope.entities.has(node.name) ? numberIn(node, scope) : undefined;
        if (value?.ok) return g.constant(value.value);
        diagnostics.push(...(value?.diagnostics ?? [unknownColumn(table, node.name, node.span, data)]));
        return g.constant(Number.NaN);
      },
      member: (node) => {
        const value = numberIn(node, scope);
        return value.ok ? g.constant(value.value) : undefined;
      },
      index: ({ object }, [key = 0]) => {
        const own = object.kind === "name" ? columnNode(object.name, object.span) : undefined;
        return own === undefined ? undefined : g.pick(own, key, start);
      },
      known: () => [...table.columns.keys()],
    },
    diagnostics,
  );
  if (diagnostics.length > 0) return failure(...diagnostics);
  const computed = new Float64Array(order.length);
  compileColumns(g, [root])([], inputs, 0, order.length, [computed]);
  const values = new Float64Array(table.rows);
  order.forEach((row, k) => {
    values[row] = computed[k] ?? Number.NaN;
  });
  return success({ kind: "number", values });
}
