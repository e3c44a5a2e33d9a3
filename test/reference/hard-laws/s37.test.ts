import { expect, test } from "vitest";
import { type FitJson, pointsOf } from "../program.ts";
import { openHardLaw, present } from "./hard-law.ts";

const truth = {
  E: 1.7,
  A: 400,
  α: 0.34,
  B0: 410,
  β: 0.28,
  θ: 0.5,
  κ: 1,
  φ: 0.6,
  χ: 0.5,
  ψ: 0.05,
  ω: 0.3,
  λ: 0.02,
  μ: 0.3,
  ξ: 0.25,
  ν: 0.02,
  ρ: 0.15,
};

test.skipIf(!present)(
  "S37: sixteen constants come back, and the best shares and bits are those of a grid",
  async () => {
    const { E, A, α, B0, β, θ, κ, φ, χ, ψ, ω, λ, μ, ξ, ν, ρ } = truth;
    const { results } = await openHardLaw(
      "S37",
      `set bootstrap = 0
data optima = at N in [100M, 1B], D in [10B, 100B, 1T], B in [1, 2, 4, 6] with fopt = exp(-6.7297/log(D/(N*B/8)))
data qat = at N in logspace(1e8, 3e9, 4), Dq in logspace(1e8, 1e11, 4), Df in logspace(1e9, 1e12, 4), B in [1, 2, 4, 6]
  with sq = Dq/(N*B/8), sf = Df/(N*B/8)
  with loss = ${E} + ${A}/N^${α} + ${B0}/(Dq + Df)^${β} + ${θ}*2^(-${κ}*B) + ${φ}*2^(-${χ}*B)/(N^${ψ}*sq^${ω}) + ${λ}*2^(-${μ}*B)*sf^${ξ}/(N^${ν}*sq^${ρ})`,
    );
    const [share, q] = results.filter(({ kind }) => kind === "fit") as unknown as FitJson[];
    expect(share!.parameters.a!.value).toBeCloseTo(6.7297, 8);
    for (const [name, value] of Object.entries(truth))
      expect(q!.parameters[name]!.value / value, name).toBeCloseTo(1, 6);

    const loss = (N: number, x: number, bits: number): number => {
      const [Dq, Df] = [x * 100e9, (1 - x) * 100e9];
      const [sq, sf] = [Dq / ((N * bits) / 8), Df / ((N * bits) / 8)];
      const rounding = θ * 2 ** (-κ * bits) + (φ * 2 ** (-χ * bits)) / (N ** ψ * sq ** ω);
      return E + A / N ** α + B0 / 100e9 ** β + rounding + (λ * 2 ** (-μ * bits) * sf ** ξ) / (N ** ν * sq ** ρ);
    };
    /** The least of a function on a grid that is narrowed about it. */
    const least = (f: (x: number) => number): number => {
      let [low, high] = [0.01, 0.99];
      for (let round = 0; round < 12; round++) {
        const step = (high - low) / 50;
        const xs = Array.from({ length: 51 }, (_, i) => low + i * step);
        const best = xs.reduce((a, b) => (f(b) < f(a) ? b : a));
        [low, high] = [Math.max(0.01, best - 2 * step), Math.min(0.99, best + 2 * step)];
      }
      return (low + high) / 2;
    };
    const [atSize, underMemory] = results
      .filter(({ kind }) => kind === "minimize")
      .map((result) => pointsOf([result], "minimize"));
    [1, 2, 4, 6].forEach((bits, i) => {
      const x = least((v) => loss(759e6, v, bits));
      expect(atSize![i]!.at!.x! / x).toBeCloseTo(1, 5);
      expect(atSize![i]!.value).toBeCloseTo(loss(759e6, x, bits), 9);
    });
    // Of the sizes that fit into the memory at each number of bits, the best.
    const sizes = Array.from({ length: 401 }, (_, i) => 10 ** (6 + i / 100));
    const candidates = [1, 2, 4, 6].flatMap((bits) =>
      [...sizes, 8e9 / bits]
        .filter((N) => (N * bits) / 8 <= 1e9)
        .map((N) => {
          const x = least((v) => loss(N, v, bits));
          return { bits, N, x, value: loss(N, x, bits) };
        }),
    );
    const best = candidates.reduce((a, b) => (b.value < a.value ? b : a));
    expect(underMemory).toHaveLength(1);
    const found = underMemory![0]!;
    expect(found.value).toBeLessThanOrEqual(best.value + 1e-9);
    expect(found.value).toBeCloseTo(best.value, 5);
    expect(found.at!.B).toBe(best.bits);
    expect(found.at!.N! / best.N).toBeCloseTo(1, 2);
    expect(found.at!.x).toBeCloseTo(best.x, 2);
  },
);
