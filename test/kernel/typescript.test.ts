import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runLawlab } from "../support/jupyter.ts";
import { type KernelProcess, startKernelProcess } from "../support/kernel-process.ts";
import { parseOutputs } from "../support/notebook-outputs.ts";

const folder = mkdtempSync(join(tmpdir(), "lawlab-typescript-"));
mkdirSync(join(folder, "node_modules", "thrice"), { recursive: true });
writeFileSync(
  join(folder, "node_modules", "thrice", "package.json"),
  '{ "name": "thrice", "main": "main.js", "types": "main.d.ts" }',
);
writeFileSync(join(folder, "node_modules", "thrice", "main.js"), "exports.thrice = (x) => 3 * x;\n");
writeFileSync(
  join(folder, "node_modules", "thrice", "main.d.ts"),
  "export declare function thrice(x: number): number;\n",
);
// This one tells where it lies by its exports alone.
mkdirSync(join(folder, "node_modules", "fourfold", "lib"), { recursive: true });
writeFileSync(
  join(folder, "node_modules", "fourfold", "package.json"),
  '{ "name": "fourfold", "exports": { "./times": { "types": "./lib/four.d.ts", "default": "./lib/four.js" } } }',
);
writeFileSync(join(folder, "node_modules", "fourfold", "lib", "four.js"), "exports.fourfold = (x) => 4 * x;\n");
writeFileSync(
  join(folder, "node_modules", "fourfold", "lib", "four.d.ts"),
  "export declare function fourfold(x: number): number;\n",
);
writeFileSync(join(folder, "tokens.ts"), "export const perParameter: number = 20;\n");

let kernel: KernelProcess;
beforeAll(async () => {
  // A limit that a test can reach.
  kernel = await startKernelProcess({ cwd: folder, env: { LAWLAB_TYPESCRIPT_MEMORY: "400" } });
});
afterAll(() => kernel.stop());

interface Shown {
  readonly kinds: readonly string[];
  readonly stdout: string;
  readonly stderr: string;
  /** text/plain of the value. */
  readonly value: unknown;
  readonly error: { readonly ename?: unknown; readonly evalue?: unknown; readonly traceback?: unknown };
}

async function run(code: string): Promise<Shown> {
  return shownOf((await kernel.client.execute(code)).published);
}

function shownOf(
  published: readonly { readonly header: { readonly msg_type: string }; readonly content: Record<string, unknown> }[],
): Shown {
  const of = (type: string) => published.filter(({ header }) => header.msg_type === type).map(({ content }) => content);
  const text = (name: string): string =>
    of("stream")
      .filter((c) => c.name === name)
      .map((c) => c.text)
      .join("");
  return {
    kinds: published.map(({ header }) => header.msg_type).filter((t) => t !== "status" && t !== "execute_input"),
    stdout: text("stdout"),
    stderr: text("stderr"),
    value: (of("execute_result")[0]?.data as Record<string, unknown> | undefined)?.["text/plain"],
    error: of("error")[0] ?? {},
  };
}

const data = `data runs(N, D, loss) = [ 100M, 2B, 3.452 | 100M, 8B, 3.125 | 400M, 2B, 3.198 | 400M, 40B, 2.634 |
  1B, 8B, 2.757 | 1B, 40B, 2.521 | 4B, 8B, 2.654 | 4B, 200B, 2.291 ]
law L(N, D) = E + A/N^0.34 + B/D^0.28`;

test("a cell prints, shows its value, and its variables live on, typed", async () => {
  expect(await run("%%ts\nconsole.log('hello, world')\nlet xs: number[] = [1, 2, 3]")).toMatchObject({
    stdout: "hello, world\n",
    kinds: ["stream"],
  });
  expect((await run("%%ts\nxs.map((x) => 2 * x)")).value).toBe("[ 2, 4, 6 ]");
  expect((await run("%%ts\nxs.join()\nconst later: string = xs")).error).toMatchObject({
    ename: "TypeScript",
    evalue: expect.stringMatching(/^3:7 - Type 'number\[\]' is not assignable to type 'string'/),
  });
});

test("data sets, laws, fits, draws and numbers of the language are typed variables", async () => {
  await run(`${data}\nfit L on runs with bootstrap = 40\nlet ratio = 20, sizes = [1B, 7B]`);
  const { value } = await run(
    "%%ts\n[runs[0].N, runs.length, L.draws.E.length, L.parameters.A.interval.length, ratio, sizes[1]]",
  );
  expect(value).toBe("[ 100000000, 8, 40, 2, 20, 7000000000 ]");
  const predicted = Number((await run("%%ts\nL.predict(1e9, 2e10)")).value);
  const told = await run("predict L at N = 1B, D = 20B");
  expect(predicted).toBeGreaterThan(2);
  expect(told.kinds).toEqual(["display_data"]);
  expect((await run("L(1B, 20B)")).value).toContain(predicted.toPrecision(3));
  expect((await run("%%ts\nruns = runs.slice(1);\nruns.length")).value).toBe("7");
  expect((await run("%who")).stdout).toMatch(/runs +data +7 rows/);
  await run(data.slice(0, data.indexOf("\nlaw")));
  expect((await run("%%ts\nruns.length")).value).toBe("8");
  expect((await run("%%ts\nruns[0].M")).error.evalue).toContain("Property 'M' does not exist");
});

