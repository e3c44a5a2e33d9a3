import { huber, type Measure, type Predicted } from "./measures.ts";
import { type Json, pointsOf } from "./program.ts";

/** What published constants give on the data that they were fitted to, as the data sets' README recomputes it. */
export interface PublishedPoint {
  readonly name: string;
  readonly set: string;
  /** A program that ends in `predict published on runs` and `predict seen on runs`, the second giving the losses. */
  readonly program: string;
  readonly measure: Measure;
  readonly expected: number;
  /** Relative, by the digits that the constants are printed with. */
  readonly within: number;
  /** The optimum of the same objective on the same rows. */
  readonly optimum: number;
}

const predicted = `
law seen(loss) = loss
predict published on runs
predict seen on runs`;

/** The rows that such a program predicts, each beside its loss. */
export function besideLosses(results: readonly Json[]): readonly Predicted[] {
  const [values = [], losses = []] = results
    .filter(({ kind }) => kind === "predict")
    .map((result) => pointsOf([result], "predict").map(({ value }) => value));
  return values.map((value, k) => ({ value, observed: losses[k] ?? Number.NaN }));
}

type Five = readonly [α: number, β: number, a: number, b: number, e: number];

const gemstones = (
  set: string,
  delta: string,
  [α, β, a, b, e]: Five,
  expected: number,
  optimum: number,
): PublishedPoint => ({
  name: `Gemstones, ${set}, huber(${delta})`,
  set: "gemstones",
  program: `
data runs = "data/gemstones.csv" where set = "${set}" with N = N_params, D = D_tokens, loss = loss_nats
law published(N, D) = exp(${a} - ${α}*log(N)) + exp(${b} - ${β}*log(D)) + exp(${e})${predicted}`,
  measure: huber(Number(delta), "log"),
  expected,
  within: 5e-6,
  optimum,
});

/** The points whose objective the README prints. */
export const publishedPoints: readonly PublishedPoint[] = [
  {
    name: "K03, the printed constants, which are of least absolute deviations, in huber(1e-3)",
    set: "chinchilla_epoch",
    program: `
data runs = "data/chinchilla_epoch.csv" where kept = 1 with N = N_params, D = D_tokens, loss = loss_nats
law published(N, D) = exp(0.59711196) + exp(6.17795598)/N^0.34781303 + exp(7.64273236)/D^0.36585412${predicted}`,
    measure: huber(1e-3, "log"),
    expected: 0.00101864470522,
    within: 1e-9,
    optimum: 0.0010182740178006,
  },
  gemstones("hot_le100B", "1e-3", [0.29287, 0.71287, 5.36134, 15.41599, 0.762264], 0.0019816129, 0.0019816128088067),
  gemstones("hot_le100B", "1e-4", [0.29892, 0.69283, 5.4575, 14.97197, 0.766317], 0.0002076018, 0.0002075051556008),
  gemstones("cool_end", "1e-3", [0.30027, 0.58024, 5.41972, 12.5139, 0.729786], 0.0019640865, 0.0019640864311854),
  gemstones("cool_end", "1e-4", [0.29701, 0.6904, 5.3628, 14.97177, 0.745889], 0.0002059406, 0.00020477906755),
];

/** Least absolute deviations of K03, from the notebook's ln A, ln B, ln E, α and β. */
export const leastDeviations: Readonly<Record<string, number>> = {
  "log(A)": 6.17795598,
  "log(B)": 7.64273236,
  "log(E)": 0.59711196,
  α: 0.34781303,
  β: 0.36585412,
};

/** What the paper prints of them, A and B: its search stopped in the last digit of B. */
export const printedDeviations: Readonly<Record<string, readonly [value: number, within: number]>> = {
  A: [482.01, 0.005],
  B: [2085.43, 0.01],
};
