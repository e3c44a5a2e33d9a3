import { expect, test } from "vitest";
import { table } from "../../src/view/table.ts";
import { hostileNames } from "./hostile-names.ts";

const along = table({
  caption: "L at N = 7B",
  columns: [{ name: "D", unit: "tokens", format: "count" }, { name: "L" }, { name: "observation" }, { name: "where" }],
  rows: [
    [1.4e11, { value: 2.2234, interval: [2.18, 2.23] }, [2.15, 2.26], "within the data"],
    [1e13, { value: 2.1 }, null, "損失"],
  ],
  note: "D is free: bind it with D = …",
});

test("a table is aligned as text", () => {
  expect(along["text/plain"]).toBe(
    [
      "L at N = 7B",
      "D (tokens)                     L   observation  where",
      "──────────  ────────────────────  ────────────  ───────────────",
      "      140B  2.223 [2.180, 2.230]  [2.15, 2.26]  within the data",
      "       10T                   2.1                損失",
      "D is free: bind it with D = …",
    ].join("\n"),
  );
});

test("a table is one HTML table with a caption and headed columns", () => {
  const html = along["text/html"] as string;
  expect(html.match(/<table/g)).toHaveLength(1);
  expect(html.match(/<th scope="col"/g)).toHaveLength(4);
  expect(html).toContain(">L at N = 7B</caption>");
  expect(html.replace(/<[^>]+>/g, " ")).toContain("2.223 [2.180, 2.230]");
  // A fixed ink colour would vanish on one of a light and a dark page.
  expect(html).not.toMatch(/[^-]color:/);
});

test("a table is a tabular with numbers in math", () => {
  expect(along["text/latex"]).toContain(
    "$140\\,\\mathrm{B}$ & $2.223 [2.180, 2.230]$ & $[2.15, 2.26]$ & within the data \\\\",
  );
});

test("more than sixty rows are shortened in the middle, and it says so", () => {
  const rows = Array.from({ length: 100 }, (_, i) => [i]);
  const long = table({ columns: [{ name: "i", format: "integer" }], rows });
  const text = long["text/plain"] as string;
  expect(text.split("\n")).toHaveLength(2 + 20 + 1 + 20 + 1);
  expect(text).toMatch(/19\n +⋮\n80\n/);
  for (const form of Object.values(long)) expect(form).toContain("60 of 100 rows in the middle are not shown");
  const short = table({ columns: [{ name: "i" }], rows: rows.slice(0, 60) });
  expect(short["text/plain"]).not.toContain("not shown");
});

test.each(hostileNames)("%j is only text wherever it stands", (name) => {
  const bundle = table({ caption: name, columns: [{ name, unit: name }], rows: [[name]], note: name });
  expect(bundle["text/html"]).not.toMatch(/<script|<img|(?!\n)\p{Cc}/u);
  expect(bundle["text/latex"]).not.toMatch(/\\(input|href)/);
  expect(bundle["text/plain"]).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
});

test("an empty table keeps its header", () => {
  expect(table({ columns: [{ name: "a" }, { name: "b" }], rows: [] })["text/plain"]).toBe("a  b\n─  ─");
});