test("arrays of objects, objects of columns, numbers and functions of numbers are the language's", async () => {
  await run(`%%ts
const wide = runs.map((r) => ({ ...r, C: 6 * r.N * r.D, small: r.N < 2e8, name: "run" + r.N }));
const columns = { x: [1, 2, 3], y: Float64Array.of(4, 5, 6) };
const k = 3;
const flops = (N: number, D: number) => 6 * N * D;
function root(x: number): number { return Math.sqrt(x); }
function side(x: number): number { return Math.sqrt(x); }
const text = (x: number) => String(x);`);
  const { stdout } = await run("%who");
  expect(stdout).toMatch(/wide +data +8 rows of N, D, loss, C, small, name\n/);
  expect(stdout).toMatch(/columns +data +3 rows of x, y\n/);
  expect(stdout).toMatch(/flops +function +of N, D\n/);
  expect(stdout).not.toMatch(/ (text|root) +function/);
  expect(
    (await run("data same = wide with c = flops(N, D)/C where c = 1, small = 1\nlet h = side(k + 13)")).kinds,
  ).toEqual(["display_data"]);
  expect((await run("h")).value).toBe("4");
  expect((await run("%%ts\n[same.length, h]")).value).toBe("[ 2, 4 ]");
  expect((await run("law M(N) = E + A/side(N)")).error.ename).toBe("foreign-argument");
});

test("a function that fails or gives no number is told at its call", async () => {
  await run(
    "%%ts\nfunction odd(x: number): number { if (x > 100) throw new RangeError('too far'); return x as any === 7 ? ('seven' as any) : x }",
  );
  expect((await run("odd(101)")).error).toMatchObject({
    ename: "foreign-failed",
    evalue: expect.stringContaining("RangeError: too far"),
  });
  expect((await run("odd(7)")).error.evalue).toContain("it gave a string for a number");
  expect((await run("odd(8)")).value).toBe("8");
});

test("packages and TypeScript files of the notebook's folder can be imported, and this package everywhere", async () => {
  expect(
    (
      await run(
        "%%ts\nimport { thrice } from 'thrice';\nimport { perParameter } from './tokens';\nthrice(perParameter)",
      )
    ).value,
  ).toBe("60");
  // Of a package that has only exports the types are known too.
  expect((await run("%%ts\nimport { fourfold } from 'fourfold/times';\nfourfold(5)")).value).toBe("20");
  expect((await run("%%ts\nconst wrong: string = fourfold(5);")).error.evalue).toContain("Type 'number'");
  const { value, kinds, error } = await run(`%%ts
import { display, fit, law } from "lawlab";
const found = await fit(law("Q(N, D) = E + A/N^0.34 + B/D^0.28"), runs, { bootstrap: 20 });
display(found);
const at = await found.predict({ N: 1e9, D: 2e10 });
[found.draws.E.length, at.interval[0] < at.value]`);
  expect(error).toEqual({});
  expect(kinds).toEqual(["display_data", "execute_result"]);
  expect(value).toBe("[ 20, true ]");
  expect((await run("%%ts\nlaw('L(N) = E +')")).error).toMatchObject({ ename: "LawlabError" });
});

test("anything can be displayed, and displayed anew in its place", async () => {
  const { published } = await kernel.client.execute(`%%ts
import { display as show } from "lawlab";
import * as tslab from "tslab";
show({ "text/html": "<b>1</b>", "image/png": Uint8Array.of(137, 80) }, { id: "here" });
show({ "text/html": "<b>2</b>" }, { id: "here", update: true });
tslab.display.markdown("*3*");`);
  const shown = published
    .filter(({ header }) => header.msg_type.endsWith("display_data"))
    .map(({ header, content }) => ({ type: header.msg_type, ...content }));
  expect(shown).toMatchObject([
    { type: "display_data", data: { "text/html": "<b>1</b>", "image/png": "iVA=" }, transient: { display_id: "here" } },
    { type: "update_display_data", data: { "text/html": "<b>2</b>" }, transient: { display_id: "here" } },
    { type: "display_data", data: { "text/markdown": "*3*" } },
  ]);
});

test("names are completed with their types, and hovered", async () => {
  const ask = async (type: string, code: string) =>
    (await kernel.client.request(type, { code, cursor_pos: [...code].length, detail_level: 0 })).reply.content;
  const members = await ask("complete_request", "%%ts\n// 😀\nruns[0].lo");
  expect(members).toMatchObject({ matches: ["loss"], cursor_start: 18, cursor_end: 20 });
  expect(members.metadata).toMatchObject({
    _jupyter_types_experimental: [{ type: "property", signature: '(property) "loss": number' }],
  });
  expect(await ask("inspect_request", "%%ts\nL.predict")).toMatchObject({
    found: true,
    data: { "text/plain": "(method) predict(N: number, D: number): number" },
  });
});

