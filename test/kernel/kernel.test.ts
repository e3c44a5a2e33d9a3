import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Content } from "../../kernel/wire/message.ts";
import { type KernelProcess, startKernelProcess } from "../support/kernel-process.ts";
import { longWork, toyData, toyFit, toyLaw } from "./programs.ts";

let kernel: KernelProcess;
beforeAll(async () => {
  kernel = await startKernelProcess();
});
afterAll(() => kernel.stop());

const types = (published: readonly { readonly header: { readonly msg_type: string } }[]): readonly string[] =>
  published.map(({ header }) => header.msg_type);

/** Starts long work and gives its message id once the kernel is at it. */
async function startLongWork(): Promise<string> {
  const { client } = kernel;
  await client.execute(`${toyData}\n${toyLaw}`);
  const id = client.send("execute_request", { code: longWork, store_history: true, stop_on_error: false });
  // Progress is shown only when the work itself has begun.
  await client.until("progress", () =>
    client.published.find(({ header, parent }) => parent.msg_id === id && header.msg_type === "display_data"),
  );
  return id;
}

test("a cell's value comes between busy and idle, with its count, and in the reply's order", async () => {
  const { reply, published } = await kernel.client.execute("1 + 1");
  expect(types(published)).toEqual(["status", "execute_input", "execute_result", "status"]);
  expect(published[2]!.content).toMatchObject({ data: { "text/plain": "2" } });
  expect(reply.content).toMatchObject({ status: "ok", user_expressions: {}, payload: [] });
  expect(published[2]!.content.execution_count).toBe(reply.content.execution_count);
});

test("a fit is displayed as a card with text, HTML, LaTeX and data", async () => {
  const { published } = await kernel.client.execute(toyFit);
  const shown = published.filter(({ header }) => header.msg_type === "display_data");
  const data = shown.at(-1)!.content.data as Record<string, unknown>;
  expect(Object.keys(data)).toEqual(
    expect.arrayContaining(["text/plain", "text/html", "text/latex", "application/vnd.lawlab.fit+json"]),
  );
});

test("a plot carries a chart, two pictures and a line of text, and no HTML", async () => {
  await kernel.client.execute(toyFit);
  const { published } = await kernel.client.execute("plot curve of L against N at D = 20*N");
  const data = published.find(({ header }) => header.msg_type === "display_data")!.content.data as object;
  expect(Object.keys(data).sort()).toEqual([
    "application/vnd.vegalite.v5+json",
    "image/png",
    "image/svg+xml",
    "text/plain",
  ]);
});

test("a mistake is an error with its code, a caret line and colour, and the scope stays as it was", async () => {
  await kernel.client.execute("let kept = 7");
  const { reply, published } = await kernel.client.execute("let kept = 8\nlet other = kepd");
  const failure = published.find(({ header }) => header.msg_type === "error")!.content;
  expect(failure.ename).toMatch(/^unknown-/);
  const traceback = (failure.traceback as string[]).join("\n");
  expect(traceback).toContain("\u001b[");
  expect(traceback).toContain("^^^^");
  expect(reply.content).toMatchObject({ status: "error", ename: failure.ename });
  const after = await kernel.client.execute("kept");
  expect(after.published.find(({ header }) => header.msg_type === "execute_result")!.content).toMatchObject({
    data: { "text/plain": "7" },
  });
});

test("a failed assert is an error", async () => {
  const { reply } = await kernel.client.execute("assert 1 > 2");
  expect(reply.content.status).toBe("error");
});

test("a silent cell publishes nothing but its status and counts nothing", async () => {
  const before = await kernel.client.execute("1");
  const { published } = await kernel.client.execute("2", { silent: true });
  expect(types(published)).toEqual(["status", "status"]);
  const after = await kernel.client.execute("3");
  expect(Number(after.reply.content.execution_count)).toBe(Number(before.reply.content.execution_count) + 1);
});

