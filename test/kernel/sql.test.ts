import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runProgram } from "../support/jupyter.ts";
import { type KernelProcess, startKernelProcess } from "../support/kernel-process.ts";
import { root } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";

const duckdb = join(root, "node_modules", "@duckdb", "node-api");
const folder = mkdtempSync(join(tmpdir(), "lawlab-sql-"));
let kernel: KernelProcess;
beforeAll(async () => {
  kernel = await startKernelProcess({ cwd: folder });
  await kernel.client.execute(
    'data runs(N, n, name, loss) = [100M, 1, "a", 3.5 | 100M, 2, "b", 3.1 | 1B, 3, "a", 2.7 | 1B, 4, "", 2.5]',
  );
});
afterAll(() => kernel.stop());

async function run(code: string) {
  const { published } = await kernel.client.execute(code);
  const of = (type: string) => published.find(({ header }) => header.msg_type === type)?.content;
  const text = String((of("display_data")?.data as Record<string, unknown> | undefined)?.["text/plain"] ?? "");
  return { text, error: of("error") ?? {} };
}

test("a query over a data set is shown as a table, and its named result is a data set", async (context) => {
  requireOrSkip(context, duckdb);
  const shown = await run(
    "%%sql best\nSELECT N, min(loss) AS loss, count(*) AS runs, max(name) AS name, max(n_2) > 3 AS late FROM runs GROUP BY N ORDER BY N",
  );
  expect(shown.error).toEqual({});
  expect(shown.text).toMatch(/^best: 2 rows, 5 columns\n/);
  expect(shown.text).toMatch(/100M +3.1 +2 +b +0\n/);
  expect((await run("%who")).error).toEqual({});
  const { published } = await kernel.client.execute(
    "%%ts\nbest.map((row) => [row.N, row.loss, row.runs, row.name, row.late])",
  );
  const value = published.find(({ header }) => header.msg_type === "execute_result")?.content.data;
  expect(value).toMatchObject({ "text/plain": "[ [ 100000000, 3.1, 2, 'b', 0 ], [ 1000000000, 2.5, 2, 'a', 1 ] ]" });
});

test("a missing text or number is NULL, both ways", async (context) => {
  requireOrSkip(context, duckdb);
  const { text } = await run(
    "%%sql some\nSELECT count(name) AS named, NULL AS nothing, sum(DISTINCT N) AS s FROM runs; SELECT name FROM runs WHERE name IS NULL",
  );
  expect(text).toMatch(/^some: 1 row, 1 column\n/);
  expect(
    (await run("%%sql\nSELECT 1::HUGEINT AS a, 1.25::DECIMAL(5,2) AS b, DATE '2024-05-01' AS c, [1, 2] AS d")).text,
  ).toMatch(/1 +1.25 +2024-05-01T00:00:00.000Z +\[1,2\]/);
});

test.for([
  "SELECT * FROM read_csv('secret.csv')",
  "SELECT * FROM 'secret.csv'",
  "COPY (SELECT 1) TO 'out.csv'",
  "ATTACH 'other.db'",
  "EXPORT DATABASE 'out'",
  "INSTALL httpfs",
  "LOAD httpfs",
  "SELECT * FROM 'https://example.org/a.parquet'",
  "SET enable_external_access = true",
  "SET lock_configuration = false",
])("no query reaches files, the network or extensions: %s", async (text, context) => {
  requireOrSkip(context, duckdb);
  writeFileSync(join(folder, "secret.csv"), "a\n1\n");
  const before = readdirSync(folder);
  const { error } = await run(`%%sql\n${text}`);
  expect(error).toMatchObject({ ename: "sql", evalue: expect.stringMatching(/disabled|locked|cannot change/i) });
  expect(readdirSync(folder)).toEqual(before);
});

test("a mistake is told with its place, and a bad name before anything runs", async (context) => {
  requireOrSkip(context, duckdb);
  const { error } = await run("%%sql\nSELECT lost FROM runs");
  expect(error).toMatchObject({ ename: "sql", evalue: expect.stringContaining('"lost"') });
  expect(String(error.traceback)).toContain("^");
  expect((await run("%%sql a b\nSELECT 1")).error).toMatchObject({ ename: "bad-name" });
});

test("an interrupt stops a query and keeps the session", async (context) => {
  requireOrSkip(context, duckdb);
  const id = kernel.client.send("execute_request", {
    code: "%%sql\nSELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range % 7 = b.range % 11",
    silent: false,
    store_history: true,
  });
  await kernel.client.until("busy", () =>
    kernel.client.published.find(({ header, parent }) => header.msg_type === "execute_input" && parent.msg_id === id),
  );
  await kernel.client.request("interrupt_request", {}, "control");
  const { published } = await kernel.client.answer(id);
  expect(published.find(({ header }) => header.msg_type === "error")?.content).toMatchObject({ ename: "interrupted" });
  expect((await run("%%sql\nSELECT count(*) AS c FROM runs")).text).toMatch(/4/);
});

test("without DuckDB the cell says what to install", async () => {
  const place = mkdtempSync(join(tmpdir(), "lawlab-without-duckdb-"));
  mkdirSync(join(place, "node_modules"));
  for (const name of readdirSync(join(root, "node_modules")))
    if (name !== "@duckdb" && !name.startsWith("."))
      symlinkSync(join(root, "node_modules", name), join(place, "node_modules", name));
  cpSync(join(root, "dist", "bin"), join(place, "dist", "bin"), { recursive: true });
  cpSync(join(root, "package.json"), join(place, "package.json"));
  expect(existsSync(join(place, "node_modules", "@duckdb"))).toBe(false);
  const notebook = join(place, "query.ipynb");
  const cell = {
    id: "a",
    cell_type: "code",
    metadata: {},
    source: "%%sql\nSELECT 1",
    outputs: [],
    execution_count: null,
  };
  writeFileSync(notebook, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] }));
  const ran = await runProgram(process.execPath, [
    join(place, "dist", "bin", "lawlab.js"),
    "run",
    notebook,
    "-o",
    notebook,
  ]);
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain("npm install @duckdb/node-api");
});
