import katex from "katex";
import { expect, test } from "vitest";
import { escapeHtml, escapeLatex, escapeTerminal, oneLine } from "../../src/view/escape.ts";
import { latexName } from "../../src/view/latex-name.ts";
import { hostileNames } from "./hostile-names.ts";

test.each(hostileNames)("%j is only text in HTML, LaTeX and a terminal", (name) => {
  expect(escapeHtml(name)).not.toMatch(/[<>"'`]|&(?!amp;|lt;|gt;|quot;|#39;|#96;)/);
  const latex = escapeLatex(name);
  expect(latex).not.toMatch(/(?<!\\)[$&#_%]|[~^]/);
  for (const [command] of latex.matchAll(/\\[a-z]+/g)) expect(command).toMatch(/^\\text[a-z]+$/);
  for (const text of [escapeTerminal(name), oneLine(name)]) expect(text).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
  expect(oneLine(name)).not.toContain("\n");
});

test.each([
  ["α", "\\alpha"],
  ["L₀", "L_{0}"],
  ["A1", "A_{1}"],
  ["N_opt", "N_{\\mathrm{opt}}"],
  ["loss", "\\mathrm{loss}"],
  ["alpha", "\\alpha"],
  ["tokens_seen", "\\mathrm{tokens}_{\\mathrm{seen}}"],
  ['E["llama"]', "E_{\\mathrm{llama}}"],
  ['L₀["a b"]', "{L_{0}}_{\\text{a b}}"],
  ["__proto__", "\\text{\\_\\_proto\\_\\_}"],
])("%s is %s in math", (name, latex) => {
  expect(latexName(name)).toBe(latex);
});

test.each(hostileNames)("%j is a formula that LaTeX can read", (name) => {
  expect(() => katex.renderToString(latexName(name), { throwOnError: true, strict: "ignore" })).not.toThrow();
});
