import { describe, expect, it } from "vitest";
import {
  logGamma,
  normalProbability,
  normalQuantile,
  studentProbability,
  studentQuantile,
} from "../../src/fit/probability.ts";

describe("the normal distribution", () => {
  // Abramowitz and Stegun, table 26.1; the tail by its asymptotic series.
  it.for([
    [0, 0.5],
    [1, 0.841344746068543],
    [1.96, 0.97500210485178],
    [3, 0.99865010196837],
    [-5, 2.866515718791939e-7],
    [-8, 6.220960574271785e-16],
  ] as const)("is below %d with probability %d", ([x, p]) => {
    expect(normalProbability(x) / p).toBeCloseTo(1, 10);
  });

  it("is inverted by its quantile", () => {
    for (const p of [1e-9, 1e-3, 0.05, 0.3, 0.5, 0.8, 0.975, 0.9999])
      expect(normalProbability(normalQuantile(p)) / p).toBeCloseTo(1, 9);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 10);
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("Student's t", () => {
  // Any printed table, to its digits.
  it.for([
    [1, 0.975, 12.7062047],
    [2, 0.95, 2.91998558],
    [5, 0.95, 2.01504837],
    [19, 0.95, 1.72913281],
    [19, 0.975, 2.09302405],
  ] as const)("with %d degrees of freedom has its %d-quantile at %d", ([degrees, p, t]) => {
    expect(studentQuantile(p, degrees)).toBeCloseTo(t, 6);
    expect(studentQuantile(1 - p, degrees)).toBeCloseTo(-t, 6);
    expect(studentProbability(t, degrees)).toBeCloseTo(p, 8);
  });

  it("with one degree of freedom is Cauchy's distribution", () => {
    for (const t of [-30, -1, 0.1, 4]) expect(studentProbability(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 12);
  });

  it("becomes the normal distribution", () => {
    expect(studentQuantile(0.975, 1e7)).toBeCloseTo(normalQuantile(0.975), 6);
    expect(studentQuantile(0.975, Number.POSITIVE_INFINITY)).toBeCloseTo(normalQuantile(0.975), 9);
  });
});

describe("ln Γ", () => {
  it("is the logarithm of factorials and of √π", () => {
    expect(logGamma(1)).toBeCloseTo(0, 13);
    expect(logGamma(6)).toBeCloseTo(Math.log(120), 12);
    expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 12);
  });
});
