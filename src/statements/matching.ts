import { type Diagnostic, error, failure, type Outcome, success, warning } from "../../grammar/diagnostic.ts";
import type { Clause, NameNode } from "../../grammar/syntax.ts";
import { column, type Table, takeRows, withColumn } from "../data/table.ts";
import { keysOf } from "./groups.ts";
import { unknownData } from "./misused-name.ts";
import type { Scope } from "./scope.ts";

/** `matching sched by schedule, step`: a left join; no match is a missing value, a key that stands twice in the other set an error. */
export function match(
  { data: other, span }: Extract<Clause, { kind: "matching" }>,
  by: readonly NameNode[],
  table: Table,
  data: string,
  scope: Scope,
): Outcome<Table> {
  const entity = scope.entities.get(other.name);
  if (entity?.kind !== "data") return failure(unknownData(other, scope));
  const own = keysOf(table, by, data);
  if (!own.ok) return own;
  const theirs = keysOf(entity.table, by, other.name);
  if (!theirs.ok) return theirs;
  const kinds = by.find(({ name }) => column(table, name)?.kind !== column(entity.table, name)?.kind);
  if (kinds !== undefined)
    return failure(
      error(
        "unlike-keys",
        `${kinds.name} holds numbers in one of ${data} and ${other.name}, and texts in the other`,
        kinds.span,
        {
          help: "clean the column that should hold numbers",
        },
      ),
    );
  const places = new Map<string, number>();
  for (const [row, key] of theirs.value.entries()) {
    const before = places.get(key);
    if (before !== undefined)
      return failure(
        error(
          "double-key",
          `rows ${before + 1} and ${row + 1} of ${other.name} have the same ${by.map((n) => n.name).join(", ")}`,
          other.span,
          {
            help: "add the column that tells them apart to by, or keep one row a key",
          },
        ),
      );
    places.set(key, row);
  }
  const rows = own.value.map((key) => places.get(key) ?? -1);
  const taken = takeRows(entity.table, rows);
  let result = table;
  const hidden: string[] = [];
  for (const [name, content] of taken.columns) {
    if (by.some((n) => n.name === name)) continue;
    if (table.columns.has(name)) hidden.push(name);
    else result = withColumn(result, name, content);
  }
  const missing = rows.filter((r) => r < 0).length;
  const warnings: Diagnostic[] = [];
  if (missing > 0)
    warnings.push(
      warning("no-match", `${missing} of ${table.rows} rows of ${data} have no match in ${other.name}`, span),
    );
  if (hidden.length > 0)
    warnings.push(
      warning(
        "column-kept",
        `${hidden.join(", ")} of ${other.name} ${hidden.length === 1 ? "is" : "are"} not taken: ${data} has ${hidden.length === 1 ? "it" : "them"} already`,
        span,
        {
          help: "rename the column in one of the two to have both",
        },
      ),
    );
  return success(result, warnings);
}
