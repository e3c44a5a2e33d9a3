import { expect, test } from "vitest";
import { parse, programLimit } from "../../grammar/parse.ts";

/** The code of the first diagnostic, or "" for a program that can be read. */
function code(text: string): string {
  const outcome = parse(text);
  return outcome.ok ? "" : (outcome.diagnostics[0]?.code ?? "");
}

test.each([
  ["(".repeat(10_000), "unclosed-bracket"],
  [`${"(".repeat(10_000)}1${")".repeat(10_000)}`, "nested-too-deep"],
  [`${"[".repeat(10_000)}1${"]".repeat(10_000)}`, "nested-too-deep"],
  [`${"f(".repeat(10_000)}1${")".repeat(10_000)}`, "nested-too-deep"],
  [`${"(".repeat(10_000)}${"]".repeat(10_000)}`, "unclosed-bracket"],
  [`${"-".repeat(10_000)}1`, "nested-too-deep"],
  [`${"not ".repeat(10_000)}a = 1`, "nested-too-deep"],
  [`${"a^".repeat(10_000)}1`, "nested-too-deep"],
  [`${"if a = 1 then 2 else ".repeat(5_000)}3`, "nested-too-deep"],
  [`${"a + ".repeat(10_000)}1`, "too-long"],
  [`${"(".repeat(150)}${"a^(".repeat(100)}1${")".repeat(250)}`, "nested-too-deep"],
])("10,000 nested things are a diagnostic: %#", (text, expected) => {
  expect(code(text)).toBe(expected);
});

test("200 nested brackets are read, 201 are not", () => {
  const nested = (depth: number) => `${"(".repeat(depth)}1${")".repeat(depth)}`;
  expect(code(nested(200))).toBe("");
  expect(code(nested(201))).toBe("nested-too-deep");
  expect(code(`${"[".repeat(200)}1${"]".repeat(200)}`)).toBe("");
  expect(code(`${"-".repeat(200)}1`)).toBe("");
});

test("a program longer than the limit is refused before it is read", () => {
  expect(code("x\n".repeat(programLimit / 2 + 1))).toBe("program-too-long");
});

test("a list, a table and a sum of many items are read", () => {
  expect(code(`data toy(N, D, loss) = [${Array(5_000).fill("1B, 2B, 3.4").join(" | ")}]`)).toBe("");
  expect(code(`[${Array(5_000).fill("a*b + c").join(", ")}]`)).toBe("");
  expect(code(Array(400).fill("a*b").join(" + "))).toBe("");
});

test("a program of 10,000 statements is read", () => {
  expect(code("fit L to loss on runs using huber(1e-3) in log holding out C > 1e21 as chin\n".repeat(10_000))).toBe("");
});
