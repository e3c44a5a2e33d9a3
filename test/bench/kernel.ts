import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { longWork, toyFit } from "../kernel/programs.ts";
import { writeConnectionFile } from "../support/connection-file.ts";
import { runLawlab, runProgram } from "../support/jupyter.ts";
import { connectClient, type KernelClient } from "../support/kernel-client.ts";
import { lawlab, root, venvProgram } from "../support/paths.ts";
import { startHeartbeats } from "./heartbeats.ts";

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
  /** How many of 1,000 updates of a display arrive. */
  readonly updates: number;
  /** How many MB of an output of 20 arrive. */
  readonly megabytes: number;
  /** The slowest heartbeat while those three arrive, asked for from a thread of its own. */
  readonly floodHeartbeat: number;
  /** The first cell of TypeScript, and the median of ten later ones; NaN where the kernel has none. */
  readonly typescript: { readonly first: number; readonly later: number };
}

/** The kernel's figures beside ipykernel's, and `lawlab eval -e 1` as a whole process beside bare node. */
export interface KernelBench {
  readonly kernels: readonly KernelFigures[];
  readonly evalProcess: number;
  readonly bareNode: number;
}

const starts = 7;
const tslab = join(root, "node_modules", "tslab", "bin", "tslab");

/** What each kernel is given: a cell that spins for three seconds or more, and three that flood their client. */
interface Cells {
  readonly spin: string;
  readonly lines: string;
  readonly updates: string;
  readonly megabytes: string;
  readonly typescript?: string;
}

const inTypeScript = {
  lines: 'for (let i = 0; i < 20000; i += 1) console.log("line", i);',
  typescript: "const rows: number[] = [1, 2, 3]; rows.map((x) => 2 * x)",
};
const cells: Readonly<Record<"lawlab" | "ipykernel" | "tslab", Cells>> = {
  lawlab: {
    spin: `${toyFit}\n${longWork}`,
    lines: `%%ts\n${inTypeScript.lines}`,
    updates:
      '%%ts\nimport { display } from "lawlab";\nfor (let i = 0; i < 1000; i += 1) display(String(i), { id: "d", update: i > 0 });',
    megabytes: '%%ts\nimport { display } from "lawlab";\ndisplay("x".repeat(20e6));',
    typescript: `%%ts\n${inTypeScript.typescript}`,
  },
  ipykernel: {
    spin: "import time\nend = time.time() + 3\nwhile time.time() < end: pass",
    lines: "for i in range(20000): print(f'line {i}')",
    updates:
      "from IPython.display import display\nd = display('0', display_id='d')\nfor i in range(1, 1000): d.update(str(i))",
    megabytes: "display({'text/plain': 'x' * 20_000_000}, raw=True)",
  },
  tslab: {
    spin: "const end = Date.now() + 3000; while (Date.now() < end);",
    updates:
      'import * as tslab from "tslab";\nconst d = tslab.newDisplay(); for (let i = 0; i < 1000; i += 1) d.text(String(i));',
    megabytes: 'import * as tslab from "tslab";\ntslab.display.text("x".repeat(20e6));',
    ...inTypeScript,
  },
};

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
  { spin, lines, updates, megabytes, typescript }: Cells,
): Promise<KernelFigures> {
  const connection = await writeConnectionFile();
  const client = connectClient(connection);
  const begun = performance.now();
  const child = spawn(program, words(connection.path), { stdio: "ignore" });
  await client.reply(client.send("kernel_info_request", {}), 60_000);
  const startup = performance.now() - begun;
  const first = await cell(client, "1");
  // The second answer comes from a kernel that has settled.
  const memory = residentMemory(child.pid!);
  const inTypeScript = { first: Number.NaN, later: Number.NaN };
  if (typescript !== undefined) {
    inTypeScript.first = await cell(client, typescript);
    const later: number[] = [];
    while (later.length < 10) later.push(await cell(client, typescript));
    inTypeScript.later = median(later);
  }
  const times: number[] = [];
  // A kernel may stop answering: tslab 1.0.22 did at its 172nd cell.
  for (let time = await cell(client, "1"); times.length < 200 && Number.isFinite(time); time = await cell(client, "1"))
    times.push(time);
  const alive = times.length === 200;
  const hb = await startHeartbeats(connection.address("hb"));
  const arrived = {
    lines: alive ? (await published(client, lines)).join("").split("\n").length - 1 : 0,
    updates: alive ? (await published(client, updates)).length : 0,
    megabytes: alive ? (await published(client, megabytes)).join("").length / 1e6 : 0,
  };
  const floodHeartbeat = await hb.slowest();
  const heartbeat = alive ? await slowestHeartbeat(client, spin) : Number.POSITIVE_INFINITY;
  client.close();
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
  return {
    name,
    startup,
    first,
    roundTrip: median(times),
    answered: times.length,
    memory,
    heartbeat,
    ...arrived,
    floodHeartbeat: alive ? floodHeartbeat : Number.POSITIVE_INFINITY,
    typescript: inTypeScript,
  };
}

/** The texts that have arrived of a cell when it is idle, or after 15 seconds where it never is. */
async function published(client: KernelClient, code: string): Promise<readonly string[]> {
  const id = client.send("execute_request", { code, silent: false, store_history: true });
  await client.answer(id, 15_000).catch(() => undefined);
  return client.published
    .filter(({ header, parent }) => /^(stream|(update_)?display_data)$/.test(header.msg_type) && parent.msg_id === id)
    .map(({ content: { text, data } }) => String(text ?? (data as Record<string, unknown>)["text/plain"]));
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

/** The time to the reply of a cell; infinite where none comes. */
function cell(client: KernelClient, code: string): Promise<number> {
  const request = { code, silent: false, store_history: true };
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
    updates: of((run) => run.updates),
    megabytes: of((run) => run.megabytes),
    floodHeartbeat: of((run) => run.floodHeartbeat),
    typescript: { first: of((run) => run.typescript.first), later: of((run) => run.typescript.later) },
  };
}

function milliseconds(time: number): string {
  return Number.isFinite(time) ? `${time.toFixed(1)} ms` : "none";
}

function print({ kernels, evalProcess, bareNode }: KernelBench): void {
  const rows: [string, (figures: KernelFigures) => string][] = [
    ["spawn to kernel_info", ({ startup }) => `${startup.toFixed(0)} ms`],
    ["first literal", ({ first }) => `${first.toFixed(1)} ms`],
    ["literal, median", ({ roundTrip }) => `${roundTrip.toFixed(2)} ms`],
    ["literals answered", ({ answered }) => `${answered} of 200`],
    ["resident, idle", ({ memory }) => `${memory.toFixed(0)} MB`],
    ["20,000 lines arrive", ({ lines }) => String(lines)],
    ["1,000 updates arrive", ({ updates }) => String(updates)],
    ["20 MB arrive", ({ megabytes }) => `${megabytes.toFixed(1)} MB`],
    ["heartbeat, flooded", ({ floodHeartbeat }) => milliseconds(floodHeartbeat)],
    ["heartbeat, spinning", ({ heartbeat }) => milliseconds(heartbeat)],
    ["TypeScript, first", ({ typescript }) => milliseconds(typescript.first)],
    ["TypeScript, later", ({ typescript }) => milliseconds(typescript.later)],
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
