import { expect, test } from "vitest";
import { fitted, hold, known, points, tryOut } from "./try.ts";

/** Hoffmann et al. 2022, equation 4, for the numbers of the known law. */
function chinchilla(compute: number): readonly [number, number] {
  const [A, B, a, b] = [400, 410, 0.34, 0.28];
  const G = ((a * A) / (b * B)) ** (1 / (a + b));
  const n = G * (compute / 6) ** (b / (a + b));
  return [n, compute / 6 / n];
}

test("the compute-optimal point is that of the closed form", async () => {
  const [one] = await points(known, "minimize K over N, D subject to 6*N*D = 1e24 FLOP");
  const [n, d] = chinchilla(1e24);
  expect(one?.at.N).toBeCloseTo(n, -3);
  expect((one?.at.N ?? 0) / n).toBeCloseTo(1, 9);
  expect((one?.at.D ?? 0) / d).toBeCloseTo(1, 9);
});

test("the numeric search agrees with the closed form to 1e-7", async () => {
  const wanted = await points(known, "minimize K over N, D subject to 6*N*D = C at C in [1e20, 1e24]");
  // A bound on N takes the closed form away; so does an inequality.
  const bounded = await points(known, "minimize K over N in 1M..1e14, D subject to 6*N*D = C at C in [1e20, 1e24]");
  const unequal = await points(known, "minimize K over N, D subject to 6*N*D <= C at C in [1e20, 1e24]");
  wanted.forEach((want, k) => {
    for (const other of [bounded[k], unequal[k]]) {
      expect(Math.abs((other?.at.N ?? 0) / (want.at.N ?? 1) - 1)).toBeLessThan(1e-7);
      expect(Math.abs((other?.value ?? 0) / want.value - 1)).toBeLessThan(1e-12);
    }
  });
});

test("the JSON has what was given, where the optimum is, and its intervals", async () => {
  const { last } = await hold(fitted, "minimize L over N, D subject to 6*N*D = C at C in [1e21, 1e22]");
  expect(last.kind).toBe("minimize");
  for (const point of last.points as readonly Record<string, Record<string, unknown>>[]) {
    expect(Object.keys(point.given ?? {})).toEqual(["C"]);
    expect(Object.keys(point.at ?? {})).toEqual(["N", "D", "D/N"]);
    const [low, high] = (point.intervals?.N ?? []) as [number, number];
    expect(low).toBeLessThan(point.at?.N as number);
    expect(high).toBeGreaterThan(point.at?.N as number);
  }
});

test("the cheapest way to a loss with its inference paid: more tokens, a smaller model", async () => {
  const found = await points(
    known,
    "minimize 6*N*D + 2*N*T over N, D subject to K(N, D) = 2.1 at T in [0, 1e11, 1e13]",
  );
  const [none, some, much] = found.map((p) => p.at.N ?? 0);
  expect(some).toBeLessThan(none ?? 0);
  expect(much).toBeLessThan(some ?? 0);
  // With nothing to infer it is the training optimum at its own compute.
  const [at] = found;
  const [n] = chinchilla(at?.value ?? 0);
  expect((none ?? 0) / n).toBeCloseTo(1, 6);
});

test("integers and lists are searched one by one", async () => {
  expect(await points("minimize (n - 7.4)^2 over n in integers(1, 64)")).toMatchObject([{ at: { n: 7 } }]);
  expect(await points("maximize x*(10 - x) over x in [1, 4, 9]")).toMatchObject([{ at: { x: 4 }, value: 24 }]);
});

test("an optimum on the end of a range says so", async () => {
  const { codes, last } = await tryOut(known, "minimize K over N in 1B..10B at D = 1T");
  expect(codes).toEqual(["optimum-at-edge"]);
  expect(last.points).toMatchObject([{ at: { N: 1e10 }, status: "edge" }]);
});

test.each([
  ["minimize K over N, D", "no-optimum"],
  ["maximize K over N, D subject to 6*N*D = 1e24", "no-optimum"],
  ["minimize K over N, D subject to 6*N*D = 1e24, N > D, D > 2*N", "infeasible"],
])("%s is told as %s, with no value", async (program, code) => {
  const { codes, last, ok } = await tryOut(known, program);
  expect(codes).toEqual([code]);
  expect(last.points).toMatchObject([{ value: null }]);
  expect(ok).toBe(true);
});

test("of an optimum only what the data determine has an interval", async () => {
  const rows = "data t = at N in logspace(10M, 10B, 40) with loss ~ lognormal(log(1.7 + 400/N^0.34), 0.005)";
  const fit = "law L(N) = E + F + A/N^α\nfit on t with bootstrap = 60";
  const [open] = await points(rows, fit, "minimize (log(N) - 3*E)^2 over N in 1..1e9");
  expect(open!.intervals.N).toEqual([Number.NaN, Number.NaN]);
  // The place does not depend on E, the value does.
  const [both] = await points(rows, fit, "minimize E + A/N^α + N/1e9 over N");
  const [low, high] = both!.intervals.N!;
  expect(low).toBeLessThan(both!.at.N!);
  expect(high).toBeGreaterThan(both!.at.N!);
  expect(both!.interval).toEqual([Number.NaN, Number.NaN]);
});
