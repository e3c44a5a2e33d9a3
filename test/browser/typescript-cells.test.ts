import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { complete, lastEditor, lastOutput, openNotebook, runCell, useTheme, writeCell } from "../support/lab-page.ts";
import { labSuite } from "../support/lab-suite.ts";
import { out, root } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";

let page: Page;
const needs = labSuite(async (lab, browser) => {
  page = await openNotebook(browser, lab, "small.ipynb");
});

const run = (code: string): Promise<void> => runCell(page, code);

test("TypeScript and the language share data, both ways, and SQL makes a data set of both", async (context) => {
  requireOrSkip(context, ...needs, join(root, "node_modules", "@duckdb", "node-api"));
  await run("data runs(N, loss) = [100M, 3.5 | 100M, 3.1 | 1B, 2.7 | 10B, 2.4]");
  await run(
    "%%ts\nconst more = runs.map((run) => ({ ...run, C: 120 * run.N ** 2 }));\nconst budget = (C: number) => C / 1e18;\nmore.length",
  );
  await lastOutput(page).getByText("4", { exact: true }).waitFor();
  await run("data costs = more with days = budget(C)");
  await lastOutput(page).getByText("costs: 4 rows, 4 columns").waitFor();
  await run("%%sql best\nSELECT N, min(loss) AS loss, max(days) AS days FROM costs GROUP BY N ORDER BY N");
  await lastOutput(page).getByText("best: 3 rows, 3 columns").waitFor();
  await run("%%ts\nbest.map((row) => row.loss)");
  await lastOutput(page).getByText("[ 3.1, 2.7, 2.4 ]").waitFor();
  await page.screenshot({ path: join(out, "cells-light.png") });
});

test("names of a TypeScript cell are completed and hovered with their types", async (context) => {
  requireOrSkip(context, ...needs);
  await writeCell(page, "%%ts\nmore[0].lo");
  await complete(page);
  await page.screenshot({ path: join(out, "cells-completion.png") });
  await page.keyboard.press("Enter");
  await expect
    .poll(() => lastEditor(page).locator(".cm-line").last().textContent(), { timeout: 60_000 })
    .toBe("more[0].loss");
  await writeCell(page, "%%ts\nmore");
  await page.keyboard.press("Shift+Tab");
  const tip = page.locator(".jp-Tooltip");
  await tip.getByText("C: number").waitFor();
  await page.screenshot({ path: join(out, "cells-hover.png") });
  await page.keyboard.press("Escape");
});

test("a mistake in a TypeScript cell names its line, and in the dark all is legible", async (context) => {
  requireOrSkip(context, ...needs);
  await useTheme(page, "Dark");
  await run("%%ts\nconst total: string = more.length;");
  await lastOutput(page).getByText("2:7 - Type 'number' is not assignable to type 'string'.").waitFor();
  await page.screenshot({ path: join(out, "cells-dark.png") });
});
