import { failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import type { NameNode } from "../../grammar/syntax.ts";
import { type Column, column, type Table } from "../data/table.ts";
import { unknownColumn } from "./columns.ts";

/** The rows of a table in groups, each in the order of the table; the groups in the order of their first rows. */
export type Groups = readonly Int32Array[];

/** Groups of the rows that agree in every named column; all rows are one group where none is named. */
export function groupsBy(table: Table, names: readonly NameNode[], data: string): Outcome<Groups> {
  const keys = keysOf(table, names, data);
  if (!keys.ok) return keys;
  const found = new Map<string, number[]>();
  if (names.length === 0) found.set("", []);
  keys.value.forEach((key, row) => {
    const rows = found.get(key ?? "");
    if (rows === undefined) found.set(key ?? "", [row]);
    else rows.push(row);
  });
  return success([...found.values()].map((rows) => Int32Array.from(rows)));
}

/** A text for each row that tells its values in the named columns; a missing value is one of its own. */
export function keysOf(table: Table, names: readonly NameNode[], data: string): Outcome<readonly string[]> {
  const columns: Column[] = [];
  for (const { name, span } of names) {
    const found = column(table, name);
    if (found === undefined) return failure(unknownColumn(table, name, span, data));
    columns.push(found);
  }
  return success(
    Array.from({ length: table.rows }, (_, row) =>
      columns
        // Minus zero is zero; a text that looks like a number is another value than the number.
        .map(({ kind, values }) =>
          kind === "number" ? `${(values[row] ?? Number.NaN) + 0}` : JSON.stringify(values[row]),
        )
        .join("\u0000"),
    ),
  );
}
