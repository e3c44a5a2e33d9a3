import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minimize, type Variable } from "../../src/ask/minimize.ts";
import { minimizeScalar } from "../../src/ask/minimize-scalar.ts";

interface Constants {
  readonly E: number;
  readonly A: number;
  readonly B: number;
  readonly α: number;
  readonly β: number;
}

const hoffmann: Constants = { E: 1.69, A: 406.4, B: 410.7, α: 0.34, β: 0.28 };
const loss = ({ E, A, B, α, β }: Constants, N: number, D: number) => E + A / N ** α + B / D ** β;
const size: Variable = { kind: "continuous" };

/** N* under 6ND = C (Hoffmann et al. 2022, eq. 4). */
function optimalSize({ A, B, α, β }: Constants, C: number): number {
  return ((α * A) / (β * B)) ** (1 / (α + β)) * (C / 6) ** (β / (α + β));
}

function computeOptimal(constants: Constants, C: number) {
  return {
    variables: [size, size],
    objective: (x: Float64Array) => loss(constants, x[0]!, x[1]!),
    equalities: [(x: Float64Array) => 6 * x[0]! * x[1]! - C],
  };
}

describe("the compute-optimal model", () => {
  it("of Hoffmann's constants at Gopher's compute is the published one", () => {
    const { status, x, value } = minimize(computeOptimal(hoffmann, 5.76e23));
    expect(status).toBe("minimum");
    expect(x[0]! / 3.219e10).toBeCloseTo(1, 4);
    expect(x[1]! / 2.9823e12).toBeCloseTo(1, 4);
    expect(value).toBeCloseTo(1.93075, 5);
    expect(Math.abs(x[0]! / optimalSize(hoffmann, 5.76e23) - 1)).toBeLessThan(1e-11);
  });

  const decades = (low: number, high: number) =>
    fc.double({ min: low, max: high, noNaN: true }).map((decade) => 10 ** decade);
  const constants = fc.record({
    E: fc.double({ min: 0, max: 3, noNaN: true }),
    A: decades(-1, 6),
    B: decades(-1, 6),
    α: fc.double({ min: 0.1, max: 1.5, noNaN: true }),
    β: fc.double({ min: 0.1, max: 1.5, noNaN: true }),
  });

  // Large models of steep laws lose both terms in the rounding of E: nobody who asks for values sees the optimum closer
  // than where the loss has risen by that rounding.
  it("agrees with the closed form for any constants and compute, as far as the loss can tell", () => {
    let sharp = 0;
    fc.assert(
      fc.property(constants, decades(15, 30), (law, compute) => {
        const N = optimalSize(law, compute);
        const D = compute / 6 / N;
        fc.pre(N > 1 && D > 1);
        const best = loss(law, N, D);
        const bend = (law.A / N ** law.α) * law.α ** 2 + (law.B / D ** law.β) * law.β ** 2;
        const seen = Math.sqrt((Number.EPSILON * best) / bend);
        const found = minimize(computeOptimal(law, compute));
        expect(found.value / best - 1).toBeLessThan(1e-15);
        if (seen > 2e-3) return;
        sharp++;
        expect(found.status).toBe("minimum");
        expect(Math.abs(found.x[0]! / N - 1)).toBeLessThan(Math.max(1e-7, 40 * seen));
      }),
      { numRuns: 300 },
    );
    expect(sharp).toBeGreaterThan(150);
  });

  it("is followed from one draw to the next in at most 60 evaluations, with the same accuracy", () => {
    const start = minimize(computeOptimal(hoffmann, 1e24));
    fc.assert(
      fc.property(
        fc.double({ min: 0.8, max: 1.25, noNaN: true }),
        fc.double({ min: 0.93, max: 1.07, noNaN: true }),
        (a, p) => {
          const law = { ...hoffmann, A: hoffmann.A * a, β: hoffmann.β * p };
          const found = minimize(computeOptimal(law, 1e24), start);
          expect(Math.abs(found.x[0]! / optimalSize(law, 1e24) - 1)).toBeLessThan(1e-8);
          expect(found.evaluations).toBeLessThanOrEqual(60);
        },
      ),
    );
  });
});

