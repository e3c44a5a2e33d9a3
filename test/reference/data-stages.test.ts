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
});

describe("Porian et al. (2024)", () => {
  it("have optima near the vertices of parabolas through their own points", async (context) => {
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
