import type { Table } from "../data/table.ts";
import { oneLine } from "../view/escape.ts";
import type { MimeBundle } from "../view/mime.ts";
import { variableWords } from "../view/quantity.ts";
import { table as renderTable, type TableCell } from "../view/table.ts";

/** A data set is shown by this many rows. */
const previewRows = 5;

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;

/** The first rows of a table under its name, and how many there are. */
export function preview(name: string, table: Table, most: number = previewRows): MimeBundle {
  const shown = [...table.columns].slice(0, 12);
  const rows: TableCell[][] = [];
  for (let row = 0; row < Math.min(most, table.rows); row++) {
    rows.push(
      shown.map(([, c]) =>
        c.kind === "number" ? (Number.isNaN(c.values[row]) ? null : (c.values[row] ?? null)) : (c.values[row] ?? ""),
      ),
    );
  }
  const more = table.columns.size > shown.length ? `, ${table.columns.size - shown.length} more columns` : "";
  return renderTable({
    caption: `${name}: ${counted(table.rows, "row")}, ${counted(table.columns.size, "column")}`,
    columns: shown.map(([column, c]) => {
      // A missing value must not hide what the others count.
      const words = c.kind === "number" ? variableWords(column, c.values.filter(Number.isFinite)) : undefined;
      return { name: column, ...(words === undefined ? { format: "text" as const } : { format: words.quantity }) };
    }),
    rows,
    ...(table.rows > most || more !== ""
      ? { note: oneLine(`first ${Math.min(most, table.rows)} of ${table.rows} rows${more}`) }
      : {}),
  });
}