describe("the cheapest model of a given loss, inference included", () => {
  it.each([
    [2.1, 1e11],
    [2.1, 1e13],
    [1.8, 1e12],
  ])("stands where the costs' and the losses' slopes agree (loss %d, %d tokens served)", (target, served) => {
    const { status, x } = minimize({
      variables: [size, size],
      objective: (v) => 6 * v[0]! * v[1]! + 2 * v[0]! * served,
      equalities: [(v) => loss(hoffmann, v[0]!, v[1]!) - target],
    });
    const [N, D] = [x[0]!, x[1]!];
    const { A, B, α, β } = hoffmann;
    const slopes = (α * A * N ** (-α - 1)) / (β * B * D ** (-β - 1));
    expect(status).toBe("minimum");
    expect(loss(hoffmann, N, D)).toBeCloseTo(target, 13);
    expect(Math.abs((6 * D + 2 * served) / (6 * N) / slopes - 1)).toBeLessThan(1e-7);
  });

  it("is infeasible below the law's asymptote", () => {
    const { status, value } = minimize({
      variables: [size, size],
      objective: (v) => 6 * v[0]! * v[1]!,
      equalities: [(v) => loss(hoffmann, v[0]!, v[1]!) - 1.6],
    });
    expect(status).toBe("infeasible");
    expect(value).toBeNaN();
  });
});

describe("an inequality", () => {
  const C = 5.76e23;
  const atLeast = (ratio: number) => ({
    ...computeOptimal(hoffmann, C),
    inequalities: [(x: Float64Array) => ratio - x[1]! / x[0]!],
  });

  it("that binds holds exactly, and one that does not changes nothing", () => {
    const bound = minimize(atLeast(200));
    expect(bound.active).toEqual([0]);
    expect(bound.x[1]! / bound.x[0]!).toBeCloseTo(200, 9);
    const idle = minimize(atLeast(5));
    expect(idle.active).toEqual([]);
    expect(Math.abs(idle.x[0]! / optimalSize(hoffmann, C) - 1)).toBeLessThan(1e-10);
  });

  it("that stops binding in a draw is let go", () => {
    const start = minimize(atLeast(200));
    const law = { ...hoffmann, B: 8000 };
    const found = minimize({ ...atLeast(200), objective: (x) => loss(law, x[0]!, x[1]!) }, start);
    expect(found.active).toEqual([]);
    expect(Math.abs(found.x[0]! / optimalSize(law, C) - 1)).toBeLessThan(1e-8);
  });

  it("on the compute gives the same optimum as the equality", () => {
    const { objective, variables, equalities } = computeOptimal(hoffmann, C);
    const found = minimize({ objective, variables, inequalities: equalities });
    expect(found.active).toEqual([0]);
    expect(Math.abs(found.x[0]! / optimalSize(hoffmann, C) - 1)).toBeLessThan(1e-10);
  });
});

describe("a minimum that is none inside", () => {
  it("is on the edge of a domain the user stated, exactly", () => {
    const small = minimize({
      ...computeOptimal(hoffmann, 5.76e23),
      variables: [{ kind: "continuous", lo: 1e9, hi: 1e10 }, size],
    });
    expect(small).toMatchObject({ status: "edge", edges: [{ variable: 0, side: "hi" }] });
    expect(small.x[0]).toBe(1e10);
    const scarce = minimize({
      ...computeOptimal(hoffmann, 5.76e23),
      variables: [size, { kind: "continuous", lo: 1e9, hi: 1e12 }],
    });
    expect(scarce).toMatchObject({ status: "edge", edges: [{ variable: 1, side: "hi" }] });
    expect(scarce.x[1]).toBe(1e12);
    expect(scarce.x[0]! / 9.6e10).toBeCloseTo(1, 12);
  });

  it("is unattained where the objective only falls, or is level", () => {
    const objective = (x: Float64Array) => loss(hoffmann, x[0]!, x[1]!);
    expect(minimize({ variables: [size, size], objective }).status).toBe("unattained");
    expect(minimizeScalar((x) => 1 / x).status).toBe("unattained");
    expect(minimizeScalar((x) => Math.max(1, 5 / x)).status).toBe("unattained");
    expect(minimizeScalar(() => 3, { lo: 1, hi: 1000 }).status).toBe("unattained");
  });

  it("is infeasible where the objective has no value", () => {
    expect(minimizeScalar(() => Number.NaN).status).toBe("infeasible");
  });
});

