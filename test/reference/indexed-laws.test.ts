import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shared } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { type FitJson, fitOf, run, valuesOf } from "./program.ts";

// Optima of ../shared/data/README.md: squares there are sums of r², ours half of that.

const file = (set: string): string => join(shared, "data", `${set}.csv`);
const within = (found: number, expected: number, relative: number): void => {
  expect(Math.abs(found / expected - 1)).toBeLessThanOrEqual(relative);
};
const groupsOf = async (program: string): Promise<Readonly<Record<string, FitJson>>> =>
  (fitOf(await run(program)) as unknown as { readonly groups: Readonly<Record<string, FitJson>> }).groups;

describe("K04, a broken law written with a product over its breaks", () => {
  const program = `
data all = "data/bnsl_addition.csv"
data train = all where is_train = 1
law B(x) = log(1 + a + b*x^-c0*prod((1 + (x/d[i])^(1/f[i]))^(-c[i]*f[i]) for i in 1..1))
  where a > 0, b > 0, d > 0, f > 0
fit B to log(1 + loss_nats) on train at x = D_examples using squares in linear with bootstrap = 0
`;

  it("reaches the reference optimum of four-digit addition", async (context) => {
    requireOrSkip(context, file("bnsl_addition"));
    const results = await run(`${program}\nd[1]\nB.f[1]`);
    const { objective, parameters } = fitOf(results);
    within((2 * objective) / 14, 1.6196132e-7, 1e-6);
    within(parameters["c[1]"]!.value, 5.6629037, 1e-6);
    const [d, f] = valuesOf(results);
    within(d!, 612.58362, 1e-6);
    within(f!, 0.059193039, 1e-6);
  });
});

describe("M2, learning curves in one grouped fit", () => {
  const program = `
data all = "data/learning_curves_language.csv"
data train = all where is_train = 1
law M(seen) = E + B*(seen/1e6)^-c where E >= 0, B > 0
fit M to loss on train by model using squares in linear with bootstrap = 0 as curves
`;
  it("is asked at a level, in a prediction and by a parameter's name", async (context) => {
    requireOrSkip(context, file("learning_curves_language"));
    const results = await run(`${program}\ncurves.c["Dec-only"]\npredict curves at seen = 10M, model = "Dec-only"`);
    const c = valuesOf(results)[0]!;
    within(c, 0.55679809, 1e-5);
    const [point] = results.at(-1)!.points as readonly { readonly at: unknown; readonly value: number }[];
    expect(point!.at).toEqual({ seen: 10e6, model: "Dec-only" });
    const own = (await groupsOf(program))["Dec-only"]!.parameters;
    within(point!.value, own.E!.value + own.B!.value * 10 ** -c, 1e-9);
  });
});

describe("Ye et al.'s mixing law, grouped by two columns", () => {
  it("meets the reference of each domain and step", async (context) => {
    requireOrSkip(context, file("mixing_2domain_70M"));
    const groups = await groupsOf(`
data mix = "data/mixing_2domain_70M.csv" with r = if valid_domain = "Github" then r_github else r_pilecc
law L(r) = c + exp(b + k*r)
fit L to loss_nats on mix by valid_domain, step using squares in linear with bootstrap = 0
`);
    const expected: readonly (readonly [string, number])[] = [
      ["Github, 10000", 1.0147047e-4],
      ["Github, 20000", 6.5769038e-5],
      ["Github, 30000", 3.6704879e-5],
      ["Pile-CC, 10000", 8.060516e-6],
      ["Pile-CC, 20000", 2.0975018e-5],
      ["Pile-CC, 30000", 1.5857359e-5],
    ];
    for (const [key, sum] of expected) within(2 * groups[key]!.objective, sum, 1e-6);
  });
});
