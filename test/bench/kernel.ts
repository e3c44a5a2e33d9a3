import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeConnectionFile } from "../support/connection-file.ts";
import { runLawlab, runProgram } from "../support/jupyter.ts";
import { connectClient, type KernelClient } from "../support/kernel-client.ts";
import { lawlab, venvProgram } from "../support/paths.ts";

/** What was measured of one kernel: times in milliseconds, memory in MB (1e6 bytes); medians over the starts. */
export interface KernelFigures {
  readonly name: string;
  /** From spawn to the first kernel_info_reply. */
  readonly startup: number;
  /** The first cell, a literal, from request to reply, once the kernel has answered. */
  readonly first: number;
  /** A cell with a literal from request to reply: the median of 200. */
  readonly roundTrip: number;
  /** Resident memory when idle, after the first cell. */
  readonly memory: number;
}

/** The kernel's figures beside ipykernel's, and `lawlab eval -e 1` as a whole process beside bare node. */
export interface KernelBench {
  readonly kernels: readonly KernelFigures[];
  readonly evalProcess: number;
  readonly bareNode: number;
}

const starts = 7;

/** Measures our kernel and ipykernel in turn in one run, and prints a table; ipykernel only where .venv has it. */
export async function kernelBench(): Promise<KernelBench> {
  const python = venvProgram("python");
  const ours: KernelFigures[] = [];
  const theirs: KernelFigures[] = [];
  const hasPython = (await runProgram(python, ["-c", "import ipykernel"]).catch(() => ({ code: 1 }))).code === 0;
  for (let i = 0; i < starts; i += 1) {
    ours.push(await measure("lawlab", process.execPath, (file) => [lawlab, "kernel", file]));
    if (hasPython) theirs.push(await measure("ipykernel", python, (file) => ["-m", "ipykernel_launcher", "-f", file]));
  }
  const empty = join(mkdtempSync(join(tmpdir(), "lawlab-bench-")), "empty.mjs");
  writeFileSync(empty, "");
  const evals: number[] = [];
  const nodes: number[] = [];
  for (let i = 0; i < 2 * starts; i += 1) {
    evals.push(await timed(() => runLawlab(["eval", "-e", "1"])));
    nodes.push(await timed(() => runProgram(process.execPath, [empty])));
  }
  const kernels = [ours, theirs].filter((runs) => runs.length > 0).map(medians);
  const bench = { kernels, evalProcess: median(evals), bareNode: median(nodes) };
  print(bench);
  return bench;
}

async function measure(
  name: string,
  program: string,
  words: (connectionFile: string) => readonly string[],
): Promise<KernelFigures> {
  const connection = await writeConnectionFile();
  const client = connectClient(connection);
  const begun = performance.now();
  const child = spawn(program, words(connection.path), { stdio: "ignore" });
  await client.reply(client.send("kernel_info_request", {}), 60_000);
  const startup = performance.now() - begun;
  const first = await literal(client);
  // The second answer comes from a kernel that has settled.
  const memory = residentMemory(child.pid!);
  const times: number[] = [];
  for (let i = 0; i < 200; i += 1) times.push(await literal(client));
  client.close();
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
  return { name, startup, first, roundTrip: median(times), memory };
}

function literal(client: KernelClient): Promise<number> {
  return timed(() => client.reply(client.send("execute_request", { code: "1", silent: false, store_history: true })));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** From Linux's /proc; NaN elsewhere. */
function residentMemory(pid: number): number {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return (Number(kilobytes) * 1024) / 1e6;
  } catch {
    return Number.NaN;
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function medians(runs: readonly KernelFigures[]): KernelFigures {
  const of = (pick: (run: KernelFigures) => number): number => median(runs.map(pick));
  return {
    name: runs[0]!.name,
    startup: of((run) => run.startup),
    first: of((run) => run.first),
    roundTrip: of((run) => run.roundTrip),
    memory: of((run) => run.memory),
  };
}

function print({ kernels, evalProcess, bareNode }: KernelBench): void {
  const rows: [string, (figures: KernelFigures) => string][] = [
    ["spawn to kernel_info", ({ startup }) => `${startup.toFixed(0)} ms`],
    ["first literal", ({ first }) => `${first.toFixed(1)} ms`],
    ["literal, median", ({ roundTrip }) => `${roundTrip.toFixed(2)} ms`],
    ["resident, idle", ({ memory }) => `${memory.toFixed(0)} MB`],
  ];
  const line = (cells: readonly string[]): string =>
    `${cells[0]!.padEnd(22)}${cells
      .slice(1)
      .map((cell) => cell.padStart(12))
      .join("")}\n`;
  process.stdout.write(line(["kernel", ...kernels.map(({ name }) => name)]));
  for (const [label, show] of rows) process.stdout.write(line([label, ...kernels.map(show)]));
  process.stdout.write(
    `lawlab eval -e 1: ${evalProcess.toFixed(0)} ms as a whole process, ${(evalProcess / bareNode).toFixed(2)} of bare node's ${bareNode.toFixed(0)} ms\n`,
  );
}
