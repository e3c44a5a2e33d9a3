import { escapeHtml, escapeLatex, oneLine } from "./escape.ts";

/** One printed cell; `latex` stands in for `text` where LaTeX has its own way to write it. */
export interface GridCell {
  readonly text: string;
  readonly latex?: string;
}

/** A table whose cells are printed already. */
export interface Grid {
  readonly header: readonly GridCell[];
  /** One a column. */
  readonly align: readonly ("left" | "right")[];
  readonly rows: readonly (readonly GridCell[])[];
}

/** A rule that is seen on light and on dark paper. */
const rule = "1px solid rgba(128,128,128,0.4)";

/** Columns that a terminal gives a text: none for combining marks, two for East Asian wide characters. */
const terminalWidth = (text: string): number => {
  let width = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
};

/** The grid with spaces between aligned columns, its header underlined; lines are joined with newlines. */
export const gridText = (grid: Grid): string => {
  const lines = [grid.header, ...grid.rows].map((cells) => cells.map((cell) => oneLine(cell.text)));
  const widths = grid.header.map((_, column) => Math.max(...lines.map((line) => terminalWidth(line[column] ?? ""))));
  const printLine = (line: readonly string[]): string =>
    widths
      .map((width, column) => {
        const text = line[column] ?? "";
        const space = " ".repeat(Math.max(0, width - terminalWidth(text)));
        return grid.align[column] === "right" ? space + text : text + space;
      })
      .join("  ")
      .trimEnd();
  const underline = widths.map((width) => "─".repeat(width)).join("  ");
  return [printLine(lines[0]!), underline, ...lines.slice(1).map(printLine)].join("\n");
};

/** The grid as one `<table>`; `caption` is text, shown above it. */
export const gridHtml = (grid: Grid, caption?: string): string => {
  const style = (column: number, header: boolean): string =>
    `text-align:${grid.align[column] ?? "left"};padding:2px 12px 2px 0;border-bottom:${header ? rule : "0"};white-space:nowrap`;
  const line = (cells: readonly GridCell[], tag: "th" | "td"): string =>
    `<tr>${cells
      .map(
        (cell, column) =>
          `<${tag}${tag === "th" ? ' scope="col"' : ""} style="${style(column, tag === "th")}">${escapeHtml(cell.text)}</${tag}>`,
      )
      .join("")}</tr>`;
  return [
    '<table style="border-collapse:collapse;margin:4px 0;font-variant-numeric:tabular-nums">',
    caption === undefined
      ? ""
      : `<caption style="text-align:left;font-weight:600;padding:2px 0;white-space:nowrap">${escapeHtml(caption)}</caption>`,
    `<thead>${line(grid.header, "th")}</thead>`,
    `<tbody>${grid.rows.map((row) => line(row, "td")).join("\n")}</tbody>`,
    "</table>",
  ]
    .filter((part) => part !== "")
    .join("\n");
};

/** The grid as a `tabular` with plain rules, for any LaTeX document without packages. */
export const gridLatex = (grid: Grid): string => {
  const line = (cells: readonly GridCell[]): string =>
    `${cells.map((cell) => cell.latex ?? escapeLatex(cell.text)).join(" & ")} \\\\`;
  return [
    `\\begin{tabular}{${grid.align.map((side) => side[0]).join("")}}`,
    line(grid.header),
    "\\hline",
    ...grid.rows.map(line),
    "\\end{tabular}",
  ].join("\n");
};
