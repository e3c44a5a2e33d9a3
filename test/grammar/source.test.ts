import { expect, test } from "vitest";
import { lineText, offsetAt, positionAt, sourceText } from "../../grammar/source.ts";

test("lines end with LF, CRLF or CR, and columns count code points", () => {
  const source = sourceText("a\r\n😀 β\rc\n");
  expect([1, 2, 3, 4].map((line) => lineText(source, line))).toEqual(["a", "😀 β", "c", ""]);
  expect(positionAt(source, source.text.indexOf("β"))).toEqual({ line: 2, column: 3 });
  expect(positionAt(source, source.text.length)).toEqual({ line: 4, column: 1 });
});

test("a position and its offset are each other's inverse", () => {
  const source = sourceText("law L(N) = 😀\n\n  where 日本 > 0\r\nfit");
  for (let offset = 0; offset <= source.text.length; offset++) {
    // Neither inside a surrogate pair nor inside a line end is there a position of its own.
    if (
      /[\udc00-\udfff]/.test(source.text[offset] ?? "") ||
      (source.text[offset] === "\n" && source.text[offset - 1] === "\r")
    )
      continue;
    expect(offsetAt(source, positionAt(source, offset))).toBe(offset);
  }
});

test("a column past the end of its line is the end of the line", () => {
  expect(offsetAt(sourceText("ab\ncd"), { line: 1, column: 99 })).toBe(2);
});
