import { spawn } from "node:child_process";
import { join } from "node:path";
import { root, venvProgram } from "../support/paths.ts";

/** The scipy usages that are compared with: see peer.py. */
export type Usage = "default" | "tight" | "squares";

/** What scipy is asked: ln N, ln D, ln L; starts and optimum as (a, b, e, α, β); resamples as row indices. */
export interface PeerRequest {
  readonly n: readonly number[];
  readonly d: readonly number[];
  readonly y: readonly number[];
  readonly starts: readonly (readonly number[])[];
  readonly best: readonly number[];
  readonly resamples: readonly (readonly number[])[];
  readonly repeats: number;
  /** How many of the starts and resamples lmfit is given. */
  readonly lmfitStarts: number;
  readonly lmfitResamples: number;
}

/** What one peer took and found, in seconds for the work it was given. */
export interface Timed {
  readonly grid: { readonly seconds: number; readonly objectives: readonly number[] };
  readonly one: readonly number[];
  readonly bootstrap: { readonly seconds: number; readonly count: number; readonly sd: readonly number[] };
}

/** What scipy took and found; seconds are for the starts and resamples it was given. */
export interface PeerAnswer {
  readonly versions: Readonly<Record<string, string>>;
  readonly grid: Readonly<Record<Usage, { readonly seconds: number; readonly objectives: readonly number[] }>>;
  readonly one: Readonly<Record<Usage, readonly number[]>>;
  readonly bootstrap: Readonly<
    Record<"default" | "squares", { readonly seconds: number; readonly sd: readonly number[] }>
  >;
  /** Where .venv has it (test/bench/requirements.txt). */
  readonly lmfit?: Timed;
}

/** Runs scipy on the request, alone on one core as our side is; rejects with Python's own words. */
export function runPeer(request: PeerRequest): Promise<PeerAnswer> {
  const script = join(root, "test", "bench", "peer.py");
  const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  return new Promise((resolve, reject) => {
    const child = spawn(venvProgram("python"), [script], { env, stdio: ["pipe", "pipe", "pipe"] });
    let output = "";
    let complaint = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += String(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      complaint += String(chunk);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(output) as PeerAnswer);
      else reject(new Error(`scipy stopped (${code}): ${complaint}`));
    });
    child.stdin.end(JSON.stringify(request));
  });
}
