import { describe, expect, it } from "vitest";
import { notANumber } from "../../src/data/infer-column.ts";
import { plain, readText, span } from "./scratch.ts";

async function tableOf(content: string, name = "runs.csv") {
  const outcome = await readText(name, content);
  if (!outcome.ok) throw new Error(outcome.diagnostics[0]?.message);
  return outcome.value.table;
}

async function mistakeOf(content: string) {
  const outcome = await readText("runs.csv", content);
  if (outcome.ok) throw new Error("no diagnostic");
  return outcome.diagnostics[0]!;
}

describe("a CSV file", () => {
  it("gives columns of numbers and of texts in the header's order", async () => {
    const table = await tableOf("N,run,loss\n1e8,a,3.5\n2.5E9,b,-.25\n");
    expect([...table.columns.keys()]).toEqual(["N", "run", "loss"]);
    expect(plain(table)).toEqual({ N: [1e8, 2.5e9], run: ["a", "b"], loss: [3.5, -0.25] });
  });

  it("reads every spelling of a missing value as missing", async () => {
    const table = await tableOf("x,y\n1,2\n,2\nNA,2\nNaN,2\nnull,2\nNone,2\nn/a,2\n");
    expect(plain(table).x).toEqual([1, ...new Array(6).fill(Number.NaN)]);
    expect(plain(await tableOf("s,y\na,1\nNA,2\n")).s).toEqual(["a", ""]);
  });

  it("reads true and false as 1 and 0, and infinities as they are", async () => {
    expect(plain(await tableOf("ok,loss\ntrue,inf\nFalse,-Infinity\n"))).toEqual({
      ok: [1, 0],
      loss: [Infinity, -Infinity],
    });
  });

  it("takes no hexadecimal for a number", async () => {
    expect(plain(await tableOf("id,x\n0x10,1\n0b11,2\n")).id).toEqual(["0x10", "0b11"]);
  });

  it("survives a byte-order mark, CRLF, quoted commas, quotes and newlines, and spaces", async () => {
    const table = await tableOf('\ufeffN, "my, ""loss""" ,note\r\n 1 ,2,"two\r\nlines"\r\n\r\n3,4, plain \r\n');
    expect(plain(table)).toEqual({ N: [1, 3], 'my, "loss"': [2, 4], note: ["two\r\nlines", "plain"] });
  });

  it("reads UTF-16 as spreadsheets write it", async () => {
    const bytes = Uint8Array.from([0xff, 0xfe, ...Buffer.from("α,y\n1,2\n", "utf16le")]);
    const outcome = await readText("wide.csv", bytes);
    expect(outcome.ok && plain(outcome.value.table)).toEqual({ α: [1], y: [2] });
  });

  it("finds tabs and semicolons by the header when there is no comma", async () => {
    expect(plain(await tableOf("a\tb\n1\t2\n", "x.tsv"))).toEqual({ a: [1], b: [2] });
    expect(plain(await tableOf("a;b\n1;2\n"))).toEqual({ a: [1], b: [2] });
    expect(plain(await tableOf("a,b\tc\n1,2\n"))).toEqual({ a: [1], "b\tc": [2] });
  });

  it("keeps odd column names, __proto__ too, and names a nameless one", async () => {
    const table = await tableOf("__proto__,a.b,a[0],it's,\n1,2,3,4,5\n");
    expect([...table.columns.keys()]).toEqual(["__proto__", "a.b", "a[0]", "it's", "column5"]);
    expect(table.columns.get("__proto__")?.values[0]).toBe(1);
  });

  it("compares names after NFC and drops the empty column of trailing commas", async () => {
    const table = await tableOf("e\u0301,y,\n1,2,\n3,4,\n");
    expect([...table.columns.keys()]).toEqual(["é", "y"]);
  });

  it("names the row, the line and both lengths of a ragged row", async () => {
    const short = await mistakeOf('N,note,loss\n1,"two\nlines",3\n2,x\n');
    expect(short).toMatchObject({ code: "ragged-row", span });
    expect(short.message).toBe("runs.csv: row 2 (line 4) has 2 cells, the header 3");
    expect((await mistakeOf("N,loss\n1,2\n1,2,3\n")).help).toContain("quote a cell");
  });

  it("warns of a text among numbers with its row, line and column, and keeps it for whoever needs numbers", async () => {
    const outcome = await readText("runs.csv", 'N,note,loss\n1,"a\nb",3\n2,c,oops\n3,d,4\n4,e,bad\n5,f,5\n');
    if (!outcome.ok) throw new Error("refused");
    const message = 'the column loss holds numbers, but row 2 (line 4) holds "oops", and 1 more cell like it';
    expect(outcome.warnings).toMatchObject([
      { severity: "warning", code: "not-a-number", message: `runs.csv: ${message}` },
    ]);
    expect(notANumber(outcome.value.table, "loss", span)).toMatchObject({
      severity: "error",
      code: "not-a-number",
      message,
    });
    expect(notANumber(outcome.value.table, "note", span).message).toContain("row 1");
  });

  it("takes a column of mostly texts for texts without a word", async () => {
    const outcome = await readText("runs.csv", "size,y\n7,1\n70b,2\nlarge,3\n");
    expect(outcome).toMatchObject({ ok: true, warnings: [] });
    expect(outcome.ok && plain(outcome.value.table).size).toEqual(["7", "70b", "large"]);
  });

  it("says which two columns have one name", async () => {
    expect(await mistakeOf("N,loss,N\n1,2,3\n")).toMatchObject({
      code: "duplicate-column",
      message: "runs.csv has two columns called N (1 and 3)",
    });
  });

  it("refuses an empty file, a header alone, an open quote and a binary file, each by its own words", async () => {
    expect(await mistakeOf("")).toMatchObject({ code: "empty-data", message: "runs.csv is empty" });
    expect(await mistakeOf("\n\n")).toMatchObject({ code: "empty-data" });
    expect(await mistakeOf("N,loss\n")).toMatchObject({ message: "runs.csv has a header and no rows" });
    expect((await mistakeOf('N,loss\n1,"2\n3,4\n')).message).toContain("never closed");
    expect((await mistakeOf("N,\0\u0001loss\n1,2\n")).message).toContain("not a text file");
  });
});
