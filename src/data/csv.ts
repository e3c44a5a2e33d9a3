import { CsvError, type Options, parse } from "csv-parse/sync";
import { type Diagnostic, error, failure, type Outcome, type Span, success } from "../../grammar/diagnostic.ts";
import { inferColumn } from "./infer-column.ts";
import { type Column, makeTable, type Table } from "./table.ts";

/** Reads comma- or tab-separated text with a header line; `name` is the file's name in messages. */
export function readCsv(bytes: Uint8Array, name: string, span: Span): Outcome<Table> {
  const text = utf8(bytes);
  const options = settings(text, name);
  let records: string[][];
  try {
    records = parse(text, options) as string[][];
  } catch (thrown) {
    return failure(malformed(thrown, name, span));
  }
  const header = records[0];
  if (header === undefined) return failure(error("empty-data", `${name} is empty`, span));
  if (records.length === 1) {
    return failure(error("empty-data", `${name} has a header and no rows`, span));
  }
  const rows = records.length - 1;
  const line = (row: number): number => lineOf(text, options, row);
  const columns = new Map<string, Column>();
  for (let j = 0; j < header.length; j++) {
    const cells = new Array<string>(rows);
    for (let i = 0; i < rows; i++) cells[i] = records[i + 1]![j]!;
    // A trailing comma makes a nameless column of nothing.
    if (header[j] === "" && cells.every((cell) => cell === "")) continue;
    const title = header[j] === "" ? `column${j + 1}` : header[j]!.normalize("NFC");
    if (columns.has(title)) return failure(duplicate(title, name, header, span));
    columns.set(title, inferColumn(cells, line));
  }
  return success(makeTable(columns));
}

function utf8(bytes: Uint8Array): Uint8Array {
  const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (!wide) return bytes;
  return new TextEncoder().encode(new TextDecoder(bytes[0] === 0xff ? "utf-16le" : "utf-16be").decode(bytes));
}

function settings(bytes: Uint8Array, name: string): Options {
  return {
    bom: true,
    trim: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    delimiter: /\.(tsv|tab)$/i.test(name) ? "\t" : delimiterOf(bytes),
  };
}

/** What parts the header's names: a comma unless there is none and there are tabs or semicolons. */
function delimiterOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(10);
  const header = new TextDecoder().decode(bytes.subarray(0, end < 0 ? bytes.length : end)).replace(/"[^"]*"/g, "");
  if (header.includes(",")) return ",";
  if (header.includes("\t")) return "\t";
  return header.includes(";") ? ";" : ",";
}

/** The line of the file on which a row (0-based) ends; read anew, since only a mistake asks for it. */
function lineOf(bytes: Uint8Array, options: Options, row: number): number {
  const records = parse(bytes, { ...options, info: true, to: row + 2 }) as unknown as { info: { lines: number } }[];
  return records[row + 1]?.info.lines ?? row + 2;
}

function malformed(thrown: unknown, name: string, span: Span): Diagnostic {
  if (!(thrown instanceof CsvError)) return error("unreadable-file", `${name} is not a CSV file`, span);
  const line = Number(thrown.lines);
  const record: unknown = thrown.record;
  if (thrown.code === "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH" && Array.isArray(record)) {
    const expected = /expect (\d+)/.exec(thrown.message)?.[1] ?? "another number of";
    const row = Number(thrown.records);
    const message = `${name}: row ${row} (line ${line}) has ${record.length} cell${record.length === 1 ? "" : "s"}, the header ${expected}`;
    const help =
      record.length < Number(expected) ? "add the missing cells (empty where a value is missing)" : undefined;
    return error("ragged-row", message, span, {
      help: help ?? "remove a delimiter, or quote a cell that contains one",
    });
  }
  if (thrown.code === "CSV_QUOTE_NOT_CLOSED") {
    return error("unreadable-file", `${name}: a quote is opened and never closed (looked until line ${line})`, span);
  }
  return error("unreadable-file", `${name}: line ${line} cannot be read as CSV`, span);
}

function duplicate(title: string, name: string, header: readonly string[], span: Span): Diagnostic {
  const places = header.flatMap((other, j) => (other === title ? [j + 1] : []));
  const message = `${name} has two columns called ${title} (${places.join(" and ")})`;
  return error("duplicate-column", message, span, { help: "rename one of them in the file's header" });
}
