import { afterAll, beforeAll, expect, test } from "vitest";
import { type KernelProcess, startKernelProcess } from "../support/kernel-process.ts";

let kernel: KernelProcess;
beforeAll(async () => {
  kernel = await startKernelProcess();
});
afterAll(() => kernel.stop());

async function shown(code: string, type: string): Promise<Record<string, unknown>> {
  const { published } = await kernel.client.execute(code);
  return published.find(({ header }) => header.msg_type === type)?.content ?? {};
}

test("a Markdown cell and an HTML cell show what stands below their first line", async () => {
  expect(await shown("%%md\n# $L(N)$", "display_data")).toMatchObject({ data: { "text/markdown": "# $L(N)$" } });
  expect(await shown("%%html\n<b>1</b>", "display_data")).toMatchObject({ data: { "text/html": "<b>1</b>" } });
});

test("an unknown cell or line helper is an error that names what there is", async () => {
  expect(await shown("%%perl\n1", "error")).toMatchObject({
    ename: "unknown-cell",
    evalue: expect.stringContaining("%%md"),
  });
  expect(await shown("%nothing", "error")).toMatchObject({
    ename: "unknown-magic",
    evalue: expect.stringContaining("%help"),
  });
});

test("%who lists names with what they are, and %reset forgets them", async () => {
  await kernel.client.execute("data runs(N, loss) = [1, 2 | 3, 4]\nlet ratio = 20");
  const { text } = await shown("%who", "stream");
  expect(text).toMatch(/^ {2}runs {3}data {2}2 rows of N, loss\n {2}ratio {2}let$/m);
  await kernel.client.execute("%reset");
  expect(await shown("%who", "stream")).toMatchObject({ text: "no names are defined\n" });
});

test("%time tells how long its line or the cell took, and the value is still the cell's", async () => {
  for (const code of ["%time 1 + 1", "%time\n1 + 1"]) {
    const { published } = await kernel.client.execute(code);
    const kinds = published.map(({ header }) => header.msg_type);
    expect(kinds).toEqual(["status", "execute_input", "execute_result", "stream", "status"]);
    expect(published[3]!.content.text).toMatch(/^took [\d.]+ m?s\n$/);
  }
});

test("%laws lists the library, and tells of one law by its name", async () => {
  expect((await shown("%laws", "stream")).text).toMatch(/^hoffmann2022 +\S/m);
  expect((await shown("%laws hoffmann2022", "stream")).text).toContain("import hoffmann2022");
  expect(await shown("%laws hofmann", "stream")).toMatchObject({
    name: "stderr",
    text: "the library has no law hofmann; %laws lists them\n",
  });
});

test("%help lists statements, line helpers and cells", async () => {
  const { text } = await shown("%help", "stream");
  for (const word of ["predict", "%who", "%%md"]) expect(text).toContain(word);
});

test("a mistake behind a line helper is marked in the text as it was written", async () => {
  const { traceback } = await shown("%time let b = nowhere", "error");
  const plain = (traceback as string[])
    .join("\n")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours
    .replace(/\u001b\[[\d;]*m/g, "");
  const lines = plain.split("\n");
  const caret = lines.findIndex((line) => line.includes("^^^^^^^"));
  expect(lines[caret - 1]?.indexOf("nowhere")).toBe(lines[caret]?.indexOf("^^^^^^^"));
});

test("line helpers and cells are completed, and a cell in another language ends with a blank line", async () => {
  const complete = async (code: string) =>
    (await kernel.client.request("complete_request", { code, cursor_pos: code.length })).reply.content;
  expect(await complete("%wh")).toMatchObject({ matches: ["%who"], cursor_start: 0 });
  expect((await complete("%%")).matches).toEqual(expect.arrayContaining(["%%md", "%%html"]));
  expect((await complete("%%md\npred")).matches).toEqual([]);
  expect((await complete("%time pred")).matches).toEqual(["predict"]);
  const status = async (code: string) =>
    (await kernel.client.request("is_complete_request", { code })).reply.content.status;
  expect(await status("%%md\n# a")).toBe("incomplete");
  expect(await status("%%md\n# a\n")).toBe("complete");
  expect(await status("%time 1")).toBe("complete");
});

test("a name and a question mark open what is known of it in a pager, and %clear clears the output", async () => {
  const { reply } = await kernel.client.execute("logistic?");
  expect(reply.content.payload).toMatchObject([{ source: "page", data: { "text/plain": expect.any(String) } }]);
  expect(await shown("%clear", "clear_output")).toEqual({ wait: false });
});
