import { describe, expect, it } from "vitest";
import { negativeLogBinomial, negativeLogLikelihood } from "../../src/ask/likelihood.ts";

const residuals = Float64Array.from([0.3, -0.2, 0.05, 1.7, -0.6, 0.1, -0.02, 0.4]);

describe("the likelihood of a loss's density", () => {
  it("of Student's with one degree is Cauchy's at its best scale", () => {
    // The density 1/(π·s·(1 + (r/s)²)); the best of many scales.
    const at = (s: number): number => residuals.reduce((sum, r) => sum + Math.log(Math.PI * s * (1 + (r / s) ** 2)), 0);
    const least = Math.min(...Array.from({ length: 20_000 }, (_, k) => at(1e-3 * 1e4 ** (k / 20_000))));
    const found = negativeLogLikelihood({ kind: "student", degrees: 1 }, 0.2, residuals);
    expect(found).toBeLessThanOrEqual(least + 1e-12);
    expect(found).toBeGreaterThan(least - 1e-6);
  });

  it("of Student's with many degrees is the normal one", () => {
    const normal = negativeLogLikelihood({ kind: "squares" }, 1, residuals)!;
    const student = negativeLogLikelihood({ kind: "student", degrees: 1e7 }, 0.5, residuals)!;
    expect(student).toBeCloseTo(normal, 5);
  });

  it("counts a residual as often as it is taken", () => {
    const counts = Float64Array.from([2, 0, 1, 1, 0, 3, 0, 1]);
    const taken = Float64Array.from([...residuals].flatMap((r, i) => Array.from({ length: counts[i]! }, () => r)));
    const choice = { kind: "student", degrees: 4 } as const;
    expect(negativeLogLikelihood(choice, 0.2, residuals, counts)).toBeCloseTo(
      negativeLogLikelihood(choice, 0.2, taken)!,
      10,
    );
  });
});

describe("the likelihood of rates", () => {
  it("is the binomial probability of the counts", () => {
    // 3 of 5 at 0.6, 0 of 4 at 0.1, 2 of 2 at 0.9: 10·0.6³·0.4², 0.9⁴, 0.9².
    const probability = 10 * 0.6 ** 3 * 0.4 ** 2 * 0.9 ** 4 * 0.9 ** 2;
    const found = negativeLogBinomial(
      Float64Array.of(0.6, 0, 1),
      Float64Array.of(0.6, 0.1, 0.9),
      Float64Array.of(5, 4, 2),
    );
    expect(found).toBeCloseTo(-Math.log(probability), 10);
  });

  it("is none where a prediction is no chance", () => {
    expect(negativeLogBinomial(Float64Array.of(0.5), Float64Array.of(1.2), Float64Array.of(4))).toBe(
      Number.POSITIVE_INFINITY,
    );
  });
});
