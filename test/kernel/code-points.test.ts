import fc from "fast-check";
import { expect, test } from "vitest";
import { toCodePoints, toUtf16 } from "../../kernel/interpreter/code-points.ts";

test("an emoji is one place for Jupyter and two for JavaScript", () => {
  expect(toUtf16("😀x", 1)).toBe(2);
  expect(toCodePoints("😀x", 2)).toBe(1);
});

test("places beyond the end are the end", () => {
  expect(toUtf16("a😀", 9)).toBe(3);
  expect(toCodePoints("a😀", 9)).toBe(2);
});

test("a place goes there and back in any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.nat(50), (text, place) => {
      const count = Math.min(place, [...text].length);
      expect(toUtf16(text, count)).toBe([...text].slice(0, count).join("").length);
      expect(toCodePoints(text, toUtf16(text, count))).toBe(count);
    }),
  );
});
