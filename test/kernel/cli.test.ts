import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runLawlab } from "../support/jupyter.ts";
import { root } from "../support/paths.ts";
import { toyFit } from "./programs.ts";

const scratch = (): string => mkdtempSync(join(tmpdir(), "lawlab-cli-"));

test("a program on the command line prints its value", async () => {
  const run = await runLawlab(["eval", "-e", "1 + 1"]);
  expect(run).toEqual({ code: 0, stdout: "2\n", stderr: "" });
});

test("standard input and a file are programs too, and paths start at the file's folder", async () => {
  const folder = scratch();
  writeFileSync(join(folder, "runs.csv"), "N,loss\n1,2\n3,4\n");
  writeFileSync(join(folder, "a.law"), 'data runs = "runs.csv"\n');
  const stdin = await runLawlab(["eval", "-"], { input: "2 + 2\n" });
  expect(stdin).toEqual({ code: 0, stdout: "4\n", stderr: "" });
  const file = await runLawlab(["eval", join(folder, "a.law"), "--json"]);
  expect(file.code, file.stderr).toBe(0);
  expect(JSON.parse(file.stdout)).toMatchObject([{ kind: "data", name: "runs", rows: 2, columns: ["N", "loss"] }]);
  const elsewhere = await runLawlab(["eval", "-e", 'data runs = "runs.csv"', "--cwd", folder, "--json"]);
  expect(elsewhere.code).toBe(0);
});

test("a path out of a linked folder starts at the folder itself", async () => {
  const folder = scratch();
  const inner = join(folder, "real", "inner");
  mkdirSync(inner, { recursive: true });
  writeFileSync(join(folder, "real", "runs.csv"), "N,loss\n1,2\n3,4\n");
  writeFileSync(join(inner, "a.law"), 'data runs = "../runs.csv"\ncount(runs.N)\n');
  symlinkSync(inner, join(folder, "link"));
  for (const bounds of [[], ["--root", join(folder, "real")]]) {
    const linked = await runLawlab(["eval", join(folder, "link", "a.law"), ...bounds]);
    expect(linked.code, linked.stderr).toBe(0);
    expect(linked.stdout).toMatch(/\n2\n$/);
  }
});

test("--json prints one array with an object a statement, ending with the first error", async () => {
  const run = await runLawlab(["eval", "--json", "-e", "let a = 2\na + 1\nnowhere\n5"]);
  expect(run.code).toBe(1);
  const results = JSON.parse(run.stdout) as { kind: string }[];
  expect(results.map(({ kind }) => kind)).toEqual(["let", "value", "error"]);
  expect(results[2]).toMatchObject({ code: "unknown-name", span: { line: 3, column: 1, length: 7 } });
});

test("a fit in JSON has the parameters with errors and intervals", async () => {
  const run = await runLawlab(["eval", "--json", "-e", toyFit]);
  expect(run.code, run.stderr).toBe(0);
  const fit = (JSON.parse(run.stdout) as { kind: string }[]).find(({ kind }) => kind === "fit");
  expect(fit).toMatchObject({
    parameters: { E: { value: expect.any(Number), interval: [expect.any(Number), expect.any(Number)] } },
  });
});

test("the same program gives the same bytes twice", async () => {
  const runs = await Promise.all([1, 2].map(() => runLawlab(["eval", "--json", "-e", toyFit])));
  expect(runs[0]!.stdout).toBe(runs[1]!.stdout);
});

test("a mistake is told on standard error with its place, without colour where that is no terminal", async () => {
  const run = await runLawlab(["eval", "-e", "1\nlet a = nowhere"]);
  expect(run.code).toBe(1);
  expect(run.stdout).toBe("1\n");
  expect(run.stderr).toContain("2 | let a = nowhere\n");
  expect(run.stderr).toContain("^^^^^^^");
  expect(run.stderr).not.toContain("\u001b");
});

test("a failed assert is status 1", async () => {
  expect((await runLawlab(["eval", "-e", "assert 1 > 2"])).code).toBe(1);
  expect((await runLawlab(["eval", "-e", "assert 2 > 1"])).code).toBe(0);
});

test.each([
  [["eval"]],
  [["eval", "a.law", "-e", "1"]],
  [["eval", "/nowhere.law"]],
  [["nonsense"]],
  [["eval", "--nonsense"]],
  [["run", "/nowhere.ipynb"]],
  [["install", "--user", "--prefix", "x"]],
])("lawlab %j is wrong usage: status 2 and a word on it", async (words) => {
  const run = await runLawlab(words);
  expect(run.code).toBe(2);
  expect(run.stdout).toBe("");
  expect(run.stderr).not.toBe("");
  expect(run.stderr).not.toContain("    at ");
});

