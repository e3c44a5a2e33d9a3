import { huber, type Measure, meanSquare, squares } from "./measures.ts";

/** A reference optimum of the data sets' README: a program that ends in `predict f on …`, and what its predictions must give. */
export interface Reference {
  readonly name: string;
  /** The data set's file, without its ending. */
  readonly set: string;
  readonly program: string;
  readonly rows: number;
  readonly measure: Measure;
  /** Of the measure, as the README or the file of reference optima prints it. */
  readonly expected: string;
  /** Constants of the fit as printed, held to the relative tolerance. */
  readonly constants: Readonly<Record<string, number>>;
  readonly tolerance: number;
}

const fitted = (law: string, response: string, rest: string): string =>
  `fit ${law} to ${response} on train ${rest} with bootstrap = 0 as f`;

const gadre = (
  set: string,
  loss: readonly [rows: number, constants: Readonly<Record<string, number>>],
  sum: string,
): Reference => ({
  name: `S10, the loss of five runs on ${set}`,
  set: "gadre_overtraining",
  program: `
data train = "data/gadre_overtraining.csv" where train_set = "${set}" and in_paper_loss_fit = 1 with N = N_params, M = M_tokens_per_param
law L(N, M) = E + p*N^b + r*6^(b/2)*(M*N)^b
${fitted("L", "loss_c4_val", "using squares in linear")}
predict f on train`,
  rows: loss[0],
  measure: squares,
  expected: sum,
  constants: loss[1],
  tolerance: 1e-6,
});

const gadreError = (
  set: string,
  column: string,
  constants: Readonly<Record<string, number>>,
  sum: string,
): Reference => ({
  name: `S10, ${column} of six runs on ${set}`,
  set: "gadre_overtraining",
  program: `
data train = "data/gadre_overtraining.csv" where train_set = "${set}" and in_paper_error_fit = 1 with l = loss_c4_val
law Err(l) = ε - k*exp(-γ*l)
${fitted("Err", column, "using squares in linear")}
predict f on train`,
  rows: 6,
  measure: squares,
  expected: sum,
  constants,
  tolerance: 1e-6,
});

/** K06's law with its base frozen at the published constants. */
export const dataConstrained = `
data all = "data/data_constrained_c4.csv" with N = N_params, D = D_tokens, U = U_unique_tokens
law M(N, D, U) = E + A/(Un + Un*Rn*(1 - exp(-rn/Rn)))^α + B/(U + U*Rd*(1 - exp(-rd/Rd)))^α
  with G = (A/B)^(1/(2*α)), Un = min(N, G^2*U), rn = max(N/Un - 1, 0), rd = max(D/U - 1, 0)
  where A = exp(6.255414), B = exp(7.3049974), E = exp(0.6254804), α = 0.3526596, Rn > 0, Rd > 0`;

/** The same with the decay at its published constants too. */
export const publishedDecay: string = dataConstrained.replace("Rn > 0, Rd > 0", "Rn = 5.309743, Rd = 15.387756");

/** K06's minima, the lowest first. */
export const localMinima: readonly { readonly Rd: number; readonly Rn: number; readonly objective: number }[] = [
  { Rd: 95.365169, Rn: 1.705905, objective: 0.015804662474 },
  { Rd: 46.990295, Rn: 2.329579, objective: 0.0158073785717 },
  { Rd: 15.371759, Rn: 5.315126, objective: 0.0158259320691 },
];

/** The profile of K06's objective over R_D: its place, and the least objective there, as printed. */
export const decayProfile: readonly (readonly [Rd: number, objective: string])[] = [
  [8, "0.015958"],
  [20, "0.015841"],
  [40, "0.015812"],
  [200, "0.015816"],
  [1000, "0.015878"],
];

/** K06's G², as the README prints it. */
export const baseRatio = 0.0509865;

/** K06's objective at the published constants. */
export const publishedObjective = 0.01582593526;

/** The share of the variance of Pile-CC's loss that the weights of a mixture explain linearly. */
export const regmixR2 = 0.7687873417;

