import type { Browser, Locator, Page } from "playwright-core";
import type { JupyterLab } from "./jupyter-lab.ts";

/** Opens a notebook of the folder in a page of its own and waits until its kernel is idle. */
export async function openNotebook(browser: Browser, lab: JupyterLab, name: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1600 } });
  page.setDefaultTimeout(60_000);
  await page.goto(lab.notebook(name));
  await page.locator(".jp-Notebook .jp-CodeCell").first().waitFor();
  await idle(page);
  return page;
}

/** The kernel is up, has nothing to do and no cell waits for it. */
export async function idle(page: Page): Promise<void> {
  await page.getByText("lawlab | Idle").waitFor();
  await page.waitForFunction(() => !document.body.textContent.includes("[*]"));
}

/** Chooses an item of a menu. */
export async function choose(page: Page, menu: string, item: string): Promise<void> {
  await page.locator(".lm-MenuBar-itemLabel", { hasText: new RegExp(`^${menu}$`) }).click();
  await page.locator(".lm-Menu-itemLabel", { hasText: new RegExp(`^${item}$`) }).click();
}

/** Writes a text into a fresh cell at the end and leaves the cursor behind it. */
export async function writeCell(page: Page, text: string): Promise<void> {
  await page.locator(".jp-Notebook .jp-Cell").last().locator(".jp-InputPrompt").click();
  await page.keyboard.press("b");
  await page.keyboard.press("Enter");
  await page.keyboard.insertText(text);
}

/** Runs what is written into a fresh cell and waits until nothing runs. */
export async function runCell(page: Page, text: string): Promise<void> {
  await writeCell(page, text);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Enter");
  await idle(page);
}

/** Puts the page into JupyterLab's light or its dark theme. */
export async function useTheme(page: Page, theme: "Light" | "Dark"): Promise<void> {
  const worn = page.locator(`body[data-jp-theme-light='${theme === "Light"}']`);
  if ((await worn.count()) > 0) return;
  await choose(page, "Settings", "Theme");
  await page.locator(".lm-Menu-itemLabel", { hasText: new RegExp(`^JupyterLab ${theme}$`) }).click();
  await worn.waitFor({ state: "attached" });
  // A veil lies over the page until the theme has been loaded.
  await page.locator("#jupyterlab-splash").waitFor({ state: "detached" });
}

/** Presses Tab behind what was written last, once the page would take it for a question, and gives what is offered. */
export async function complete(page: Page): Promise<Locator> {
  const asks = ".jp-mod-completer-enabled:not(.jp-mod-at-line-beginning)";
  await page.locator(".jp-Notebook .jp-CodeCell").last().locator(asks).waitFor();
  await page.keyboard.press("Tab");
  const offers = page.locator(".jp-Completer-item");
  await offers.first().waitFor();
  return offers;
}

/** The outputs of the last code cell. */
export function lastOutput(page: Page): Locator {
  return page.locator(".jp-Notebook .jp-CodeCell").last().locator(".jp-OutputArea-output");
}

/** The text in the editor of the last code cell. */
export function lastEditor(page: Page): Locator {
  return page.locator(".jp-Notebook .jp-CodeCell").last().locator(".cm-content");
}
