import { type Diagnostic, type MimeBundle, nodeFileAccess, Session, type Shown } from "../../src/index.ts";
import { root } from "../support/paths.ts";

/** A statement's JSON, as `lawlab eval --json` prints it. */
export type Json = Readonly<Record<string, unknown>>;

/** What a program gave. */
export interface Tried {
  readonly ok: boolean;
  readonly results: readonly Json[];
  /** The last statement's JSON. */
  readonly last: Json;
  readonly shown: readonly Shown[];
  readonly bundles: readonly MimeBundle[];
  readonly diagnostics: readonly Diagnostic[];
  readonly codes: readonly string[];
  readonly session: Session;
}

/** A point of an answer. */
export interface Point {
  readonly at: Readonly<Record<string, number>>;
  readonly given: Readonly<Record<string, number>>;
  readonly value: number;
  readonly interval: readonly [number, number];
  readonly intervals: Readonly<Record<string, readonly [number, number]>>;
  readonly observation?: readonly [number, number];
  readonly observed?: number;
  readonly error?: number;
  readonly status?: string;
}

/** A fit in JSON. */
export interface FitJson {
  readonly name: string;
  readonly law: string;
  readonly parameters: Readonly<
    Record<
      string,
      { readonly value: number; readonly standardError: number; readonly interval: readonly [number, number] }
    >
  >;
  readonly objective: number;
  readonly loss: string;
  readonly space: string;
  readonly rows: number;
  readonly seed: number;
  readonly status: string;
  readonly startsAgreeing: number;
  readonly starts: number;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/** Opens a session whose paths start from the project's root. */
export function open(): Session {
  return new Session({ files: nodeFileAccess({ cwd: root, network: false }) });
}

/** Runs programs one after the other in one session and gives what the last of them gave. */
export async function tryOut(...programs: readonly string[]): Promise<Tried> {
  const session = open();
  let tried: Tried | undefined;
  for (const program of programs) tried = await tryIn(session, program);
  if (tried === undefined) throw new Error("no program to try");
  return tried;
}

/** Runs a program in a session. */
export async function tryIn(session: Session, program: string): Promise<Tried> {
  const shown: Shown[] = [];
  const { ok, results, diagnostics } = await session.run(program, { show: (one) => void shown.push(one) });
  return {
    ok,
    results,
    last: results.at(-1) ?? {},
    shown,
    bundles: shown.map(({ bundle }) => bundle),
    diagnostics,
    codes: diagnostics.map(({ code }) => code),
    session,
  };
}

/** Runs programs that must hold; fails with what was told of the last. */
export async function hold(...programs: readonly string[]): Promise<Tried> {
  const tried = await tryOut(...programs);
  if (!tried.ok) throw new Error(tried.diagnostics.map((d) => `${d.code}: ${d.message}`).join("\n"));
  return tried;
}

/** The points of the last statement. */
export async function points(...programs: readonly string[]): Promise<readonly Point[]> {
  return (await hold(...programs)).last.points as readonly Point[];
}

/** The value of the last statement, a bare expression. */
export async function value(...programs: readonly string[]): Promise<number> {
  return (await hold(...programs)).last.value as number;
}

/** The last fit. */
export async function fitOf(...programs: readonly string[]): Promise<FitJson> {
  const found = (await hold(...programs)).results.findLast(({ kind }) => kind === "fit");
  if (found === undefined) throw new Error("no fit");
  return found as unknown as FitJson;
}

/** Twenty runs on E = 1.7, A = 400, α = 0.34, B = 410, β = 0.28 with noise of a third of a percent. */
export const data = `data runs = at N in logspace(10M, 10B, 4), D in logspace(100M, 1T, 5)
  with loss ~ lognormal(log(1.7 + 400/N^0.34 + 410/D^0.28), 0.003)`;

/** The law those runs obey. */
export const law = "law L(N, D) = E + A/N^α + B/D^β where E > 0, A > 0, B > 0, α > 0, β > 0";

/** The runs, the law and its fit, with a hundred replicates for speed. */
export const fitted: string = `${data}\n${law}\nset bootstrap = 100\nfit on runs`;

/** A law whose numbers are known: no fit, no draws. */
export const known = "law K(N, D) = E + A/N^α + B/D^β where E = 1.7, A = 400, B = 410, α = 0.34, β = 0.28";
