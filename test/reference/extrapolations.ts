import { dataConstrained, parscale, routed, vocabulary } from "./references.ts";

/** A fit of the near rows of a data set and its prediction of the far ones, as the data sets' README asks for. */
export interface Extrapolation {
  readonly name: string;
  readonly set: string;
  /** A program whose fit holds out the far rows, and which ends in their prediction on `far`. */
  readonly program: string;
  /** Rows fitted and rows predicted. */
  readonly rows: readonly [number, number];
  /** Root mean square of the logarithms' residuals as printed; absent where the README prints none. */
  readonly rmse?: number;
  /** How much too high the logarithms are predicted in the mean, as printed. */
  readonly bias?: number;
  /** Half a unit of the last printed digit. */
  readonly within?: number;
  /** The largest absolute residual of the logarithms, to three digits after the point. */
  readonly worst?: string;
  /** Where a response is below zero, the errors are of the response itself. */
  readonly space?: "linear";
}

const chinchilla = "law L(N, D) = E + A/N^α + B/D^β where E > 0, A > 0, B > 0";

interface Split {
  readonly data: string;
  readonly far: string;
  readonly law: string;
  readonly fit: string;
}

const split = ({ data, far, law, fit }: Split): string => `
${data}
data far = all where ${far}
${law}
fit ${fit} holding out ${far} with bootstrap = 200 as f
predict f on far`;

const joint = (set: string, where: string, far: string, loss = "loss_nats"): string =>
  split({
    data: `data all = "data/${set}.csv"${where === "" ? "" : ` where ${where}`} with N = N_params, D = D_tokens, y = ${loss}`,
    far,
    law: chinchilla,
    fit: "L to y on all using huber(1e-3) in log",
  });

const clark = (router: string, rows: readonly [number, number]): Extrapolation => ({
  name: `K07, ${router}: 370M at all expert counts from sizes up to 130M`,
  set: "routed_lm_final",
  program: split({
    data: `${routed(router, true).split("\nlaw")[0]!.replace("data all", "data every")}\ndata all = every where size != "1.3B"`,
    far: 'size = "370M"',
    law: `law${routed(router, true).split("\nlaw")[1]}`,
    fit: "R to y on all using squares in linear",
  }),
  rows,
});

const chen = (dataset: string): Extrapolation => ({
  name: `S02, ${dataset}: eight streams from up to four`,
  set: "parscale",
  program: split({
    data: parscale(dataset).split("\nlaw")[0]!,
    far: "P = 8",
    law: `law${parscale(dataset).split("\nlaw")[1]}`,
    fit: "S to loss_nats on all using huber(1e-3) in log",
  }),
  rows: [18, 6],
});

const porianOptima = (experiment: string, rows: readonly [number, number]): Extrapolation => ({
  name: `Porian et al. (2024), ${experiment}: the optima of 6.4e18 FLOP and more from smaller ones`,
  set: "porian_optima_refinedweb",
  program: split({
    data: `data all = "data/porian_optima_refinedweb.csv" where experiment = "${experiment}" and N_opt > 0 with C = C_flops`,
    far: "C > 6e18",
    law: "law power(C) = c*C^p",
    fit: "power to N_opt on all using squares in log",
  }),
  rows,
});

const ye = (domain: string, share: string): Extrapolation => ({
  name: `K13 of two domains, ${domain}: its share of 75 % from smaller ones`,
  set: "mixing_2domain_70M",
  program: split({
    data: `data all = "data/mixing_2domain_70M.csv" where valid_domain = "${domain}" and step >= 27000 with r = ${share}`,
    far: "r > 0.7",
    law: "law L(r) = c + exp(b + k*r)",
    fit: "L to loss_nats on all using squares in linear",
  }),
  rows: [8, 2],
});

const cells = `data sweep = "data/steplaw_dense.csv" with N = N_params, D = D_tokens
data all = sweep keeping argmin(loss_smooth) by N, D`;

