import { threadTeam } from "../../src/execute/block-threads.ts";
import { lendTeam } from "../../src/execute/blocks.ts";
import { multistart } from "../../src/fit/multistart.ts";
import { makeProblem } from "../../src/fit/problem.ts";
import { generateStarts } from "../../src/fit/starts.ts";
import { middle } from "./middle.ts";
import { delta, hoffmannLaw, simulatedWork } from "./work.ts";

/** One fit of many rows: the optimum alone, from columns to parameters. */
export interface ManyRows {
  readonly rows: number;
  readonly threads: number;
  readonly ms: number;
  /** The processor time of all threads. */
  readonly cpuMs: number;
  /** Of which compiling the problem and making its columns. */
  readonly problemMs: number;
  /** Bytes a row beyond the table's own columns (three of 8 bytes). */
  readonly bytesPerRow: number;
}

/** Fits simulated rows of Hoffmann's law on some threads, which are warm after the first of the fits. */
export function runManyRows(rows: number, threads: number, repeats: number): ManyRows {
  const team = threads > 1 ? threadTeam(new URL("../../src/worker.js", import.meta.url), threads) : undefined;
  lendTeam(team === undefined ? undefined : () => team);
  try {
    return { ...measure(rows, repeats), threads };
  } finally {
    lendTeam(undefined);
    team?.close();
  }
}

function measure(rows: number, repeats: number): Omit<ManyRows, "threads"> {
  // As a fit statement takes them from the table.
  const { N, D, loss } = simulatedWork(rows);
  const law = hoffmannLaw();
  const times: number[] = [];
  const problems: number[] = [];
  const processor: number[] = [];
  let bytesPerRow = 0;
  for (let k = 0; k <= repeats; k++) {
    const begin = performance.now();
    const before = process.cpuUsage();
    const problem = makeProblem({ law, inputs: [N, D], response: loss, log: true });
    const made = performance.now() - begin;
    const found = multistart(problem, generateStarts(problem, 16, 0.1), delta, 0.1);
    const { user, system } = process.cpuUsage(before);
    if (k > 0) {
      processor.push((user + system) / 1000);
      problems.push(made);
      times.push(performance.now() - begin);
    }
    if (found.status !== "converged") throw new Error(`the fit of ${rows} rows ended ${found.status}`);
    const { columns, response, weights } = problem.data;
    bytesPerRow = [...columns, response, weights].reduce((sum, column) => sum + (column?.byteLength ?? 0), 0) / rows;
  }
  return { rows, ms: middle(times), cpuMs: middle(processor), problemMs: middle(problems), bytesPerRow };
}
