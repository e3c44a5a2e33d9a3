import { afterAll, beforeAll, expect, test } from "vitest";
import { connectClient, type KernelClient } from "../support/kernel-client.ts";
import { type KernelProcess, startKernelProcess } from "../support/kernel-process.ts";

let kernel: KernelProcess;
let client: KernelClient;
beforeAll(async () => {
  kernel = await startKernelProcess();
  ({ client } = kernel);
});
afterAll(() => kernel.stop());

const second = async (): Promise<KernelClient> => {
  const other = connectClient(kernel.connection);
  await other.connected();
  return other;
};

test("a request of 50 MB is answered, and the kernel's memory returns", async () => {
  const memory = async (): Promise<number> =>
    Number((await client.request("usage_request", {}, "control")).reply.content.kernel_memory);
  const before = await memory();
  const { reply } = await client.execute(`# ${"x".repeat(50e6)}\n1`, { store_history: false });
  expect(reply.content).toMatchObject({ status: "error", ename: "program-too-long" });
  const settled = async (): Promise<number> => {
    // Garbage is collected when there is work.
    await client.execute(Array.from({ length: 300 }, (_, i) => String(i)).join("\n"), { store_history: false });
    return memory();
  };
  await expect.poll(settled, { timeout: 120_000 }).toBeLessThan(before + 150e6);
});

test("an output of 20 MB arrives whole while heartbeats are echoed, and a client that leaves before it has it disturbs nobody", async () => {
  const body = `start ${"0123456789".repeat(2e6)} end`;
  const leaving = await second();
  leaving.send("execute_request", { code: `%%md\n${body}`, store_history: false });
  await leaving.until("its beginning", () =>
    leaving.published.find(({ header }) => header.msg_type === "execute_input"),
  );
  leaving.close();
  const id = client.send("execute_request", { code: `%%md\n${body}`, store_history: false });
  let echoes = 0;
  while (!client.isIdle(id)) {
    await client.heartbeat();
    echoes += 1;
  }
  expect(echoes).toBeGreaterThan(0);
  const { published, reply } = await client.answer(id);
  expect(reply.content.status).toBe("ok");
  const [shown] = published.filter(({ header }) => header.msg_type === "display_data");
  expect((shown!.content.data as Record<string, unknown>)["text/markdown"] === body).toBe(true);
});

test("1,000 updates of a display arrive whole and in order", async () => {
  const code = `%%ts
import { display } from "lawlab";
for (let i = 0; i < 1000; i += 1) display({ "text/plain": \`update \${i}\` }, { id: "d", update: i > 0 });`;
  const { published, reply } = await client.execute(code);
  expect(reply.content).toMatchObject({ status: "ok" });
  const shown = published.filter(({ header }) => /^(update_)?display_data$/.test(header.msg_type));
  expect(shown.map(({ header }) => header.msg_type).indexOf("update_display_data")).toBe(1);
  const texts = shown.map(({ content }) => (content.data as Record<string, unknown>)["text/plain"]);
  expect(texts).toEqual(Array.from({ length: 1000 }, (_, i) => `update ${i}`));
  expect(published.at(-1)!.content).toEqual({ execution_state: "idle" });
});

test("two clients at once get their own replies, and both see all that is published", async () => {
  const other = await second();
  const clients = [client, other];
  const sent = Array.from({ length: 100 }, (_, i) => {
    const who = clients[i % 2]!;
    return { who, i, id: who.send("execute_request", { code: `${i} + 1000`, stop_on_error: true }) };
  });
  for (const { who, i, id } of sent) {
    const { reply, published } = await who.answer(id);
    expect(reply.parent.msg_id).toBe(id);
    const result = published.find(({ header }) => header.msg_type === "execute_result");
    expect((result!.content.data as Record<string, unknown>)["text/plain"]).toBe(String(i + 1000));
  }
  const ids = new Set(sent.map(({ id }) => id));
  for (const who of clients) {
    await who.until("all results", () => {
      const seen = who.published.filter(
        ({ header, parent }) => header.msg_type === "execute_result" && ids.has(String(parent.msg_id)),
      );
      return seen.length === 100 ? true : undefined;
    });
  }
  other.close();
});

test("10,000 queued cells are all run, in order", async () => {
  const ids = Array.from({ length: 10_000 }, (_, i) =>
    client.send("execute_request", { code: String(i), silent: true, store_history: false }),
  );
  const last = await client.reply(ids.at(-1)!, 170_000);
  expect(last.content.status).toBe("ok");
  for (const id of ids) expect((await client.reply(id)).content.status).toBe("ok");
  expect((await client.execute("1")).reply.content.status).toBe("ok");
});

test("a failed cell takes those queued behind it along, each with an answer", async () => {
  const slow = client.send("execute_request", { code: "nowhere", stop_on_error: true });
  const ids = Array.from({ length: 1000 }, () => client.send("execute_request", { code: "1", silent: true }));
  await client.reply(slow);
  const statuses = new Set<unknown>();
  for (const id of ids) statuses.add((await client.reply(id, 170_000)).content.status);
  for (const status of statuses) expect(["ok", "aborted"]).toContain(status);
});

test("bytes that are no UTF-8, in any frame of a message, are dropped", async () => {
  for (let frame = 0; frame < 6; frame += 1) {
    const { frames } = client.frames("execute_request", { code: "666" });
    frames[frame] = Buffer.from([0xff, 0xfe, 0x00, 0xc0]);
    client.sendFrames(frames);
  }
  expect((await client.execute("1")).reply.content.status).toBe("ok");
  const codes = client.published.map(({ content }) => content.code);
  expect(codes).not.toContain("666");
});
