import {
  type Diagnostic,
  error,
  failure,
  type Outcome,
  type Span,
  success,
  warning,
} from "../../grammar/diagnostic.ts";
import type { Cancellation } from "../execute/cancellation.ts";
import { readCsv } from "./csv.ts";
import { decompress } from "./decompress.ts";
import { sha256 } from "./digest.ts";
import type { FileAccess } from "./file-access.ts";
import { fileDiagnostic } from "./file-problem.ts";
import { strayHelp, strayMessage } from "./infer-column.ts";
import { readJson, readJsonLines } from "./json.ts";
import { readParquet } from "./parquet.ts";
import { concatTables, type Table } from "./table.ts";

/** A file that a table was read from, with the SHA-256 of its bytes as they are stored. */
export interface Source {
  readonly name: string;
  readonly sha256: string;
}

/** A table and the files it came from. */
export interface ReadTable {
  readonly table: Table;
  readonly sources: readonly Source[];
}

type Reader = (bytes: Uint8Array, name: string, span: Span) => Outcome<Table> | Promise<Outcome<Table>>;

/** One reader a file ending; a new format is one file and one row here. */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["csv", readCsv],
  ["tsv", readCsv],
  ["tab", readCsv],
  ["txt", readCsv],
  ["json", readJson],
  ["jsonl", readJsonLines],
  ["ndjson", readJsonLines],
  ["parquet", readParquet],
]);

const unpackedLimit = 2 ** 30;

/**
 * Reads the table that a path, a glob (its files one after another) or a URL names; `span` is the path's literal.
 * Texts among numbers are warnings (`not-a-number`); files that cannot be read are errors.
 */
export async function readTable(
  access: FileAccess,
  path: string,
  span: Span,
  signal?: Cancellation,
): Promise<Outcome<ReadTable>> {
  try {
    const files = await access.read(path, signal);
    const tables: Table[] = [];
    const sources: Source[] = [];
    const warnings: Diagnostic[] = [];
    for (const file of files) {
      sources.push({ name: file.name, sha256: await sha256(file.bytes) });
      const { name, bytes } = await decompress(file.name, file.bytes, unpackedLimit);
      const outcome = await readOne(bytes, name, span);
      if (!outcome.ok) return outcome;
      tables.push(outcome.value);
      warnings.push(...outcome.warnings, ...strays(outcome.value, file.name, span));
    }
    const table = concatTables(tables);
    if (table.columns.size === 0) return failure(error("empty-data", `${path} has no rows`, span));
    warnings.push(...unlike(tables, table, path, span));
    return success({ table, sources }, warnings);
  } catch (thrown) {
    return failure(fileDiagnostic(thrown, path, span));
  }
}

async function readOne(bytes: Uint8Array, name: string, span: Span): Promise<Outcome<Table>> {
  // A URL's query is no part of its ending.
  const ending = /\.([a-z]+)(?:[?#].*)?$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  const read = readers.get(ending);
  if (read === undefined) {
    const help = `the ending says how a file is read: ${[...readers.keys()].map((key) => `.${key}`).join(", ")}`;
    return failure(error("unknown-format", `${name} has no ending that is known here`, span, { help }));
  }
  if (bytes.length === 0) return failure(error("empty-data", `${name} is empty`, span));
  const text = ending !== "parquet";
  if (text && bytes[0] !== 0xff && bytes[0] !== 0xfe && bytes.subarray(0, 4096).includes(0)) {
    return failure(error("unreadable-file", `${name} is not a text file`, span));
  }
  if (text && bytes.length > 2 ** 29 - 32) {
    const message = `${name} is larger than a text can be here (512 MB)`;
    return failure(error("file-too-large", message, span, { help: "store it as Parquet" }));
  }
  return read(bytes, name, span);
}

function strays(table: Table, name: string, span: Span): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [title, content] of table.columns) {
    if (content.kind !== "string" || content.stray === undefined) continue;
    found.push(warning("not-a-number", `${name}: ${strayMessage(title, content.stray)}`, span, { help: strayHelp }));
  }
  return found;
}

function unlike(tables: readonly Table[], whole: Table, path: string, span: Span): readonly Diagnostic[] {
  const lacking = [...whole.columns.keys()].filter((name) => tables.some((table) => !table.columns.has(name)));
  if (lacking.length === 0) return [];
  const message = `the files of ${path} do not have the same columns: ${lacking.slice(0, 5).join(", ")} missing in some`;
  return [
    warning("unlike-files", message, span, {
      help: "their rows have no value there; rename columns that mean the same",
    }),
  ];
}
