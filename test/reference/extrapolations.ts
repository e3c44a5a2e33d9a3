import { dataConstrained, parscale, routed } from "./references.ts";

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

/** The extrapolation tests of the README, but for chained laws and grouped curves. */
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
  },
];
