import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { installedJupyter, runLawlab, runProgram } from "../support/jupyter.ts";
import { type Output, parseOutputs } from "../support/notebook-outputs.ts";
import { out, root, venvProgram } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";

const fixture = join(root, "test", "kernel", "fixtures", "small.ipynb");
const python = venvProgram("python");
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  env = await installedJupyter();
});

test("jupyter_kernel_test passes with every sample that this language can give", async (context) => {
  requireOrSkip(context, python);
  const run = await runProgram(python, [join(root, "test", "kernel", "kernel_tests.py")], { env });
  process.stdout.write(`${run.stdout}${run.stderr.replace(/^(?!test_|Ran |OK|FAILED).*\n/gm, "")}`);
  expect(run.code, run.stderr).toBe(0);
  expect(run.stderr).toMatch(/^Ran 1\d tests/m);
});

test("nbclient runs a notebook to the same outputs as `lawlab run`", async (context) => {
  requireOrSkip(context, venvProgram("jupyter"));
  const folder = mkdtempSync(join(tmpdir(), "lawlab-nbclient-"));
  const [theirs, ours] = [join(folder, "theirs.ipynb"), join(folder, "ours.ipynb")];
  const words = ["nbconvert", "--to", "notebook", "--execute", "--output", theirs, fixture];
  const [run, own] = await Promise.all([
    runProgram(venvProgram("jupyter"), words, { env }),
    runLawlab(["run", fixture, "-o", ours]),
  ]);
  expect(run.code, run.stderr).toBe(0);
  expect(own.code, own.stderr).toBe(0);
  const [a, b] = [parseOutputs(theirs), parseOutputs(ours)];
  expect(a.flat().length).toBeGreaterThan(4);
  expect(b).toEqual(a);
});

test("nbconvert's HTML shows the figures and asks no network for them", async (context) => {
  requireOrSkip(context, venvProgram("jupyter"));
  mkdirSync(out, { recursive: true });
  const page = join(out, "nbconvert.html");
  const words = ["nbconvert", "--to", "html", "--execute", "--output", page, fixture];
  const run = await runProgram(venvProgram("jupyter"), words, { env });
  expect(run.code, run.stderr).toBe(0);
  const html = readFileSync(page, "utf8");
  const figures = html.match(/<svg[\s\S]*?<\/svg>|<img[^>]+src="data:image\/[^"]+"/g) ?? [];
  expect(figures.length).toBeGreaterThan(0);
  for (const figure of figures) expect(figure.replace(/xmlns(:\w+)?="[^"]*"/g, "")).not.toMatch(/https?:/);
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
