import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { installedJupyter, runLawlab, runProgram } from "../support/jupyter.ts";
import { type Output, parseOutputs } from "../support/notebook-outputs.ts";
import { root, venvProgram } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";

const small = "test/kernel/fixtures/small.ipynb";
const fixture = join(root, small);
const notebooks = ["notebooks/01-first-fit.ipynb", "notebooks/02-chinchilla.ipynb", small];
const python = venvProgram("python");
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  env = await installedJupyter();
});

test("jupyter_kernel_test passes with every sample given, none skipped", async (context) => {
  requireOrSkip(context, python);
  const run = await runProgram(python, [join(root, "test", "kernel", "kernel_tests.py")], { env });
  expect(run.code, run.stderr).toBe(0);
  expect(run.stderr).toMatch(/^Ran 14 tests/m);
  expect(run.stderr).not.toMatch(/skipped/i);
  expect(run.stdout).toBe("samples left unset: \n");
});

test.for(notebooks)("nbclient runs %s to the same outputs as `lawlab run`, without an error", async (path, context) => {
  const notebook = join(root, path);
  requireOrSkip(context, venvProgram("jupyter"), notebook);
  const folder = mkdtempSync(join(tmpdir(), "lawlab-nbclient-"));
  const [theirs, ours] = [join(folder, "theirs.ipynb"), join(folder, "ours.ipynb")];
  const words = ["nbconvert", "--to", "notebook", "--execute", "--output", theirs, notebook];
  const [run, own] = await Promise.all([
    runProgram(venvProgram("jupyter"), words, { env }),
    runLawlab(["run", notebook, "-o", ours]),
  ]);
  expect(run.code, run.stderr).toBe(0);
  expect(own.code, own.stderr).toBe(0);
  const [a, b] = [parseOutputs(theirs), parseOutputs(ours)];
  expect(a.flat().length).toBeGreaterThan(4);
  expect(b).toEqual(a);
});

test.for(notebooks)("nbconvert's HTML of %s shows the figures and asks no network for them", async (path, context) => {
  const notebook = join(root, path);
  requireOrSkip(context, venvProgram("jupyter"), notebook);
  const folder = mkdtempSync(join(tmpdir(), "lawlab-nbconvert-"));
  const [executed, page] = [join(folder, "executed.ipynb"), join(folder, "page.html")];
  expect((await runLawlab(["run", notebook, "-o", executed])).code).toBe(0);
  const run = await runProgram(venvProgram("jupyter"), ["nbconvert", "--to", "html", "--output", page, executed], {
    env,
  });
  expect(run.code, run.stderr).toBe(0);
  const html = readFileSync(page, "utf8");
  const charts = parseOutputs(executed)
    .flat()
    .filter(({ data }) => data !== undefined && "application/vnd.vegalite.v5+json" in data);
  const figures = html.match(/<svg[\s\S]*?<\/svg>|<img[^>]+src="data:image\/[^"]+"/g) ?? [];
  expect(charts.length).toBeGreaterThan(0);
  expect(figures.length).toBeGreaterThanOrEqual(charts.length);
  for (const figure of figures) expect(figure.replace(/xmlns(:\w+)?="[^"]*"/g, "")).not.toMatch(/https?:/);
});

test("nbconvert's Markdown has the fit's numbers, the figure and the error", async (context) => {
  requireOrSkip(context, venvProgram("jupyter"));
  const folder = mkdtempSync(join(tmpdir(), "lawlab-markdown-"));
  const executed = join(folder, "executed.ipynb");
  expect((await runLawlab(["run", fixture, "-o", executed])).code).toBe(0);
  const words = ["nbconvert", "--to", "markdown", "--output", "page", executed];
  const run = await runProgram(venvProgram("jupyter"), words, { env });
  expect(run.code, run.stderr).toBe(0);
  const page = readFileSync(join(folder, "page.md"), "utf8");
  expect(page).toContain("standard error");
  expect(page).toMatch(/!\[\w+\]\(page_files\/page_\d+_\d+\.(svg|png)\)/);
  expect(page).toContain("error[unknown-data]");
});

/** The fixture's code cells, or others, as a notebook of their own. */
function notebookOf(folder: string, cells?: readonly object[]): string {
  const { cells: own, ...rest } = JSON.parse(readFileSync(fixture, "utf8")) as { cells: { cell_type: string }[] };
  const path = join(folder, "cells.ipynb");
  writeFileSync(
    path,
    JSON.stringify({ ...rest, cells: cells ?? own.filter(({ cell_type: type }) => type === "code") }),
  );
  return path;
}

test("nbconvert's LaTeX has the code, the fit's numbers and the figure; Markdown cells would want pandoc", async (context) => {
  requireOrSkip(context, venvProgram("jupyter"));
  const folder = mkdtempSync(join(tmpdir(), "lawlab-latex-"));
  const words = ["nbconvert", "--to", "latex", "--execute", "--SVG2PDFPreprocessor.enabled=False"];
  const run = await runProgram(venvProgram("jupyter"), [...words, "--output", "page", notebookOf(folder)], { env });
  expect(run.code, run.stderr).toBe(0);
  const page = readFileSync(join(folder, "page.tex"), "utf8");
  expect(page).toContain("\\documentclass");
  expect(page.replace(/\\PY\{[^}]*\}\{([^}]*)\}/g, "$1")).toContain("fit on toy");
  expect(page).toMatch(/standard error|\\beta/);
  const [, figure] = /\{(page_files\/[\w]+\.png)\}/.exec(page) ?? [];
  expect(existsSync(join(folder, figure ?? ""))).toBe(true);
});

test("papermill runs a notebook with its parameters cell", async (context) => {
  requireOrSkip(context, venvProgram("papermill"));
  const folder = mkdtempSync(join(tmpdir(), "lawlab-papermill-"));
  const code = (id: string, source: string, tags: readonly string[]): object => ({
    ...{ id, source, cell_type: "code", metadata: { tags }, execution_count: null, outputs: [] },
  });
  const path = notebookOf(folder, [code("a", "let budget = 6e21", ["parameters"]), code("b", "budget/6", [])]);
  const executed = join(folder, "executed.ipynb");
  const run = await runProgram(venvProgram("papermill"), [path, executed], { env });
  expect(run.code, run.stderr).toBe(0);
  expect(parseOutputs(executed)[1]).toMatchObject([{ data: { "text/plain": ["1e21"] } }]);
});

test("jupyter console asks, answers and shows what is wrong", async (context) => {
  requireOrSkip(context, python);
  const run = await runProgram(python, [join(root, "test", "kernel", "console.py")], { env });
  expect(run.code, run.stderr + run.stdout).toBe(0);
  expect(run.stdout).toBe("a*4 + 1: 13\nnowhere: unknown-name\nleft\n");
});

test("an executed notebook carries the table of the fit, the chart and the error with its place", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lawlab-run-"));
  const ours = join(folder, "ours.ipynb");
  expect((await runLawlab(["run", fixture, "-o", ours])).code).toBe(0);
  const outputs: readonly Output[] = parseOutputs(ours).flat();
  const has = (type: string): boolean => outputs.some(({ data }) => data !== undefined && type in data);
  expect(has("application/vnd.lawlab.fit+json")).toBe(true);
  expect(has("application/vnd.vegalite.v5+json")).toBe(true);
  const failure = outputs.find(({ output_type }) => output_type === "error");
  expect(failure?.traceback?.join("\n")).toContain("^^^^");
});
