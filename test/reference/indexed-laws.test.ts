import { describe, expect, it } from "vitest";
import { type FitJson, fitOf, run, valuesOf } from "./program.ts";

// Optima of ../shared/data/README.md: squares there are sums of r², ours half of that.

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

  it("reaches the reference optimum of four-digit addition", async () => {
    const results = await run(`${program}\nd[1]\nB.f[1]`);
    const { objective, parameters } = fitOf(results);
    within((2 * objective) / 14, 1.6196132e-7, 1e-6);
    within(parameters["c[1]"]!.value, 5.6629037, 1e-6);
    const [d, f] = valuesOf(results);
    within(d!, 612.58362, 1e-6);
    within(f!, 0.059193039, 1e-6);
  });
});

describe("K07, routed language models with saturating experts", () => {
  const program = (router: string): string => `
data all = "data/routed_lm_final.csv"
data kept = all where routing_frequency = 0.5 and k = 1 and seed = 42 and router in ["${router}", "Dense"] with y = log10(loss_validation)
law R(N, E) = a*log10(N) + b*log10(Eh) + c*log10(N)*log10(Eh) + d
  with Eh = 1/(1/(E - 1 + 1/(1/Es - 1/Em)) + 1/Em)
  where Es in 1..20, Em in 20..100000
fit R to y on kept at N = N_dense_params, E = n_experts using squares in linear with bootstrap = 0
`;

  it("meets the mean squared error of both routers", async () => {
    const sbase = fitOf(await run(program("S-Base")));
    expect(sbase.rows).toBe(49);
    within((2 * sbase.objective) / 49, 6.6949421e-6, 1e-6);
    within(sbase.parameters.Em!.value, 261.7346, 1e-5);
    const rlr = fitOf(await run(program("RL-R")));
    expect(rlr.rows).toBe(50);
    within((2 * rlr.objective) / 50, 6.709137e-6, 1e-6);
    within(rlr.parameters.Es!.value, 1.660332, 1e-5);
  });
});

describe("K06, data-constrained scaling", () => {
  const program = `
data dc = "data/data_constrained_c4.csv"
law M(N, D, U) = E + A/(Un + Un*Rn*(1 - exp(-rn/Rn)))^α + B/(U + U*Rd*(1 - exp(-rd/Rd)))^α
  with G = (A/B)^(1/(2*α)), Un = min(N, G^2*U), rn = max(N/Un - 1, 0), rd = max(D/U - 1, 0)
  where A = exp(6.255414), B = exp(7.3049974), E = exp(0.6254804), α = 0.3526596, Rn > 0, Rd > 0
fit M to loss_nats on dc at N = N_params, D = D_tokens, U = U_unique_tokens using huber(1e-3) in log with bootstrap = 0
`;

  it("finds the lowest of its optima and reports the local one beside it", async () => {
    const { objective, parameters, optima, warnings } = fitOf(await run(program));
    within(objective, 0.015804662474, 1e-9);
    within(parameters.Rd!.value, 95.365169, 1e-5);
    within(parameters.Rn!.value, 1.705905, 1e-5);
    expect(optima.some((o) => Math.abs(o.objective / 0.0158073785717 - 1) < 1e-9)).toBe(true);
    expect(warnings.map((w) => w.code)).toContain("starts-disagree");
  });
});

describe("M2, ten learning curves in one grouped fit", () => {
  const program = `
data all = "data/learning_curves_language.csv"
data train = all where is_train = 1
law M(seen) = E + B*(seen/1e6)^-c where E >= 0, B > 0
fit M to loss on train by model using squares in linear with bootstrap = 0 as curves
`;
  const sse: Readonly<Record<string, number>> = {
    "1.68e+07": 1.2984883e-5,
    "1.34e+08": 2.3162213e-6,
    "2.62e+08": 8.7262675e-6,
    "4.53e+08": 2.9651802e-6,
    "1.07e+09": 2.8562514e-6,
    "6 Enc, 6 Dec": 0.0012252816,
    "28 Enc, 6 Dec": 7.0414349e-4,
    "6 Enc, 28 Dec": 5.6601728e-4,
    "Dec-only": 0.0018788045,
    "TEnc-LSTM": 3.9230612e-4,
  };

  it("meets every curve's reference", async () => {
    const groups = await groupsOf(program);
    expect(Object.keys(groups).sort()).toEqual(Object.keys(sse).sort());
    for (const [model, expected] of Object.entries(sse)) within(2 * groups[model]!.objective, expected, 1e-6);
  });

  it("is asked at a level, in a prediction and by a parameter's name", async () => {
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
  it("meets the reference of each domain and step", async () => {
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
