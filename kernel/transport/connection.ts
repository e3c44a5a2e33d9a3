import { readFileSync } from "node:fs";

/** The five channels of a kernel. */
export const channels = ["shell", "control", "iopub", "stdin", "hb"] as const;

/** One of them. */
export type Channel = (typeof channels)[number];

/** What a connection file says: where each channel is bound and how messages are signed. */
export interface Connection {
  readonly address: (channel: Channel) => string;
  readonly key: string;
  readonly signatureScheme: string;
}

/** Reads a Jupyter connection file; throws an Error that names the file and the field at fault. */
export function readConnection(path: string): Connection {
  let file: unknown;
  try {
    file = JSON.parse(readFileSync(path, "utf8"));
  } catch (problem) {
    throw new Error(`cannot read the connection file ${path}: ${(problem as Error).message}`);
  }
  return parseConnection(file, path);
}

function parseConnection(file: unknown, path: string): Connection {
  if (typeof file !== "object" || file === null) throw new Error(`${path} is not a connection file`);
  const fields = new Map<string, unknown>(Object.entries(file));
  const text = (name: string, otherwise: string): string => {
    const value = fields.get(name) ?? otherwise;
    if (typeof value !== "string") throw new Error(`${path}: ${name} must be a string`);
    return value;
  };
  const transport = text("transport", "tcp");
  const ip = text("ip", "127.0.0.1");
  const ports = new Map<Channel, number>();
  for (const channel of channels) {
    const port = fields.get(`${channel}_port`);
    if (typeof port !== "number" || !Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new Error(`${path}: ${channel}_port must be a port number`);
    }
    ports.set(channel, port);
  }
  return {
    // An ipc address is a path with the port's number after a hyphen.
    address: (channel) => `${transport}://${ip}${transport === "ipc" ? "-" : ":"}${ports.get(channel)}`,
    key: text("key", ""),
    signatureScheme: text("signature_scheme", "hmac-sha256"),
  };
}
