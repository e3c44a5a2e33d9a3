import { basename, join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { longWork, toyFit } from "../kernel/programs.ts";
import { choose, complete, idle, lastEditor, lastOutput, openNotebook, writeCell } from "../support/lab-page.ts";
import { labSuite, smallNotebook } from "../support/lab-suite.ts";
import { out, root } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";

const notebooks = ["notebooks/01-first-fit.ipynb", smallNotebook];
let open: (name: string) => Promise<Page>;
const needs = labSuite(
  (lab, browser) => {
    open = (name) => openNotebook(browser, lab, name);
  },
  { notebooks },
);

test.for(notebooks)("Run All in %s draws its charts with Vega and shows its fits", async (path, context) => {
  requireOrSkip(context, ...needs, join(root, path));
  const name = basename(path);
  const page = await open(name);
  await choose(page, "Run", "Run All Cells");
  await page.locator(".vega-embed canvas, .vega-embed svg").first().waitFor();
  await idle(page);
  const charts = await page.locator(".vega-embed").all();
  expect(charts.length).toBeGreaterThan(0);
  for (const chart of charts) {
    const box = await chart.locator("canvas, svg").first().boundingBox();
    expect(box!.width).toBeGreaterThan(200);
    expect(box!.height).toBeGreaterThan(100);
  }
  await charts[0]!.scrollIntoViewIfNeeded();
  await page.screenshot({ path: join(out, `jupyterlab-${name}.png`) });
  await page.locator(".jp-RenderedHTMLCommon table").first().waitFor();
  await page.close();
});

test("an error shows its caret line under the place", async (context) => {
  requireOrSkip(context, ...needs);
  const page = await open("small.ipynb");
  await writeCell(page, "1 + 1\nlet a = nowhere");
  await page.keyboard.press("Control+Enter");
  await lastOutput(page).getByText("^^^^^^^").waitFor();
  const lines = ((await lastOutput(page).last().textContent()) ?? "").split("\n");
  const caret = lines.findIndex((line) => line.includes("^^^^^^^"));
  expect(lines[caret - 1]?.indexOf("nowhere")).toBe(lines[caret]?.indexOf("^^^^^^^"));
  await lastOutput(page)
    .last()
    .screenshot({ path: join(out, "jupyterlab-error.png") });
  await page.close();
});

test("Tab completes a column of a data set", async (context) => {
  requireOrSkip(context, ...needs);
  const page = await open("small.ipynb");
  await writeCell(page, toyFit);
  await page.keyboard.press("Control+Enter");
  await lastOutput(page).first().waitFor();
  await idle(page);
  await writeCell(page, "toy.lo");
  const offers = await complete(page);
  await page.screenshot({ path: join(out, "jupyterlab-completion.png") });
  const editor = lastEditor(page);
  expect(await offers.locator(".jp-Completer-match").allInnerTexts()).toEqual(["loss"]);
  await page.keyboard.press("Enter");
  await expect.poll(() => editor.textContent(), { timeout: 60_000 }).toBe("toy.loss");
  await page.close();
});

test("interrupt stops a long bootstrap, and the kernel answers the next cell", async (context) => {
  requireOrSkip(context, ...needs);
  const page = await open("small.ipynb");
  await writeCell(page, `${toyFit}\n${longWork}`);
  await page.keyboard.press("Control+Enter");
  await lastOutput(page).getByText(/█|░/).first().waitFor();
  await page.screenshot({ path: join(out, "jupyterlab-progress.png") });
  await choose(page, "Kernel", "Interrupt Kernel");
  await lastOutput(page).getByText("interrupted").first().waitFor();
  await idle(page);
  await writeCell(page, "20 + 1");
  await page.keyboard.press("Control+Enter");
  await lastOutput(page).getByText("21").waitFor();
  await page.close();
});