test("top-level await works, and what is thrown names its line", async () => {
  expect(
    (await run("%%ts\nconst waited = await new Promise<number>((done) => setTimeout(() => done(7), 5));\nwaited"))
      .value,
  ).toBe("7");
  const { error } = await run(
    "%%ts\ninterface Unused { a: string }\n\nfunction bad(x: number): never {\n\n  throw new RangeError('oh ' + x);\n}\nbad(1);",
  );
  expect(error).toMatchObject({ ename: "RangeError", evalue: "oh 1" });
  expect(String(error.traceback)).toMatch(/at bad \(cell:6\)[\s\S]*at cell:8/);
});

test("what is thrown after an await or by a timer costs the cell alone", async () => {
  expect(
    (
      await run(
        "%%ts\nsetTimeout(() => { throw new Error('late'); }, 1);\nawait new Promise((done) => setTimeout(done, 60_000));",
      )
    ).error,
  ).toMatchObject({ ename: "Error", evalue: "late" });
  expect(
    (
      await run(
        "%%ts\nvoid Promise.reject(new Error('nobody waits'));\nawait new Promise((done) => setTimeout(done, 60_000));",
      )
    ).error.evalue,
  ).toBe("nobody waits");
  expect((await run("%%ts\nxs.length")).value).toBe("3");
});

test("what is printed between cells is shown with the next, and it is told how much of a flood was not", async () => {
  await run(
    "%%ts\nconst chatty = (x: number): number => {\n  for (let k = 0; k < 60; k++) { console.log(k); console.error(k); }\n  return x;\n};",
  );
  const printed = async (): Promise<string> => {
    const { published } = await kernel.client.request("execute_request", { code: "%%ts\n'next'", silent: false });
    return published.map(({ content }) => content.text ?? "").join("");
  };
  await run("let calm = chatty(1)");
  const first = await printed();
  expect(first).toContain("49\n");
  expect(first).toContain("characters more that were printed between two cells");
  expect(await printed()).toBe("");
});

test("an interrupt ends a cell that awaits and keeps its variables; one that spins loses them, and no data set", async () => {
  const stopped = async (code: string) => {
    const id = kernel.client.send("execute_request", { code, silent: false, store_history: true });
    await kernel.client.until("the cell to begin", () =>
      kernel.client.published.find(({ header, parent }) => header.msg_type === "stream" && parent.msg_id === id),
    );
    await kernel.client.request("interrupt_request", {}, "control");
    return shownOf((await kernel.client.answer(id)).published);
  };
  expect(
    (await stopped("%%ts\nconsole.log('waits');\nawait new Promise((done) => setTimeout(done, 60_000));")).error.ename,
  ).toBe("interrupted");
  expect((await run("%%ts\nxs.length")).value).toBe("3");
  expect((await stopped("%%ts\nconsole.log('x'.repeat(70_000));\nfor (;;) ;")).error).toMatchObject({
    ename: "interrupted",
    evalue: expect.stringContaining("data sets"),
  });
  expect((await run("%%ts\nwide.length")).value).toBe("8");
  expect((await run("%%ts\nxs")).error.evalue).toContain("Cannot find name 'xs'");
  expect((await run("side(16)")).error.ename).toBe("foreign-failed");
});

test("process.exit, a full heap and typed arrays past the limit cost a cell, not the kernel", async () => {
  expect((await run("%%ts\nprocess.exit(3)")).error).toMatchObject({
    ename: "typescript-lost",
    evalue: expect.stringContaining("process.exit"),
  });
  expect(
    (await run("%%ts\nconst hold: number[][] = [];\nfor (;;) hold.push(new Array(10_000).fill(0.5));")).error.evalue,
  ).toContain("more than 400 MB");
  const typed =
    "%%ts\nconst hold: Float64Array[] = [];\nfor (;;) {\n  hold.push(new Float64Array(4e6).fill(1));\n  await new Promise((done) => setTimeout(done, 5));\n}";
  expect((await run(typed)).error.evalue).toContain("more than 400 MB");
  expect((await run("%%ts\nwide.length + k")).value).toBe("11");
});

test("20,000 printed lines arrive whole and in order", async () => {
  const { stdout } = await run("%%ts\nfor (let i = 0; i < 20_000; i++) console.log('line ' + i);");
  expect(stdout).toBe(Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`).join(""));
});

test("a notebook with TypeScript cells runs from the command line, and the command ends", async () => {
  const cells = [
    "data runs(N, loss) = [1, 3 | 2, 2]",
    "%%ts\nconst more = runs.map((r) => ({ ...r, twice: 2 * r.N }));",
    "data kept = more where twice > 2",
    "%%ts\nkept.length",
  ];
  const path = join(folder, "shared.ipynb");
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: cells.map((source, k) => ({
      id: `c${k}`,
      cell_type: "code",
      metadata: {},
      source,
      outputs: [],
      execution_count: null,
    })),
  };
  writeFileSync(path, JSON.stringify(notebook));
  const ran = await runLawlab(["run", path, "-o", path], { cwd: folder });
  expect(ran.code, ran.stderr).toBe(0);
  expect(parseOutputs(path)[3]).toMatchObject([{ output_type: "execute_result", data: { "text/plain": ["1"] } }]);
});