/** Extrapolations that the README asks for, or where it asks for none, of data whose law has an input to go beyond. */
export const extrapolations: readonly Extrapolation[] = [
  {
    name: "K03: 1e21 FLOP and more from less",
    set: "chinchilla_epoch",
    program: joint("chinchilla_epoch", "kept = 1", "C_flops >= 1e21"),
    rows: [217, 23],
    rmse: 0.01249,
    bias: -0.00024,
    within: 5e-6,
  },
  {
    name: "Gemstones, constant rate: 100B tokens from up to 50B",
    set: "gemstones",
    program: joint("gemstones", 'set = "hot_le100B" and (D_tokens < 5.1e10 or D_tokens > 9.9e10)', "D_tokens > 9.9e10"),
    rows: [110, 22],
  },
  {
    name: "Gemstones, cooled down: 100B tokens from up to 50B",
    set: "gemstones",
    program: joint(
      "gemstones",
      'set = "cool_end" and (D_tokens < 5.1e10 or D_tokens > 9.9e10) and D_tokens < 1.01e11',
      "D_tokens > 9.9e10",
    ),
    rows: [80, 20],
  },
  {
    name: "K06: more than four epochs from up to four",
    set: "data_constrained_c4",
    program: split({
      data: dataConstrained.split("\nlaw")[0]!,
      far: "epochs > 4",
      law: `law${dataConstrained.split("\nlaw")[1]}`,
      fit: "M to loss_nats on all using huber(1e-3) in log",
    }),
    rows: [57, 125],
  },
  {
    name: "Porian et al. (2024): 6.4e18 FLOP and more from up to 3.2e18",
    set: "porian_isoflop_refinedweb",
    program: joint("porian_isoflop_refinedweb", 'experiment = "rw/tuned/short/const/standard/val"', "C_flops > 3.3e18"),
    rows: [100, 21],
    rmse: 0.084,
    within: 5e-4,
  },
  {
    name: "Llama 3: 3e21 and 1e22 FLOP from up to 1e21",
    set: "isoflop_llama3",
    program: joint("isoflop_llama3", "", "C_budget_flops > 1e21", "loss"),
    rows: [121, 12],
    rmse: 0.00886,
    bias: 0.00724,
    within: 5e-6,
  },
  {
    name: "Marin, DCLM: 1.8e20 FLOP and more from up to 9e19",
    set: "isoflop_marin_dclm",
    program: joint("isoflop_marin_dclm", "flagged_outlier = 0", "C_budget_flops > 9e19", "loss"),
    rows: [50, 29],
    rmse: 0.01386,
    within: 5e-6,
  },
  clark("S-Base", [38, 10]),
  clark("RL-R", [39, 10]),
  chen("pile"),
  chen("stack_v2_python"),
  {
    name: "OPT: 175B from up to 30B",
    set: "opt_trajectories",
    program: joint("opt_trajectories", "", "N_params > 30e9"),
    rows: [112, 30],
    rmse: 0.0385,
    within: 5e-5,
    worst: "0.154",
  },
  porianOptima("rw/base/long/kaplan/kaplan/train", [9, 2]),
  porianOptima("rw/tuned/long/const/kaplan/train", [9, 2]),
  porianOptima("rw/base/long/kaplan/standard/val", [8, 3]),
  porianOptima("rw/base/short/kaplan/standard/val", [9, 3]),
  porianOptima("rw/base/short/chinchilla/standard/val", [9, 3]),
  porianOptima("rw/tuned/short/const/standard/val", [9, 3]),
  {
    name: "Li et al. (2025): the best rates of 537M from smaller models",
    set: "steplaw_dense",
    program: split({
      data: cells,
      far: "N > 5e8",
      law: "law power(N, D) = c*N^a*D^b",
      fit: "power to lr on all using squares in log",
    }),
    rows: [12, 3],
  },
  {
    name: "Li et al. (2025): the best losses of 537M from smaller models",
    set: "steplaw_dense",
    program: split({
      data: cells,
      far: "N > 5e8",
      law: chinchilla,
      fit: "L to loss_smooth on all using huber(1e-3) in log",
    }),
    rows: [12, 3],
  },
  {
    name: "K14: 632M without vocabulary from smaller models",
    set: "vocab_scaling",
    program: split({
      data: vocabulary("α2 in 0.1..1, β in 0.1..1").split("\nlaw")[0]!.replace("data train", "data all"),
      far: "n > 500",
      law: "law L(n, v, d) = -E + A1/n^β + A2/v^α2 + B/d^β where α2 in 0.1..1, β in 0.1..1",
      fit: "L to loss_u on all using huber(1e-3) in linear",
    }),
    rows: [654, 200],
    space: "linear",
  },
  ye("Github", "r_github"),
  ye("Pile-CC", "r_pilecc"),
];

/** What the README prints of S10's chained laws: errors in percent on RedPajama, losses on C4, of 1.4B and of 6.9B. */
export const chained = {
  rpj: { loss: ["0.7103", "0.7320"], error: ["3.6365", "0.0464"] },
  c4: { predicted: ["2.50945", "2.27990"], observed: ["2.47241", "2.38222"] },
} as const;

/** What it prints of K04 on four-digit addition: the errors of the logarithms, and the three held-out rows. */
export const addition = {
  trained: "0.000598",
  heldOut: "0.010916",
  predicted: ["0.76019", "0.63750", "0.56260"],
  observed: ["0.75856", "0.64768", "0.55695"],
} as const;
