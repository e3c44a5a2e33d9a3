import { describe, expect, test } from "vitest";
import { estimate } from "../../src/fit/estimate.ts";
import { alwaysFollowed, firstLook, lookAt, secondLook, worthFollowing, worthPolishing } from "../../src/fit/looks.ts";
import { multistart } from "../../src/fit/multistart.ts";
import { derivatives, makeSolver, polish, type Start } from "../../src/fit/polish.ts";
import { makeProblem } from "../../src/fit/problem.ts";
import { random } from "../../src/fit/random.ts";
import { generateStarts } from "../../src/fit/starts.ts";
import { lawOf } from "./laws.ts";

describe("a look at starts", () => {
  const source = random(3, 0);
  const x = Float64Array.from({ length: 120 }, (_, k) => 10 ** (k / 20));
  const law = lawOf("law L(x) = k*x^-a*(1 + (x/d)^(1/f))^(-b*f) where k > 0, d > 0, f > 0");
  const response = x.map((at) => 3 * at ** -0.2 * (1 + (at / 500) ** 2) ** -0.25 * Math.exp(0.01 * source.normal()));
  const problem = makeProblem({ law, inputs: [x], response, log: true });
  const starts = generateStarts(problem, 64, 0.1);

  test("sets hopeless ones aside, says how many, and finds the minimum that following all of them finds", () => {
    const all = multistart(problem, starts, 0.0134, 0.1);
    const sifted = multistart(problem, starts, 0.0134, 0.1, undefined, true);
    expect(all.aside).toBe(0);
    expect(sifted.starts).toBe(64);
    expect(sifted.aside).toBeGreaterThan(10);
    expect(sifted.minima.reduce((sum, m) => sum + m.starts, 0)).toBe(64 - sifted.aside);
    expect(Math.abs(sifted.minima[0]!.objective / all.minima[0]!.objective - 1)).toBeLessThan(1e-10);
    expect(sifted.minima[0]!.attained).toBe(true);
  });

  test("sets none of a user's aside", () => {
    const userStarts = starts.slice(32).map((at) => problem.toParameters(at));
    const found = estimate(problem, { loss: { kind: "huber", delta: 0.0134 }, starts: 32, userStarts });
    expect(found.starts).toBe(32);
    expect(found.aside).toBe(0);
  });

  const objectiveAt = (at: Float64Array, delta: number): number => derivatives(problem, at, delta, 1)[0]!;

  test("leaves a start at the width it was at, or at the next where it has converged", () => {
    const seen = lookAt(
      problem,
      starts.map((point) => ({ point })),
      firstLook(0.1),
    );
    expect(seen).toHaveLength(64);
    const nexts = new Set(seen.map(({ looked }) => looked!.next));
    expect(nexts).toEqual(new Set([0.1, 0.025]));
    for (const { looked } of seen) {
      const { coordinates, objective } = looked!;
      if (Number.isFinite(objective)) expect(objectiveAt(coordinates, 0.1)).toBeCloseTo(objective, 12);
    }
  });

  test("goes a width closer the second time, where that is wide", () => {
    const once = lookAt(
      problem,
      starts.slice(0, 8).map((point) => ({ point })),
      firstLook(0.1),
    );
    for (const [delta, last] of [
      [0.001, 0.025],
      [0.02, 0.1],
    ] as const) {
      for (const { looked } of lookAt(problem, once, secondLook(0.1, delta))) {
        const { coordinates, objective, next } = looked!;
        expect(next).toBe(last / 4);
        if (Number.isFinite(objective)) expect(objectiveAt(coordinates, last)).toBeCloseTo(objective, 12);
      }
    }
  });

  test("is where polishing goes on", () => {
    const [first] = worthFollowing(
      lookAt(
        problem,
        starts.map((point) => ({ point })),
        firstLook(0.1),
      ),
    );
    const [second] = lookAt(problem, [first!], secondLook(0.1, 0.0134));
    const solver = makeSolver(problem);
    const from = ({ point, looked }: Start) =>
      polish(solver, problem.data, point, 0.0134, 0.1, looked === undefined ? {} : { looked });
    const alone = from({ point: first!.point });
    expect(alone.status).toBe("converged");
    for (const start of [first!, second!]) {
      const end = from(start);
      expect(end.status).toBe("converged");
      expect(Math.abs(end.objective / alone.objective - 1)).toBeLessThan(1e-10);
    }
  });

  const at = (objective: number): Start => ({
    point: Float64Array.of(objective),
    looked: { coordinates: Float64Array.of(0), objective, next: 0.1 },
  });
  const heights = (chosen: readonly Start[]): readonly number[] => chosen.map(({ looked }) => looked!.objective);

  test("follows the lowest few, the best 15 % and what is below twice the least, 40 % at most", () => {
    const from = (n: number, step: number): readonly Start[] =>
      Array.from({ length: n }, (_, k) => at(1 + step * ((k * 7) % n)));
    const first = (n: number, step: number) => Array.from({ length: n }, (_, k) => 1 + step * k);
    expect(heights(worthFollowing(from(20, 10)))).toEqual(first(alwaysFollowed, 10));
    expect(heights(worthFollowing(from(100, 10)))).toEqual(first(15, 10));
    expect(heights(worthFollowing(from(100, 0.0625)))).toEqual(first(17, 0.0625));
    expect(heights(worthFollowing(from(100, 0.001)))).toEqual(first(40, 0.001));
    expect(worthFollowing(from(5, 10))).toHaveLength(5);
    expect(worthFollowing([])).toEqual([]);
  });

  test("follows to the end the lowest few, and what is within a tenth of the least", () => {
    const spread = Array.from({ length: 20 }, (_, k) => at(20 - k));
    expect(heights(worthPolishing(spread))).toEqual(Array.from({ length: alwaysFollowed }, (_, k) => 1 + k));
    const close = Array.from({ length: 20 }, (_, k) => at(1 + 0.008 * k));
    expect(worthPolishing(close)).toHaveLength(13);
    expect(worthPolishing([])).toEqual([]);
  });
});
