import { randomUUID } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "./ports.ts";

/** A connection file with free ports and a fresh key. */
export interface ConnectionFile {
  readonly path: string;
  readonly key: string;
  readonly address: (channel: string) => string;
}

/** Writes a connection file into a new temporary folder. */
export async function writeConnectionFile(key: string = randomUUID()): Promise<ConnectionFile> {
  const channels = ["shell", "control", "iopub", "stdin", "hb"];
  const ports = await freePorts(channels.length);
  const path = join(mkdtempSync(join(tmpdir(), "lawlab-kernel-")), "connection.json");
  const fields = Object.fromEntries(channels.map((channel, index) => [`${channel}_port`, ports[index]]));
  const file = { transport: "tcp", ip: "127.0.0.1", signature_scheme: "hmac-sha256", key, ...fields };
  writeFileSync(path, JSON.stringify(file), { mode: 0o600 });
  return { path, key, address: (channel) => `tcp://127.0.0.1:${fields[`${channel}_port`]}` };
}
