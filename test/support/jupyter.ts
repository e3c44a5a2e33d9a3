import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lawlab, root } from "./paths.ts";

/** How a program ended and what it printed. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. */
export function runProgram(
  program: string,
  words: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly input?: string } = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd: options.cwd ?? root, env: { ...process.env, ...options.env } });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
    child.stdin.end(options.input ?? "");
  });
}

/** Runs the command of this package. */
export function runLawlab(words: readonly string[], options: Parameters<typeof runProgram>[2] = {}): Promise<Finished> {
  return runProgram(process.execPath, [lawlab, ...words], options);
}

/** Installs the kernel into a temporary prefix and gives the environment in which Jupyter finds it, and only it, first. */
export async function installedJupyter(): Promise<NodeJS.ProcessEnv> {
  const prefix = mkdtempSync(join(tmpdir(), "lawlab-jupyter-"));
  const installed = await runLawlab(["install", "--prefix", prefix]);
  if (installed.code !== 0) throw new Error(installed.stderr);
  return {
    JUPYTER_PATH: join(prefix, "share", "jupyter"),
    JUPYTER_CONFIG_DIR: join(prefix, "config"),
    JUPYTER_DATA_DIR: join(prefix, "data"),
    JUPYTER_RUNTIME_DIR: join(prefix, "runtime"),
    JUPYTER_PLATFORM_DIRS: "1",
  };
}
