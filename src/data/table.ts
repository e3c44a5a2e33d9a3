/** A column of numbers; NaN stands for a missing value. */
export interface NumberColumn {
  readonly kind: "number";
  readonly values: Float64Array;
}

/** The first text met in a column that is otherwise made of numbers, so that a later use as numbers can name it. */
export interface Stray {
  /** Counted from 1, without the header, in the file it was read from. */
  readonly row: number;
  /** The line of the file, where the format has lines. */
  readonly line?: number;
  readonly text: string;
  /** How many cells hold text. */
  readonly count: number;
}

/** A column of texts; the empty text stands for a missing value. */
export interface TextColumn {
  readonly kind: "string";
  readonly values: readonly string[];
  readonly stray?: Stray;
}

/** One named column's content. */
export type Column = NumberColumn | TextColumn;

/** Named columns of one length, in the order they were written. A Map, so that no name (`__proto__`) is special. */
export interface Table {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Column>;
}

/** Makes a table of named columns; throws where their lengths differ, which is a caller's bug. */
export function makeTable(columns: Iterable<readonly [string, Column]>): Table {
  const map = new Map(columns);
  let rows = -1;
  for (const [name, { values }] of map) {
    if (rows >= 0 && values.length !== rows) throw new Error(`column ${name} has ${values.length} rows, not ${rows}`);
    rows = values.length;
  }
  return { rows: Math.max(rows, 0), columns: map };
}

/** How many rows a table has. */
export function rowCount(table: Table): number {
  return table.rows;
}

/** The columns' names, in order. */
export function columnNames(table: Table): readonly string[] {
  return [...table.columns.keys()];
}

/** The column of that name, if there is one. */
export function column(table: Table, name: string): Column | undefined {
  return table.columns.get(name);
}

/** The table with one more column at its end, or with the column of that name replaced in its place. */
export function withColumn(table: Table, name: string, content: Column): Table {
  if (table.columns.size > 0 && content.values.length !== table.rows) {
    throw new Error(`column ${name} has ${content.values.length} rows, the table ${table.rows}`);
  }
  return makeTable([...table.columns, [name, content] as const]);
}

/** The rows whose mask is true (or not 0), in order; throws where the mask is not as long as the table. */
export function filterRows(table: Table, mask: ArrayLike<number | boolean>): Table {
  if (mask.length !== table.rows) throw new Error(`a mask of ${mask.length} for ${table.rows} rows`);
  const kept: number[] = [];
  for (let i = 0; i < mask.length; i++) if (mask[i]) kept.push(i);
  return kept.length === table.rows ? table : takeRows(table, kept);
}

/** The rows with the given indices, in the order given; an index may come again, and one below 0 gives missing values. */
export function takeRows(table: Table, rows: ArrayLike<number>): Table {
  const columns: [string, Column][] = [];
  for (const [name, content] of table.columns) columns.push([name, takeCells(content, rows)]);
  return { rows: rows.length, columns: new Map(columns) };
}

function takeCells(content: Column, rows: ArrayLike<number>): Column {
  if (content.kind === "number") {
    const values = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) values[i] = content.values[rows[i]!] ?? Number.NaN;
    return { kind: "number", values };
  }
  const values = new Array<string>(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = content.values[rows[i]!] ?? "";
  return { ...content, values };
}

/** The rows of several tables one after another; a column that a table lacks is missing there. */
export function concatTables(tables: readonly Table[]): Table {
  const only = tables[0];
  if (only !== undefined && tables.length === 1) return only;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const names = new Set(tables.flatMap((table) => [...table.columns.keys()]));
  const columns: [string, Column][] = [];
  for (const name of names) columns.push([name, joinCells(name, tables, rows)]);
  return { rows, columns: new Map(columns) };
}

function joinCells(name: string, tables: readonly Table[], rows: number): Column {
  const parts = tables.map((table) => table.columns.get(name));
  const text = parts.find((part) => part?.kind === "string");
  if (text === undefined) {
    const values = new Float64Array(rows).fill(Number.NaN);
    let at = 0;
    tables.forEach((table, i) => {
      const part = parts[i];
      if (part?.kind === "number") values.set(part.values, at);
      at += table.rows;
    });
    return { kind: "number", values };
  }
  // Numbers in one file and texts in another: all become texts, as they would in one file.
  const values: string[] = [];
  tables.forEach((table, i) => {
    const part = parts[i];
    for (let row = 0; row < table.rows; row++) values.push(cellText(part, row));
  });
  return { ...text, values };
}

/** One cell as text; the empty text where it is missing. */
export function cellText(content: Column | undefined, row: number): string {
  if (content === undefined) return "";
  if (content.kind === "string") return content.values[row] ?? "";
  const value = content.values[row] ?? Number.NaN;
  return Number.isNaN(value) ? "" : String(value);
}
