import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { writeConnectionFile } from "../support/connection-file.ts";
import { runLawlab } from "../support/jupyter.ts";
import { connectClient } from "../support/kernel-client.ts";
import { startKernelProcess } from "../support/kernel-process.ts";
import { lawlab } from "../support/paths.ts";
import { longWork, toyData, toyLaw } from "./programs.ts";

test.each(["control", "shell"] as const)(
  "a shutdown on %s echoes restart, and the process ends with 0",
  async (channel) => {
    const kernel = await startKernelProcess();
    const ended = once(kernel.child, "exit");
    const { client } = kernel;
    const reply = await client.reply(client.send("shutdown_request", { restart: true }, channel));
    expect(reply.content).toEqual({ status: "ok", restart: true });
    expect(await ended).toEqual([0, null]);
    client.close();
  },
);

test("a shutdown while a cell runs ends the process at once", async () => {
  const kernel = await startKernelProcess();
  const { client } = kernel;
  client.send("execute_request", { code: `${toyData}\n${toyLaw}\n${longWork}` });
  const ended = once(kernel.child, "exit");
  await client.reply(client.send("shutdown_request", { restart: false }, "control"));
  // Undisturbed the cell works for minutes.
  expect(await ended).toEqual([0, null]);
  client.close();
});

test("Ctrl-C in the terminal that started Jupyter does not end the kernel", async () => {
  const kernel = await startKernelProcess();
  kernel.child.kill("SIGINT");
  // It means "stop the cell", and may meet this one.
  await kernel.client.execute("1");
  expect((await kernel.client.execute("1")).reply.content.status).toBe("ok");
  await kernel.stop();
});

test("a first cell waits for a client whose iopub connects after its shell, so that its idle is heard", async () => {
  const connection = await writeConnectionFile();
  let listen = (): void => undefined;
  const client = connectClient(
    connection,
    new Promise((resolve) => {
      listen = resolve;
    }),
  );
  const child = spawn(process.execPath, [lawlab, "kernel", connection.path], { stdio: "ignore" });
  await client.reply(client.send("kernel_info_request", {}));
  const id = client.send("execute_request", { code: "let a = 3", silent: false, store_history: true });
  listen();
  expect((await client.answer(id)).reply.content.status).toBe("ok");
  client.close();
  child.kill();
  await once(child, "exit");
});

test("without a key messages are not signed, and are answered", async () => {
  const kernel = await startKernelProcess({ key: "" });
  expect((await kernel.client.execute("1")).reply.content.status).toBe("ok");
  await kernel.stop();
});

test("a client that vanishes in the middle of a cell leaves a kernel that serves the next", async () => {
  const connection = await writeConnectionFile();
  const child = spawn(process.execPath, [lawlab, "kernel", connection.path], { stdio: "ignore" });
  const first = connectClient(connection);
  await first.connected();
  const id = first.send("execute_request", { code: `${toyData}\n${toyLaw}\n${longWork}`, stop_on_error: false });
  await first.until("its beginning", () => first.published.find(({ parent }) => parent.msg_id === id));
  first.close();
  const second = connectClient(connection);
  await second.connected("control");
  await second.request("interrupt_request", {}, "control");
  expect((await second.execute("1")).reply.content.status).toBe("ok");
  second.close();
  child.kill();
  await once(child, "exit");
});

test("the kernel ends when its parent dies", async () => {
  const connection = await writeConnectionFile();
  // A parent that starts the kernel, tells its process id and waits.
  const script = `const { spawn } = require("node:child_process");
    const child = spawn(process.execPath, ${JSON.stringify([lawlab, "kernel", connection.path])}, { stdio: "ignore" });
    console.log(child.pid); setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(parent.stdout, "data")) as [Buffer];
  const pid = Number(line.toString());
  const client = connectClient(connection);
  await client.reply(client.send("kernel_info_request", {}));
  parent.kill("SIGKILL");
  await expect.poll(() => isAlive(pid), { timeout: 60_000 }).toBe(false);
  client.close();
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test("a kernel that finds one of its ports taken says which, and ends with 2", async () => {
  const kernel = await startKernelProcess();
  const second = await runLawlab(["kernel", kernel.connectionFile]);
  expect(second.code).toBe(2);
  expect(second.stderr).toMatch(
    /^lawlab: cannot bind the \w+ channel to tcp:\/\/127\.0\.0\.1:\d+: Address already in use\n$/,
  );
  expect((await kernel.client.execute("1")).reply.content.status).toBe("ok");
  await kernel.stop();
});

test("a connection file that is none is refused with its fault, and the process ends with 2", async () => {
  const child = spawn(process.execPath, [lawlab, "kernel", "/nowhere/connection.json"]);
  const errors: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
  const [code] = await once(child, "close");
  expect(code).toBe(2);
  expect(Buffer.concat(errors).toString()).toBe(
    "lawlab: cannot read the connection file /nowhere/connection.json: ENOENT: no such file or directory, open '/nowhere/connection.json'\n",
  );
});
