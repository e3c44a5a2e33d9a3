import { readFileSync } from "node:fs";

/** The five channels of a kernel. */
export const channels = ["shell", "control", "iopub", "stdin", "hb"] as const;

/** One of them. */
export type Channel = (typeof channels)[number];

/** The port of each channel; 0 is one that the system chooses. */
export type Ports = Readonly<Record<Channel, number>>;

/** What a connection file says: where each channel is bound and how messages are signed. */
export interface Connection {
  readonly transport: string;
  readonly ip: string;
  readonly ports: Ports;
  readonly key: string;
  readonly signatureScheme: string;
  /** Where the launcher waits for the ports that the kernel has chosen (JEP 66); then all ports are 0. */
  readonly registration?: string;
}

/** The zeromq address of a port: an ipc address is a path with the port's number after a hyphen. */
export function addressOf({ transport, ip }: Pick<Connection, "transport" | "ip">, port: number): string {
  return `${transport}://${ip}${transport === "ipc" ? "-" : ":"}${port === 0 ? "*" : port}`;
}

/** Reads a Jupyter connection file or registration file; throws an Error that names the file and the field at fault. */
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
  const port = (name: string): number => {
    const value = fields.get(name);
    if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 65_535) return value;
    throw new Error(`${path}: ${name} must be a port number`);
  };
  const transport = text("transport", "tcp");
  const ip = text("ip", "127.0.0.1");
  const signing = { key: text("key", ""), signatureScheme: text("signature_scheme", "hmac-sha256") };
  if (fields.has("registration_port") && !fields.has("shell_port")) {
    if (transport !== "tcp") throw new Error(`${path}: a kernel registers over tcp, not over ${transport}`);
    const registration = addressOf({ transport, ip }, port("registration_port"));
    return { transport, ip, ports: { shell: 0, control: 0, iopub: 0, stdin: 0, hb: 0 }, ...signing, registration };
  }
  const of = (channel: Channel): number => port(`${channel}_port`);
  const ports = {
    shell: of("shell"),
    control: of("control"),
    iopub: of("iopub"),
    stdin: of("stdin"),
    hb: of("hb"),
  };
  return { transport, ip, ports, ...signing };
}

/** The ports as Jupyter names them: in connection files, in a connect_reply and at registration. */
export function portFields(ports: Ports): Readonly<Record<string, number>> {
  return Object.fromEntries(channels.map((channel) => [`${channel}_port`, ports[channel]]));
}
