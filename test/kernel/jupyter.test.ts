import { mkdtempSync, readFileSync } from "node:fs";
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
  expect(run.stderr).toMatch(/^Ran 13 tests/m);
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
