import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FitRequest, type FitResult, fitLaw } from "../../src/fit/fit.ts";
import { chinchilla, lawOf, parameterOf, type Runs, simulatedRuns, trueLoss } from "./laws.ts";

function request(runs: Runs, change: Partial<FitRequest> = {}): FitRequest {
  return {
    law: chinchilla,
    ...runs,
    space: "log",
    loss: { kind: "adaptiveHuber" },
    starts: 24,
    bootstrap: 0,
    seed: 1,
    level: 0.95,
    ...change,
  };
}

const value = (fit: FitResult, name: string): number => parameterOf(fit.law, fit.estimate, name);

/** The worst relative difference between two fits' parameters. */
function difference(a: FitResult, b: FitResult): number {
  return Math.max(...a.estimate.map((x, i) => Math.abs(x / b.estimate[i]! - 1)));
}

function permuted(runs: Runs, order: readonly number[]): Runs {
  const take = (column: Float64Array): Float64Array => Float64Array.from(order, (i) => column[i]!);
  return { inputs: [take(runs.inputs[0]), take(runs.inputs[1])], response: take(runs.response) };
}

describe("a fit", () => {
  const runs = simulatedRuns({ rows: 60, seed: 1, sigma: 0.01 });
  const fit = fitLaw(request(runs));

  it("does not depend on the order of the rows", () => {
    const orders = fc.shuffledSubarray(
      Array.from({ length: 60 }, (_, i) => i),
      { minLength: 60, maxLength: 60 },
    );
    fc.assert(
      fc.property(orders, (order) => {
        expect(difference(fitLaw(request(permuted(runs, order))), fit)).toBeLessThan(1e-6);
      }),
      { numRuns: 8 },
    );
  });

  it("turns with the units: N in other units scales A alone, by the factor to the power α", () => {
    fc.assert(
      fc.property(fc.double({ min: -9, max: 9, noNaN: true }), (power) => {
        const factor = 10 ** power;
        const [n, d] = runs.inputs;
        const scaled = fitLaw(request({ ...runs, inputs: [n.map((x) => x * factor), d] }));
        for (const name of ["E", "B", "α", "β"]) expect(value(scaled, name) / value(fit, name)).toBeCloseTo(1, 6);
        expect(value(scaled, "A") / (value(fit, "A") * factor ** value(fit, "α"))).toBeCloseTo(1, 6);
        expect(scaled.objective / fit.objective).toBeCloseTo(1, 8);
      }),
      { numRuns: 8 },
    );
  });

  it("turns with the units of the response: E, A and B scale, the exponents stay", () => {
    const bits = fitLaw(request({ ...runs, response: runs.response.map((y) => y / Math.LN2) }));
    for (const name of ["E", "A", "B"])
      expect(value(bits, name) * Math.LN2).toSatisfy((x: number) => Math.abs(x / value(fit, name) - 1) < 1e-6);
    for (const name of ["α", "β"]) expect(value(bits, name)).toBeCloseTo(value(fit, name), 7);
  });

  it("is the same for the mean of the losses as for their sum", () => {
    for (const loss of [{ kind: "huber", delta: 1e-3 }, { kind: "squares" }, { kind: "adaptiveHuber" }] as const) {
      const sum = fitLaw(request(runs, { loss }));
      const mean = fitLaw(request(runs, { loss, weights: new Float64Array(60).fill(1 / 60) }));
      expect(difference(mean, sum)).toBeLessThan(1e-6);
      expect(mean.status).toBe("converged");
      expect((mean.objective * 60) / sum.objective).toBeCloseTo(1, 8);
    }
  });

  it("takes a weight of 2 for a row that stands there twice", () => {
    const twice = permuted(runs, [...Array.from({ length: 60 }, (_, i) => i), 7]);
    const weights = new Float64Array(60).fill(1);
    weights[7] = 2;
    const loss = { kind: "huber", delta: 0.01 } as const;
    expect(difference(fitLaw(request(twice, { loss })), fitLaw(request(runs, { loss, weights })))).toBeLessThan(1e-6);
  });

  it("is the same again, draws and all", () => {
    const again = { bootstrap: 50 } as const;
    expect(fitLaw(request(runs, again)).draws.values).toEqual(fitLaw(request(runs, again)).draws.values);
  });

  it("ends as exact on data without noise, with standard errors of 0", () => {
    const [n, d] = runs.inputs;
    const response = n.map((x, i) => trueLoss(x, d[i]!));
    for (const loss of [{ kind: "adaptiveHuber" }, { kind: "huber", delta: 1e-3 }, { kind: "squares" }] as const) {
      const exact = fitLaw(request({ ...runs, response }, { loss, bootstrap: 100 }));
      expect(exact.status).toBe("exact");
      expect(exact.parameters.map((p) => p.standardError)).toEqual([0, 0, 0, 0, 0]);
      expect(value(exact, "E")).toBeCloseTo(1.8172, 8);
      expect(value(exact, "A") / 482.01).toBeCloseTo(1, 6);
      expect(value(exact, "α")).toBeCloseTo(0.3478, 8);
    }
  });
});

