import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type KernelProcess, startKernelProcess } from "../support/kernel-process.ts";
import { toyFit } from "./programs.ts";

interface Question {
  readonly statement: string;
  readonly values: readonly number[];
  readonly interval: number;
}

interface Row {
  readonly c0: number;
  readonly c1: number;
  readonly c2: number;
}

const comm = randomUUID();
let kernel: KernelProcess;
let question: Question;
let starts: readonly number[];
beforeAll(async () => {
  kernel = await startKernelProcess();
  const plot = "plot curve of L against D at N in 100M..100B, α in 0.1..0.6";
  const { published } = await kernel.client.execute(`${toyFit}\n${plot}`);
  const data = published
    .map(({ content }) => content.data as Record<string, unknown> | undefined)
    .find((bundle) => bundle !== undefined && "application/vnd.lawlab.slider+json" in bundle)!;
  question = data["application/vnd.lawlab.slider+json"] as Question;
  const { params } = data["application/vnd.vegalite.v5+json"] as { params: { name: string; value: number }[] };
  starts = params.filter(({ name }) => /^s\d$/.test(name)).map(({ value }) => value);
  kernel.client.send("comm_open", { comm_id: comm, target_name: "lawlab.slider", data: {} });
});
afterAll(() => kernel.stop());

let count = 0;
async function bandAt(positions: readonly number[], asked: object = question): Promise<readonly Row[]> {
  const id = ++count;
  kernel.client.send("comm_msg", { comm_id: comm, data: { ...asked, positions, id } });
  const answer = await kernel.client.until("the comm's answer", () =>
    kernel.client.published
      .filter(({ header, content }) => header.msg_type === "comm_msg" && content.comm_id === comm)
      .map(({ content }) => content.data as { readonly id: number; readonly positions: unknown; readonly band: Row[] })
      .find((data) => data.id === id),
  );
  expect(answer.positions).toEqual(positions);
  return answer.band;
}

test("where a variable's slider moves, the comm answers the band that the language predicts there", async () => {
  const band = await bandAt([9, starts[1]!]);
  const last = band.at(-1)!;
  const { published } = await kernel.client.execute(`predict L at N = 1B, D = ${last.c0}`);
  const shown = published.find(
    ({ header }) => header.msg_type === "display_data" || header.msg_type === "execute_result",
  );
  const text = String((shown!.content.data as Record<string, unknown>)["text/plain"]);
  const [low, high] = /\[([\d.]+), ([\d.]+)\]/.exec(text)!.slice(1).map(Number) as [number, number];
  expect(Math.abs(last.c1 / low - 1)).toBeLessThan(1e-3);
  expect(Math.abs(last.c2 / high - 1)).toBeLessThan(1e-3);
});

test("a parameter away from its estimate has no band, and at its estimate it has", async () => {
  expect(await bandAt([9, 0.5])).toEqual([]);
  expect((await bandAt(starts)).length).toBeGreaterThan(50);
});

test("a chart of a fit that is another by now gets no band", async () => {
  const { reply } = await kernel.client.execute("data small = toy where N < 3B\nfit L on small");
  expect(reply.content.status).toBe("ok");
  expect(await bandAt(starts)).toEqual([]);
  await kernel.client.execute("fit L on toy");
  expect((await bandAt(starts)).length).toBeGreaterThan(50);
  expect(await bandAt(starts, { ...question, interval: 0.5 })).toEqual([]);
  expect(await bandAt(starts, { ...question, statement: "let a = 1" })).toEqual([]);
  expect(await bandAt([9])).toEqual([]);
});

test("data that asks nothing is answered by nothing, and the lint comm keeps its own answers", async () => {
  for (const data of [null, 3, {}, { ...question, positions: "9" }, { ...question, values: [null], positions: [9] }])
    kernel.client.send("comm_msg", { comm_id: comm, data });
  const lint = randomUUID();
  kernel.client.send("comm_open", { comm_id: lint, target_name: "lawlab.lint", data: {} });
  kernel.client.send("comm_msg", { comm_id: lint, data: { id: 1, source: "1 +" } });
  const answer = await kernel.client.until("the lint comm's answer", () =>
    kernel.client.published.find(({ header, content }) => header.msg_type === "comm_msg" && content.comm_id === lint),
  );
  expect(answer.content.data).toMatchObject({ id: 1, diagnostics: [{ severity: "error" }] });
  const comms = (await kernel.client.request("comm_info_request", {})).reply.content.comms;
  expect(comms).toEqual({ [comm]: { target_name: "lawlab.slider" }, [lint]: { target_name: "lawlab.lint" } });
  const answers = kernel.client.published.filter(
    ({ header, content }) => header.msg_type === "comm_msg" && content.comm_id === comm,
  );
  expect(answers).toHaveLength(count);
});
