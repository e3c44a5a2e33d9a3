import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { longWork, toyFit } from "../kernel/programs.ts";
import {
  choose,
  idle,
  lastEditor,
  lastOutput,
  openNotebook,
  runCell,
  useTheme,
  writeCell,
} from "../support/lab-page.ts";
import { labSuite } from "../support/lab-suite.ts";
import { out } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";

let page: Page;
const needs = labSuite(async (lab, browser) => {
  page = await openNotebook(browser, lab, "small.ipynb");
});

const run = (code: string): Promise<void> => runCell(page, code);

async function shoot(name: string): Promise<void> {
  await page.screenshot({ path: join(out, `interaction-${name}.png`) });
}

/** The last cell's chart as it is drawn. */
const drawn = (): Promise<string> =>
  lastOutput(page)
    .locator(".vega-embed canvas, .vega-embed svg")
    .first()
    .evaluate((chart) => (chart instanceof HTMLCanvasElement ? chart.toDataURL() : chart.innerHTML));

/** The words on the last cell's chart. */
const words = async (): Promise<string> => (await lastOutput(page).locator("svg text").allTextContents()).join(" | ");

test("the sliders of a chart move its curve, and the kernel its band", async (context) => {
  requireOrSkip(context, ...needs);
  await run(toyFit);
  await run("plot curve of L against D at N in 100M..100B, α in 0.1..0.6");
  const sliders = lastOutput(page).locator("input[type=range]");
  await sliders.nth(1).waitFor();
  expect(await sliders.count()).toBe(2);
  await shoot("slider");
  const [size, exponent] = [sliders.nth(0), sliders.nth(1)];
  const start = await exponent.inputValue();
  for (const [key, shown] of [
    ["End", "N = 100B"],
    ["Home", "N = 100M"],
  ] as const) {
    const before = await drawn();
    await size.focus();
    await page.keyboard.press(key);
    await expect.poll(words, { timeout: 60_000 }).toContain(shown);
    // A page alone takes the band away: that it is there again is the kernel's answer.
    await expect.poll(words, { timeout: 60_000 }).toContain("band: 95% interval");
    expect(await drawn()).not.toBe(before);
    await shoot(`slider-${key.toLowerCase()}`);
  }
  await exponent.focus();
  await page.keyboard.press("Home");
  await expect.poll(words, { timeout: 60_000 }).toContain("α = 0.1");
  expect(await words()).not.toContain("band:");
  await shoot("slider-parameter");
  await exponent.fill(start);
  await expect.poll(words, { timeout: 60_000 }).toContain("band: 95% interval");
});

test("Shift and Tab on a name tell what it is", async (context) => {
  requireOrSkip(context, ...needs);
  await writeCell(page, "predict L");
  await page.keyboard.press("Shift+Tab");
  const tip = page.locator(".jp-Tooltip");
  await tip.getByText("toy").first().waitFor();
  await shoot("hover");
  await page.keyboard.press("Escape");
  await tip.waitFor({ state: "detached" });
  await lastEditor(page).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText("predict L at N = 1B, D = 20B");
});

test("a TypeScript cell asks in a box, waits for what is typed, and hides a password", async (context) => {
  requireOrSkip(context, ...needs);
  const code = `%%ts
import { input } from "lawlab";
const name = await input("name? ");
const key = await input("key? ", { password: true });
\`\${name} has a key of \${key.length}\``;
  await writeCell(page, code);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Enter");
  const box = lastOutput(page).locator(".jp-Stdin-input");
  await box.waitFor();
  await shoot("input");
  await box.fill("Ada");
  await box.press("Enter");
  const secret = lastOutput(page).locator(".jp-Stdin-input[type=password]");
  await secret.waitFor();
  await secret.pressSequentially("xyzzy");
  await shoot("input-password");
  await secret.press("Enter");
  await idle(page);
  await lastOutput(page).getByText("'Ada has a key of 5'").waitFor();
  expect(await page.locator(".jp-Notebook").innerText()).not.toContain("xyzzy");
  await lastEditor(page).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText("1 + 1");
  await page.keyboard.press("Control+Enter");
  await idle(page);
});

test("a fit's progress grows in one place, and is gone when it is stopped", async (context) => {
  requireOrSkip(context, ...needs);
  await writeCell(page, longWork);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Enter");
  const bar = lastOutput(page).filter({ hasText: / of 1000000/ });
  await bar.waitFor();
  const done = async (): Promise<number> => Number(/(\d+) of 1000000/.exec((await bar.textContent()) ?? "")?.[1] ?? 0);
  const first = await done();
  await expect.poll(done, { timeout: 60_000 }).toBeGreaterThan(first);
  expect(await bar.count()).toBe(1);
  await shoot("progress");
  await choose(page, "Kernel", "Interrupt Kernel");
  await lastOutput(page).getByText("interrupted").first().waitFor();
  await idle(page);
  expect(await lastOutput(page).getByText(/█|░/).count()).toBe(0);
  await lastEditor(page).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText("let old = 3");
  await page.keyboard.press("Control+Enter");
  await idle(page);
});

test("Restart and run all runs every cell in order in a kernel that knows nothing", async (context) => {
  requireOrSkip(context, ...needs);
  await lastEditor(page).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText("let new = 4");
  await useTheme(page, "Dark");
  await choose(page, "Kernel", "Restart Kernel and Run All Cells…");
  await page.locator(".jp-Dialog .jp-mod-accept").click();
  await page.locator(".jp-Dialog").waitFor({ state: "detached" });
  const prompts = async (): Promise<readonly string[]> =>
    page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt").allInnerTexts();
  const count = (await prompts()).length;
  const inOrder = Array.from({ length: count }, (_, index) => `[${index + 1}]:`);
  await expect.poll(prompts, { timeout: 120_000 }).toEqual(inOrder);
  await idle(page);
  await page.locator(".jp-OutputArea-output input[type=range]").last().scrollIntoViewIfNeeded();
  await shoot("restarted-dark");
  await run("new + 1");
  await lastOutput(page).getByText("5", { exact: true }).waitFor();
  await run("old + 1");
  await lastOutput(page).getByText("there is no name old").first().waitFor();
  await shoot("restarted-end");
});