/** K07's rows and law for a router; without saturation the expert count is taken as it is. */
export const routed = (router: string, saturating: boolean): string => `
data all = "data/routed_lm_final.csv"
  where routing_frequency = 0.5 and k = 1 and seed = 42 and router in ["${router}", "Dense"]
  with N = N_dense_params, E = n_experts, y = log10(loss_validation)
law R(N, E) = a*log10(N) + b*log10(Eh) + c*log10(N)*log10(Eh) + d
  with Eh = ${saturating ? "1/(1/(E - 1 + 1/(1/Es - 1/Em)) + 1/Em)\n  where Es in 1..20, Em in 20..100000" : "E"}`;

const clark = (
  router: string,
  saturating: boolean,
  rows: number,
  constants: Readonly<Record<string, number>>,
  expected: string,
): Reference => ({
  name: `K07, ${router}${saturating ? "" : " without saturation"}`,
  set: "routed_lm_final",
  program: `${routed(router, saturating)}
data train = all
${fitted("R", "y", "using squares in linear")}
predict f on train`,
  rows,
  measure: meanSquare,
  expected,
  constants,
  tolerance: 2e-6,
});

/** S02's law on one of the two data sets. */
export const parscale = (dataset: string): string => `
data all = "data/parscale.csv" where dataset = "${dataset}" with N = N_params_noembed, P = P_streams
law S(N, P) = E + (A*1e9/(N*(k*log(P) + 1)))^α where E > 0, A > 0, α > 0, k > 0`;

/** The share of the variance that S02 explains on each data set. */
export const parscaleR2: Readonly<Record<string, number>> = { pile: 0.998676, stack_v2_python: 0.997833 };

const chen = (dataset: string, constants: Readonly<Record<string, number>>, expected: string): Reference => ({
  name: `S02, ${dataset}`,
  set: "parscale",
  program: `${parscale(dataset)}
data train = all
${fitted("S", "loss_nats", "using huber(1e-3) in log")}
predict f on train`,
  rows: 24,
  measure: huber(1e-3, "log"),
  expected,
  constants,
  tolerance: 1e-5,
});

/** K14's law of the loss, with the bounds of its exponents. */
export const vocabulary = (bounds: string): string => `
data train = "data/vocab_scaling.csv" where C_flops >= 2.18e17
  with n = Nnv_params/1e6, v = V_vocab*d_embed/1e6, d = D_tokens/1e9
law L(n, v, d) = -E + A1/n^β + A2/v^α2 + B/d^β where ${bounds}
${fitted("L", "loss_u", "using huber(1e-3) in linear")}
predict f on train`;

const tao = (
  name: string,
  bounds: string,
  constants: Readonly<Record<string, number>>,
  [expected, tolerance]: readonly [string, number],
): Reference => ({
  name,
  set: "vocab_scaling",
  program: vocabulary(bounds),
  rows: 854,
  measure: huber(1e-3, "linear"),
  expected,
  constants,
  tolerance,
});

const ye = (domain: string, step: number, [c, b, k, sum]: readonly [number, number, number, string]): Reference => ({
  name: `K13 of two domains, ${domain} after ${step} steps`,
  set: "mixing_2domain_70M",
  program: `
data train = "data/mixing_2domain_70M.csv" where valid_domain = "${domain}" and step = ${step}
  with r = ${domain === "Github" ? "r_github" : "r_pilecc"}
law L(r) = c + exp(b + k*r)
${fitted("L", "loss_nats", "using squares in linear")}
predict f on train`,
  rows: 5,
  measure: squares,
  expected: sum,
  constants: { c, b, k },
  tolerance: 1e-6,
});

