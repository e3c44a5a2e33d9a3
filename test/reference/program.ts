import { nodeFileAccess } from "../../src/data/read.ts";
import { type RunResult, Session } from "../../src/session.ts";
import { shared } from "../support/paths.ts";
import type { Predicted } from "./measures.ts";

/** One statement's JSON, as `lawlab eval --json` prints it. */
export type Json = Readonly<Record<string, unknown>>;

/** A fitted parameter in that JSON. */
export interface FittedParameter {
  readonly value: number;
  readonly standardError: number;
  readonly interval: readonly [number, number];
}

/** A fit in that JSON, as far as these tests read it. */
export interface FitJson {
  readonly parameters: Readonly<Record<string, FittedParameter>>;
  readonly objective: number;
  readonly rows: number;
  readonly r2: number;
  readonly status: string;
  readonly starts: number;
  readonly startsAgreeing: number;
  readonly optima: readonly {
    readonly objective: number;
    readonly starts: number;
    readonly parameters: Readonly<Record<string, number>>;
  }[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/** A point of a prediction, a solution or an optimum in that JSON. */
export interface PointJson {
  readonly at?: Readonly<Record<string, number>>;
  readonly given?: Readonly<Record<string, number>>;
  readonly value: number;
  /** The response, in a prediction on data. */
  readonly observed?: number;
  readonly interval?: readonly [number, number];
  readonly intervals?: Readonly<Record<string, readonly [number, number]>>;
}

/** Runs a program in process, its paths starting from the shared folder; throws its first mistake. */
export async function run(text: string): Promise<readonly Json[]> {
  const result = await attempt(text);
  const mistake = result.diagnostics.find(({ severity }) => severity === "error");
  if (mistake !== undefined) throw new Error(`${mistake.code}: ${mistake.message} (${mistake.help ?? "no help"})`);
  return result.results;
}

/** Runs a program in process and gives back all there is, mistakes too. */
export function attempt(text: string): Promise<RunResult> {
  return new Session({ files: nodeFileAccess({ cwd: shared }) }).run(text);
}

/** The last fit of some results. */
export function fitOf(results: readonly Json[]): FitJson {
  const found = results.findLast(({ kind }) => kind === "fit");
  if (found === undefined) throw new Error("the program has no fit");
  return found as unknown as FitJson;
}

/** The points of the last result of that kind. */
export function pointsOf(
  results: readonly Json[],
  kind: "predict" | "minimize" | "maximize" | "solve",
): readonly PointJson[] {
  const found = results.findLast((result) => result.kind === kind);
  if (found === undefined) throw new Error(`the program has no ${kind}`);
  return found.points as readonly PointJson[];
}

/** The values of the bare expressions, in order. */
export function valuesOf(results: readonly Json[]): readonly number[] {
  return results.filter(({ kind }) => kind === "value").map((result) => result.value as number);
}

/** The rows of the last prediction on data whose response was observed. */
export function predictedRows(results: readonly Json[]): readonly (Predicted & PointJson)[] {
  return pointsOf(results, "predict").map((point) => {
    if (point.observed === undefined) throw new Error("a row was predicted that has no response");
    return { ...point, observed: point.observed };
  });
}
