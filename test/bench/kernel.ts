import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { longWork, toyFit } from "../kernel/programs.ts";
import { writeConnectionFile } from "../support/connection-file.ts";
import { runLawlab, runProgram } from "../support/jupyter.ts";
import { connectClient, type KernelClient } from "../support/kernel-client.ts";
import { lawlab, root, venvProgram } from "../support/paths.ts";

/** What was measured of one kernel: times in milliseconds, memory in MB (1e6 bytes); medians over the starts. */
export interface KernelFigures {
  readonly name: string;
  /** From spawn to the first kernel_info_reply. */
  readonly startup: number;
  /** The first cell, a literal, from request to reply, once the kernel has answered. */
  readonly first: number;
  /** A cell with a literal from request to reply: the median of those of 200 that were answered. */
  readonly roundTrip: number;
  /** How many of the 200 were answered before the first that was not within ten seconds. */
  readonly answered: number;
  /** Resident memory when idle, after the first cell. */
  readonly memory: number;
  /** The slowest of 20 heartbeats while a cell spins; infinite where none comes back within two seconds. */
  readonly heartbeat: number;
  /** How many of 20,000 printed lines arrive. */
  readonly lines: number;
}

/** The kernel's figures beside ipykernel's, and `lawlab eval -e 1` as a whole process beside bare node. */
export interface KernelBench {
  readonly kernels: readonly KernelFigures[];
  readonly evalProcess: number;
  readonly bareNode: number;
}

const starts = 7;
const tslab = join(root, "node_modules", "tslab", "bin", "tslab");

/** What each kernel is given: a cell that spins for three seconds or more, and one that prints 20,000 lines. */
const cells = {
  lawlab: {
    spin: `${toyFit}\n${longWork}`,
    print: '%%ts\nfor (let i = 0; i < 20000; i += 1) console.log("line", i);',
  },
  ipykernel: {
    spin: "import time\nend = time.time() + 3\nwhile time.time() < end: pass",
    print: "for i in range(20000): print(f'line {i}')",
  },
  tslab: {
    spin: "const end = Date.now() + 3000; while (Date.now() < end);",
    print: 'for (let i = 0; i < 20000; i += 1) console.log("line", i);',
  },
} as const;

/** Measures our kernel and ipykernel in turn in one run, and prints a table; ipykernel only where .venv has it. */
export async function kernelBench(): Promise<KernelBench> {
  const python = venvProgram("python");
  const ours: KernelFigures[] = [];
  const theirs: KernelFigures[] = [];
  const tslabs: KernelFigures[] = [];
  const hasPython = (await runProgram(python, ["-c", "import ipykernel"]).catch(() => ({ code: 1 }))).code === 0;
  for (let i = 0; i < starts; i += 1) {
    ours.push(await measure("lawlab", process.execPath, (file) => [lawlab, "kernel", file], cells.lawlab));
    const inPython = (file: string): readonly string[] => ["-m", "ipykernel_launcher", "-f", file];
    if (hasPython) theirs.push(await measure("ipykernel", python, inPython, cells.ipykernel));
    const inTslab = (file: string): readonly string[] => [tslab, "kernel", "--config-path", file];
    if (existsSync(tslab)) tslabs.push(await measure("tslab", process.execPath, inTslab, cells.tslab));
  }
  const empty = join(mkdtempSync(join(tmpdir(), "lawlab-bench-")), "empty.mjs");
  writeFileSync(empty, "");
  const evals: number[] = [];
  const nodes: number[] = [];
  for (let i = 0; i < 2 * starts; i += 1) {
    evals.push(await timed(() => runLawlab(["eval", "-e", "1"])));
    nodes.push(await timed(() => runProgram(process.execPath, [empty])));
  }
  const kernels = [ours, theirs, tslabs].filter((runs) => runs.length > 0).map(medians);
  const bench = { kernels, evalProcess: median(evals), bareNode: median(nodes) };
  print(bench);
  return bench;
}

async function measure(
  name: string,
  program: string,
  words: (connectionFile: string) => readonly string[],
  { spin, print: prints }: { readonly spin: string; readonly print: string },
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
  // A kernel may stop answering: tslab 1.0.22 did at its 172nd cell.
  for (let time = await literal(client); times.length < 200 && Number.isFinite(time); time = await literal(client))
    times.push(time);
  const alive = times.length === 200;
  const lines = alive ? await printedLines(client, prints) : 0;
  const heartbeat = alive ? await slowestHeartbeat(client, spin) : Number.POSITIVE_INFINITY;
  client.close();
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
  return { name, startup, first, roundTrip: median(times), answered: times.length, memory, heartbeat, lines };
}

/** What has arrived of a cell's printed lines when it is idle, or after 15 seconds where it never is. */
async function printedLines(client: KernelClient, code: string): Promise<number> {
  const id = client.send("execute_request", { code, silent: false, store_history: true });
  await client.answer(id, 15_000).catch(() => undefined);
  const texts = client.published.filter(({ header, parent }) => header.msg_type === "stream" && parent.msg_id === id);
  return (
    texts
      .map(({ content }) => String(content.text))
      .join("")
      .split("\n").length - 1
  );
}

async function slowestHeartbeat(client: KernelClient, code: string): Promise<number> {
  const id = client.send("execute_request", { code, silent: false, store_history: true });
  const begun = client.until("its beginning", () =>
    client.published.find(({ header, parent }) => header.msg_type === "execute_input" && parent.msg_id === id),
  );
  // A kernel that publishes nothing while it spins is asked all the same.
  await Promise.race([begun.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 1000))]);
  let slowest = 0;
  for (let i = 0; i < 20 && slowest < 2000; i += 1) {
    const gone = new Promise<number>((resolve) => setTimeout(() => resolve(Number.POSITIVE_INFINITY), 2000));
    slowest = Math.max(slowest, await Promise.race([client.heartbeat().catch(() => Number.POSITIVE_INFINITY), gone]));
  }
  return slowest;
}

/** The time to the reply of a literal; infinite where none comes. */
function literal(client: KernelClient): Promise<number> {
  const request = { code: "1", silent: false, store_history: true };
  return timed(() => client.reply(client.send("execute_request", request), 10_000)).catch(
    () => Number.POSITIVE_INFINITY,
  );
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
    answered: of((run) => run.answered),
    memory: of((run) => run.memory),
    heartbeat: of((run) => run.heartbeat),
    lines: of((run) => run.lines),
  };
}

function print({ kernels, evalProcess, bareNode }: KernelBench): void {
  const rows: [string, (figures: KernelFigures) => string][] = [
    ["spawn to kernel_info", ({ startup }) => `${startup.toFixed(0)} ms`],
    ["first literal", ({ first }) => `${first.toFixed(1)} ms`],
    ["literal, median", ({ roundTrip }) => `${roundTrip.toFixed(2)} ms`],
    ["literals answered", ({ answered }) => `${answered} of 200`],
    ["resident, idle", ({ memory }) => `${memory.toFixed(0)} MB`],
    ["20,000 lines arrive", ({ lines }) => String(lines)],
    ["heartbeat, slowest", ({ heartbeat }) => (Number.isFinite(heartbeat) ? `${heartbeat.toFixed(1)} ms` : "none")],
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
