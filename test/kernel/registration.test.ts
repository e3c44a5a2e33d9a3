import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Reply } from "zeromq";
import { decode, encode } from "../../kernel/wire/frames.ts";
import { type Content, headerMaker } from "../../kernel/wire/message.ts";
import { createReplayMemory } from "../../kernel/wire/replay.ts";
import { createSigner } from "../../kernel/wire/signature.ts";
import { keepLog } from "../support/child-log.ts";
import { connectClient } from "../support/kernel-client.ts";
import { lawlab } from "../support/paths.ts";

const key = "a key of the launcher's";
const signer = createSigner(key, "hmac-sha256");

interface Launched {
  readonly child: ChildProcess;
  readonly runtime: string;
  readonly log: () => string;
  /** The content of the kernel's handshake_request. */
  readonly request: Content;
  answer(content: Content): Promise<void>;
}

/** Does what a launcher of JEP 66 does: opens a socket, names it in a registration file and waits for the kernel's ports. */
async function launch(): Promise<Launched> {
  const socket = new Reply({ linger: 1000 });
  await socket.bind("tcp://127.0.0.1:*");
  const folder = mkdtempSync(join(tmpdir(), "lawlab-registration-"));
  const [file, runtime] = [join(folder, "registration.json"), join(folder, "runtime")];
  const registration_port = Number(/\d+$/.exec(socket.lastEndpoint!)![0]);
  const fields = { transport: "tcp", ip: "127.0.0.1", signature_scheme: "hmac-sha256", key, registration_port };
  writeFileSync(file, JSON.stringify(fields), { mode: 0o600 });
  const child = spawn(process.execPath, [lawlab, "kernel", file], {
    env: { ...process.env, JUPYTER_RUNTIME_DIR: runtime },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const log = keepLog("a kernel that registers", child);
  const message = decode(await socket.receive(), signer, createReplayMemory());
  if (!message.ok) throw new Error(message.reason);
  const { header, content } = message.request;
  expect(header.msg_type).toBe("handshake_request");
  return {
    child,
    runtime,
    log,
    request: content,
    async answer(reply) {
      const type = "handshake_reply";
      await socket.send(encode({ type, parent: header, content: reply }, headerMaker()(type), signer));
      socket.close();
    },
  };
}

test("a kernel given a registration file chooses its ports, registers them and serves there", async () => {
  const { child, runtime, request, answer } = await launch();
  const names = ["control_port", "hb_port", "iopub_port", "shell_port", "stdin_port"];
  expect(Object.keys(request).sort()).toEqual(names);
  expect(new Set(Object.values(request)).size).toBe(5);
  await answer({ status: "ok" });
  const client = connectClient({ path: "", key, address: (name) => `tcp://127.0.0.1:${request[`${name}_port`]}` });
  await client.connected();
  expect((await client.request("connect_request", {})).reply.content).toEqual({ status: "ok", ...request });
  const [name] = readdirSync(runtime);
  const path = join(runtime, name!);
  // Other clients find the kernel by its own connection file, and only the user's.
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ ...request, key, transport: "tcp" });
  const ended = once(child, "exit");
  client.send("shutdown_request", { restart: false }, "control");
  expect(await ended).toEqual([0, null]);
  expect(existsSync(path)).toBe(false);
  client.close();
});

test("a kernel that the launcher refuses says so and ends with 2", async () => {
  const { child, answer, log } = await launch();
  const ended = once(child, "exit");
  await answer({ status: "error" });
  expect(await ended).toEqual([2, null]);
  expect(log()).toMatch(/^lawlab: cannot register with the launcher at tcp:\/\/127\.0\.0\.1:\d+: it refused\n$/);
});
