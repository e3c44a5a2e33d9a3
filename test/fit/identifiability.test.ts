import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { estimate } from "../../src/fit/estimate.ts";
import { changesAlong, type Identifiability, identifiability } from "../../src/fit/identifiability.ts";
import { sparsestBasis } from "../../src/fit/null-basis.ts";
import { makeProblem } from "../../src/fit/problem.ts";
import { random } from "../../src/fit/random.ts";
import { chinchilla, lawOf, simulatedRuns, trueLoss } from "./laws.ts";

function judged(text: string, inputs: readonly Float64Array[], response: Float64Array): Identifiability {
  const problem = makeProblem({ law: lawOf(text), inputs, response, log: true });
  return identifiability(problem, estimate(problem, { loss: { kind: "squares" }, starts: 16 }).coordinates);
}

const n = Float64Array.from({ length: 40 }, (_, i) => 1e7 * 10 ** (i / 13));
const source = random(6, 0);
const noisy = (of: (n: number) => number): Float64Array => n.map((x) => of(x) * Math.exp(0.005 * source.normal()));

describe("a basis of a null space", () => {
  // Moves {0, 1, 2, 3} together, and {4, 5}.
  const sparse = [
    [1, 1, 1, -1, 0, 0, 0],
    [0, 0, 0, 0, 1, 2, 0],
  ];
  const turned = (angle: number): Matrix =>
    new Matrix(sparse).transpose().mmul(
      new Matrix([
        [Math.cos(angle), -Math.sin(angle)],
        [Math.sin(angle), Math.cos(angle)],
      ]),
    );

  it.each([0.1, 0.7, 2, -1.3])("moves the fewest coordinates, however it came turned (%d)", (angle) => {
    const basis = sparsestBasis(turned(angle));
    const wanted = [
      [1, 1, 1, -1, 0, 0, 0],
      [0, 0, 0, 0, 1, 2, 0],
    ];
    basis.forEach((vector, k) => {
      vector.forEach((x, i) => void expect(x).toBeCloseTo(wanted[k]![i]!, 12));
    });
  });

  it("spans what it came as", () => {
    const came = turned(0.7);
    const joined = new Matrix([...came.transpose().to2DArray(), ...sparsestBasis(came).map((v) => [...v])]);
    const sizes = new SingularValueDecomposition(joined.transpose()).diagonal;
    expect(sizes.filter((x) => x > 1e-9)).toHaveLength(2);
  });
});

describe("what the data cannot tell apart", () => {
  it("is nothing on a wide design", () => {
    const runs = simulatedRuns({ rows: 120, seed: 3, sigma: 0.01 });
    const problem = makeProblem({ law: chinchilla, ...runs, log: true });
    const found = identifiability(problem, estimate(problem, { loss: { kind: "squares" }, starts: 16 }).coordinates);
    expect(found.flat).toEqual([]);
    expect(found.condition).toBeLessThan(1e6);
  });

  it("is the sum of two constants, named both", () => {
    const found = judged(
      "law L(N) = E + F + A/N^α where A > 0",
      [n],
      noisy((x) => 1.7 + 400 / x ** 0.34),
    );
    expect(found.flat.length).toBe(1);
    expect(found.flat[0]!.map((s) => s.name).sort()).toEqual(["E", "F"]);
    expect(found.flat[0]![0]!.share).toBeCloseTo(0.5, 3);
  });

  it("comes with parameters that fit as well, to both sides", () => {
    const found = judged(
      "law L(N) = E + F + c*d/N^α where c > 0, d > 0",
      [n],
      noisy((x) => 1.7 + 400 / x ** 0.34),
    );
    expect(found.flat.map((direction) => direction.map(({ name }) => name))).toEqual([
      ["E", "F"],
      ["c", "d"],
    ]);
    expect(found.alike).toHaveLength(2);
    for (const [above, below] of found.alike!) {
      expect(changesAlong(above[0]! + above[1]!, below[0]! + below[1]!)).toBe(false);
      expect(changesAlong(above[2]! * above[3]!, below[2]! * below[3]!)).toBe(false);
    }
    expect(
      found.alike!.map(([above, below]) => [0, 1, 2, 3, 4].map((i) => changesAlong(above[i]!, below[i]!))),
    ).toEqual([
      [true, true, false, false, false],
      [false, false, true, true, false],
    ]);
  });

  it("is the exponent and coefficient of D where D is constant", () => {
    const d = new Float64Array(n.length).fill(2e10);
    const response = n.map((x) => trueLoss(x, 2e10) * Math.exp(0.005 * source.normal()));
    const found = judged("law L(N, D) = A/N^α + B/D^β where A > 0, B > 0", [n, d], response);
    const named = new Set(found.flat.flatMap((direction) => direction.map((s) => s.name)));
    expect([...named].some((name) => name === "B" || name === "β")).toBe(true);
  });

  it("shows as a pair that moves together where N spans less than a decade", () => {
    const narrow = Float64Array.from({ length: 40 }, (_, i) => 1e8 * 3 ** (i / 39));
    const response = narrow.map((x) => (1.7 + 400 / x ** 0.34) * Math.exp(0.001 * source.normal()));
    const found = judged("law L(N) = E + A/N^α where E > 0, A > 0", [narrow], response);
    expect(found.pairs.length).toBeGreaterThan(0);
    for (const { a, b, correlation } of found.pairs) {
      expect(a).not.toBe(b);
      expect(Math.abs(correlation)).toBeGreaterThanOrEqual(0.98);
    }
  });

  it("is a scale that ran away to where it says nothing any more", () => {
    const x = Float64Array.from({ length: 40 }, (_, i) => 0.1 + 0.07 * i);
    const text = "law F(x) = R*(1 - exp(-x/R)) where R > 0";
    // The data bend upwards, the law only downwards: at R = ∞ it is the line between.
    expect(
      judged(
        text,
        [x],
        x.map((t) => t ** 1.2),
      ).flat,
    ).toMatchObject([[{ name: "R", share: 1 }]]);
    expect(
      judged(
        text,
        [x],
        x.map((t) => t ** 0.8),
      ).flat,
    ).toEqual([]);
  });
});
