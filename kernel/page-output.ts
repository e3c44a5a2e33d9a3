import type { Output } from "./notebook.ts";
import { formulaHtml, markdownHtml } from "./page-markdown.ts";
import { htmlText, terminalHtml } from "./page-text.ts";

/** Puts nbformat's text together. */
export const joined = (text: unknown): string =>
  Array.isArray(text) ? text.map(String).join("") : text === undefined || text === null ? "" : String(text);

const vegaLite = "application/vnd.vegalite.v5+json";

const picture = (source: string, text: string): string => `<img src="${htmlText(source)}" alt="${htmlText(text)}">`;

/** The picture of a bundle: SVG as an image of its own, so that its ids and scripts stay inside, else PNG or JPEG. */
const pictureOf = (data: Readonly<Record<string, unknown>>): string | undefined => {
  const text = joined(data["text/plain"]);
  if (data["image/svg+xml"] !== undefined) {
    return picture(`data:image/svg+xml;base64,${Buffer.from(joined(data["image/svg+xml"])).toString("base64")}`, text);
  }
  const type = ["image/png", "image/jpeg"].find((name) => data[name] !== undefined);
  return type === undefined ? undefined : picture(`data:${type};base64,${joined(data[type]).replace(/\s/g, "")}`, text);
};

const latexHtml = (latex: string): string => {
  const formula = /^\s*\$\$?([^$]+)\$\$?\s*$/.exec(latex)?.[1];
  return formula === undefined ? `<pre>${htmlText(latex)}</pre>` : formulaHtml(formula, true);
};

/** The richest form of a bundle that a page can show; charts are added to `specs` and drawn over their picture. */
const bundleHtml = (data: Readonly<Record<string, unknown>>, specs: unknown[]): string => {
  const still = pictureOf(data);
  if (data[vegaLite] !== undefined) {
    specs.push(data[vegaLite]);
    return `<figure class="chart" data-chart="${specs.length - 1}">${still ?? htmlText(joined(data["text/plain"]))}</figure>`;
  }
  if (data["text/html"] !== undefined) return `<div class="html">${joined(data["text/html"])}</div>`;
  if (still !== undefined) return `<figure>${still}</figure>`;
  if (data["text/markdown"] !== undefined) return markdownHtml(joined(data["text/markdown"]));
  if (data["text/latex"] !== undefined) return latexHtml(joined(data["text/latex"]));
  if (data["text/plain"] !== undefined) return `<pre>${terminalHtml(joined(data["text/plain"]))}</pre>`;
  return data["application/json"] === undefined
    ? ""
    : `<pre>${htmlText(JSON.stringify(data["application/json"], undefined, 2))}</pre>`;
};

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

/** One output as HTML; a chart adds its spec to `specs`. */
export const outputHtml = (output: Output, specs: unknown[]): string => {
  switch (output.output_type) {
    case "stream":
      return `<pre class="${output.name === "stderr" ? "stderr" : "stdout"}">${terminalHtml(joined(output.text))}</pre>`;
    case "error": {
      const trace = Array.isArray(output.traceback) ? output.traceback.join("\n") : "";
      return `<pre class="error">${terminalHtml(trace === "" ? `${joined(output.ename)}: ${joined(output.evalue)}` : trace)}</pre>`;
    }
    default:
      return bundleHtml(recordOf(output.data), specs);
  }
};
