import { escapeHtml, escapeLatex, oneLine } from "./escape.ts";
import {
  formatInterval,
  formatNumber,
  formatValue,
  type Interval,
  latexNumber,
  type Quantity,
} from "./format-number.ts";
import { type Grid, type GridCell, gridHtml, gridLatex, gridText } from "./grid.ts";
import { latexName } from "./latex-name.ts";
import type { MimeBundle } from "./mime.ts";

/** The media type of a fit as data (language.md §4). */
export const fitMime = "application/vnd.lawlab.fit+json";

/** One parameter of a fit; a fixed one has neither standard error nor interval. */
export interface ParameterRow {
  readonly name: string;
  readonly value: number;
  readonly standardError?: number;
  readonly interval?: Interval;
  /** Such as `at its lower bound`, `fixed`, `= α`. */
  readonly note?: string;
  readonly quantity?: Quantity;
}

/** A local minimum that some starts ended in. */
export interface Rival {
  readonly objective: number;
  readonly starts?: number;
  readonly parameters: readonly (readonly [name: string, value: number])[];
}

/** What a fit shows of itself; every text may be a user's, save the LaTeX, which is made by the law's printer. */
export interface FitCardInput {
  /** E.g. `chin: L(N, D)`. */
  readonly title: string;
  readonly dataName: string;
  /** The law as it was written: `L(N, D) = E + A/N^α`. */
  readonly formula: string;
  readonly formulaLatex: string;
  /** The law with its numbers in place, in LaTeX math. */
  readonly fittedLatex: string;
  /** The first line: `100 of 100 starts agree`, or a warning. */
  readonly headline: { readonly text: string; readonly tone: "good" | "warning" };
  readonly rivals?: readonly Rival[];
  readonly parameters: readonly ParameterRow[];
  /** The head of the interval's column: `95% interval`. */
  readonly intervalName: string;
  /** Rows, loss, space, objective, R², RMSE, seed … in the order shown; numbers are printed to four digits. */
  readonly facts: readonly { readonly label: string; readonly value: string | number }[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  /** The fit as data, passed through. */
  readonly fitJson: unknown;
}

const math = (text: string): GridCell => (text === "" ? { text } : { text, latex: `$${latexNumber(text)}$` });

const parameterGrid = (input: FitCardInput): Grid => {
  const noted = input.parameters.some((row) => row.note !== undefined && row.note !== "");
  const columns = ["parameter", "value", "standard error", input.intervalName, ...(noted ? ["note"] : [])];
  return {
    header: columns.map((text) => ({ text })),
    align: ["left", "right", "right", "right", "left"].slice(0, columns.length) as ("left" | "right")[],
    rows: input.parameters.map((row) => {
      const error = row.standardError;
      return [
        { text: row.name, latex: `$${latexName(row.name)}$` },
        math(formatValue(row.value, row.interval, row.quantity)),
        math(error === undefined || Number.isNaN(error) ? "" : formatNumber(error, row.quantity, 2)),
        math(formatInterval(row.interval, row.quantity)),
        ...(noted ? [{ text: row.note ?? "" }] : []),
      ];
    }),
  };
};

const factGrid = (input: FitCardInput): Grid => ({
  header: [{ text: "fact" }, { text: "value" }],
  align: ["left", "left"],
  rows: input.facts.map(({ label, value }) => [
    { text: label },
    typeof value === "number" ? math(formatNumber(value)) : { text: value },
  ]),
});

const rivalGrid = (rivals: readonly Rival[]): Grid => ({
  header: [{ text: "objective" }, { text: "starts" }, { text: "parameters" }],
  align: ["right", "right", "left"],
  rows: rivals.map((rival) => [
    math(formatNumber(rival.objective, "plain", 7)),
    { text: rival.starts === undefined ? "" : String(rival.starts) },
    {
      text: rival.parameters.map(([name, value]) => `${name} = ${formatNumber(value)}`).join(", "),
      latex: rival.parameters
        .map(([name, value]) => `$${latexName(name)} = ${latexNumber(formatNumber(value))}$`)
        .join(", "),
    },
  ]),
});

const factsLine = (input: FitCardInput): string =>
  input.facts
    .map(({ label, value }) => `${oneLine(label)}: ${typeof value === "number" ? formatNumber(value) : oneLine(value)}`)
    .join(" · ");

const plain = (input: FitCardInput, rivals: readonly Rival[]): string =>
  [
    `${oneLine(input.title)} on ${oneLine(input.dataName)}`,
    oneLine(input.headline.text),
    ...(rivals.length === 0 ? [] : [gridText(rivalGrid(rivals)), ""]),
    oneLine(input.formula),
    "",
    gridText(parameterGrid(input)),
    "",
    factsLine(input),
    ...input.warnings.map(({ code, message }) => `warning[${oneLine(code)}]: ${oneLine(message)}`),
  ].join("\n");

/** A paragraph set off by a bar: amber for a warning, green for good news; the text keeps the page's colour. */
const barred = (tone: "good" | "warning", html: string): string =>
  `<p style="margin:6px 0;padding:2px 0 2px 8px;border-left:4px solid ${tone === "good" ? "#2e9e5b" : "#e08a00"}">${html}</p>`;

const html = (input: FitCardInput, rivals: readonly Rival[]): string => {
  const facts = input.facts.map(
    ({ label, value }) =>
      `<tr><th scope="row" style="text-align:left;font-weight:normal;opacity:0.75;padding:1px 12px 1px 0">${escapeHtml(label)}</th>` +
      `<td style="text-align:left;padding:1px 0">${escapeHtml(typeof value === "number" ? formatNumber(value) : value)}</td></tr>`,
  );
  return [
    '<div style="line-height:1.45">',
    `<h4 style="margin:4px 0">${escapeHtml(input.title)} on ${escapeHtml(input.dataName)}</h4>`,
    barred(input.headline.tone, escapeHtml(input.headline.text)),
    ...(rivals.length === 0 ? [] : [gridHtml(rivalGrid(rivals), "rival minima")]),
    `<p style="margin:6px 0"><code>${escapeHtml(input.formula)}</code></p>`,
    gridHtml(parameterGrid(input)),
    `<table style="border-collapse:collapse;margin:6px 0"><tbody>${facts.join("\n")}</tbody></table>`,
    ...input.warnings.map(({ code, message }) =>
      barred("warning", `<strong>${escapeHtml(code)}</strong>: ${escapeHtml(message)}`),
    ),
    "</div>",
  ].join("\n");
};

const latex = (input: FitCardInput, rivals: readonly Rival[]): string =>
  [
    `\\noindent\\textbf{${escapeLatex(input.title)} on ${escapeLatex(input.dataName)}}\\\\`,
    escapeLatex(input.headline.text),
    `\\[ ${input.formulaLatex} \\]`,
    `\\[ ${input.fittedLatex} \\]`,
    ...(rivals.length === 0 ? [] : [gridLatex(rivalGrid(rivals)), ""]),
    gridLatex(parameterGrid(input)),
    "",
    gridLatex(factGrid(input)),
    ...input.warnings.map(({ code, message }) => `\n\\noindent\\textbf{${escapeLatex(code)}}: ${escapeLatex(message)}`),
  ].join("\n");

/** A fit as a card: text, HTML that reads well without its styles, LaTeX, and the fit itself as JSON. */
export const fitCard = (input: FitCardInput): MimeBundle => {
  const rivals = input.rivals ?? [];
  return {
    "text/plain": plain(input, rivals),
    "text/html": html(input, rivals),
    "text/latex": latex(input, rivals),
    [fitMime]: input.fitJson,
  };
};