test("user expressions are values, and can define nothing", async () => {
  const { reply } = await kernel.client.execute("let base = 20", {
    user_expressions: { good: "base + 1", comment: "base # yes", bad: "nowhere", sly: "let base = 3" },
  });
  expect(reply.content.user_expressions).toMatchObject({
    good: { status: "ok", data: { "text/plain": "21" } },
    comment: { status: "ok", data: { "text/plain": "20" } },
    bad: { status: "error" },
    sly: { status: "error" },
  });
  const after = await kernel.client.execute("base");
  expect(after.published[2]!.content).toMatchObject({ data: { "text/plain": "20" } });
});

test("cells that wait behind a failed one are aborted, and the next one runs", async () => {
  const { client } = kernel;
  const running = await startLongWork();
  const { subshell_id } = (await client.request("create_subshell_request", {}, "control")).reply.content;
  const codes = ["nowhere", "1", "2"];
  const ids = codes.map((code) => client.send("execute_request", { code, store_history: true, stop_on_error: true }));
  // A subshell's answer shows that what was sent before has arrived.
  await client.reply(client.send("kernel_info_request", {}, "shell", { subshell_id }));
  await client.request("interrupt_request", {}, "control");
  await client.answer(running);
  const answers = await Promise.all(ids.map((id) => client.answer(id)));
  expect(answers.map(({ reply }) => reply.content.status)).toEqual(["error", "aborted", "aborted"]);
  expect((await client.execute("1")).reply.content.status).toBe("ok");
});

test("with stop_on_error off the cells behind a failed one run", async () => {
  const { client } = kernel;
  const ids = ["nowhere", "1"].map((code) => client.send("execute_request", { code, stop_on_error: false }));
  const answers = await Promise.all(ids.map((id) => client.answer(id)));
  expect(answers.map(({ reply }) => reply.content.status)).toEqual(["error", "ok"]);
});

test("the cursor after an emoji completes the right name", async () => {
  const { client } = kernel;
  await client.execute("let budget_of_ours = 3");
  const code = "# 😀😀\nbudget_of";
  const { reply } = await client.request("complete_request", { code, cursor_pos: [...code].length });
  expect(reply.content).toMatchObject({ matches: ["budget_of_ours"], cursor_start: 5, cursor_end: 14 });
});

test("inspecting a law gives its LaTeX, and nothing is found where there is no name", async () => {
  const { client } = kernel;
  await client.execute(toyFit);
  const law = await client.request("inspect_request", { code: "L", cursor_pos: 1, detail_level: 0 });
  expect(law.reply.content).toMatchObject({ status: "ok", found: true });
  expect(Object.keys(law.reply.content.data as object)).toEqual(expect.arrayContaining(["text/plain", "text/latex"]));
  const none = await client.request("inspect_request", { code: "  ", cursor_pos: 1, detail_level: 0 });
  expect(none.reply.content).toMatchObject({ status: "ok", found: false, data: {} });
});

test.each([
  ["1 + 1", { status: "complete" }],
  ["exp(1,", { status: "incomplete" }],
  ["1 + )", { status: "invalid" }],
])("whether %j may be run as it stands is known", async (code, expected) => {
  const { reply } = await kernel.client.request("is_complete_request", { code });
  expect(reply.content).toMatchObject(expected);
});

test("heartbeat, control and interrupt answer while a cell runs, and the kernel keeps its names", async () => {
  const { client } = kernel;
  const id = await startLongWork();
  await client.heartbeat();
  await client.request("kernel_info_request", {}, "control");
  expect(client.isIdle(id)).toBe(false);
  const waiting = client.send("execute_request", { code: "1", stop_on_error: true });
  expect((await client.request("interrupt_request", {}, "control")).reply.content).toEqual({ status: "ok" });
  // Undisturbed it works for minutes.
  const stopped = await client.answer(id);
  expect(stopped.reply.content).toMatchObject({ status: "error", ename: "interrupted" });
  expect((await client.answer(waiting)).reply.content.status).toBe("ok");
  const after = await client.execute("L(1B, 20B) > 0");
  expect(after.reply.content.status).toBe("ok");
});

