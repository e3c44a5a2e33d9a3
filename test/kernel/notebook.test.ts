import { expect, test } from "vitest";
import { parseNotebook, printNotebook } from "../../kernel/notebook.ts";

const file = {
  nbformat: 4,
  nbformat_minor: 4,
  metadata: { title: "x" },
  cells: [
    { cell_type: "markdown", metadata: {}, source: ["# A\n", "b"] },
    {
      cell_type: "code",
      metadata: { tags: ["t"] },
      source: "1",
      outputs: [{ output_type: "stream" }],
      execution_count: 7,
    },
  ],
};

test("a notebook is read with its sources joined and its stale outputs gone", () => {
  const notebook = parseNotebook(JSON.stringify(file));
  expect(notebook.cells).toEqual([
    { id: "cell-1", cell_type: "markdown", metadata: {}, source: "# A\nb" },
    { id: "cell-2", cell_type: "code", metadata: { tags: ["t"] }, source: "1", outputs: [], execution_count: null },
  ]);
});

test("a notebook is printed as nbformat prints it and reads back the same", () => {
  const notebook = parseNotebook(JSON.stringify(file));
  const text = printNotebook(notebook);
  expect(parseNotebook(text)).toEqual(notebook);
  expect(text.startsWith('{\n "cells": [\n  {\n   "cell_type": "markdown",\n   "id": "cell-1"')).toBe(true);
  expect(text.endsWith('"nbformat": 4,\n "nbformat_minor": 5\n}\n')).toBe(true);
});

test("texts of outputs become lists of lines; pictures and JSON stay whole", () => {
  const data = { "text/plain": "a\nb", "image/png": "AAAA\n", "application/x+json": { b: "x\ny", a: 1 } };
  const output = { output_type: "display_data", data, metadata: {} };
  const cell = { id: "c", cell_type: "code", source: "", metadata: {}, outputs: [output], execution_count: 1 };
  const printed = JSON.parse(printNotebook({ metadata: {}, cells: [cell] })) as typeof file;
  expect(printed.cells[0]).toMatchObject({ outputs: [{ data: { ...data, "text/plain": ["a\n", "b"] } }] });
});

test.each(["", "[]", '{"nbformat":3,"cells":[]}', '{"nbformat":4}', '{"nbformat":4,"cells":[7]}'])(
  "%j is not a notebook, and that is said",
  (text) => {
    expect(() => parseNotebook(text)).toThrow(/not a/);
  },
);
