import type { DuckDBConnection, DuckDBResultReader } from "@duckdb/node-api";
import { type DataColumn, dataPreview, makeTable, type SessionApi } from "../../src/index.ts";
import { type CellContext, type CellFailure, type CellLanguage, failure, type OtherCell } from "./cell.ts";

const install = "npm install @duckdb/node-api";
/** How often an interrupt is looked for, in milliseconds. */
const period = 100;
/** So many rows of a result are shown. */
const mostShown = 40;

/** No files, no network, no extensions, and no way to change that; spilling to disk is off with them. */
const closed = {
  enable_external_access: "false",
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
  allow_community_extensions: "false",
  max_memory: "4GB",
  lock_configuration: "true",
};

/** `%%sql`, `%%sql name`: a query over the data sets in scope; its result is shown and, where it is named, a data set. */
export const sql: CellLanguage = {
  name: "sql",
  help: "a query over the data sets; %%sql name makes its result a data set",
  run: query,
};

async function query(cell: OtherCell, { session, publish, signal }: CellContext): Promise<CellFailure | undefined> {
  const name = cell.rest;
  if (!/^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(name) && name !== "")
    return failure("bad-name", `%%sql is followed by the name of one data set, and ${name} is none`);
  const duckdb = await load();
  if (duckdb === undefined)
    return failure("no-duckdb", `%%sql needs DuckDB, which is not installed here: ${install}, beside lawlab`);
  const instance = await duckdb.DuckDBInstance.create(":memory:", closed);
  const connection = await instance.connect();
  const watch = setInterval(() => {
    if (signal.aborted) connection.interrupt();
  }, period);
  try {
    await offer(connection, session, cell.body);
    const columns = columnsOf(await last(connection, cell.body));
    const table = makeTable(columns);
    if (name !== "") session.define(name, columns);
    if (columns.length > 0) {
      const data = dataPreview(name === "" ? "result" : name, table, mostShown);
      publish("display_data", { data, metadata: {}, transient: {} });
    }
    return undefined;
  } catch (thrown) {
    if (signal.aborted) return failure("interrupted", "the query was stopped");
    const [first = "", ...rest] = (thrown instanceof Error ? thrown.message : String(thrown)).split("\n");
    const { traceback, ...told } = failure("sql", first);
    return { ...told, traceback: [...traceback, ...rest] };
  } finally {
    clearInterval(watch);
    connection.closeSync();
    instance.closeSync();
  }
}

/** DuckDB, which is loaded by the first query; undefined where it is not installed. */
async function load() {
  try {
    return await import("@duckdb/node-api");
  } catch (thrown) {
    if (["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"].includes((thrown as NodeJS.ErrnoException).code ?? ""))
      return undefined;
    throw thrown;
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Makes tables of the data sets that the query names; a missing value is NULL. */
async function offer(connection: DuckDBConnection, session: SessionApi, text: string): Promise<void> {
  for (const [name, columns] of session.data()) {
    if (columns.size === 0 || !text.toLowerCase().includes(name.toLowerCase())) continue;
    const list = [...columns.values()];
    const types = uniqueNames([...columns.keys()]).map(
      (c, k) => `${quoted(c)} ${list[k]?.kind === "number" ? "DOUBLE" : "VARCHAR"}`,
    );
    await connection.run(`CREATE TABLE ${quoted(name)} (${types.join(", ")})`);
    const appender = await connection.createAppender(name);
    const rows = list[0]?.values.length ?? 0;
    for (let row = 0; row < rows; row++) {
      for (const column of list) {
        const value = column.values[row];
        if (value === undefined || value === "" || Number.isNaN(value)) appender.appendNull();
        else if (typeof value === "number") appender.appendDouble(value);
        else appender.appendVarchar(value);
      }
      appender.endRow();
    }
    appender.closeSync();
  }
}

/** Names that differ in more than their case, as SQL needs them: the second of two gets a number. */
function uniqueNames(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return names.map((name) => {
    let own = name;
    for (let k = 2; seen.has(own.toLowerCase()); k++) own = `${name}_${k}`;
    seen.add(own.toLowerCase());
    return own;
  });
}

/** Runs the statements one after the other and gives what the last one gave. */
async function last(connection: DuckDBConnection, text: string): Promise<DuckDBResultReader | undefined> {
  const statements = await connection.extractStatements(text);
  let reader: DuckDBResultReader | undefined;
  for (let k = 0; k < statements.count; k++) {
    const prepared = await statements.prepare(k);
    reader = await prepared.runAndReadAll();
    prepared.destroySync();
  }
  return reader;
}

/** A result as columns: numbers and truth values are numbers, all else texts; NULL is a missing value. */
function columnsOf(reader: DuckDBResultReader | undefined): readonly (readonly [string, DataColumn])[] {
  if (reader === undefined) return [];
  const names = reader.deduplicatedColumnNames();
  return reader.getColumnsJS().map((values, k) => {
    const numbers = values.every((v) => v === null || ["number", "bigint", "boolean"].includes(typeof v));
    const column: DataColumn = numbers
      ? { kind: "number", values: Float64Array.from(values, (v) => (v === null ? Number.NaN : Number(v))) }
      : { kind: "string", values: values.map(textOf) };
    return [names[k] ?? `column${k + 1}`, column];
  });
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object"
    ? JSON.stringify(value, (_, v) => (typeof v === "bigint" ? Number(v) : v))
    : String(value);
}