test("a fit's progress is shown once and updated in its place until the fit is stopped", async () => {
  const { client } = kernel;
  const id = await startLongWork();
  const shown = (type: string) =>
    client.published.filter(({ header, parent }) => parent.msg_id === id && header.msg_type === type);
  const places = (type: string) => shown(type).map(({ content }) => (content.transient as Content).display_id);
  const [place] = await client.until("two updates", () => {
    const found = places("update_display_data");
    return found.length < 2 ? undefined : found;
  });
  expect(place).toBe(places("display_data")[0]);
  const texts = shown("update_display_data").map(({ content }) => (content.data as Content)["text/plain"]);
  expect(new Set(texts).size).toBe(texts.length);
  await client.request("interrupt_request", {}, "control");
  expect((await client.answer(id)).reply.content.status).toBe("error");
  expect(new Set(places("update_display_data"))).toEqual(new Set([place]));
});

test("an interrupt between two cells stops neither", async () => {
  const { client } = kernel;
  await client.execute("1");
  await client.request("interrupt_request", {}, "control");
  expect((await client.execute("2")).reply.content.status).toBe("ok");
});

test("20,000 outputs arrive whole and in order, then idle", async () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => String(i));
  const { published, reply } = await kernel.client.execute(lines.join("\n"));
  expect(reply.content.status).toBe("ok");
  const shown = published.filter(({ header }) => /^(display_data|execute_result)$/.test(header.msg_type));
  const texts = shown.map(({ content }) => (content.data as Record<string, unknown>)["text/plain"]);
  expect(texts).toEqual(lines);
  expect(published.at(-1)!.content).toEqual({ execution_state: "idle" });
});

test("a comm to an unknown target is closed, as the protocol says", async () => {
  const { client } = kernel;
  const id = client.send("comm_open", { comm_id: "c1", target_name: "nobody", data: {} });
  const closed = await client.until("comm_close", () =>
    client.published.find(({ header, parent }) => parent.msg_id === id && header.msg_type === "comm_close"),
  );
  expect(closed.content).toMatchObject({ comm_id: "c1" });
  expect((await client.request("comm_info_request", {})).reply.content).toEqual({ status: "ok", comms: {} });
});

test("a connect_request is told the ports of the connection file", async () => {
  const { status, ...ports } = (await kernel.client.request("connect_request", {})).reply.content;
  expect(status).toBe("ok");
  expect(JSON.parse(readFileSync(kernel.connectionFile, "utf8"))).toMatchObject(ports);
  expect(Object.keys(ports)).toHaveLength(5);
});

test("requests that are not served are refused cleanly, and messages of unknown types are dropped", async () => {
  const { client } = kernel;
  client.send("nonsense_request", {});
  const debug = await client.request("debug_request", { type: "request", seq: 3, command: "attach" }, "control");
  expect(debug.reply.content).toMatchObject({ success: false, request_seq: 3 });
  const unknown = await client.request("delete_subshell_request", { subshell_id: "none" }, "control");
  expect(unknown.reply.content).toMatchObject({ status: "error", ename: "unknown-subshell" });
  expect((await client.execute("1")).reply.content.status).toBe("ok");
});

test("a bad, a malformed and a replayed message are dropped, and the kernel lives", async () => {
  const { client } = kernel;
  const once = client.frames("execute_request", { code: "40 + 2" });
  const forged = client.frames("execute_request", { code: "666" });
  forged.frames[forged.frames.length - 1] = Buffer.from('{"code":"667"}');
  client.sendFrames(once.frames);
  await client.answer(once.id);
  client.sendFrames(once.frames);
  client.sendFrames(forged.frames);
  for (const channel of ["shell", "control"] as const) {
    client.sendFrames([Buffer.from("<IDS|MSG>"), Buffer.from("nothing")], channel);
    client.sendFrames([Buffer.alloc(0)], channel);
  }
  await client.execute("1");
  const runs = client.published.filter(({ header }) => header.msg_type === "execute_input");
  expect(runs.filter(({ content }) => content.code === "40 + 2")).toHaveLength(1);
  expect(runs.filter(({ content }) => String(content.code).startsWith("66"))).toHaveLength(0);
});

test("10,000 nested brackets are an error, and the kernel lives", async () => {
  const { reply } = await kernel.client.execute("(".repeat(10_000));
  expect(reply.content.status).toBe("error");
  expect((await kernel.client.execute("1")).reply.content.status).toBe("ok");
});
