import { type ChildProcess, spawn } from "node:child_process";
import { writeConnectionFile } from "./connection-file.ts";
import { connectClient, type KernelClient } from "./kernel-client.ts";
import { lawlab, root, venvProgram } from "./paths.ts";

/** A real kernel process with a client that has heard from it. */
export interface KernelProcess {
  readonly client: KernelClient;
  readonly child: ChildProcess;
  readonly connectionFile: string;
  /** From spawn to the first kernel_info_reply, in milliseconds. */
  readonly startup: number;
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
  options: { readonly key?: string; readonly cwd?: string; readonly command?: KernelCommand } = {},
): Promise<KernelProcess> {
  const connection = await writeConnectionFile(options.key);
  const client = connectClient(connection);
  const begun = performance.now();
  const [program, ...words] = (options.command ?? ourKernel)(connection.path);
  const child = spawn(program, words, {
    cwd: options.cwd ?? root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  await client.reply(client.send("kernel_info_request", {}));
  const startup = performance.now() - begun;
  // Shell connects before iopub may: only after its welcome does the client miss nothing.
  await client.until("iopub_welcome", () => client.published.find(({ header }) => header.msg_type === "iopub_welcome"));
  return {
    client,
    child,
    connectionFile: connection.path,
    startup,
    async stop() {
      client.close();
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      await new Promise((resolve) => child.once("exit", resolve));
    },
  };
}
