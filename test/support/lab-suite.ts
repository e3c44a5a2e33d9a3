import { copyFileSync, existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type Browser, chromium as browsers } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { chromium } from "./chromium.ts";
import { type JupyterLab, startJupyterLab } from "./jupyter-lab.ts";
import { out, root, venvProgram } from "./paths.ts";

/** The notebook that is opened where a test says nothing else. */
export const smallNotebook = "test/kernel/fixtures/small.ipynb";

/**
 * Starts JupyterLab, or Notebook 7, on copies of notebooks, and a browser, before the tests of a file, and ends both after
 * them. Gives the programs that this needs; where one is missing nothing is started.
 */
export function labSuite(
  ready: (lab: JupyterLab, browser: Browser) => Promise<void> | void,
  {
    app = "lab",
    notebooks = [smallNotebook],
  }: { readonly app?: "lab" | "notebook"; readonly notebooks?: string[] } = {},
): readonly string[] {
  const needs = [chromium, venvProgram(app === "lab" ? "jupyter" : "jupyter-notebook")];
  let lab: JupyterLab | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (!needs.every(existsSync)) return;
    const folder = mkdtempSync(join(tmpdir(), `lawlab-${app}-`));
    for (const path of notebooks) {
      if (existsSync(join(root, path))) copyFileSync(join(root, path), join(folder, basename(path)));
    }
    mkdirSync(out, { recursive: true });
    [lab, browser] = await Promise.all([
      startJupyterLab(folder, app),
      browsers.launch({ executablePath: chromium, args: ["--no-sandbox"] }),
    ]);
    await ready(lab, browser);
  });
  afterAll(async () => {
    await browser?.close();
    await lab?.stop();
  });
  return needs;
}
