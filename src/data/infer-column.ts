import { type Diagnostic, error, type Span } from "../../grammar/diagnostic.ts";
import type { Column, Stray, Table } from "./table.ts";

const missing: ReadonlySet<string> = new Set(["", "na", "n/a", "#n/a", "<na>", "nan", "-nan", "null", "none"]);

/** A number written as CSV and JSON writers do; hexadecimal and the like are text, though `Number` would read them. */
function numberOf(text: string): number {
  const value = Number(text);
  if (!Number.isNaN(value)) {
    const second = text.charCodeAt(1) | 32;
    return text.charCodeAt(0) === 48 && (second === 120 || second === 98 || second === 111) ? Number.NaN : value;
  }
  const lower = text.toLowerCase();
  if (lower === "true") return 1;
  if (lower === "false") return 0;
  const bare = lower.startsWith("-") || lower.startsWith("+") ? lower.slice(1) : lower;
  if (bare === "inf" || bare === "infinity") return lower.startsWith("-") ? -Infinity : Infinity;
  return Number.NaN;
}

/** What one cell of a file holds: a number, a text, or nothing (undefined). Booleans are 1 and 0. */
function cellOf(cell: unknown): number | string | undefined {
  if (typeof cell === "string") {
    const text = cell.trim();
    if (missing.has(text) || (text.length < 5 && missing.has(text.toLowerCase()))) return undefined;
    const value = numberOf(text);
    return Number.isNaN(value) ? text : value;
  }
  if (typeof cell === "number") return Number.isNaN(cell) ? undefined : cell;
  if (typeof cell === "boolean") return cell ? 1 : 0;
  if (typeof cell === "bigint") return Number(cell);
  if (cell === null || cell === undefined) return undefined;
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? undefined : cell.toISOString();
  return JSON.stringify(cell, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)) ?? "";
}

/**
 * Makes a column of raw cells: numbers where every cell that is not missing is a number, else texts.
 * A text column of mostly numbers carries its first text as `stray`. `line` finds the line of a row (0-based).
 */
export function inferColumn(cells: ArrayLike<unknown>, line?: (row: number) => number): Column {
  const values = new Float64Array(cells.length);
  let numbers = 0;
  let texts = 0;
  let first = -1;
  for (let i = 0; i < cells.length; i++) {
    const cell = cellOf(cells[i]);
    if (typeof cell === "number") numbers++;
    else if (typeof cell === "string" && texts++ === 0) first = i;
    values[i] = typeof cell === "number" ? cell : Number.NaN;
  }
  if (texts === 0) return { kind: "number", values };
  const words = textCells(cells);
  if (texts >= numbers) return { kind: "string", values: words };
  const place = line === undefined ? {} : { line: line(first) };
  const stray: Stray = { row: first + 1, ...place, text: words[first]!, count: texts };
  return { kind: "string", values: words, stray };
}

/** Each cell as it was written; equal texts share one string, since a file's cells would each hold on to the whole file. */
function textCells(cells: ArrayLike<unknown>): string[] {
  const seen = new Map<string, string>();
  const words = new Array<string>(cells.length);
  for (let i = 0; i < cells.length; i++) {
    const raw = cells[i];
    const cell = cellOf(raw);
    const text = cell === undefined ? "" : typeof raw === "string" ? raw.trim() : String(cell);
    const known = seen.get(text);
    if (known === undefined) seen.set(text, text);
    words[i] = known ?? text;
  }
  return words;
}

/** Why a text column cannot be used as numbers, naming the row and the text; for a column without a stray, the first text. */
export function notANumber(table: Table, name: string, span: Span): Diagnostic {
  const content = table.columns.get(name);
  const texts = content?.kind === "string" ? content.values : [];
  const stray = content?.kind === "string" ? content.stray : undefined;
  if (stray !== undefined) return error("not-a-number", strayMessage(name, stray), span, { help: strayHelp });
  const row = texts.findIndex((text) => text !== "");
  const example = row < 0 ? "it is empty" : `row ${row + 1} holds ${quoted(texts[row]!)}`;
  return error("not-a-number", `the column ${name} holds text, not numbers: ${example}`, span);
}

/** What is wrong with a column of numbers that holds a text. */
export function strayMessage(name: string, stray: Stray): string {
  const line = stray.line === undefined ? "" : ` (line ${stray.line})`;
  const more = stray.count > 1 ? `, and ${stray.count - 1} more cell${stray.count > 2 ? "s" : ""} like it` : "";
  return `the column ${name} holds numbers, but row ${stray.row}${line} holds ${quoted(stray.text)}${more}`;
}

/** How a text among numbers is mended. */
export const strayHelp = "write a number there, or leave the cell empty (or NA) where the value is missing";

function quoted(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return JSON.stringify(short);
}
