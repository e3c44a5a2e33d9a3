import { describe, expect, it } from "vitest";
import { tableOf } from "../../src/data/json.ts";
import { plain, readText, span } from "./scratch.ts";

async function columnsOf(name: string, content: string) {
  const outcome = await readText(name, content);
  if (!outcome.ok) throw new Error(outcome.diagnostics[0]?.message);
  return plain(outcome.value.table);
}

async function messageOf(name: string, content: string) {
  const outcome = await readText(name, content);
  if (outcome.ok) throw new Error("no diagnostic");
  return outcome.diagnostics[0]!.message;
}

describe("JSON", () => {
  it("is read as an array of objects, where a key that is not there is missing", async () => {
    const columns = await columnsOf("a.json", '[{"N":1,"s":"x"},{"N":null,"ok":true},{"N":"3","s":"y"}]');
    expect(columns).toEqual({ N: [1, Number.NaN, 3], s: ["x", "", "y"], ok: [Number.NaN, 1, Number.NaN] });
  });

  it("is read as an object of columns, and from under a single key", async () => {
    expect(await columnsOf("a.json", '{"N":[1,2],"loss":[3,4]}')).toEqual({ N: [1, 2], loss: [3, 4] });
    expect(await columnsOf("a.json", '{"data":[{"N":1}]}')).toEqual({ N: [1] });
  });

  it("may hold Python's NaN and Infinity, but not inside a text", async () => {
    expect(await columnsOf("a.json", '[{"x":NaN,"y":-Infinity,"s":"NaN \\" Infinity"}]')).toEqual({
      x: [Number.NaN],
      y: [-Infinity],
      s: ['NaN " Infinity'],
    });
  });

  it("never mistakes a prototype for a value", async () => {
    const outcome = await readText("a.json", '[{"__proto__":1,"x":1},{"x":2,"constructor":"c"}]');
    if (!outcome.ok) throw new Error("refused");
    expect([...outcome.value.table.columns.get("__proto__")!.values]).toEqual([1, Number.NaN]);
    expect([...outcome.value.table.columns.get("constructor")!.values]).toEqual(["", "c"]);
  });

  it("is read a line at a time, naming the line that is wrong", async () => {
    expect(await columnsOf("a.jsonl", '{"N":1}\r\n\n{"N":2}\n')).toEqual({ N: [1, 2] });
    expect(await messageOf("a.ndjson", '{"N":1}\n\n{"N":\n')).toBe("a.ndjson: line 3 is not valid JSON");
    expect(await messageOf("a.jsonl", '{"N":1}\n[2]\n')).toBe("a.jsonl: line 2 is not a JSON object");
  });

  it("says what is wrong with its shape", async () => {
    expect(await messageOf("a.json", "[1,2]")).toContain("neither an array of objects nor an object of columns");
    expect(await messageOf("a.json", "3")).toContain("neither");
    expect(await messageOf("a.json", "[]")).toBe("a.json has no rows");
    expect(await messageOf("a.json", "{N:1}")).toBe("a.json is not valid JSON");
    expect(await messageOf("a.json", '{"N":[1,2],"loss":[3]}')).toBe("a.json: the column loss has 1 rows, N 2");
  });

  it("is the same as another cell's value, typed arrays included", () => {
    const outcome = tableOf({ N: Float64Array.of(1, 2), family: ["a", "b"] }, "runs", span);
    expect(outcome.ok && plain(outcome.value)).toEqual({ N: [1, 2], family: ["a", "b"] });
  });
});
