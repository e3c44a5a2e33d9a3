import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../support/paths.ts";
import type { PeerRequest, Timed } from "./peer.ts";
import { delta } from "./work.ts";

/** Builds the driver where there are g++ and Debian's libceres-dev, and runs it on the request; undefined elsewhere. */
export function runCeres(request: PeerRequest): Timed | undefined {
  if (!existsSync("/usr/include/ceres/ceres.h")) return undefined;
  const program = join(mkdtempSync(join(tmpdir(), "lawlab-ceres-")), "ceres");
  const source = join(root, "test", "bench", "ceres.cpp");
  const words = ["-O3", "-std=c++17", "-I/usr/include/eigen3", "-o", program, source, "-lceres", "-lglog"];
  const built = spawnSync("g++", words, { encoding: "utf8" });
  if (built.error !== undefined || !existsSync(program)) return undefined;
  const { n, d, y, starts, resamples, repeats, best } = request;
  const counts = resamples.map((rows) => {
    const count = new Float64Array(n.length);
    for (const row of rows) count[row] = count[row]! + 1;
    return count;
  });
  const head = [n.length, starts.length, resamples.length, repeats, delta, ...best];
  const parts = [head, n, d, y, starts.flat(), ...counts].map((part) => Float64Array.from(part));
  const input = Buffer.concat(parts.map((part) => Buffer.from(part.buffer)));
  const { stdout, status, stderr } = spawnSync(program, { input, maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`Ceres stopped (${status}): ${String(stderr)}`);
  return JSON.parse(String(stdout)) as Timed;
}
