/** A power law through optima, as its reference prints it. */
export interface PowerLaw {
  readonly name: string;
  readonly set: string;
  /** The statements up to a fit `f`, and its parameters as printed. */
  readonly program: string;
  readonly constants: Readonly<Record<string, number>>;
  readonly tolerance: number;
}

const straight = "using squares in log with bootstrap = 0 as f";

/** Porian et al. (2024): exponent and factor of N*, then of D*, of each experiment. */
const porianTable = [
  ["rw/base/long/kaplan/kaplan/train", 0.8337679323, 4.509820787e-8, 0.1651826868, 3850604.741],
  ["rw/tuned/long/const/kaplan/train", 0.7080587881, 1.03276581e-5, 0.2919412119, 16137.89545],
  ["rw/base/long/kaplan/standard/val", 0.7008992037, 1.610584625e-5, 0.2991007963, 10348.20922],
  ["rw/base/short/kaplan/standard/val", 0.6035277581, 0.001342157841, 0.396959493, 121.589422],
  ["rw/base/short/chinchilla/standard/val", 0.5714248897, 0.004781425269, 0.4284039175, 35.08162508],
  ["rw/tuned/short/const/standard/val", 0.4970287955, 0.1181990378, 0.5029712045, 1.410050959],
] as const;

const porian = (experiment: string, column: string, p: number, c: number): PowerLaw => ({
  name: `Porian et al. (2024), ${column} of ${experiment}`,
  set: "porian_optima_refinedweb",
  program: `
data optima = "data/porian_optima_refinedweb.csv" where experiment = "${experiment}" with C = C_flops
law power(C) = c*C^p
fit power to ${column} on optima ${straight}`,
  constants: { p, c },
  tolerance: 1e-7,
});

const best = `
data sweep = "data/steplaw_dense.csv" with N = N_params, D = D_tokens
data optima = sweep keeping argmin(loss_smooth) by N, D`;

/** Every power law of the data sets' README. */
export const powerLaws: readonly PowerLaw[] = [
  ...porianTable.flatMap(([experiment, p, c, q, d]) => [
    porian(experiment, "N_opt", p, c),
    porian(experiment, "D_opt", q, d),
  ]),
  {
    name: "Li et al. (2025), the best learning rate of each cell",
    set: "steplaw_dense",
    program: `${best}
law power(N, D) = c*N^a*D^b
fit power to lr on optima ${straight}`,
    constants: { c: 881.72685, a: -1.01161089, b: 0.30054764 },
    tolerance: 1e-7,
  },
  {
    name: "Li et al. (2025), the best batch of each cell",
    set: "steplaw_dense",
    program: `${best}
law power(D) = c*D^b
fit power to batch_tokens on optima ${straight}`,
    constants: { c: 1.6722973, b: 0.52911233 },
    tolerance: 1e-7,
  },
  {
    name: "Approach 2 on the points of Llama 3",
    set: "isoflop_llama3",
    program: `
data points = "data/isoflop_llama3.csv" with C = C_budget_flops, D = D_tokens
data optima = points keeping vertex(loss against log(D)) by C
law power(C) = c*C^p
fit power to D on optima ${straight}`,
    constants: { c: 0.29935514, p: 0.53677913 },
    tolerance: 1e-7,
  },
];

/** The tokens that Approach 2 gives Llama 3's budget of 3.8e25 FLOP. */
export const llamaTokens = 1.6102e13;
