import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decompress } from "../../src/data/decompress.ts";
import { concatTables, filterRows, makeTable, takeRows, withColumn } from "../../src/data/table.ts";
import { plain } from "./scratch.ts";

const table = makeTable([
  ["x", { kind: "number", values: Float64Array.of(1, 2, 3) }],
  ["s", { kind: "string", values: ["a", "b", "c"] }],
]);

describe("a table", () => {
  it("keeps the rows of a mask and takes rows by index, -1 being a row of missing values", () => {
    expect(plain(filterRows(table, [true, false, true]))).toEqual({ x: [1, 3], s: ["a", "c"] });
    expect(plain(takeRows(table, [2, 2, -1]))).toEqual({ x: [3, 3, Number.NaN], s: ["c", "c", ""] });
    expect(filterRows(table, [0, 0, 0]).rows).toBe(0);
  });

  it("replaces a column in its place and adds a new one at the end", () => {
    const next = withColumn(table, "x", { kind: "number", values: Float64Array.of(7, 8, 9) });
    expect([...withColumn(next, "y", next.columns.get("x")!).columns.keys()]).toEqual(["x", "s", "y"]);
    expect(plain(next).x).toEqual([7, 8, 9]);
  });

  it("refuses columns and masks of another length, as a caller's bug", () => {
    expect(() => withColumn(table, "y", { kind: "string", values: ["a"] })).toThrow("1 rows, the table 3");
    expect(() => filterRows(table, [true])).toThrow("a mask of 1 for 3 rows");
  });

  it("joins numbers and texts of one name as texts", () => {
    const other = makeTable([["x", { kind: "string", values: ["n"] }]]);
    expect(plain(concatTables([table, other]))).toEqual({ x: ["1", "2", "3", "n"], s: ["a", "b", "c", ""] });
  });
});

describe("a compressed file", () => {
  it("is unpacked no further than the limit", async () => {
    const bomb = gzipSync(new Uint8Array(2 ** 22));
    await expect(decompress("a.csv.gz", bomb, 2 ** 20)).rejects.toMatchObject({ problem: { code: "file-too-large" } });
    expect((await decompress("a.csv.gz", bomb, 2 ** 22)).bytes.length).toBe(2 ** 22);
  });
});
