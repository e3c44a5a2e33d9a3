import { type CellContext, type CellFailure, type CellLanguage, failure, type OtherCell, readCell } from "./cell.ts";
import { html } from "./html.ts";
import { markdown } from "./markdown.ts";
import { sql } from "./sql.ts";
import { typescript } from "./typescript.ts";

/** The languages of cells beside our own. */
export const cellLanguages: readonly CellLanguage[] = [typescript, sql, markdown, html];

/** The language that a cell names. */
export function languageOf({ name }: OtherCell): CellLanguage | undefined {
  return cellLanguages.find((language) => language.name === name);
}

/** Runs a cell that names its language in its first line; `false` when it names none and is the language's own. */
export async function runOtherCell(code: string, context: CellContext): Promise<CellFailure | undefined | false> {
  const cell = readCell(code);
  if (cell === undefined) return false;
  const language = languageOf(cell);
  if (language !== undefined) return language.run(cell, context);
  const known = cellLanguages.map(({ name }) => `%%${name}`).join(", ");
  return failure("unknown-cell", `there are no cells of %%${cell.name}; there are ${known}`);
}
