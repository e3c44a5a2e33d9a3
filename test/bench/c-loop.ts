import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { weightsOf } from "../../src/fit/objective.ts";
import type { Problem } from "../../src/fit/problem.ts";
import { root } from "../support/paths.ts";

/** What the loop in C took, in nanoseconds a row, and what it found. */
export interface CLoop {
  readonly nsGradient: number;
  readonly nsHessian: number;
  readonly objective: number;
  /** The last entry of the Hessian. */
  readonly corner: number;
}

/**
 * Runs the same loop in C at 128 bits (gcc -O3) on the rows of the standard problem, at φ in the order E, A, α, B, β;
 * undefined where there is no gcc.
 */
export function runCLoop(problem: Problem, at: Float64Array, delta: number): CLoop | undefined {
  const program = join(mkdtempSync(join(tmpdir(), "lawlab-loop-")), "loop");
  const source = join(root, "test", "bench", "loop.c");
  const built = spawnSync("gcc", ["-O3", "-msse4.1", "-o", program, source], { encoding: "utf8" });
  if (built.error !== undefined || !existsSync(program)) return undefined;
  const { columns, response } = problem.data;
  const weights = weightsOf(problem.data);
  const rows = problem.data.rows - (problem.data.rows % 2);
  const head = Float64Array.of(rows, ...at, delta);
  const parts = [head, ...[...columns, response, weights].map((column) => column.subarray(0, rows))];
  const input = Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)));
  const { stdout, status, stderr } = spawnSync(program, { input, maxBuffer: 1 << 20 });
  if (status !== 0) throw new Error(`the loop in C stopped (${status}): ${String(stderr)}`);
  const [nsGradient, nsHessian, objective, corner] = JSON.parse(String(stdout)) as [number, number, number, number];
  return { nsGradient, nsHessian, objective, corner };
}
