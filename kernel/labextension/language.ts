import { indentOf, readToken } from "./highlight.ts";
import { type HighlightState, type Line, startState } from "./highlight-state.ts";
import type { Languages, Shared } from "./host.ts";

/** The language as JupyterLab's table wants it: highlighting, indentation, comments and brackets. */
export function addLanguage(languages: Languages, codemirrorLanguage: Shared): void {
  const { StreamLanguage, LanguageSupport } = codemirrorLanguage;
  const language = StreamLanguage.define({
    name: "lawlab",
    startState,
    copyState: (state: HighlightState) => ({ ...state }),
    token: (line: Line, state: HighlightState) => readToken(line, state),
    indent: (state: HighlightState, textAfter: string, context: { readonly unit: number }) =>
      indentOf(state, textAfter, context.unit),
    languageData: {
      commentTokens: { line: "#" },
      closeBrackets: { brackets: ["(", "[", '"', "`"] },
      indentOnInput: /^\s*[)\]]$/,
    },
  });
  languages.addLanguage({
    name: "lawlab",
    displayName: "lawlab",
    mime: "text/x-lawlab",
    extensions: ["law"],
    support: new LanguageSupport(language),
  });
}