/** Every reference optimum that is no Chinchilla fit, but for the power laws of Porian et al. and the grouped learning curves. */
export const references: readonly Reference[] = [
  gadre("c4_original", [5, { p: 113.6926, r: 189.51552, b: -0.24247224, E: 1.50826055 }], "4.1411894e-4"),
  gadre("rpj", [5, { p: 166.21098, r: 366.68715, b: -0.2728507, E: 1.83664835 }], "4.2564767e-4"),
  gadreError("c4_original", "err_avg17", { k: 2.0788992, γ: 0.75611914, ε: 0.84974229 }, "5.49579e-4"),
  gadreError("c4_original", "err_avg", { k: 1.2885138, γ: 0.97216356, ε: 0.75894947 }, "3.43967e-5"),
  gadreError("rpj", "err_avg17", { k: 2.2064907, γ: 0.71459067, ε: 0.85699191 }, "3.06885e-4"),
  gadreError("rpj", "err_avg", { k: 1.322907, γ: 0.89071034, ε: 0.76084939 }, "6.22243e-5"),
  {
    name: "K06, the lowest optimum",
    set: "data_constrained_c4",
    program: `${dataConstrained}
data train = all
${fitted("M", "loss_nats", "using huber(1e-3) in log")}
predict f on train`,
    rows: 182,
    measure: huber(1e-3, "log"),
    expected: "0.015804662474",
    constants: { Rd: 95.365169, Rn: 1.705905 },
    tolerance: 1e-6,
  },
  chen("pile", { E: 1.28858759, A: 0.19751658, α: 0.19628145, k: 0.33444241 }, "1.81393158969e-5"),
  chen("stack_v2_python", { E: 0.69120705, A: 0.011307073, α: 0.18935825, k: 0.39345677 }, "3.67674055362e-5"),
  clark(
    "S-Base",
    true,
    49,
    { a: -0.08305212, b: -0.09867703, c: 0.00748775, d: 1.112929, Es: 1.999946, Em: 261.7346 },
    "6.6949421e-6",
  ),
  clark(
    "RL-R",
    true,
    50,
    { a: -0.0829919, b: -0.10627581, c: 0.00904966, d: 1.10840777, Es: 1.660332, Em: 504.7228 },
    "6.709137e-6",
  ),
  clark("S-Base", false, 49, { a: -0.08108145, b: -0.07546991, c: 0.00575333, d: 1.08632155 }, "1.0607897e-5"),
  clark("RL-R", false, 50, { a: -0.08137947, b: -0.09010025, c: 0.00769797, d: 1.08894904 }, "8.2438065e-6"),
  tao(
    "K14, vocabulary, alpha2 on its bound",
    "α2 in 0.1..1, β in 0.1..1",
    { A1: 2.5131473, A2: 0.063552981, B: 1.1333151, E: 5.2639045, β: 0.57024083, α2: 1 },
    ["0.0486058954171", 1e-5],
  ),
  tao("K14, vocabulary, alpha2 without bounds", "β > 0", { α2: -1.74 }, ["0.0479942", 1e-3]),
  ye("Github", 10000, [1.31997852, -0.59863053, -2.39054343, "1.0147047e-4"]),
  ye("Github", 20000, [1.0994889, -0.61255893, -1.38001497, "6.5769038e-5"]),
  ye("Github", 30000, [1.10986937, -0.68223064, -1.64260116, "3.6704879e-5"]),
  ye("Pile-CC", 10000, [3.60841378, -0.52661236, -2.98561075, "8.060516e-6"]),
  ye("Pile-CC", 20000, [3.45263893, -0.58221951, -2.508123, "2.0975018e-5"]),
  ye("Pile-CC", 30000, [3.42318222, -0.6225594, -2.59762822, "1.5857359e-5"]),
  {
    name: "K04, four-digit addition",
    set: "bnsl_addition",
    program: `
data train = "data/bnsl_addition.csv" where is_train = 1 with x = D_examples, y = log(1 + loss_nats)
law B(x) = log(1 + a + b*x^-c0*(1 + (x/d1)^(1/f1))^(-c1*f1)) where a > 0, b > 0, d1 > 0, f1 > 0
${fitted("B", "y", "using squares in linear")}
predict f on train`,
    rows: 14,
    measure: meanSquare,
    expected: "1.6196132e-7",
    constants: { a: 0.4138845, b: 2.2772723, c0: 0.055077344, c1: 5.6629037, d1: 612.58362, f1: 0.059193039 },
    tolerance: 1e-5,
  },
];
