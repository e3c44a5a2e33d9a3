import { type ChildProcess, spawn } from "node:child_process";
import { keepLog } from "./child-log.ts";
import { type ConnectionFile, writeConnectionFile } from "./connection-file.ts";
import { connectClient, type KernelClient } from "./kernel-client.ts";
import { lawlab, root, venvProgram } from "./paths.ts";

/** A real kernel process with a client that has heard from it. */
export interface KernelProcess {
  readonly client: KernelClient;
  readonly child: ChildProcess;
  readonly connection: ConnectionFile;
  readonly connectionFile: string;
  stop(): Promise<void>;
}

/** The program and words that start a kernel on a connection file. */
export type KernelCommand = (connectionFile: string) => readonly [string, ...string[]];

/** Our kernel, as Jupyter starts it. */
export const ourKernel: KernelCommand = (file) => [process.execPath, lawlab, "kernel", file];

/** Python's, which the same tests of the protocol must pass. */
export const pythonKernel: KernelCommand = (file) => [venvProgram("python"), "-m", "ipykernel_launcher", "-f", file];

/** Starts `lawlab kernel`, or another kernel, and waits until it answers on shell and iopub. */
export async function startKernelProcess(
  options: {
    readonly key?: string;
    readonly cwd?: string;
    readonly command?: KernelCommand;
    readonly env?: NodeJS.ProcessEnv;
  } = {},
): Promise<KernelProcess> {
  const connection = await writeConnectionFile(options.key);
  const client = connectClient(connection);
  const [program, ...words] = (options.command ?? ourKernel)(connection.path);
  const child = spawn(program, words, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const log = keepLog(words.join(" "), child);
  const ended = new Promise<never>((_, reject) =>
    child.once("exit", (code) => reject(new Error(`the kernel ended with ${code} before it answered: ${log()}`))),
  );
  ended.catch(() => undefined);
  await Promise.race([client.connected(), ended]);
  return {
    client,
    child,
    connection,
    connectionFile: connection.path,
    async stop() {
      client.close();
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      await new Promise((resolve) => child.once("exit", resolve));
    },
  };
}
