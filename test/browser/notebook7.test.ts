import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { toyFit } from "../kernel/programs.ts";
import { choose, lastEditor, lastOutput, writeCell } from "../support/lab-page.ts";
import { labSuite } from "../support/lab-suite.ts";
import { out } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";

// Notebook 7 is another page around JupyterLab's parts: what the extension brings must be there too.

let page: Page;
let kernels: string;
const needs = labSuite(
  async (notebook, browser) => {
    page = await browser.newPage({ viewport: { width: 1280, height: 1600 } });
    page.setDefaultTimeout(60_000);
    await page.goto(notebook.notebook("small.ipynb"));
    await page.locator(".jp-Notebook .jp-CodeCell").first().waitFor();
    kernels = notebook.notebook("").replace("notebooks/", "api/kernels");
  },
  { app: "notebook" },
);

test("Notebook 7 runs a notebook, draws its chart and shows its fit and its error", async (context) => {
  requireOrSkip(context, ...needs);
  // The page shows an idle kernel before it has one: the server knows.
  await expect
    .poll(async () => (await page.request.get(kernels)).json(), { timeout: 60_000 })
    .toMatchObject([{ name: "lawlab", execution_state: "idle", connections: 1 }]);
  await choose(page, "Run", "Run All Cells");
  await page.locator(".vega-embed canvas, .vega-embed svg").first().waitFor();
  await page.getByText("standard error").first().waitFor();
  await page.getByText("error[unknown-data]").first().waitFor();
  await page.screenshot({ path: join(out, "notebook7.png") });
});

test("its cells are coloured, checked as they are typed, and its sliders move their curve and the kernel its band", async (context) => {
  requireOrSkip(context, ...needs);
  await writeCell(page, "let b = nowhere + 1");
  const mark = lastEditor(page).locator(".lawlab-error");
  await mark.waitFor();
  expect(await mark.textContent()).toBe("nowhere");
  await lastEditor(page).locator("span", { hasText: /^let$/ }).waitFor();
  await page.screenshot({ path: join(out, "notebook7-lint.png") });
  await lastEditor(page).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(`${toyFit}\nplot curve of L against D at N in 100M..100B`);
  await page.keyboard.press("Control+Enter");
  const slider = lastOutput(page).locator("input[type=range]");
  const drawn = (): Promise<string> =>
    lastOutput(page)
      .locator(".vega-embed canvas, .vega-embed svg")
      .first()
      .evaluate((chart) => (chart instanceof HTMLCanvasElement ? chart.toDataURL() : chart.innerHTML));
  const before = await drawn();
  await slider.focus();
  await page.keyboard.press("End");
  // A page alone takes the band away: that it is there again is the kernel's answer.
  const words = async (): Promise<string> => (await lastOutput(page).locator("svg text").allTextContents()).join(" | ");
  await expect.poll(words, { timeout: 60_000 }).toMatch(/N = 100B.*band: 95% interval/);
  expect(await drawn()).not.toBe(before);
  await page.screenshot({ path: join(out, "notebook7-slider.png") });
});
