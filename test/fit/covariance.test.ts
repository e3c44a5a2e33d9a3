import { describe, expect, it } from "vitest";
import { asymptoticDraws, boundCoordinates, drawCovariance, sandwichCovariance } from "../../src/fit/covariance.ts";
import { estimate } from "../../src/fit/estimate.ts";
import { makeProblem } from "../../src/fit/problem.ts";
import { random } from "../../src/fit/random.ts";
import { lawOf } from "./laws.ts";

/** y = a + b·x with normal noise: everything has a closed form. */
const rows = 400;
const source = random(4, 0);
const x = Float64Array.from({ length: rows }, (_, i) => i / rows - 0.5);
const noise = x.map(() => 0.3 * source.normal());
const problem = makeProblem({
  law: lawOf("law y(x) = a + b*x"),
  inputs: [x],
  response: x.map((v, i) => 2 + 3 * v + noise[i]!),
  log: false,
});
const found = estimate(problem, { loss: { kind: "squares" }, starts: 4 });

describe("the sandwich covariance", () => {
  it("of a straight line is (XᵀX)⁻¹ Xᵀ diag(r²) X (XᵀX)⁻¹", () => {
    const covariance = sandwichCovariance(problem, found.coordinates, Number.POSITIVE_INFINITY);
    const theta = (at: Float64Array): Float64Array => problem.toParameters(at);
    // The coordinates of a straight line are its parameters, perhaps scaled: the derivative is one number each.
    const scale = found.coordinates.map((c, i) => theta(found.coordinates)[i]! / c);
    let [xx, sx] = [0, 0];
    for (const v of x) {
      xx += v * v;
      sx += v;
    }
    const mean = sx / rows;
    let slope = 0;
    x.forEach((v, i) => {
      slope += (v - mean) ** 2 * found.residuals[i]! ** 2;
    });
    const spread = xx - rows * mean * mean;
    const b = problem.coordinates.findIndex((c) => c.parameter === 1);
    expect((covariance?.get(b, b) ?? 0) * scale[b]! ** 2).toBeCloseTo(slope / spread ** 2, 10);
  });

  it("is that of its draws", () => {
    const draws = asymptoticDraws(problem, found.coordinates, Number.POSITIVE_INFINITY, 20_000, 3);
    const of = drawCovariance(draws);
    const covariance = sandwichCovariance(problem, found.coordinates, Number.POSITIVE_INFINITY);
    const scale = found.coordinates.map((c, i) => found.parameters[i]! / c);
    for (let i = 0; i < 2; i++)
      expect(of[i * 2 + i]! / ((covariance?.get(i, i) ?? 0) * scale[i]! ** 2)).toBeCloseTo(1, 1);
  });

  it("leaves out what a bound holds", () => {
    const bounded = makeProblem({
      law: lawOf("law y(x) = a + b*x where b in 0..1"),
      inputs: [x],
      response: x.map((v, i) => 2 + 3 * v + noise[i]!),
      log: false,
    });
    const at = estimate(bounded, { loss: { kind: "squares" }, starts: 4 });
    expect([...boundCoordinates(bounded, at.coordinates)]).toEqual([1]);
    const covariance = sandwichCovariance(bounded, at.coordinates, Number.POSITIVE_INFINITY);
    expect(covariance?.get(1, 1)).toBe(0);
    expect(covariance?.get(0, 0)).toBeGreaterThan(0);
  });
});

describe("the covariance of draws", () => {
  it("leaves failed draws out", () => {
    const values = Float64Array.from([1, 2, Number.NaN, Number.NaN, 3, 6]);
    expect([...drawCovariance({ count: 3, width: 2, values, failed: 1 })]).toEqual([2, 4, 4, 8]);
  });
});

describe("the sandwich covariance where a direction is open", () => {
  const split = makeProblem({
    law: lawOf("law y(x) = a + c + b*x"),
    inputs: [x],
    response: x.map((v, i) => 2 + 3 * v + noise[i]!),
    log: false,
  });
  const at = estimate(split, { loss: { kind: "squares" }, starts: 4 }).coordinates;
  const byName = (of: typeof problem, coordinates: Float64Array, name: string): number => {
    const index = of.law.parameters.findIndex((p) => p.name === name);
    const place = of.coordinates.findIndex((c) => c.parameter === index);
    const scale = of.toParameters(coordinates)[index]! / coordinates[place]!;
    return sandwichCovariance(of, coordinates, Number.POSITIVE_INFINITY)!.get(place, place) * scale ** 2;
  };

  it("is that of the other parameters as if it were closed", () => {
    const alone = byName(problem, found.coordinates, "b");
    expect(byName(split, at, "b") / alone).toBeCloseTo(1, 9);
    expect(alone).toBeGreaterThan(0);
  });

  it("gives draws in which the sum varies as it should", () => {
    const draws = asymptoticDraws(split, at, Number.POSITIVE_INFINITY, 4000, 1);
    expect(draws.count).toBe(4000);
    const place = (name: string): number => split.law.parameters.findIndex((p) => p.name === name);
    const sums = Array.from(
      { length: draws.count },
      (_, k) => draws.values[k * draws.width + place("a")]! + draws.values[k * draws.width + place("c")]!,
    );
    const mean = sums.reduce((total, s) => total + s, 0) / sums.length;
    const variance = sums.reduce((total, s) => total + (s - mean) ** 2, 0) / (sums.length - 1);
    // Of 4000 draws a variance is known to 2.2 %.
    expect(Math.abs(variance / byName(problem, found.coordinates, "a") - 1)).toBeLessThan(0.1);
  });
});
