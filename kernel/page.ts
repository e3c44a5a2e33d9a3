import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Cell } from "./notebook.ts";
import { markdownHtml } from "./page-markdown.ts";
import { joined, outputHtml } from "./page-output.ts";
import { pageStyle } from "./page-style.ts";
import { htmlText } from "./page-text.ts";

/** An executed notebook to be shown as one page. */
export interface PageInput {
  /** What the browser's tab says; else the first heading. */
  readonly title?: string;
  readonly cells: readonly Cell[];
}

/** The first heading of the notebook's text. */
const firstHeading = (cells: readonly Cell[]): string | undefined => {
  for (const cell of cells) {
    const heading = cell.cell_type === "markdown" ? /^#{1,6}\s+(.+)$/m.exec(joined(cell.source))?.[1] : undefined;
    if (heading !== undefined) return heading.trim();
  }
  return undefined;
};

const cellHtml = (cell: Cell, specs: unknown[]): string => {
  const source = joined(cell.source);
  if (cell.cell_type === "markdown") {
    return `<section class="cell markdown">${markdownHtml(source, cell.attachments)}</section>`;
  }
  if (cell.cell_type !== "code") return `<section class="cell"><pre>${htmlText(source)}</pre></section>`;
  const count = cell.execution_count ?? " ";
  const outputs = (cell.outputs ?? []).map((output) => `<div class="output">${outputHtml(output, specs)}</div>`);
  const code =
    source.trim() === ""
      ? ""
      : `<div class="source"><span class="count">[${count}]</span><pre><code>${htmlText(source)}</code></pre></div>`;
  return `<section class="cell code">${code}${outputs.join("\n")}</section>`;
};

/** JavaScript that no HTML parser can leave early. */
const inScript = (code: string): string => code.replace(/<\/(script)/gi, "<\\/$1").replace(/<!--/g, "\\x3c!--");

/** Draws each chart over its picture; where that fails the picture stays. Expressions are walked, never compiled. */
const drawCharts = `
const specs = JSON.parse(document.getElementById("charts").textContent);
for (const figure of document.querySelectorAll("figure[data-chart]")) {
  const place = document.createElement("div");
  vegaEmbed(place, specs[Number(figure.dataset.chart)], { mode: "vega-lite", renderer: "svg", actions: false, ast: true })
    .then(() => { figure.replaceChildren(place); figure.dataset.drawn = "true"; }, (error) => console.error(error));
}
`;

/** The scripts that draw the charts, taken from the installed packages. */
const chartScripts = async (): Promise<string[]> => {
  const require = createRequire(import.meta.url);
  // vega-embed exports no path but its door: the minified file lies beside what that opens.
  const codes = await Promise.all(
    ["vega", "vega-lite", "vega-embed"].map((name) =>
      readFile(join(dirname(require.resolve(name)), `${name}.min.js`), "utf8"),
    ),
  );
  // A source map named in the code would be a request in a browser's tools.
  return [...codes.map((code) => code.replace(/\n\/\/# sourceMappingURL=.*/g, "")), drawCharts].map(inScript);
};

/**
 * An executed notebook as one HTML page that asks nothing of a network: charts live where scripts run, as pictures
 * where not, in light and in dark. Its content security policy lets only our own scripts run, so that HTML in an
 * output can show but not act. Rejects when vega's files are not installed.
 */
export const renderPage = async (input: PageInput): Promise<string> => {
  const specs: unknown[] = [];
  const cells = input.cells.map((cell) => cellHtml(cell, specs));
  const scripts = specs.length === 0 ? [] : await chartScripts();
  const hashes = scripts.map((code) => `'sha256-${createHash("sha256").update(code).digest("base64")}'`);
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src ${hashes.join(" ") || "'none'"}; base-uri 'none'; form-action 'none'`;
  const data = JSON.stringify(specs).replace(/</g, "\\u003c");
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${htmlText(policy)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${htmlText(input.title ?? firstHeading(input.cells) ?? "Notebook")}</title>`,
    `<style>${pageStyle}</style>`,
    "</head>",
    "<body>",
    "<main>",
    ...cells,
    "</main>",
    ...(specs.length === 0 ? [] : [`<script type="application/json" id="charts">${data}</script>`]),
    ...scripts.map((code) => `<script>${code}</script>`),
    "</body>",
    "</html>",
    "",
  ].join("\n");
};
