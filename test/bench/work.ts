import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "../../grammar/parse.ts";
import { readCsv } from "../../src/data/csv.ts";
import { roomFor } from "../../src/execute/blocks.ts";
import { random } from "../../src/fit/random.ts";
import { checkLaw } from "../../src/law/check.ts";
import type { Law } from "../../src/law/law.ts";
import { shared } from "../support/paths.ts";

/** The standard work A3 of the engine's notes: columns of N, D and loss, and where they come from. */
export interface Work {
  readonly source: string;
  readonly N: Float64Array;
  readonly D: Float64Array;
  readonly loss: Float64Array;
}

/** The width of Huber's loss in the standard work. */
export const delta = 1e-3;

/** The 240 rows of the published refit where they are at hand, else 240 simulated rows of the same design. */
export function standardWork(): Work {
  const file = join(shared, "data", "chinchilla_epoch.csv");
  if (!existsSync(file)) return simulatedWork(240);
  const outcome = readCsv(readFileSync(file), "chinchilla_epoch.csv", { start: 0, end: 0 });
  if (!outcome.ok) throw new Error(outcome.diagnostics[0]?.message);
  const values = (name: string): Float64Array => {
    const column = outcome.value.columns.get(name);
    if (column?.kind !== "number") throw new Error(`${name} is no column of numbers`);
    return column.values;
  };
  const kept = values("kept");
  const pick = (name: string): Float64Array => values(name).filter((_, i) => kept[i] === 1);
  return {
    source: "chinchilla_epoch.csv, rows kept",
    N: pick("N_params"),
    D: pick("D_tokens"),
    loss: pick("loss_nats"),
  };
}

/** The constants of simulated rows, as (a, b, e, α, β). */
export const trueConstants: readonly number[] = [Math.log(477.8), Math.log(2143.4), Math.log(1.8172), 0.3473, 0.3672];

/** Simulated rows of the same law on a like design, where a team of threads can read them if they are many. */
export function simulatedWork(rows: number): Work {
  const source = random(3, 0);
  const [N, D, loss] = [roomFor(rows), roomFor(rows), roomFor(rows)];
  const share = (): number => source.below(1_000_000) / 1e6;
  for (let i = 0; i < rows; i++) {
    N[i] = 5e7 * 300 ** share();
    D[i] = 2e9 * 200 ** share();
    const noise = 0.01 * (share() + share() + share() + share() - 2);
    loss[i] = Math.exp(Math.log(1.8172 + 477.8 / N[i]! ** 0.3473 + 2143.4 / D[i]! ** 0.3672) + noise);
  }
  return { source: `${rows} simulated rows`, N, D, loss };
}

/** Hoffmann's law as the language reads it; its parameters are E, A, α, B, β in this order. */
export function hoffmannLaw(): Law {
  const program = parse("law L(N, D) = E + A/N^α + B/D^β where E > 0, A > 0, B > 0");
  const statement = program.ok ? program.value.statements[0] : undefined;
  if (statement?.kind !== "law") throw new Error("the standard law does not parse");
  const none = (): undefined => undefined;
  const law = checkLaw(statement, { law: none, fit: none, definition: none, known: () => [] });
  if (!law.ok) throw new Error(law.diagnostics[0]?.message);
  return law.value;
}

/** The order in which parameters are compared with scipy's, with A, B and E as logarithms: a, b, e, α, β. */
export const inPeerOrder: readonly string[] = ["A", "B", "E", "α", "β"];

/** A law's parameters as (a, b, e, α, β). */
export function toPeer(law: Law, parameters: ArrayLike<number>): readonly number[] {
  return inPeerOrder.map((name, i) => {
    const value = parameters[law.parameters.findIndex((parameter) => parameter.name === name)] ?? Number.NaN;
    return i < 3 ? Math.log(value) : value;
  });
}

/** A start (a, b, e, α, β) as the law's parameters. */
export function fromPeer(law: Law, point: readonly number[]): Float64Array {
  return Float64Array.from(law.parameters, ({ name }) => {
    const i = inPeerOrder.indexOf(name);
    return i < 3 ? Math.exp(point[i]!) : point[i]!;
  });
}

/** Hoffmann's 4500 starts (2022, appendix D.3), in an order in which any first part is spread over the whole. */
export function hoffmannStarts(): readonly (readonly number[])[] {
  const grid: number[][] = [];
  const exponents = [0, 0.5, 1, 1.5, 2];
  for (const α of exponents)
    for (const β of exponents)
      for (const e of [-1, -0.5, 0, 0.5, 1])
        for (const a of [0, 5, 10, 15, 20, 25]) for (const b of [0, 5, 10, 15, 20, 25]) grid.push([a, b, e, α, β]);
  // 2777 is prime to 4500 and near its golden section.
  return grid.map((_, i) => grid[(i * 2777) % grid.length]!);
}
