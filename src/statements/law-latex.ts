import type { Expression } from "../../grammar/syntax.ts";
import { formatLatex } from "../law/format.ts";
import type { Law } from "../law/law.ts";
import { escapeLatex } from "../view/escape.ts";
import { formatValue, latexNumber } from "../view/format-number.ts";
import { latexName } from "../view/latex-name.ts";

const left = (law: Law): string =>
  `${latexName(law.name)}(${(law.signature ?? law.variables).map(latexName).join(", ")})`;

/** A law as LaTeX mathematics, parameters by name. */
export function lawLatex(law: Law): string {
  return written(law, latexName);
}

/** The law, and after it what its local names stand for. */
function written(law: Law, name: (text: string) => string): string {
  const latex = (e: Expression): string =>
    formatLatex(e, { name, number: (_, text) => latexNumber(text), text: escapeLatex });
  const definitions = (law.definitions ?? []).map(({ name: own, parameters, value }) => {
    const of = parameters === undefined ? "" : `(${parameters.map((p) => latexName(p.name)).join(", ")})`;
    return `,\\quad ${latexName(own.name)}${of} = ${latex(value)}`;
  });
  return `${left(law)} = ${latex(law.body)}${definitions.join("")}`;
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
  return written(law, name);
}
