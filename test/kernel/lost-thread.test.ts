import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { KernelClient } from "../support/kernel-client.ts";
import { type KernelProcess, startKernelProcess } from "../support/kernel-process.ts";
import { toyData, toyLaw } from "./programs.ts";

/** Computes for minutes in one statement, which does not look up meanwhile. */
const deaf = `data slow = at k in linspace(1, 3000, 3000), j in linspace(1, 3000, 3000)
  with y = sum(log(k*i + j) for i in 1..4096)`;

/** Nine million rows of columns of 72 MB. */
const greedy = `data big = at k in linspace(1, 3000, 3000), j in linspace(1, 3000, 3000)
  with a = k + j, b = a + 1, c = b + 1, d = c + 1, e = d + 1, f = e + 1, g = f + 1, h = g + 1`;

/** The kernel's resident memory in bytes. */
async function memory(client: KernelClient): Promise<number> {
  return Number((await client.request("usage_request", {}, "control")).reply.content.kernel_memory);
}

/** Starts the deaf cell and gives its message id once the thread is at it: its first two columns take 144 MB. */
async function startDeaf(client: KernelClient): Promise<string> {
  const before = await memory(client);
  const id = client.send("execute_request", { code: deaf, stop_on_error: false });
  await expect.poll(() => memory(client), { timeout: 60_000 }).toBeGreaterThan(before + 100e6);
  return id;
}

async function text({ client }: KernelProcess, code: string): Promise<unknown> {
  const { published } = await client.execute(code);
  const shown = published.find(({ header }) => /^(execute_result|stream|display_data)$/.test(header.msg_type));
  return shown?.content.text ?? (shown?.content.data as Record<string, unknown> | undefined)?.["text/plain"];
}

test("a cell that does not heed an interrupt is broken, the user is told, and every name is there again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lawlab-lost-"));
  writeFileSync(join(folder, "runs.csv"), "x,y\n1,2\n3,4\n");
  const kernel = await startKernelProcess({ cwd: folder });
  const { client } = kernel;
  const cells = [
    toyData,
    toyLaw,
    "fit L on toy with bootstrap = 50",
    "let n = 7, f(x) = n*x",
    'data runs = "runs.csv"',
  ];
  for (const cell of [...cells, 'export L as json to "fit.json"']) await client.execute(cell);
  const questions = ["f(2)", "predict L at N = 1B, D = 20B", "predict N = 2B, D = 20B", "%who", "data again = runs"];
  const before: unknown[] = [];
  for (const question of questions) before.push(await text(kernel, question));
  // What was read is kept with the kernel, and nothing is written a second time.
  for (const name of ["runs.csv", "fit.json"]) rmSync(join(folder, name));
  const id = await startDeaf(client);
  await client.request("interrupt_request", {}, "control");
  const { reply, published } = await client.answer(id);
  expect(reply.content).toMatchObject({ status: "error", ename: "session-lost" });
  expect(String(reply.content.evalue)).toMatch(/did not stop .* the names defined before it are being made again/);
  expect(published.map(({ header }) => header.msg_type)).toContain("error");
  const after: unknown[] = [];
  for (const question of questions) after.push(await text(kernel, question));
  expect(after).toEqual(before.map((shown, i) => (questions[i] === "%who" ? expect.stringContaining("runs") : shown)));
  expect((await client.execute('import "fit.json" as theirs')).reply.content).toMatchObject({ ename: "missing-file" });
  await kernel.stop();
  rmSync(folder, { recursive: true });
});

test("a cell that takes too much memory in arrays is broken, and the kernel's memory returns", async () => {
  const kernel = await startKernelProcess({ env: { LAWLAB_MEMORY: "400" } });
  const { client } = kernel;
  await client.execute("let kept = 7");
  const { reply } = await client.execute(greedy);
  expect(reply.content).toMatchObject({ status: "error", ename: "session-lost" });
  expect(String(reply.content.evalue)).toContain("reached 400 MB of memory");
  expect(await text(kernel, "kept")).toBe("7");
  await expect.poll(() => memory(client), { timeout: 60_000 }).toBeLessThan(300e6);
  await kernel.stop();
});

test("a name that cannot be made again is told before the next cell", async () => {
  const kernel = await startKernelProcess();
  const { client } = kernel;
  await client.execute(`${toyData}\n${toyLaw}\nlet kept = 7`);
  const fit = client.send("execute_request", {
    code: "fit L on toy with bootstrap = 1000000 as cut",
    stop_on_error: false,
  });
  await client.until("progress", () =>
    client.published.find(({ header, parent }) => parent.msg_id === fit && header.msg_type === "display_data"),
  );
  await client.request("interrupt_request", {}, "control");
  expect((await client.answer(fit)).reply.content).toMatchObject({ ename: "interrupted" });
  const id = await startDeaf(client);
  await client.request("interrupt_request", {}, "control");
  await client.answer(id);
  const told = /^the fit of L, cut could not be made again: run the cells that define them\n$/;
  // The notice comes when the names are made again, beside the first cell that begins after that.
  await client.execute("kept");
  const { published } = await client.execute("kept");
  const notices = client.published.filter(({ content }) => told.test(String(content.text)));
  expect(notices).toHaveLength(1);
  expect(published.find(({ header }) => header.msg_type === "execute_result")!.content).toMatchObject({
    data: { "text/plain": "7" },
  });
  await kernel.stop();
});

test("a download that does not come is stopped by an interrupt, and costs no name", async () => {
  // A server that takes the request and never answers.
  const server: Server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const kernel = await startKernelProcess();
  const { client } = kernel;
  await client.execute("let kept = 1");
  const id = client.send("execute_request", { code: `data runs = "http://127.0.0.1:${port}/runs.csv"` });
  const [socket] = (await once(server, "connection")) as [Socket];
  await client.request("interrupt_request", {}, "control");
  expect((await client.answer(id)).reply.content).toMatchObject({ status: "error", ename: "interrupted" });
  expect(await text(kernel, "kept")).toBe("1");
  await kernel.stop();
  socket.destroy();
  server.close();
});
