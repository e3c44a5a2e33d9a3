import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium as browserType } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import type { Cell, Output } from "../../kernel/notebook.ts";
import { renderPage } from "../../kernel/page.ts";
import { terminalHtml } from "../../kernel/page-text.ts";
import { chartBundle } from "../../src/view/chart-bundle.ts";
import { table } from "../../src/view/table.ts";
import { chromium } from "../support/chromium.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { sampleCharts } from "../view/sample-charts.ts";

const markdown = (source: string): Cell => ({ id: "m", cell_type: "markdown", source, metadata: {} });
const code = (source: string, ...outputs: readonly Output[]): Cell => ({
  id: "c",
  cell_type: "code",
  source,
  metadata: {},
  execution_count: 1,
  outputs,
});
const shown = (data: Readonly<Record<string, unknown>>): Output => ({
  output_type: "display_data",
  metadata: {},
  data,
});

/** The page less its scripts, styles and head. */
const bodyOf = (page: string): string => page.slice(page.indexOf("<main>"), page.indexOf("</main>"));

let browser: Browser | undefined;
afterAll(async () => browser?.close());

test("text, code, tables, streams and errors stand in their order", async () => {
  const page = await renderPage({
    cells: [
      markdown("# A first fit\n\nBy **hand**, for $5 and $6."),
      code(
        "fit L on runs # a < b",
        { output_type: "stream", name: "stdout", text: "read 240 rows\n" },
        shown(table({ columns: [{ name: "D" }], rows: [[1]] })),
        { output_type: "error", ename: "unknown-name", evalue: "", traceback: ["\u001b[31merror\u001b[0m: no rns"] },
      ),
    ],
  });
  expect(page).toContain("<title>A first fit</title>");
  const body = bodyOf(page);
  const order = [
    "<h1>A first fit</h1>",
    "<strong>hand</strong>, for $5 and $6.",
    "# a &#60; b",
    "read 240 rows",
    "<table",
    '<span class="ansi-red">error</span>: no rns',
  ];
  const places = order.map((part) => body.indexOf(part));
  expect(
    places.every((place) => place >= 0),
    places.join(),
  ).toBe(true);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test("formulas become MathML, and a wrong one stays as it was written", async () => {
  const body = bodyOf(
    await renderPage({ title: "t", cells: [markdown("$L_0 = \\frac{A}{N^\\alpha}$ and $\\frac{$\n\n$$\na_1\n$$")] }),
  );
  expect(body.match(/<math/g)).toHaveLength(2);
  expect(body).toContain("<mfrac>");
  expect(body).toContain('display="block"');
  expect(body).toContain("<code>\\frac{</code>");
});

test("HTML and script links in Markdown are shown, not obeyed, and pictures come from the cell alone", async () => {
  const cell = {
    ...markdown(
      "<script>x()</script> [a](javascript:x()) ![far](https://x.test/a.png) ![near](attachment:a.png) ![odd](attachment:%E0)",
    ),
    attachments: { "a.png": { "image/png": "AQI=" } },
  };
  const body = bodyOf(await renderPage({ title: "t", cells: [cell] }));
  expect(body).not.toMatch(/<script|href="javascript/);
  expect(body.match(/<img[^>]*>/g)).toEqual(['<img src="data:image/png;base64,AQI=" alt="near">']);
});

test("a page without charts carries no script", async () => {
  const page = await renderPage({ title: "<t>", cells: [code("1", shown({ "text/plain": "1" }))] });
  expect(page).toContain("<title>&#60;t&#62;</title>");
  expect(page).not.toContain("<script");
  expect(page.length).toBeLessThan(10_000);
});

test("Vega is inlined once, and data cannot end its script", async () => {
  const chart = await chartBundle(sampleCharts("</script><script>alert(1)</script>").curve!);
  const page = await renderPage({ title: "t", cells: [code("a", shown(chart)), code("b", shown(chart))] });
  expect(page.match(/<script>/g)).toHaveLength(4);
  expect(page.match(/<\/script>/g)).toHaveLength(5);
  expect(page.length).toBeLessThan(1_500_000);
});

test("colours of a terminal become spans and other sequences vanish", () => {
  expect(terminalHtml("\u001b[1;31ma\u001b[39mb\u001b[0mc<\u001b[2K\u001b]0;title\u0007d")).toBe(
    '<span class="ansi-bold ansi-red">a</span><span class="ansi-bold">b</span>c&#60;d',
  );
});

test("a browser without a network draws the charts, in light and in dark, and runs nothing of an output's", async (context) => {
  requireOrSkip(context, chromium);
  const folder = await mkdtemp(join(tmpdir(), "lawlab-page-"));
  try {
    const charts = Object.values(sampleCharts());
    const bundles = await Promise.all(charts.map((chart) => chartBundle(chart)));
    const evil = '<script>document.title = "owned"</script><img src="data:," onerror="document.title = 1">';
    const cells = [...bundles.map((bundle) => code("plot", shown(bundle))), code("evil", shown({ "text/html": evil }))];
    const file = join(folder, "page.html");
    await writeFile(file, await renderPage({ title: "charts", cells }));
    browser = await browserType.launch({
      executablePath: chromium,
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await browser.newPage({ colorScheme });
      const requests: string[] = [];
      page.on("request", (request) => requests.push(request.url()));
      await page.goto(pathToFileURL(file).href);
      await page.waitForFunction(
        (count) => document.querySelectorAll("figure[data-drawn]").length === count,
        charts.length,
        { timeout: 60_000 },
      );
      const labels = await page.locator("figure[data-drawn] svg .role-axis-label text").allTextContents();
      expect(labels).toEqual(expect.arrayContaining(["10B", "10²⁰", "−0.01"]));
      expect(await page.title()).toBe("charts");
      expect(requests.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
      const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(paper).toBe(colorScheme === "light" ? "rgb(255, 255, 255)" : "rgb(13, 17, 23)");
      await page.close();
    }
    const plain = await browser.newPage({ javaScriptEnabled: false });
    await plain.goto(pathToFileURL(file).href);
    expect(await plain.locator("figure.chart img[src^='data:image/svg']").count()).toBe(charts.length);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
