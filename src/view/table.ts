import { escapeHtml, escapeLatex, oneLine } from "./escape.ts";
import {
  formatEstimate,
  formatInteger,
  formatInterval,
  formatNumber,
  type Interval,
  latexNumber,
  type Quantity,
} from "./format-number.ts";
import { type Grid, type GridCell, gridHtml, gridLatex, gridText } from "./grid.ts";
import type { MimeBundle } from "./mime.ts";

/** A value that may carry an interval. */
export interface Estimate {
  readonly value: number;
  readonly interval?: Interval;
}

/** What a table holds in one place: a number, a text, an interval alone, an estimate, or nothing. */
export type TableCell = number | string | null | undefined | Interval | Estimate;

/** One column; `format` says how its numbers are printed (`plain`). */
export interface TableColumn {
  readonly name: string;
  readonly unit?: string;
  readonly format?: Quantity | "integer" | "text";
}

/** A table as plain data; all names and texts may be a user's. */
export interface TableInput {
  readonly caption?: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly TableCell[])[];
  readonly note?: string;
}

/** Tables longer than this are shortened in the middle. */
export const mostRows = 60;
/** Rows kept at the head and at the foot of a shortened table. */
const keptRows = 20;

const printCell = (cell: TableCell, column: TableColumn): GridCell => {
  if (cell === null || cell === undefined) return { text: "" };
  if (typeof cell === "string") return { text: cell };
  const quantity: Quantity = column.format === "count" || column.format === "flop" ? column.format : "plain";
  const text =
    typeof cell === "number"
      ? column.format === "integer"
        ? formatInteger(cell)
        : formatNumber(cell, quantity)
      : "value" in cell
        ? formatEstimate(cell.value, cell.interval, quantity)
        : formatInterval(cell, quantity);
  return { text, latex: `$${latexNumber(text)}$` };
};

const isText = (input: TableInput, column: number): boolean =>
  input.columns[column]!.format === "text" || input.rows.some((row) => typeof row[column] === "string");

const header = (column: TableColumn): GridCell => ({
  text: column.unit === undefined ? column.name : `${column.name} (${column.unit})`,
});

/** Prints a table as text, HTML and LaTeX; more than 60 rows are shortened in the middle, and it says so. */
export const table = (input: TableInput): MimeBundle => {
  const total = input.rows.length;
  const left = total > mostRows ? total - 2 * keptRows : 0;
  const print = (row: readonly TableCell[]): GridCell[] =>
    input.columns.map((column, index) => printCell(row[index], column));
  const gap = input.columns.map(() => ({ text: "⋮", latex: "$\\vdots$" }));
  const rows =
    left === 0
      ? input.rows.map(print)
      : [...input.rows.slice(0, keptRows).map(print), gap, ...input.rows.slice(-keptRows).map(print)];
  const grid: Grid = {
    header: input.columns.map(header),
    align: input.columns.map((_, column) => (isText(input, column) ? "left" : "right")),
    rows,
  };
  const notes = [left === 0 ? undefined : `${left} of ${total} rows in the middle are not shown`, input.note].filter(
    (note) => note !== undefined && note !== "",
  ) as string[];
  return {
    "text/plain": [input.caption, gridText(grid), ...notes]
      .filter((part) => part !== undefined)
      .map((part) => (part === input.caption ? oneLine(part) : part))
      .join("\n"),
    "text/html": [
      `<div>${gridHtml(grid, input.caption)}`,
      ...notes.map((note) => `<p style="margin:4px 0;opacity:0.75">${escapeHtml(note)}</p>`),
      "</div>",
    ].join("\n"),
    "text/latex": [
      input.caption === undefined ? "" : `\\noindent\\textbf{${escapeLatex(input.caption)}}\n`,
      gridLatex(grid),
      ...notes.map((note) => `\n\\noindent ${escapeLatex(note)}`),
    ]
      .filter((part) => part !== "")
      .join("\n"),
  };
};
