import { type Diagnostic, error, failure, type Outcome, type Span, success } from "../../grammar/diagnostic.ts";
import { nearestColumn } from "../../grammar/nearest.ts";
import { printExpression, printName } from "../../grammar/print-expression.ts";
import type { Domain, Expression, NameNode } from "../../grammar/syntax.ts";
import { children } from "../../grammar/walk.ts";
import { notANumber } from "../data/infer-column.ts";
import { type Column, column, columnNames, type Table } from "../data/table.ts";
import { compileColumns } from "../law/compile.ts";
import type { NodeId } from "../law/expression.ts";
import { foreignFailure } from "../law/foreign-function.ts";
import { compileInScope } from "./meaning.ts";
import { rewrite } from "./rewrite.ts";
import type { Scope } from "./scope.ts";

/** Computes an expression for every row of a table; a comparison gives 1 and 0. Text columns may be compared with texts. */
export function computeColumn(expression: Expression, table: Table, scope: Scope, data: string): Outcome<Column> {
  if (expression.kind === "name") {
    const own = column(table, expression.name);
    if (own !== undefined) return success(own);
  }
  if (expression.kind === "string") {
    return success({ kind: "string", values: new Array<string>(table.rows).fill(expression.value) });
  }
  const masks = new Map<string, Float64Array>();
  const prepared = withoutTexts(expression, table, masks);
  const named = namesIn(prepared, table);
  const parameters = scope.lastFit?.result.law.parameters.map((p) => p.name) ?? [];
  const unknown = named.find(
    (n) =>
      !table.columns.has(n.name) && !masks.has(n.name) && !scope.entities.has(n.name) && !parameters.includes(n.name),
  );
  if (unknown !== undefined) return failure(unknownColumn(table, unknown.name, unknown.span, data));
  const used = named.filter((n) => column(table, n.name) !== undefined);
  for (const { name, span } of used) {
    if (column(table, name)?.kind === "string") return failure(notANumber(table, name, span));
  }
  const names = [...new Set([...used.map((n) => n.name), ...masks.keys()])];
  const compiled = compileInScope([prepared], scope, { inputs: names, calls: true });
  if (!compiled.ok) return compiled;
  const inputs = names.map((name) => masks.get(name) ?? numbers(column(table, name)));
  const { graph, roots, calls, parameters: values } = compiled.value;
  const compute = (nodes: readonly NodeId[]): readonly Float64Array[] => {
    const out = nodes.map(() => new Float64Array(table.rows));
    compileColumns(graph, nodes)(values(-1), inputs, 0, table.rows, out);
    return out;
  };
  for (const { callee, name, span, args, input } of calls) {
    const answer = callee.call(compute(args), table.rows);
    if (!answer.ok) return failure(foreignFailure(name, span, answer.message));
    inputs[input] = answer.values;
  }
  return success({ kind: "number", values: compute([roots[0] ?? 0])[0] ?? new Float64Array(0) });
}

/** A column of numbers by name, or the diagnostic that it is missing (with the nearest offered) or holds texts. */
export function numberColumn(table: Table, name: string, span: Span, data: string): Outcome<Float64Array> {
  const found = column(table, name);
  if (found === undefined) return failure(unknownColumn(table, name, span, data));
  return found.kind === "number" ? success(found.values) : failure(notANumber(table, name, span));
}

/** The diagnostic for a column that a data set does not have. */
export function unknownColumn(table: Table, name: string, span: Span, data: string, help?: string): Diagnostic {
  const names = columnNames(table);
  const offer = nearestColumn(name, names);
  const shown = names.slice(0, 12).map(oneLineName).join(", ") + (names.length > 12 ? ", …" : "");
  const advice = help ?? (offer === undefined ? undefined : `did you mean ${oneLineName(offer)}?`);
  return error("unknown-column", `the data set ${data} has no column ${name}`, span, {
    note: `columns: ${shown}`,
    ...(advice === undefined ? {} : { help: advice }),
    ...(offer === undefined || help !== undefined ? {} : { fix: { span, text: oneLineName(offer) } }),
  });
}

/** A column's name as a program would write it. */
function oneLineName(name: string): string {
  return printName({ kind: "name", name, span: { start: 0, end: 0 } });
}

function numbers(found: Column | undefined): Float64Array {
  return found?.kind === "number" ? found.values : new Float64Array(0);
}

/** The names that columns may be meant by; an index belongs to its sum, and a component `S[1]` is a column of its own. */
function namesIn(expression: Domain, table: Table): readonly NameNode[] {
  if (expression.kind === "name") return columnsNamed(expression, table);
  if (expression.kind === "aggregate") {
    const { body, domain, index } = expression;
    const inner = namesIn(body, table).filter((n) => n.name !== index.name);
    return [...inner, ...namesIn(domain, table)];
  }
  if (expression.kind === "index") {
    const name = printExpression(expression);
    if (table.columns.has(name)) return [{ kind: "name", name, span: expression.span }];
    const own = expression.object.kind === "name" ? columnsNamed(expression.object, table, []) : [];
    return [...own, ...expression.indices.flatMap((e) => namesIn(e, table))];
  }
  return children(expression).flatMap((child) => namesIn(child, table));
}

/** A column by its name, or the columns of a vector's components. */
function columnsNamed(node: NameNode, table: Table, otherwise: readonly NameNode[] = [node]): readonly NameNode[] {
  if (table.columns.has(node.name)) return [node];
  const parts: NameNode[] = [];
  for (let k = 1; table.columns.has(`${node.name}[${k}]`); k++) parts.push({ ...node, name: `${node.name}[${k}]` });
  return parts.length > 0 ? parts : otherwise;
}

/** Replaces comparisons with texts by names of 0/1 columns, which are put into `masks`. */
function withoutTexts(expression: Expression, table: Table, masks: Map<string, Float64Array>): Expression {
  const asMask = (test: (row: number) => boolean, span: Span): Expression => {
    // A name that no program can write, so that it hides no column.
    const name = `\u0000${masks.size}`;
    masks.set(
      name,
      Float64Array.from({ length: table.rows }, (_, row) => (test(row) ? 1 : 0)),
    );
    return { kind: "name", name, span };
  };
  const textsOf = (e: Expression): readonly string[] | undefined => {
    const found = e.kind === "name" ? column(table, e.name) : undefined;
    return found?.kind === "string" ? found.values : undefined;
  };
  return rewrite(expression, (e) => {
    if (e.kind === "comparison" && (e.operator === "=" || e.operator === "!=")) {
      const equal = e.operator === "=";
      for (const [a, b] of [
        [e.left, e.right],
        [e.right, e.left],
      ] as const) {
        const values = textsOf(a);
        const other = textsOf(b);
        if (values !== undefined && b.kind === "string")
          return asMask((row) => (values[row] === b.value) === equal, e.span);
        if (values !== undefined && other !== undefined)
          return asMask((row) => (values[row] === other[row]) === equal, e.span);
      }
    }
    if (e.kind === "membership" && e.domain.kind === "list") {
      const values = textsOf(e.value);
      const wanted = new Set(e.domain.items.flatMap((item) => (item.kind === "string" ? [item.value] : [])));
      if (values !== undefined) return asMask((row) => wanted.has(values[row] ?? ""), e.span);
    }
    return undefined;
  });
}
