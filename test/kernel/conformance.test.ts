import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import type { Received } from "../support/kernel-client.ts";
import { onEachKernel } from "./peers.ts";

// The protocol by behaviour.

const types = (messages: readonly Received[]): readonly string[] => messages.map(({ header }) => header.msg_type);

onEachKernel(({ samples, kernel, client, behaves }) => {
  /** Interrupts a cell once it has shown something; a second interrupt might meet Python's kernel between two cells and end it. */
  const interrupt = async (id: string): Promise<void> => {
    await client().until("its first output", () =>
      client().published.find(
        ({ header, parent }) => /^(stream|display_data)$/.test(header.msg_type) && parent.msg_id === id,
      ),
    );
    await client().request("interrupt_request", {}, "control");
  };

  behaves("kernel_info tells protocol, language and help", async () => {
    const { reply } = await client().request("kernel_info_request", {});
    expect(reply.content).toMatchObject({ status: "ok", protocol_version: expect.stringMatching(/^5\./) });
    expect(reply.content.language_info).toMatchObject({
      name: expect.any(String),
      file_extension: expect.any(String),
      mimetype: expect.any(String),
      codemirror_mode: expect.anything(),
    });
    expect(reply.content.supported_features).toContain("kernel subshells");
    expect(reply.content.help_links).toBeInstanceOf(Array);
  });

  behaves("a new subscriber of iopub is greeted", async () => {
    const welcome = client().published.find(({ header }) => header.msg_type === "iopub_welcome");
    expect(welcome?.content).toEqual({ subscription: "" });
  });

  behaves("busy and idle stand around every request, and all carry its header as their parent", async () => {
    const { reply, published } = await client().execute("1 + 1");
    expect(types(published)).toEqual(["status", "execute_input", "execute_result", "status"]);
    expect(published[0]!.content.execution_state).toBe("busy");
    expect(published.at(-1)!.content.execution_state).toBe("idle");
    expect(published[2]!.content).toMatchObject({ data: { "text/plain": "2" } });
    expect(published[2]!.content.execution_count).toBe(reply.content.execution_count);
  });

  behaves("a silent cell shows nothing and counts nothing", async () => {
    const before = await client().execute("1");
    expect(types((await client().execute("2", { silent: true })).published)).not.toContain("execute_result");
    const after = await client().execute("3");
    expect(Number(after.reply.content.execution_count)).toBe(Number(before.reply.content.execution_count) + 1);
  });

  behaves("a cell that is not to be kept counts nothing, and shows all the same", async () => {
    const before = await client().execute("1");
    const { published } = await client().execute("2", { store_history: false });
    expect(types(published)).toContain("execute_result");
    const after = await client().execute("3");
    expect(Number(after.reply.content.execution_count)).toBe(Number(before.reply.content.execution_count) + 1);
  });

  behaves("what a cell prints is a stream, whole and in order before its idle", async () => {
    const { published } = await client().execute(samples.prints);
    const printed = published.filter(({ header }) => header.msg_type === "stream").map(({ content }) => content);
    expect(printed.every(({ name }) => name === "stdout")).toBe(true);
    expect(printed.map(({ text }) => text).join("")).toBe("one\ntwo\n");
    expect(published.at(-1)!.content.execution_state).toBe("idle");
  });

  behaves("a flood of lines arrives whole and in order, many a message, and then idle", async () => {
    const { published } = await client().execute(samples.floods);
    const printed = published.filter(({ header }) => header.msg_type === "stream");
    expect(printed.map(({ content }) => content.text).join("")).toBe(
      Array.from({ length: 20_000 }, (_, i) => `${i}\n`).join(""),
    );
    expect(printed.length).toBeLessThan(2000);
    expect(published.at(-1)!.content.execution_state).toBe("idle");
  });

  behaves("a display is updated in its place by its id, and outputs are cleared", async () => {
    const { published } = await client().execute(samples.updates);
    const shown = published.filter(({ header }) => /display_data$/.test(header.msg_type));
    expect(types(shown)).toEqual(["display_data", "update_display_data"]);
    expect(shown.map(({ content }) => content.data)).toMatchObject([
      { "text/plain": "first" },
      { "text/plain": "second" },
    ]);
    const [first, second] = shown.map(({ content }) => (content.transient as { display_id: unknown }).display_id);
    expect(second).toBe(first);
    const cleared = (await client().execute(samples.clears)).published;
    expect(cleared.find(({ header }) => header.msg_type === "clear_output")?.content).toEqual({ wait: false });
  });

  behaves("user expressions are bundles or errors", async () => {
    const { reply } = await client().execute("1", { user_expressions: { good: "20 + 1", bad: "nowhere" } });
    expect(reply.content.user_expressions).toMatchObject({
      good: { status: "ok", data: { "text/plain": "21" } },
      bad: { status: "error" },
    });
  });

  behaves("an error has a name, a value and a traceback, on iopub and in the reply alike", async () => {
    const { reply, published } = await client().execute(samples.failing);
    const shown = published.find(({ header }) => header.msg_type === "error")!.content;
    expect(reply.content).toMatchObject({ status: "error", ename: shown.ename, evalue: shown.evalue });
    expect((shown.traceback as string[]).join("\n")).toContain("\u001b[");
  });

  behaves("a failed cell aborts those queued behind it, unless it says otherwise", async () => {
    const send = (code: string, stop: boolean): string =>
      client().send("execute_request", { code, silent: false, store_history: true, stop_on_error: stop });
    // While the first runs the others are queued; what a subshell answers then shows that they have arrived.
    const { subshell_id } = (await client().request("create_subshell_request", {}, "control")).reply.content;
    const running = send(samples.slow, false);
    const [, aborted] = [send(samples.failing, true), send("1", true)];
    await client().reply(client().send("kernel_info_request", {}, "shell", { subshell_id }));
    await interrupt(running);
    await client().answer(running);
    expect((await client().answer(aborted)).reply.content.status).toBe("aborted");
    await client().request("delete_subshell_request", { subshell_id }, "control");
    const [, run] = [send(samples.failing, false), send("1", true)];
    expect((await client().answer(run)).reply.content.status).toBe("ok");
  });

  behaves("cursors are counted in code points: a name behind an emoji is completed in its place", async () => {
    const { before, word, match } = samples.completion;
    const code = `${before}${word}`;
    const cursor = [...code].length;
    const { reply } = await client().request("complete_request", { code, cursor_pos: cursor });
    expect(reply.content.matches).toContain(match);
    expect(reply.content.cursor_start).toBe(cursor - word.length);
    expect(reply.content.cursor_end).toBe(cursor);
    const { _jupyter_types_experimental: offered } = reply.content.metadata as Record<string, readonly object[]>;
    expect(offered).toContainEqual(
      expect.objectContaining({ text: match, type: expect.any(String), start: cursor - word.length, end: cursor }),
    );
  });

  behaves("inspection finds what is known and only that", async () => {
    const ask = (code: string) =>
      client().request("inspect_request", { code, cursor_pos: code.length, detail_level: 0 });
    expect((await ask(samples.known)).reply.content).toMatchObject({ status: "ok", found: true });
    expect((await ask("nowhere")).reply.content).toMatchObject({ status: "ok", found: false });
  });

  behaves("a text is complete, or incomplete with an indent", async () => {
    const ask = (code: string) => client().request("is_complete_request", { code });
    expect((await ask("1 + 1")).reply.content.status).toBe("complete");
    expect((await ask(samples.unfinished)).reply.content).toMatchObject({
      status: "incomplete",
      indent: expect.any(String),
    });
    expect((await ask("1 + )")).reply.content.status).toBe("invalid");
  });

  behaves("history gives its tail, a range and what a pattern finds", async () => {
    const code = `1000 + ${100 + Math.floor(Math.random() * 900)}`;
    await client().execute(code);
    const ask = async (content: Record<string, unknown>): Promise<readonly unknown[][]> => {
      const request = { output: false, raw: true, ...content };
      return (await client().request("history_request", request)).reply.content.history as unknown[][];
    };
    expect((await ask({ hist_access_type: "tail", n: 1 })).map(([, , input]) => input)).toEqual([code]);
    expect((await ask({ hist_access_type: "search", n: 5, pattern: code })).at(-1)![2]).toBe(code);
    expect((await ask({ hist_access_type: "range", session: 0, start: 1, stop: 2 })).length).toBe(1);
  });

  behaves("an unknown comm target is closed", async () => {
    const id = randomUUID();
    client().send("comm_open", { comm_id: id, target_name: "nobody", data: {} });
    const closed = await client().until("comm_close", () =>
      client().published.find(({ header, content }) => header.msg_type === "comm_close" && content.comm_id === id),
    );
    expect(closed.content.comm_id).toBe(id);
    expect((await client().request("comm_info_request", {})).reply.content).toMatchObject({ status: "ok", comms: {} });
  });

  behaves("a comm is open until it is closed, is listed under its target, and is answered", async () => {
    const { target, told } = samples.comm;
    const id = randomUUID();
    const listed = async (): Promise<unknown> =>
      (await client().request("comm_info_request", { target_name: target })).reply.content.comms;
    client().send("comm_open", { comm_id: id, target_name: target, data: {} });
    expect(await listed()).toEqual({ [id]: { target_name: target } });
    client().send("comm_msg", { comm_id: id, data: told });
    const answer = await client().until("comm_msg", () =>
      client().published.find(({ header, content }) => header.msg_type === "comm_msg" && content.comm_id === id),
    );
    expect(answer.content.data).toMatchObject({ id: told.id });
    client().send("comm_close", { comm_id: id, data: {} });
    expect(await listed()).toEqual({});
  });

  behaves("subshells are made, listed, used while the main shell is busy, and deleted", async () => {
    const made = await client().request("create_subshell_request", {}, "control");
    const id = made.reply.content.subshell_id;
    expect((await client().request("list_subshell_request", {}, "control")).reply.content.subshell_id).toEqual([id]);
    const slow = client().send("execute_request", { code: samples.slow, silent: false, store_history: true });
    const other = client().send("kernel_info_request", {}, "shell", { subshell_id: id });
    expect((await client().reply(other)).content.status).toBe("ok");
    expect(client().isIdle(slow)).toBe(false);
    await interrupt(slow);
    expect((await client().answer(slow)).reply.content.status).toBe("error");
    expect(
      (await client().request("delete_subshell_request", { subshell_id: id }, "control")).reply.content.status,
    ).toBe("ok");
    expect((await client().request("list_subshell_request", {}, "control")).reply.content.subshell_id).toEqual([]);
  });

  behaves("usage is told on control", async () => {
    const { reply } = await client().request("usage_request", {}, "control");
    expect(reply.header.msg_type).toBe("usage_reply");
    expect(reply.content).toMatchObject({ hostname: expect.any(String), pid: kernel().child.pid });
    expect(Number(reply.content.cpu_count)).toBeGreaterThan(0);
  });

  behaves("heartbeats are echoed while a cell runs, and an interrupt ends it", async () => {
    const id = client().send("execute_request", { code: samples.slow, silent: false, store_history: true });
    await client().heartbeat();
    expect(client().isIdle(id)).toBe(false);
    await interrupt(id);
    expect((await client().answer(id)).reply.content.status).toBe("error");
    expect((await client().execute("7")).reply.content.status).toBe("ok");
  });

  behaves("what is malformed, badly signed or of an unknown type is dropped, and the kernel lives", async () => {
    client().sendFrames([Buffer.from("nonsense")]);
    client().sendFrames([Buffer.from("<IDS|MSG>"), Buffer.from("00"), ...Array(4).fill(Buffer.from("{}"))]);
    client().sendFrames([Buffer.from("<IDS|MSG>"), Buffer.from([0xff, 0xfe]), ...Array(4).fill(Buffer.from([0xff]))]);
    client().send("no_such_request", {});
    const { frames, id } = client().frames("execute_request", { code: "1", silent: false, store_history: true });
    client().sendFrames(frames);
    await client().answer(id);
    const before = client().published.length;
    client().sendFrames(frames);
    expect((await client().execute("2")).reply.content.status).toBe("ok");
    const again = client().published.slice(before);
    expect(again.filter(({ parent, header }) => parent.msg_id === id && header.msg_type === "execute_input")).toEqual(
      [],
    );
  });

  behaves("shutdown answers, echoes restart and ends the process", async () => {
    const gone = new Promise((resolve) => kernel().child.once("exit", resolve));
    const id = client().send("shutdown_request", { restart: true }, "control");
    expect((await client().reply(id)).content).toMatchObject({ status: "ok", restart: true });
    await gone;
  });
});