test("--version is the package's", async () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  expect((await runLawlab(["--version"])).stdout).toBe(`${version}\n`);
});

test("--root and --no-network bound what a program reads", async () => {
  const folder = scratch();
  writeFileSync(join(folder, "a.csv"), "N,loss\n1,2\n");
  const bounds = ["--root", join(folder, "inner"), "--cwd", folder, "--no-network", "--json"];
  const outside = await runLawlab(["eval", "-e", 'data a = "a.csv"', ...bounds]);
  expect(JSON.parse(outside.stdout)).toMatchObject([{ kind: "error", code: "outside-root" }]);
  const network = await runLawlab(["eval", "-e", 'data a = "http://127.0.0.1:9/a.csv"', ...bounds]);
  expect(JSON.parse(network.stdout)).toMatchObject([{ kind: "error", code: "no-network" }]);
});

test("fmt writes the canonical form, and --check only says where it is not", async () => {
  const path = join(scratch(), "a.law");
  writeFileSync(path, "let   a=.5 # half\n");
  const check = await runLawlab(["fmt", "--check", path]);
  expect(check).toEqual({ code: 1, stdout: `${path} is not in canonical form\n`, stderr: "" });
  expect((await runLawlab(["fmt", path])).code).toBe(0);
  expect(readFileSync(path, "utf8")).toBe("let a = 0.5  # half\n");
  expect((await runLawlab(["fmt", "--check", path])).code).toBe(0);
  writeFileSync(path, "let a = (\n");
  expect((await runLawlab(["fmt", path])).code).toBe(1);
  expect(readFileSync(path, "utf8")).toBe("let a = (\n");
});

test("run executes a notebook in process, twice to the same bytes, and makes a page of its own", async () => {
  const folder = scratch();
  const fixture = join(root, "test", "kernel", "fixtures", "small.ipynb");
  const paths = ["1.ipynb", "2.ipynb"].map((name) => join(folder, name));
  const page = join(folder, "page.html");
  for (const path of paths) expect((await runLawlab(["run", fixture, "-o", path, "--html", page])).code).toBe(0);
  expect(readFileSync(paths[0]!, "utf8")).toBe(readFileSync(paths[1]!, "utf8"));
  expect(readFileSync(page, "utf8")).toContain("<svg");
});

test("run stops at the first error, keeps what ran and fails", async () => {
  const folder = scratch();
  const cell = (source: string) => ({
    cell_type: "code",
    id: source,
    metadata: {},
    source,
    outputs: [],
    execution_count: null,
  });
  const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: ["1", "nowhere", "3"].map(cell) };
  const path = join(folder, "a.ipynb");
  const result = join(folder, "b.ipynb");
  writeFileSync(path, JSON.stringify(notebook));
  const run = await runLawlab(["run", path, "-o", result]);
  expect(run.code).toBe(1);
  expect(run.stderr).toContain("cell 2 failed");
  const { cells } = JSON.parse(readFileSync(result, "utf8")) as { cells: { outputs: { output_type: string }[] }[] };
  expect(cells.map(({ outputs }) => outputs.map(({ output_type }) => output_type))).toEqual([
    ["execute_result"],
    ["error"],
    [],
  ]);
});

test("install writes a kernelspec with logos that names this command, and needs no Python", async () => {
  const prefix = scratch();
  const run = await runLawlab(["install", "--prefix", prefix], { env: { PATH: "" } });
  const folder = join(prefix, "share", "jupyter", "kernels", "lawlab");
  const extension = join(prefix, "share", "jupyter", "labextensions", "lawlab");
  const told = `installed the kernel in ${folder}\ninstalled the extension for JupyterLab in ${extension}\n`;
  expect(run).toEqual({ code: 0, stdout: told, stderr: "" });
  const { jupyterlab } = JSON.parse(readFileSync(join(extension, "package.json"), "utf8"));
  expect(existsSync(join(extension, jupyterlab._build.load))).toBe(true);
  const spec = JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8")) as { argv: string[] };
  expect(spec).toMatchObject({ display_name: "lawlab", language: "lawlab", interrupt_mode: "message" });
  expect(spec.argv.slice(2)).toEqual(["kernel", "{connection_file}"]);
  for (const part of spec.argv.slice(0, 2)) expect(existsSync(part)).toBe(true);
  for (const size of [32, 64]) {
    const png = readFileSync(join(folder, `logo-${size}x${size}.png`));
    expect(png.readUInt32BE(16)).toBe(size);
  }
});

test("install --user follows JUPYTER_DATA_DIR", async () => {
  const data = scratch();
  const run = await runLawlab(["install", "--user"], { env: { JUPYTER_DATA_DIR: data } });
  expect(run.stdout).toContain(`installed the kernel in ${join(data, "kernels", "lawlab")}\n`);
});
