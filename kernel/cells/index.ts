import { type CellContext, type CellFailure, type CellLanguage, failure, readCell } from "./cell.ts";
import { html } from "./html.ts";
import { markdown } from "./markdown.ts";

/** The languages of cells beside our own. */
export const cellLanguages: readonly CellLanguage[] = [markdown, html];

/** Runs a cell that names its language in its first line; `false` when it names none and is the language's own. */
export async function runOtherCell(code: string, context: CellContext): Promise<CellFailure | undefined | false> {
  const cell = readCell(code);
  if (cell === undefined) return false;
  const language = cellLanguages.find(({ name }) => name === cell.name);
  if (language !== undefined) return language.run(cell.body, context);
  const known = cellLanguages.map(({ name }) => `%%${name}`).join(", ");
  return failure("unknown-cell", `there are no cells of %%${cell.name}; there are ${known}`);
}
