import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runtimeFolder } from "./jupyter-paths.ts";
import { type Connection, type Ports, portFields } from "./transport/connection.ts";
import { askLauncher } from "./transport/launcher.ts";
import { decode, encode } from "./wire/frames.ts";
import { headerMaker } from "./wire/message.ts";
import { createReplayMemory } from "./wire/replay.ts";
import { createSigner } from "./wire/signature.ts";

/** How long the launcher is waited for, in milliseconds: a kernel that nobody knows of ends. */
const patience = 30_000;

/**
 * Tells the launcher which ports the kernel has chosen (JEP 66), and writes them to a connection file of the kernel's own
 * so that other clients find it; gives the file's path. Rejects with an Error where the launcher does not accept.
 */
export async function register(connection: Connection, registration: string, ports: Ports): Promise<string> {
  const signer = createSigner(connection.key, connection.signatureScheme);
  const type = "handshake_request";
  const frames = encode({ type, parent: undefined, content: portFields(ports) }, headerMaker()(type), signer);
  try {
    const answer = decode(await askLauncher(registration, frames, patience), signer, createReplayMemory());
    if (!answer.ok) throw new Error(`its answer is no message of ours (${answer.reason})`);
    const { header, content } = answer.request;
    if (header.msg_type !== "handshake_reply" || content.status !== "ok") throw new Error("it refused");
  } catch (problem) {
    throw new Error(`cannot register with the launcher at ${registration}: ${(problem as Error).message}`);
  }
  return writeConnectionFile(connection, ports);
}

/** Writes what a client needs to connect, readable by the user alone, into Jupyter's runtime folder. */
function writeConnectionFile({ transport, ip, key, signatureScheme }: Connection, ports: Ports): string {
  const folder = runtimeFolder();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `kernel-lawlab-${process.pid}.json`);
  const fields = { ...portFields(ports), transport, ip, key, signature_scheme: signatureScheme, kernel_name: "lawlab" };
  // What an ended process of the same number left is not written through.
  rmSync(path, { force: true });
  writeFileSync(path, `${JSON.stringify(fields, null, 1)}\n`, { mode: 0o600, flag: "wx" });
  chmodSync(path, 0o600);
  process.once("exit", () => rmSync(path, { force: true }));
  return path;
}