describe("parameters of a fit", () => {
  const runs = simulatedRuns({ rows: 80, seed: 2, sigma: 0.01 });
  const squares = { loss: { kind: "squares" }, bootstrap: 60 } as const;
  const free = fitLaw(request(runs, squares));

  it("held fixed leave the others' columns in place", () => {
    // With each parameter fixed at its estimate in turn, the others' estimates stay, and their errors shrink.
    for (const name of ["E", "A", "α", "B", "β"]) {
      const fixed = fitLaw(
        request(runs, {
          ...squares,
          law: lawOf(`law L(N, D) = E + A/N^α + B/D^β where E > 0, A > 0, B > 0, ${name} = ${value(free, name)}`),
        }),
      );
      expect(difference(fixed, free)).toBeLessThan(1e-7);
      fixed.parameters.forEach((p, i) => {
        expect(p.name).toBe(free.parameters[i]!.name);
        if (p.name === name) {
          expect(p.state).toBe("fixed");
          expect(p.standardError).toBe(0);
        } else {
          expect(p.state).toBe("free");
          expect(p.standardError).toBeGreaterThan(0);
          expect(p.standardError).toBeLessThan(1.3 * free.parameters[i]!.standardError);
        }
      });
    }
  });

  it("tied to another follow it in the estimate and in every draw", () => {
    const tied = fitLaw(
      request(runs, {
        ...squares,
        law: lawOf("law L(N, D) = E + A/N^α + B/D^β where E > 0, A > 0, B > 0, β = α/2 + 0.1"),
      }),
    );
    expect(value(tied, "β")).toBeCloseTo(value(tied, "α") / 2 + 0.1, 12);
    expect(tied.parameters.find((p) => p.name === "β")?.state).toBe("tied");
    const at = (name: string): number => tied.law.parameters.findIndex((p) => p.name === name);
    for (let k = 0; k < tied.draws.count; k++) {
      const row = tied.draws.values.subarray(k * tied.draws.width, (k + 1) * tied.draws.width);
      expect(row[at("β")]).toBeCloseTo(row[at("α")]! / 2 + 0.1, 12);
    }
  });

  it("stop at a bound that the data pull them beyond, and say so", () => {
    const bound = fitLaw(
      request(runs, {
        ...squares,
        law: lawOf("law L(N, D) = E + A/N^α + B/D^β where E in 0..1.5, A > 0, B > 0, α in 0..1"),
      }),
    );
    expect(value(bound, "E")).toBe(1.5);
    expect(bound.parameters.find((p) => p.name === "E")?.state).toBe("atUpperBound");
    expect(bound.parameters.filter((p) => p.state === "free").length).toBe(4);
    expect(bound.status).toBe("converged");
    expect(bound.objective).toBeGreaterThan(free.objective);
  });

  it("are found again whatever the law calls them and in whatever order it names them", () => {
    const other = fitLaw(
      request(runs, { ...squares, law: lawOf("law L(N, D) = b/D^y + a/N^x + c where c > 0, a > 0, b > 0") }),
    );
    for (const [theirs, ours] of [
      ["c", "E"],
      ["a", "A"],
      ["x", "α"],
      ["b", "B"],
      ["y", "β"],
    ] as const)
      expect(value(other, theirs) / value(free, ours)).toBeCloseTo(1, 6);
  });
});
