import { readFileSync } from "node:fs";
import { join } from "node:path";
import { shared } from "../support/paths.ts";
import { halfLogSquares, huber, type Measure, squares } from "./measures.ts";

/** One published data set with the optimum of its Chinchilla fit, in the reference's own quantity. */
export interface ReferenceFit {
  readonly name: string;
  /** The statement that makes `runs` with columns N, D and loss. */
  readonly data: string;
  readonly rows: number;
  readonly using: string;
  /** `objective`: the sum of the loss; `rss`: the sum of the squared residuals. */
  readonly quantity: "objective" | "rss";
  readonly reference: number;
  readonly constants: {
    readonly A?: number;
    readonly B?: number;
    readonly E: number;
    readonly alpha: number;
    readonly beta: number;
  };
}

/** What a fit's predictions must give: its loss summed over the rows, or the sum of the squared residuals. */
export function measureOf({ using, quantity }: ReferenceFit): Measure {
  if (quantity === "rss") return squares;
  if (using === "squares in log") return halfLogSquares;
  const delta = /^huber\((.*)\) in log$/.exec(using)?.[1];
  if (delta === undefined) throw new Error(`no measure for ${using}`);
  return huber(Number(delta), "log");
}

/** The file of reference optima. */
export const referenceFile: string = join(shared, "data", "reference_fits.json");

type Entry = ReferenceFit["constants"] & { readonly rows?: number; readonly objective?: number; readonly rss?: number };

/** Every Chinchilla-type row of the file of reference optima, and those its README adds. */
export function referenceFits(): readonly ReferenceFit[] {
  const file = JSON.parse(readFileSync(referenceFile, "utf8")) as Record<string, Record<string, Entry>>;
  const fits: ReferenceFit[] = [];
  const add = (set: string, key: string, columns: string, where: string, using: string, rows?: number): void => {
    const entry = file[set]![key]!;
    const quantity = entry.rss === undefined ? "objective" : "rss";
    const data = `data runs = "data/${set}.csv"${where === "" ? "" : ` where ${where}`} with ${columns}`;
    const reference = (entry.rss ?? entry.objective)!;
    fits.push({
      name: `${set} ${key}`,
      data,
      rows: (entry.rows ?? rows)!,
      using,
      quantity,
      reference,
      constants: entry,
    });
  };
  const nats = "N = N_params, D = D_tokens, loss = loss_nats";
  const epoch = (key: string, where: string, using: string): void => add("chinchilla_epoch", key, nats, where, using);
  epoch("huber1e-3", "kept = 1", "huber(1e-3) in log");
  epoch("huber1e-6", "kept = 1", "huber(1e-6) in log");
  epoch("huber1e-4", "kept = 1", "huber(1e-4) in log");
  epoch("huber1e-2", "kept = 1", "huber(1e-2) in log");
  epoch("ls_log", "kept = 1", "squares in log");
  epoch("huber1e-3_all245", "", "huber(1e-3) in log");
  epoch("ls_log_all245", "", "squares in log");
  epoch("huber1e-3_C<1e21", "kept = 1 and C_flops < 1e21", "huber(1e-3) in log");
  for (const set of ["hot_le100B", "cool_end"]) {
    for (const δ of ["1e-3", "1e-4"])
      add("gemstones", `${set}_huber${δ}`, nats, `set = "${set}"`, `huber(${δ}) in log`);
  }
  for (const set of ["isoflop_llama3", "isoflop_marin_dclm"]) {
    const columns = "N = N_params, D = D_tokens";
    for (const part of ["all", "unflagged"]) {
      const where = part === "all" ? "" : "flagged_outlier = 0";
      add(set, `nls_loss_${part}`, columns, where, "squares in linear");
      add(set, `huber1e-3_${part}`, columns, where, "huber(1e-3) in log");
    }
  }
  add("opt_trajectories", "huber1e-3_le30B", nats, "N_params <= 30e9", "huber(1e-3) in log");
  return [...fits, porian(), llamaTrain(), dclmTrain(), steplaw(file.steplaw_dense!["best_loss_huber1e-3"]!)];
}

/** README of the data sets, porian_isoflop_refinedweb.csv. */
function porian(): ReferenceFit {
  return {
    name: "porian_isoflop_refinedweb tuned",
    data: 'data runs = "data/porian_isoflop_refinedweb.csv" where experiment = "rw/tuned/short/const/standard/val" with N = N_params, D = D_tokens, loss = loss_nats',
    rows: 121,
    using: "huber(1e-3) in log",
    quantity: "objective",
    reference: 0.0066932393379662,
    constants: { A: 21180.952, B: 860299.75, E: 3.130757, alpha: 0.6298123, beta: 0.7084652 },
  };
}

/** README of the data sets, isoflop_llama3.csv, the extrapolation test. */
function llamaTrain(): ReferenceFit {
  return {
    name: "isoflop_llama3 C <= 1e21",
    data: 'data runs = "data/isoflop_llama3.csv" where C_budget_flops <= 1e21 with N = N_params, D = D_tokens',
    rows: 121,
    using: "huber(1e-3) in log",
    quantity: "objective",
    reference: 3.1758972067e-4,
    constants: { A: 63.034, B: 203.174, E: 0.6120113, alpha: 0.3138124, beta: 0.3279386 },
  };
}

/**
 * README of the data sets, isoflop_marin_dclm.csv, the extrapolation test; of A and B it prints nothing. Its objective
 * reads 1.5800866512e-4, with one digit wrong: the constants beside it have this one.
 */
function dclmTrain(): ReferenceFit {
  return {
    name: "isoflop_marin_dclm unflagged, C <= 9e19 (1.5800666512e-4 at the constants printed beside 1.5800866512e-4)",
    data: 'data runs = "data/isoflop_marin_dclm.csv" where flagged_outlier = 0 and C_budget_flops <= 9e19 with N = N_params, D = D_tokens',
    rows: 50,
    using: "huber(1e-3) in log",
    quantity: "objective",
    reference: 1.5800666512e-4,
    constants: { E: 2.6178581, alpha: 0.6858884, beta: 0.3800827 },
  };
}

/** The best run of each of the 15 cells. */
function steplaw(entry: Entry): ReferenceFit {
  return {
    name: "steplaw_dense best_loss_huber1e-3",
    data: `data sweep = "data/steplaw_dense.csv" with N = N_params, D = D_tokens, loss = loss_smooth
data runs = sweep keeping argmin(loss) by N, D`,
    rows: 15,
    using: "huber(1e-3) in log",
    quantity: "objective",
    reference: entry.objective!,
    constants: entry,
  };
}
