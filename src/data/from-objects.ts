import type { Column } from "./table.ts";

/** Rows as objects, or columns of one length: what programs in other languages hold a data set in. */
export type DataObjects = readonly Readonly<Record<string, unknown>>[] | Readonly<Record<string, ArrayLike<unknown>>>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !ArrayBuffer.isView(value) && !Array.isArray(value);

/** A column of numbers and truth values (a missing one is NaN) or of texts (a missing one is empty); undefined for anything else. */
function columnOf(values: ArrayLike<unknown>): Column | undefined {
  const list = Array.from(values);
  const missing = (value: unknown): boolean => value === null || value === undefined;
  if (list.every((value) => typeof value === "number" || typeof value === "boolean" || missing(value)))
    return {
      kind: "number",
      values: Float64Array.from(list, (value) => (missing(value) ? Number.NaN : Number(value))),
    };
  return list.every((value) => typeof value === "string" || missing(value))
    ? { kind: "string", values: list.map((value) => (typeof value === "string" ? value : "")) }
    : undefined;
}

/** The columns of an array of objects, or of an object of columns of one length; undefined for anything else. */
export function columnsOf(value: unknown): readonly (readonly [string, Column])[] | undefined {
  const lists: (readonly [string, ArrayLike<unknown>])[] = [];
  if (Array.isArray(value)) {
    const rows: readonly unknown[] = value;
    if (!rows.every(isRecord)) return undefined;
    for (const key of new Set(rows.flatMap(Object.keys))) lists.push([key, rows.map((row) => row[key])]);
  } else if (isRecord(value)) {
    for (const [key, list] of Object.entries(value)) {
      if (!Array.isArray(list) && !(ArrayBuffer.isView(list) && "length" in list)) return undefined;
      lists.push([key, list as unknown as ArrayLike<unknown>]);
    }
  }
  const [first] = lists;
  if (first === undefined || first[1].length === 0 || lists.some(([, list]) => list.length !== first[1].length))
    return undefined;
  const columns = lists.flatMap(([key, list]) => {
    const column = columnOf(list);
    return column === undefined ? [] : [[key, column] as const];
  });
  return columns.length === lists.length ? columns : undefined;
}
