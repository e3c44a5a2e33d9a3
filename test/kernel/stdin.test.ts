import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installedJupyter, runLawlab, runProgram } from "../support/jupyter.ts";
import { connectClient, type KernelClient, type Received } from "../support/kernel-client.ts";
import { type KernelProcess, startKernelProcess } from "../support/kernel-process.ts";
import { venvProgram } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { asks, kernels, onEachKernel } from "./peers.ts";

// Questions of a running cell on the stdin channel.

const send = (client: KernelClient, code: string, content: Record<string, unknown> = {}): string =>
  client.send("execute_request", { code, silent: false, store_history: true, allow_stdin: true, ...content });
const tell = (client: KernelClient, value: unknown, extra?: Record<string, unknown>): string =>
  client.send("input_reply", { value }, "stdin", extra);
const resultOf = (published: readonly Received[], id?: string): Received | undefined =>
  published.find(
    ({ header, parent }) => header.msg_type === "execute_result" && parent.msg_id === (id ?? parent.msg_id),
  );
const textOf = (published: readonly Received[]): unknown =>
  (resultOf(published)!.content.data as Record<string, unknown>)["text/plain"];
const unquoted = (value: unknown): string => String(value).replace(/^['"]|['"]$/g, "");

onEachKernel(({ samples, kernel, client, behaves: holds }) => {
  const behaves = (name: string, work: () => Promise<void>): void =>
    holds(name, () => {
      client().forget();
      return work();
    });

  behaves(
    "a cell asks with its prompt, waits, and goes on with the answer; the next cell waits behind it",
    async () => {
      const id = send(client(), samples.asking);
      const next = send(client(), "1 + 1");
      const { header, content } = await client().asked(id);
      expect(header.msg_type).toBe("input_request");
      expect(content).toEqual({ prompt: "name? ", password: false });
      await client().heartbeat();
      expect([client().isIdle(id), client().isIdle(next)]).toEqual([false, false]);
      tell(client(), "Κύβος \u{1f600}");
      const { published, reply } = await client().answer(id);
      expect(reply.content.status).toBe("ok");
      expect(unquoted(textOf(published))).toBe("Κύβος \u{1f600}");
      expect(published.find(({ header: { msg_type: type } }) => type === "stream")?.content.text).toBe("before\n");
      expect(textOf((await client().answer(next)).published)).toBe("2");
    },
  );

  behaves("a password is asked for as one", async () => {
    const id = send(client(), samples.secret);
    expect((await client().asked(id)).content).toEqual({ prompt: "key? ", password: true });
    tell(client(), "xyzzy");
    expect(textOf((await client().answer(id)).published)).toBe("5");
  });

  behaves("one question follows the other, each answered in its turn", async () => {
    const id = send(client(), samples.twice);
    await client().asked(id);
    tell(client(), "1");
    await client().until("the second question", () => client().questions[1]);
    tell(client(), "2");
    expect(unquoted(textOf((await client().answer(id)).published))).toBe("1-2");
    expect(client().questions.map(({ content }) => content.prompt)).toEqual(["a ", "b "]);
  });

  behaves("a client that allows no questions gets an error that says so", async () => {
    const { reply } = await client().answer(send(client(), samples.asking, { allow_stdin: false }));
    expect(reply.content).toMatchObject({ status: "error", ename: "StdinNotImplementedError" });
    expect(client().questions).toEqual([]);
  });

  behaves("an interrupt ends the wait, and the kernel goes on", async () => {
    const id = send(client(), samples.asking);
    await client().asked(id);
    await client().request("interrupt_request", {}, "control");
    expect((await client().answer(id)).reply.content.status).toBe("error");
    const again = send(client(), samples.secret);
    await client().asked(again);
    tell(client(), "four");
    expect(textOf((await client().answer(again)).published)).toBe("4");
  });

  behaves("an answer to no question is ignored", async () => {
    tell(client(), "stray");
    await client().execute("1");
    const id = send(client(), samples.asking);
    await client().asked(id);
    tell(client(), "meant");
    expect(unquoted(textOf((await client().answer(id)).published))).toBe("meant");
  });

  behaves("of two clients the one that sent the cell is asked", async () => {
    const other = connectClient(kernel().connection);
    const id = send(other, samples.asking);
    await other.asked(id);
    tell(other, "other");
    expect((await other.reply(id)).content.status).toBe("ok");
    const shown = await client().until("the value", () => resultOf(client().published, id));
    expect(unquoted(textOf([shown]))).toBe("other");
    expect(client().questions).toEqual([]);
    other.close();
  });
});

describe("lawlab alone", () => {
  let kernel: KernelProcess;
  beforeAll(async () => {
    kernel = await startKernelProcess();
  });
  afterAll(() => kernel.stop());

  test("another client's answer, one to another question and one that is no text are dropped", async () => {
    const { client } = kernel;
    const other = connectClient(kernel.connection);
    await other.connected();
    const id = send(client, kernels.lawlab!.asking);
    const { header } = await client.asked(id);
    tell(other, "theirs");
    // What a client has sent before this has arrived when it is answered.
    await other.request("kernel_info_request", {}, "control");
    tell(client, 7);
    client.send("input_reply", { value: "late" }, "stdin", {}, { ...header, msg_id: "of another question" });
    client.send("input_reply", { value: "mine" }, "stdin", {}, header);
    expect(textOf((await client.answer(id)).published)).toBe("'mine'");
    other.close();
  });

  test("questions asked together come one after the other", async () => {
    const { client } = kernel;
    const id = send(client, asks('(await Promise.all([input("a"), input("b")])).join("-")'));
    await client.asked(id);
    expect(client.questions.filter(({ parent }) => parent.msg_id === id).length).toBe(1);
    tell(client, "1");
    await client.until("the second question", () =>
      client.questions.find(({ parent, content }) => parent.msg_id === id && content.prompt === "b"),
    );
    tell(client, "2");
    expect(textOf((await client.answer(id)).published)).toBe("'1-2'");
  });

  test("a question that nobody awaits ends with its cell, and the user is told", async () => {
    const { client } = kernel;
    const code = asks('void input("unawaited? ");');
    expect((await client.answer(send(client, code))).reply.content.status).toBe("ok");
    const id = send(client, asks('console.log("on"); await input("awaited? ")'));
    const question = await client.asked(id);
    expect(question.content.prompt).toBe("awaited? ");
    tell(client, "yes");
    const { published } = await client.answer(id);
    expect(textOf(published)).toBe("'yes'");
    const said = published.filter(({ content }) => content.name === "stderr").map(({ content }) => content.text);
    expect(said.join("")).toContain('the cell ended before "unawaited? " was answered; put await before input(…)');
  });

  test("a question when no cell runs is refused, and stands in no other's way", async () => {
    const { client } = kernel;
    // Called by the language, when no cell of TypeScript runs.
    const late = asks(
      'const late = (x: number) => (void input("late? ").catch((problem) => console.log(problem.message)), x);',
    );
    expect((await client.answer(send(client, late))).reply.content.status).toBe("ok");
    expect((await client.answer(send(client, "let y = late(1)"))).reply.content.status).toBe("ok");
    const id = send(client, asks('await input("in time? ")'));
    expect((await client.asked(id)).content.prompt).toBe("in time? ");
    tell(client, "yes");
    const { published } = await client.answer(id);
    expect(textOf(published)).toBe("'yes'");
    const said = published.filter(({ content }) => content.name === "stdout").map(({ content }) => content.text);
    expect(said.join("")).toBe('no cell runs that could ask "late? "\n');
  });

  test("it is completed and explained with its type", async () => {
    const { client } = kernel;
    const code = asks("const word = await inp");
    const cursor = { code, cursor_pos: code.length };
    const { content } = (await client.request("complete_request", cursor)).reply;
    expect(content.matches).toContain("input");
    const asked = asks("await input");
    const at = { code: asked, cursor_pos: asked.length, detail_level: 0 };
    const shown = (await client.request("inspect_request", at)).reply.content.data as Record<string, unknown>;
    expect(shown["text/plain"]).toContain("input(prompt?: string, options?: InputOptions): Promise<string>");
    expect(shown["text/plain"]).toContain("Asks whoever reads the notebook for a line");
    const wrong = await client.answer(send(client, asks("const n: number = await input(1)")));
    expect(wrong.reply.content.evalue).toContain("not assignable to parameter of type 'string'");
  });

  test("papermill and `lawlab run`, where nobody is to be asked, say so and what to do", async (context) => {
    requireOrSkip(context, venvProgram("papermill"));
    const folder = mkdtempSync(join(tmpdir(), "lawlab-stdin-"));
    const path = join(folder, "asks.ipynb");
    const cell = { id: "a", cell_type: "code", metadata: {}, execution_count: null, outputs: [] };
    const metadata = { kernelspec: { name: "lawlab", display_name: "lawlab", language: "lawlab" } };
    const cells = [{ ...cell, source: kernels.lawlab!.asking }];
    writeFileSync(path, JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }));
    const words = [path, join(folder, "executed.ipynb")];
    const runs = await Promise.all([
      runProgram(venvProgram("papermill"), words, { env: await installedJupyter() }),
      runLawlab(["run", path, "-o", join(folder, "ours.ipynb")]),
    ]);
    for (const { code, stderr } of runs) {
      expect(code).toBe(1);
      expect(stderr).toContain(
        'StdinNotImplementedError: nobody can answer "name? " here; write the value into a cell',
      );
    }
  });
});
