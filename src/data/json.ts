import { type Diagnostic, error, failure, type Outcome, type Span, success } from "../../grammar/diagnostic.ts";
import { inferColumn } from "./infer-column.ts";
import { type Column, makeTable, type Table } from "./table.ts";

type Row = Readonly<Record<string, unknown>>;

/** Reads JSON: an array of objects, or an object of columns. */
export function readJson(bytes: Uint8Array, name: string, span: Span): Outcome<Table> {
  const value = parseJson(new TextDecoder().decode(bytes));
  if (value === undefined) return failure(error("unreadable-file", `${name} is not valid JSON`, span));
  return tableOf(value.json, name, span);
}

/** Reads one JSON object a line; empty lines are skipped. */
export function readJsonLines(bytes: Uint8Array, name: string, span: Span): Outcome<Table> {
  const rows: Row[] = [];
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  for (let i = 0; i < lines.length; i++) {
    if (lines[i]!.trim() === "") continue;
    const value = parseJson(lines[i]!);
    if (value === undefined) {
      return failure(error("unreadable-file", `${name}: line ${i + 1} is not valid JSON`, span));
    }
    if (!isRow(value.json)) {
      return failure(error("unreadable-file", `${name}: line ${i + 1} is not a JSON object`, span));
    }
    rows.push(value.json);
  }
  return tableOf(rows, name, span);
}

/** JSON, and the bare NaN and Infinity that Python's writer puts into it. */
function parseJson(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    const mended = text.replace(/"(?:[^"\\]|\\.)*"|NaN|Infinity/g, (word) =>
      word === "NaN" ? "null" : word === "Infinity" ? "1e999" : word,
    );
    try {
      return { json: JSON.parse(mended) };
    } catch {
      return undefined;
    }
  }
}

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** A table from an array of objects or an object of columns, as a file or another cell's value gives them. */
export function tableOf(value: unknown, name: string, span: Span): Outcome<Table> {
  if (Array.isArray(value)) return fromRows(value, name, span);
  if (isRow(value)) {
    const entries = Object.entries(value);
    if (entries.length > 0 && entries.every(([, cells]) => isCells(cells))) return fromColumns(entries, name, span);
    const only = entries[0];
    if (entries.length === 1 && only !== undefined && Array.isArray(only[1])) return fromRows(only[1], name, span);
  }
  return failure(shape(name, span));
}

function isCells(value: unknown): boolean {
  return (Array.isArray(value) && !value.some(isRow)) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function shape(name: string, span: Span): Diagnostic {
  const help = 'write [{"N": 1e8, "loss": 3.2}, …], {"N": [1e8, …], "loss": [3.2, …]}, or one object a line (.jsonl)';
  return error("unreadable-file", `${name} is neither an array of objects nor an object of columns`, span, { help });
}

function fromRows(rows: readonly unknown[], name: string, span: Span): Outcome<Table> {
  if (rows.length === 0) return failure(error("empty-data", `${name} has no rows`, span));
  const titles = new Set<string>();
  for (const row of rows) {
    if (!isRow(row)) return failure(shape(name, span));
    for (const title of Object.keys(row)) titles.add(title);
  }
  const columns = new Map<string, Column>();
  for (const title of titles) {
    // Own properties only: a row without `__proto__` must not answer with its prototype.
    const cells = (rows as readonly Row[]).map((row) => (Object.hasOwn(row, title) ? row[title] : undefined));
    columns.set(title.normalize("NFC"), inferColumn(cells));
  }
  return columns.size === 0 ? failure(shape(name, span)) : success(makeTable(columns));
}

function fromColumns(entries: readonly (readonly [string, unknown])[], name: string, span: Span): Outcome<Table> {
  const columns = new Map<string, Column>();
  const [firstTitle, firstCells] = entries[0]! as readonly [string, ArrayLike<unknown>];
  for (const [title, cells] of entries as readonly (readonly [string, ArrayLike<unknown>])[]) {
    if (cells.length !== firstCells.length) {
      const message = `${name}: the column ${title} has ${cells.length} rows, ${firstTitle} ${firstCells.length}`;
      return failure(error("ragged-row", message, span));
    }
    columns.set(title.normalize("NFC"), inferColumn(cells));
  }
  if (firstCells.length === 0) return failure(error("empty-data", `${name} has no rows`, span));
  return success(makeTable(columns));
}
