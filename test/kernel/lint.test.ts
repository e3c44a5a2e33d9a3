import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type KernelProcess, startKernelProcess } from "../support/kernel-process.ts";

let kernel: KernelProcess;
const comm = randomUUID();
beforeAll(async () => {
  kernel = await startKernelProcess();
  kernel.client.send("comm_open", { comm_id: comm, target_name: "lawlab.lint", data: {} });
  await kernel.client.execute("let known = 3");
});
afterAll(() => kernel.stop());

interface Linted {
  readonly id: number;
  readonly diagnostics: readonly {
    readonly code: string;
    readonly severity: string;
    readonly from: number;
    readonly to: number;
    readonly fixes: readonly { readonly text: string }[];
  }[];
}

let count = 0;
async function lint(source: string): Promise<Linted["diagnostics"]> {
  const id = ++count;
  kernel.client.send("comm_msg", { comm_id: comm, data: { source, id } });
  const found = await kernel.client.until("the comm's answer", () =>
    kernel.client.published
      .filter(({ header, content }) => header.msg_type === "comm_msg" && content.comm_id === comm)
      .map(({ content }) => content.data as Linted)
      .find((data) => data.id === id),
  );
  return found.diagnostics;
}

test("the lint comm is listed under its target while it is open", async () => {
  const info = async (content = {}) => (await kernel.client.request("comm_info_request", content)).reply.content.comms;
  expect(await info()).toEqual({ [comm]: { target_name: "lawlab.lint" } });
  expect(await info({ target_name: "lawlab.lint" })).toEqual({ [comm]: { target_name: "lawlab.lint" } });
  expect(await info({ target_name: "other" })).toEqual({});
});

test("a mistake has its code and its place in code points, even behind an emoji", async () => {
  const source = "# \u{1f600}\nlet b = knwon + 1";
  const [mistake] = await lint(source);
  expect(mistake).toMatchObject({ severity: "error", code: "unknown-name" });
  expect([...source].slice(mistake!.from, mistake!.to).join("")).toBe("knwon");
  expect(mistake!.fixes[0]).toMatchObject({ text: "known" });
});

test("names of earlier cells are known, and checking runs nothing", async () => {
  expect(await lint("known + 1")).toEqual([]);
  expect(await lint("let fresh = 1")).toEqual([]);
  expect((await kernel.client.execute("fresh")).reply.content).toMatchObject({ ename: "unknown-name" });
});

test("line helpers and cells in other languages are no mistakes of the language", async () => {
  expect(await lint("%time\nknown + 1")).toEqual([]);
  expect(await lint("%%md\n# a title")).toEqual([]);
  const source = "%time let c = nowhere";
  const [mistake] = await lint(source);
  expect(source.slice(mistake!.from, mistake!.to)).toBe("nowhere");
});

test("data that asks nothing is answered by nothing, and the kernel lives", async () => {
  for (const data of [null, 3, {}, { source: 3 }]) kernel.client.send("comm_msg", { comm_id: comm, data });
  kernel.client.send("comm_msg", { comm_id: "nobody", data: { source: "1" } });
  kernel.client.send("comm_close", { comm_id: "nobody", data: {} });
  expect(await lint("1 +")).not.toEqual([]);
  kernel.client.send("comm_close", { comm_id: comm, data: {} });
  expect((await kernel.client.request("comm_info_request", {})).reply.content.comms).toEqual({});
});
