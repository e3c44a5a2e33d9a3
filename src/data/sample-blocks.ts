import { concatTables, type Table, takeRows } from "./table.ts";

/** About so many rows are sampled. */
const sampleRows = 65_536;

/**
 * How many rows blocks of a table hold, and a table of some of them: rows spread over every block, and those where a
 * column of numbers is least and greatest. It reads each block once.
 */
export function sampleBlocks(
  blocks: number,
  read: (block: number) => Table,
): { readonly rows: number; readonly table: Table } {
  const quota = Math.ceil(sampleRows / Math.max(1, blocks));
  const parts: Table[] = [];
  const ends = new Map<string, { readonly value: number; readonly row: Table }>();
  let rows = 0;
  for (let k = 0; k < blocks; k++) {
    const block = read(k);
    rows += block.rows;
    parts.push(takeRows(block, spread(block.rows, quota)));
    for (const [name, column] of block.columns) {
      if (column.kind !== "number") continue;
      for (const side of [1, -1] as const) {
        const at = furthest(column.values, side);
        const key = `${side} ${name}`;
        const known = ends.get(key);
        const value = column.values[at];
        if (value !== undefined && (known === undefined || side * value > side * known.value))
          ends.set(key, { value, row: takeRows(block, [at]) });
      }
    }
  }
  return { rows, table: concatTables([...parts, ...[...ends.values()].map(({ row }) => row)]) };
}

/** At most `most` of so many rows, one in each of equal stretches at changing places: of a crossed design every level of a factor is among them. */
export function spread(rows: number, most: number): Int32Array {
  if (rows <= most) return Int32Array.from({ length: rows }, (_, k) => k);
  const stride = rows / most;
  // The golden ratio's multiples modulo one are spread evenly (Weyl).
  return Int32Array.from({ length: most }, (_, k) => Math.floor((k + ((k * 0.6180339887498949) % 1)) * stride));
}

/** Where the greatest (or least) finite value stands; −1 without one. */
function furthest(values: Float64Array, side: 1 | -1): number {
  let at = -1;
  for (let i = 0; i < values.length; i++)
    if (Number.isFinite(values[i]!) && (at < 0 || side * values[i]! > side * values[at]!)) at = i;
  return at;
}
