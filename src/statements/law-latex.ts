import { formatLatex } from "../law/format.ts";
import type { Law } from "../law/law.ts";
import { escapeLatex } from "../view/escape.ts";
import { formatValue, latexNumber } from "../view/format-number.ts";
import { latexName } from "../view/latex-name.ts";

const left = (law: Law): string =>
  `${latexName(law.name)}(${(law.signature ?? law.variables).map(latexName).join(", ")})`;

/** A law as LaTeX mathematics, parameters by name. */
export function lawLatex(law: Law): string {
  const right = formatLatex(law.body, { name: latexName, number: (_, text) => latexNumber(text), text: escapeLatex });
  return `${left(law)} = ${right}`;
}

/** A law as LaTeX mathematics with numbers in the place of parameters, to the digits their intervals support. */
export function fittedLatex(
  law: Law,
  values: ReadonlyMap<string, { readonly value: number; readonly interval: readonly [number, number] }>,
): string {
  const name = (text: string): string => {
    const known = values.get(text);
    if (known === undefined) return latexName(text);
    const number = latexNumber(formatValue(known.value, known.interval));
    return known.value < 0 ? `\\left(${number}\\right)` : number;
  };
  const right = formatLatex(law.body, { name, number: (_, text) => latexNumber(text), text: escapeLatex });
  return `${left(law)} = ${right}`;
}
