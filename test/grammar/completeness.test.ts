import { expect, test } from "vitest";
import { completeness } from "../../grammar/completeness.ts";

test.each([
  ["", "complete"],
  ["fit L on runs", "complete"],
  ["law L(N) = A; fit", "complete"],
  ["law L(N) = A\n  where A > 0\n", "complete"],
  ["# only a comment", "complete"],
  ["fit L on", "incomplete"],
  ["law L(N", "incomplete"],
  ["data toy(N) = [1 |\n2 |", "incomplete"],
  ["law L(N) = A +", "incomplete"],
  ["law L(N) = A\n  where A > 0", "incomplete"],
  ["predict", "incomplete"],
  ["fit L too runs", "invalid"],
  ["let a = 7 B", "invalid"],
  ['data a = "b', "invalid"],
  ["let a = 1)", "invalid"],
  ["fit L on;", "invalid"],
  ["fit L on\nfit L on runs", "invalid"],
])("%j is %s", (text, status) => {
  expect(completeness(text).status).toBe(status);
});

test("the next line is indented as the last continuation, or one step deeper than the statement", () => {
  expect(completeness("fit L on")).toEqual({ status: "incomplete", indent: "  " });
  expect(completeness("  fit L on")).toEqual({ status: "incomplete", indent: "    " });
  expect(completeness("fit L\n      on")).toEqual({ status: "incomplete", indent: "      " });
});