describe("the global minimum", () => {
  it("is found among several valleys", () => {
    const valleys = (x: number) => Math.sin(5 * Math.log(x)) + 0.01 * (Math.log(x) - 20) ** 2;
    const found = minimizeScalar(valleys);
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 400_000; i++) best = Math.min(best, valleys(Math.exp(15 + i / 40_000)));
    expect(found.status).toBe("minimum");
    expect(found.value).toBeLessThanOrEqual(best);
  });

  it("is found at a kink, on a linear range, and below 0", () => {
    expect(minimizeScalar((x) => Math.abs(Math.log(x) - 3.7)).x / Math.exp(3.7)).toBeCloseTo(1, 8);
    expect(minimizeScalar((x) => (x - 0.3) ** 2 + 1, { lo: 0, hi: 1 }).x).toBeCloseTo(0.3, 10);
    expect(minimizeScalar((x) => (x + 3) ** 2 + 1, { positive: false }).x).toBeCloseTo(-3, 10);
    expect(minimizeScalar((x) => x, { lo: 0, hi: 1 })).toEqual({ status: "edge", x: 0, value: 0, atEdge: "lo" });
  });

  it("is found in three variables, and followed", () => {
    const problem = (weight: number) => ({
      variables: [size, size, size],
      objective: (x: Float64Array) => loss(hoffmann, x[0]!, x[1]!) + weight / x[2]! ** 0.3,
      equalities: [(x: Float64Array) => 6 * x[0]! * x[1]! * x[2]! - 1e24],
    });
    const first = minimize(problem(100));
    // At the optimum each term's elasticity is the same multiplier.
    const elasticities = ([N, D, P]: Float64Array, weight: number) => [
      (0.34 * 406.4) / N! ** 0.34,
      (0.28 * 410.7) / D! ** 0.28,
      (0.3 * weight) / P! ** 0.3,
    ];
    const [a, b, c] = elasticities(first.x, 100);
    expect(a! / b!).toBeCloseTo(1, 7);
    expect(c! / b!).toBeCloseTo(1, 7);
    const next = minimize(problem(130), first);
    const [d, e, f] = elasticities(next.x, 130);
    expect(d! / e!).toBeCloseTo(1, 7);
    expect(f! / e!).toBeCloseTo(1, 7);
    expect(next.evaluations).toBeLessThan(200);
  });

  it("is found over lists, alone and beside continuous variables", () => {
    const list: Variable = { kind: "list", values: Array.from({ length: 64 }, (_, i) => i + 1) };
    const alone = minimize({ variables: [list], objective: (x) => (x[0]! - 7.4) ** 2 });
    expect([...alone.x]).toEqual([7]);
    const mixed = minimize({
      variables: [{ kind: "list", values: [1, 2, 4, 8] }, size, size],
      objective: (x) => loss(hoffmann, x[1]!, x[2]!) + 0.05 * Math.abs(x[0]! - 4),
      equalities: [(x) => 6 * x[0]! * x[1]! * x[2]! - 1e24],
    });
    expect(mixed.x[0]).toBe(4);
    expect(Math.abs(mixed.x[1]! / optimalSize(hoffmann, 1e24 / 4) - 1)).toBeLessThan(1e-9);
    const many: Variable = { kind: "list", values: new Array(1000).fill(1) };
    expect(minimize({ variables: [many, many], objective: () => 1 }).status).toBe("tooMany");
  });
});
