import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatEstimate,
  formatInteger,
  formatInterval,
  formatNumber,
  formatValue,
  type Interval,
  latexNumber,
  type Quantity,
} from "../../src/view/format-number.ts";
import { variableWords } from "../../src/view/quantity.ts";

describe("numbers", () => {
  test.each<[number, Quantity, string]>([
    [7e9, "count", "7B"],
    [1.4e12, "count", "1.4T"],
    [350_000, "count", "350K"],
    [999_999, "count", "1M"],
    [512, "count", "512"],
    [1e16, "count", "1e16"],
    [1.2e24, "flop", "1.2e24"],
    [6e21, "flop", "6e21"],
    [0.34731, "plain", "0.3473"],
    [406.4, "plain", "406.4"],
    [123456.7, "plain", "123457"],
    [1234567.8, "plain", "1.235e6"],
    [0.000012345, "plain", "1.234e-5"],
    [-0, "plain", "0"],
    [Number.NaN, "plain", "NaN"],
    [Number.NEGATIVE_INFINITY, "count", "-∞"],
  ])("%d as a %s is %s", (value, quantity, text) => {
    expect(formatNumber(value, quantity)).toBe(text);
  });

  test("whole numbers stay whole", () => {
    expect([240, 4500, 1_250_000].map(formatInteger)).toEqual(["240", "4500", "1.25M"]);
  });
});

describe("estimates", () => {
  test.each<[number, Interval | undefined, Quantity, string]>([
    [1.81722, [1.75, 1.88], "plain", "1.817 [1.75, 1.88]"],
    [1.69, [1.6899, 1.6901], "plain", "1.69000 [1.68990, 1.69010]"],
    [482.01, [290.1, 1203], "plain", "482.0 [290, 1203]"],
    [9.713e10, [7.6e10, 1.31e11], "count", "97.13B [76B, 131B]"],
    [2.5, undefined, "plain", "2.5"],
    [3, [3, 3], "plain", "3 [3.00, 3.00]"],
    [1, [Number.NEGATIVE_INFINITY, 2], "plain", "1 [-∞, 2.00]"],
  ])("%d with %j as a %s is %s", (value, interval, quantity, text) => {
    expect(formatEstimate(value, interval, quantity)).toBe(text);
  });

  test("no digit that the interval supports is lost", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-8, max: 1e8, noNaN: true }),
        fc.double({ min: 1e-6, max: 0.9, noNaN: true }),
        (value, share) => {
          const width = value * share;
          const printed = Number(formatValue(value, [value - width / 2, value + width / 2]));
          expect(Math.abs(printed - value)).toBeLessThanOrEqual(width / 10);
          expect(Math.abs(printed / value - 1)).toBeLessThanOrEqual(5.001e-4);
        },
      ),
    );
  });

  test("an absent interval prints nothing", () => {
    expect(formatInterval(undefined)).toBe("");
    expect(formatInterval([Number.NaN, Number.NaN])).toBe("unknown");
  });
});

test.each([
  ["1.2e24", "1.2 \\times 10^{24}"],
  ["1e21", "10^{21}"],
  ["[1e-5, 2.1e-5]", "[10^{-5}, 2.1 \\times 10^{-5}]"],
  ["97.13B [76B, 131B]", "97.13\\,\\mathrm{B} [76\\,\\mathrm{B}, 131\\,\\mathrm{B}]"],
  ["-∞", "-\\infty"],
])("LaTeX of %s is %s", (printed, latex) => {
  expect(latexNumber(printed)).toBe(latex);
});

test("the field's letters carry their units only where the size fits them", () => {
  expect(variableWords("D", [1e9, 1e12])).toEqual({ label: "training tokens", unit: "tokens", quantity: "count" });
  expect(variableWords("D", [0.1, 0.9])).toEqual({ quantity: "plain" });
  expect(variableWords("flop_total", [1e21])).toEqual({ quantity: "flop" });
  expect(variableWords("__proto__", [1e6])).toEqual({ quantity: "count" });
});
