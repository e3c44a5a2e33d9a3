import { parse } from "../../grammar/parse.ts";
import { random } from "../../src/fit/random.ts";
import { checkLaw } from "../../src/law/check.ts";
import type { Law } from "../../src/law/law.ts";

/** Reads one law statement as the language does. */
export function lawOf(text: string): Law {
  const program = parse(text);
  const statement = program.ok ? program.value.statements[0] : undefined;
  if (statement?.kind !== "law") throw new Error(`${text} is no law`);
  const none = (): undefined => undefined;
  const nothing = { law: none, fit: none, definition: none, parameter: none, known: (): readonly string[] => [] };
  const law = checkLaw(statement, nothing);
  if (!law.ok) throw new Error(law.diagnostics[0]?.message);
  return law.value;
}

/** Hoffmann's law (2022) with its coefficients above zero. */
export const chinchilla: Law = lawOf("law L(N, D) = E + A/N^α + B/D^β where E > 0, A > 0, B > 0");

/** Runs of a known law: columns of N and D, and the loss. */
export interface Runs {
  readonly inputs: readonly [Float64Array, Float64Array];
  readonly response: Float64Array;
}

/** What runs are made with. */
export interface RunsOptions {
  readonly rows: number;
  readonly seed: number;
  /** Standard deviation of ln loss. */
  readonly sigma: number;
  /** Share of rows moved by 20 % up or down. */
  readonly outliers?: number;
}

/** The loss of the published refit (Besiroglu et al. 2024) at N and D. */
export function trueLoss(n: number, d: number): number {
  return 1.8172 + 482.01 / n ** 0.3478 + 2085.43 / d ** 0.3658;
}

/** Simulated runs over two decades of N and of D. */
export function simulatedRuns({ rows, seed, sigma, outliers = 0 }: RunsOptions): Runs {
  const source = random(seed, 0);
  const n = Float64Array.from({ length: rows }, () => 5e7 * 200 ** source.uniform());
  const d = Float64Array.from({ length: rows }, () => 1e9 * 300 ** source.uniform());
  const response = n.map((x, i) => {
    const gross = source.uniform() < outliers ? 0.2 * Math.sign(source.uniform() - 0.5) : 0;
    return trueLoss(x, d[i] ?? 1) * Math.exp(sigma * source.normal() + gross);
  });
  return { inputs: [n, d], response };
}

/** The value of a law's parameter in an array over all of them. */
export function parameterOf(law: Law, values: ArrayLike<number>, name: string): number {
  return values[law.parameters.findIndex((p) => p.name === name)] ?? Number.NaN;
}
