import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { complete, idle, lastEditor, lastOutput, openNotebook, useTheme, writeCell } from "../support/lab-page.ts";
import { labSuite } from "../support/lab-suite.ts";
import { out } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";

let page: Page;
const needs = labSuite(async (lab, browser) => {
  page = await openNotebook(browser, lab, "small.ipynb");
});

/** The colour in which a word of the last cell is drawn. */
const colourOf = (word: string): Promise<string> =>
  lastEditor(page)
    .locator("span", { hasText: new RegExp(`^${word}$`) })
    .first()
    .evaluate((element) => getComputedStyle(element).color);

const program = `# a comment\nlaw L(N, D) = E + A/N^a +\n  B/D^b where E > 0\npredict L at N = 7 B, D = 20B # end`;

test("verbs, connectives, numbers and comments are coloured apart, in light and in dark", async (context) => {
  requireOrSkip(context, ...needs);
  await writeCell(page, program);
  const colours = async (): Promise<readonly string[]> => [
    await colourOf("law"),
    await colourOf("# a comment"),
    await colourOf("20B"),
  ];
  await lastEditor(page).locator("span", { hasText: /^law$/ }).waitFor();
  const light = await colours();
  expect(new Set(light).size).toBe(3);
  expect(await colourOf("where")).toBe(light[0]);
  await page.screenshot({ path: join(out, "labextension-light.png") });
  await useTheme(page, "Dark");
  expect(new Set(await colours()).size).toBe(3);
  await page.screenshot({ path: join(out, "labextension-dark.png") });
});

test.for(["Light", "Dark"] as const)(
  "a mistake is underlined as it is typed, with its message, and the line goes when it is mended: %s",
  async (theme, context) => {
    requireOrSkip(context, ...needs);
    await useTheme(page, theme);
    await writeCell(page, "# \u{1f600}\nlet b = nowhere + 1");
    const mark = lastEditor(page).locator(".lawlab-error");
    await mark.waitFor();
    expect(await mark.textContent()).toBe("nowhere");
    const message = page.locator(".lawlab-message");
    // What is drawn again under the pointer wants it to move again.
    for (let tries = 0; tries < 20 && (await message.count()) === 0; tries += 1) {
      await mark.hover();
      await message.waitFor({ timeout: 3000 }).catch(() => page.mouse.move(5, 5));
    }
    expect(await message.textContent()).toContain("nowhere");
    await page.screenshot({ path: join(out, `labextension-lint-${theme.toLowerCase()}.png`) });
    await lastEditor(page).click();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText("let b = 2 + 1");
    await expect.poll(() => mark.count(), { timeout: 60_000 }).toBe(0);
  },
);

test("a line that goes on is indented, and so is one inside brackets", async (context) => {
  requireOrSkip(context, ...needs);
  await writeCell(page, "data toy(x) = [");
  await page.keyboard.press("Enter");
  await page.keyboard.type("1 | 2");
  await expect.poll(() => lastEditor(page).locator(".cm-line").nth(1).textContent()).toMatch(/^ {2,4}1 \| 2/);
});

test("\\alpha and Tab is α", async (context) => {
  requireOrSkip(context, ...needs);
  await idle(page);
  await writeCell(page, "let \\alpha");
  await complete(page);
  await page.screenshot({ path: join(out, "labextension-greek.png") });
  await page.keyboard.press("Enter");
  await expect.poll(() => lastEditor(page).textContent(), { timeout: 60_000 }).toBe("let α");
});

test("a %%ts cell is coloured as TypeScript", async (context) => {
  requireOrSkip(context, ...needs);
  await writeCell(page, "%%ts\nconst x = `a` // why");
  await lastEditor(page)
    .locator("span", { hasText: /^const$/ })
    .waitFor();
  expect(await colourOf("const")).not.toBe(await colourOf("// why"));
  // The colour of operators is legible in both themes.
  expect(await colourOf("%%ts")).toBe(await colourOf("="));
  await page.screenshot({ path: join(out, "labextension-typescript.png") });
});

test("with the extension in the page a cell still runs", async (context) => {
  requireOrSkip(context, ...needs);
  await writeCell(page, "20 + 1");
  await page.keyboard.press("Control+Enter");
  await lastOutput(page).getByText("21").waitFor();
});
