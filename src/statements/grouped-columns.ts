import { type Diagnostic, error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import type { CallNode, DefinitionNode, Expression } from "../../grammar/syntax.ts";
import { notANumber } from "../data/infer-column.ts";
import { passAtK } from "../data/pass-at-k.ts";
import { principalComponents } from "../data/principal-components.ts";
import { type Column, column, withColumn } from "../data/table.ts";
import { computeColumn } from "./columns.ts";
import { groupFunctions } from "./group-functions.ts";
import { rewrite } from "./rewrite.ts";
import { computeAlong, goesAlongRows, type Place } from "./run-steps.ts";

export type { Place } from "./run-steps.ts";

import { numberIn } from "./values.ts";

/** Computes an expression for every row, the functions of a group (`mean(loss)`, `cumsum(lr)`) within its group. */
export function computeGrouped(expression: Expression, place: Place): Outcome<Column> {
  const diagnostics: Diagnostic[] = [];
  let { table } = place;
  const hidden = new Set<string>();
  const plain = rewrite(expression, (e) => {
    const made = special(e, place);
    if (made === undefined) return undefined;
    if (!made.ok) {
      diagnostics.push(...made.diagnostics);
      return { kind: "number", value: Number.NaN, text: "", span: e.span };
    }
    // A name that no program can write, so that it hides no column.
    const name = `\u0001${hidden.size}`;
    hidden.add(name);
    table = withColumn(table, name, made.value);
    return { kind: "name", name, span: e.span };
  });
  if (diagnostics.length > 0) return failure(...diagnostics);
  const made = computeColumn(plain, table, place.scope, place.data);
  if (made.ok || hidden.size === 0) return made;
  // What is wrong is told as over the columns that a program knows.
  const told = computeColumn(
    rewrite(plain, (e) =>
      e.kind === "name" && hidden.has(e.name) ? { kind: "number", value: 1, text: "1", span: e.span } : undefined,
    ),
    place.table,
    place.scope,
    place.data,
  );
  return told.ok ? made : told;
}

/** A group's function, pass@k, or a component of a column of vectors; undefined for anything else. */
function special(e: Expression, place: Place): Outcome<Column> | undefined {
  if (e.kind === "index") {
    const own = column(place.table, printExpression(e));
    if (own !== undefined) return success(own);
  }
  if (goesAlongRows(e, place)) return computeAlong(e, place);
  if (e.kind !== "call") return undefined;
  if (e.callee.name === "passk") return passes(e, place);
  const row = groupFunctions.get(e.callee.name);
  // `min(a, b)` is of numbers.
  if (row === undefined || ((e.callee.name === "min" || e.callee.name === "max") && e.arguments.length !== 1))
    return undefined;
  if (e.arguments.length < row.least || e.arguments.length > row.most)
    return failure(error("wrong-arguments", `${e.callee.name} takes ${row.arguments}`, e.span));
  const columns: Float64Array[] = [];
  for (const argument of e.arguments) {
    const made = computeGrouped(argument, place);
    if (!made.ok) return made;
    if (made.value.kind === "string") {
      if (/^(?:first|last|lag)$/.test(e.callee.name))
        return success(pickedTexts(e.callee.name, made.value.values, place));
      return failure(
        argument.kind === "name"
          ? notANumber(place.table, argument.name, argument.span)
          : error("text-in-arithmetic", "a text cannot be computed with", argument.span),
      );
    }
    columns.push(made.value.values);
  }
  const values = new Float64Array(place.table.rows);
  const [first, second] = columns;
  const take = (rows: Int32Array, from: Float64Array | undefined): Float64Array =>
    from === undefined ? new Float64Array(0) : Float64Array.from(rows, (r) => from[r] ?? Number.NaN);
  for (const rows of place.groups) {
    const found = row.compute(take(rows, first), take(rows, second), rows.length);
    rows.forEach((r, k) => {
      values[r] = typeof found === "number" ? found : (found[k] ?? Number.NaN);
    });
  }
  return success({ kind: "number", values });
}

function pickedTexts(name: string, texts: readonly string[], { groups, table }: Place): Column {
  const values = new Array<string>(table.rows).fill("");
  for (const rows of groups)
    rows.forEach((r, k) => {
      const from = name === "first" ? rows[0] : name === "last" ? rows.at(-1) : rows[Math.max(k - 1, 0)];
      values[r] = texts[from ?? r] ?? "";
    });
  return { kind: "string", values };
}

function passes(e: CallNode, place: Place): Outcome<Column> {
  if (e.arguments.length !== 3)
    return failure(
      error("wrong-arguments", "passk takes the samples, the correct ones and k", e.span, {
        help: "write passk(n, correct, 8)",
      }),
    );
  const columns: Float64Array[] = [];
  for (const argument of e.arguments) {
    const made = computeGrouped(argument, place);
    if (!made.ok) return made;
    if (made.value.kind === "string")
      return failure(error("text-in-arithmetic", "a text cannot be computed with", argument.span));
    columns.push(made.value.values);
  }
  const [n, c, k] = columns as [Float64Array, Float64Array, Float64Array];
  return success({ kind: "number", values: n.map((x, i) => passAtK(x, c[i]!, k[i]!)) });
}

/** The columns that a definition makes: one, or those of a list (`r = [web, code]`) or of `pca`, called `r[1]`, `r[2]`, …. */
export function definedColumns(
  definition: DefinitionNode,
  place: Place,
): Outcome<readonly (readonly [string, Column])[]> {
  const { name, value } = definition;
  const isPca = value.kind === "call" && value.callee.name === "pca";
  if (value.kind !== "list" && !isPca) {
    const made = computeGrouped(value, place);
    return made.ok ? success([[name.name, made.value]]) : made;
  }
  const list = value.kind === "list" ? value : value.arguments[0];
  if (list?.kind !== "list" || (isPca && value.arguments.length !== 2))
    return failure(
      error("wrong-arguments", "pca takes a list of columns and how many components", value.span, {
        help: "write pca([mmlu, arc, gsm8k], 2)",
      }),
    );
  const columns: Float64Array[] = [];
  for (const item of list.items) {
    const made = computeGrouped(item, place);
    if (!made.ok) return made;
    if (made.value.kind === "string")
      return failure(error("text-in-arithmetic", "a text cannot be computed with", item.span));
    columns.push(made.value.values);
  }
  const named = (vectors: readonly Float64Array[]): readonly (readonly [string, Column])[] =>
    vectors.map((values, k) => [`${name.name}[${k + 1}]`, { kind: "number", values }]);
  if (!isPca) return success(named(columns));
  const asked = value.arguments[1]!;
  const count = numberIn(asked, place.scope);
  if (!count.ok) return count;
  if (!Number.isInteger(count.value) || count.value < 1 || count.value > columns.length)
    return failure(
      error(
        "bad-count",
        `pca cannot give ${printExpression(asked)} components of ${columns.length} columns`,
        asked.span,
      ),
    );
  return success(named(principalComponents(columns, count.value)));
}
