import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shared } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { type FitJson, type Json, run, valuesOf } from "./program.ts";

/** The IsoFLOP program of Czech et al. (2026) on the noise-free surface of Hoffmann et al. (2022), sizes within a factor of the optimum. */
const isoflop = (factor: number): string => `
law T(N, D) = 1.69 + 406.4/N^0.34 + 410.7/D^0.28
let Ds(C) = (0.34*406.4/(0.28*410.7))^(-1/0.62)*(C/6)^(0.34/0.62)
data iso = at C in logspace(1e17, 1e21, 5), k in logspace(1/${factor}, ${factor}, 15), D = k*Ds(C), N = C/(6*D)
  with loss = T(N, D)
data optima = iso keeping vertex(loss against log(D)) by C
law Dopt(C) = G*C^b
fit Dopt to D on optima using squares in log with bootstrap = 0 as a2
100*(a2(1e24)/Ds(1e24) - 1)
`;

const fits = (results: readonly Json[]): readonly (FitJson & { readonly name: string })[] =>
  results.filter(({ kind }) => kind === "fit") as unknown as readonly (FitJson & { readonly name: string })[];

describe("Approach 2", () => {
  it.each([
    [2, -0.327],
    [4, -1.301],
    [8, -2.903],
    [16, -5.1],
  ])(
    "is biased by parabolas over a factor of %s as Czech et al. (2026) print: %s %% of the tokens at 1e24",
    async (factor, bias) => {
      const [found] = valuesOf(await run(isoflop(factor)));
      expect(Math.abs(found! - bias)).toBeLessThan(0.01);
    },
  );

  it("is undone by the joint fit: S43 gives the constants back to 1e-6", async () => {
    const [fit] = fits(
      await run(`${isoflop(8).replace(/data optima[\s\S]*/, "")}law L(N, D) = E + A/N^α + B/D^β
fit L to loss on iso using squares in linear with bootstrap = 0`),
    );
    const truth = { E: 1.69, A: 406.4, α: 0.34, B: 410.7, β: 0.28 };
    for (const [name, value] of Object.entries(truth))
      expect(Math.abs(fit!.parameters[name]!.value / value - 1)).toBeLessThan(1e-6);
  });

  it("reproduces D* = 0.29935514 C^0.53677913 and 16.1T tokens for Llama 3", async (context) => {
    requireOrSkip(context, join(shared, "data/isoflop_llama3.csv"));
    const results = await run(`
data points = "data/isoflop_llama3.csv" with C = C_budget_flops, D = D_tokens
data optima = points keeping vertex(loss against log(D)) by C
law Dopt(C) = G*C^b
fit Dopt to D on optima using squares in log with bootstrap = 0
Dopt(3.8e25)`);
    const [fit] = fits(results);
    expect(Math.abs(fit!.parameters.b!.value - 0.53677913)).toBeLessThan(1e-7);
    expect(Math.abs(fit!.parameters.G!.value / 0.29935514 - 1)).toBeLessThan(1e-6);
    expect(Math.abs(valuesOf(results)[0]! / 1.6102e13 - 1)).toBeLessThan(1e-4);
  });
});

describe("Porian et al. (2024)", () => {
  const exponents = [
    ["rw/base/long/kaplan/kaplan/train", 0.8337679323, 4.509820787e-8, 0.1651826868, 3850604.741],
    ["rw/tuned/long/const/kaplan/train", 0.7080587881, 1.03276581e-5, 0.2919412119, 16137.89545],
    ["rw/base/long/kaplan/standard/val", 0.7008992037, 1.610584625e-5, 0.2991007963, 10348.20922],
    ["rw/base/short/kaplan/standard/val", 0.6035277581, 0.001342157841, 0.396959493, 121.589422],
    ["rw/base/short/chinchilla/standard/val", 0.5714248897, 0.004781425269, 0.4284039175, 35.08162508],
    ["rw/tuned/short/const/standard/val", 0.4970287955, 0.1181990378, 0.5029712045, 1.410050959],
  ] as const;
  for (const [experiment, p, c, q, d] of exponents)
    it(`have the exponents they print for ${experiment}`, async (context) => {
      requireOrSkip(context, join(shared, "data/porian_optima_refinedweb.csv"));
      const [size, tokens] = fits(
        await run(`
data optima = "data/porian_optima_refinedweb.csv" where experiment = "${experiment}" with C = C_flops
law power(C) = c*C^p
fit power to N_opt on optima using squares in log with bootstrap = 0 as size
fit power to D_opt on optima using squares in log with bootstrap = 0 as tokens`),
      );
      expect(Math.abs(size!.parameters.p!.value - p)).toBeLessThan(1e-9);
      expect(Math.abs(tokens!.parameters.p!.value - q)).toBeLessThan(1e-9);
      expect(Math.abs(size!.parameters.c!.value / c - 1)).toBeLessThan(1e-7);
      expect(Math.abs(tokens!.parameters.c!.value / d - 1)).toBeLessThan(1e-7);
    });

  it("lie near the vertices of parabolas through their own points", async (context) => {
    requireOrSkip(context, join(shared, "data/porian_isoflop_refinedweb.csv"));
    const [size] = fits(
      await run(`
data points = "data/porian_isoflop_refinedweb.csv"
  where experiment = "rw/tuned/short/const/standard/val"
  with N = N_params, C = C_flops, loss = loss_nats
data least = points keeping loss0 = min(loss), N0 = first(N) by C
data near = points matching least by C
data optima = near where loss < 1.05*loss0 keeping vertex(loss against log(N)) by C
law power(C) = c*C^p
fit power to N on optima using squares in log with bootstrap = 0 as size`),
    );
    expect(Math.abs(size!.parameters.p!.value - 0.497)).toBeLessThan(0.05);
  });
});
