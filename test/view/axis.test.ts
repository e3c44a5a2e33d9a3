import fc from "fast-check";
import { expect, test } from "vitest";
import { axisTitle, domainOf, ticksOf } from "../../src/view/axis.ts";
import { isolines, roundLevels } from "../../src/view/isolines.ts";

test("a title is words, name and unit", () => {
  expect(axisTitle({ name: "D", label: "training tokens", unit: "tokens" })).toBe("training tokens D (tokens)");
  expect(axisTitle({ name: "x" })).toBe("x");
});

test("a domain holds its values, and its ticks are few and inside it", () => {
  const value = fc.double({ min: 1e-30, max: 1e30, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { maxLength: 20 }), fc.boolean(), (values, log) => {
      const axis = { name: "x", log };
      const domain = domainOf(axis, values);
      expect(domain[0]).toBeLessThan(domain[1]);
      for (const one of values) {
        expect(one).toBeGreaterThanOrEqual(domain[0]);
        expect(one).toBeLessThanOrEqual(domain[1]);
      }
      const ticks = ticksOf(axis, domain);
      expect(ticks.length).toBeLessThanOrEqual(9);
      for (const tick of ticks)
        expect(tick >= domain[0] - 1e-9 * Math.abs(domain[0]) && tick <= domain[1] * (1 + 1e-9)).toBe(true);
    }),
  );
});

test("values without a place leave a domain that can be drawn", () => {
  expect(domainOf({ name: "x", log: true }, [-1, 0, Number.NaN])).toEqual([1, 10]);
  expect(domainOf({ name: "x" }, [Number.POSITIVE_INFINITY])).toEqual([0, 1]);
});

test("a line of equal value lies where the values equal its level, and is cut at the border", () => {
  const values = Array.from({ length: 30 * 20 }, (_, i) => 2 * (i % 30) + Math.floor(i / 30));
  const lines = isolines(values, 30, 20, 31);
  expect(lines).toHaveLength(1);
  for (const [x, y] of lines[0]!) expect(2 * x + y).toBeCloseTo(31, 9);
});

test("a closed line of equal value stays closed", () => {
  const values = Array.from({ length: 441 }, (_, i) => -(((i % 21) - 10) ** 2) - (Math.floor(i / 21) - 10) ** 2);
  const [ring] = isolines(values, 21, 21, -36);
  expect(ring![0]).toEqual(ring!.at(-1));
  for (const [x, y] of ring!) expect(Math.hypot(x - 10, y - 10)).toBeCloseTo(6, 0);
});

test("levels are round, inside the values, and none stands twice", () => {
  const values = Array.from({ length: 1000 }, (_, i) => 1.7 + 5 * Math.exp(-i / 300));
  const levels = roundLevels(values, 10);
  expect(levels.length).toBeGreaterThanOrEqual(6);
  expect(new Set(levels).size).toBe(levels.length);
  for (const level of levels) expect(String(level).length).toBeLessThanOrEqual(4);
  expect(roundLevels([2, 2, 2], 10)).toEqual([]);
});
