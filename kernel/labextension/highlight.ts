import { type TokenClass, tokenClasses, tokenize, verbs } from "../../src/index.ts";
import type { HighlightState, Line } from "./highlight-state.ts";
import { typescriptToken } from "./typescript-tokens.ts";

/** The names of highlighting tags, for each class of the lexer's table. */
const tags: Readonly<Record<TokenClass, string | null>> = {
  blank: null,
  comment: "comment",
  string: "string",
  number: "number",
  unit: "unit",
  name: "variableName",
  verb: "keyword",
  keyword: "operatorKeyword",
  operator: "operator",
  punctuation: "punctuation",
  invalid: "invalid",
};

/** A cell's or a line helper's name: JupyterLab's colour for "meta" cannot be read on its dark theme. */
const headTag = tags.operator;

const verbWords: ReadonlySet<string> = new Set(verbs);

/** Reads one token of a line and gives the name of its tag. */
export function readToken(line: Line, state: HighlightState): string | null {
  if (line.sol()) {
    const head = /^\s*(%{1,2})\s*([a-z]*)/.exec(line.string);
    if (state.cell === "unread" && head?.[1] === "%%") {
      state.cell = head[2] === "ts" ? "typescript" : "other";
      line.skipToEnd();
      return headTag;
    }
    if (state.cell === "unread" && head !== null) {
      line.match(/^\s*%\s*[a-z]*/);
      return headTag;
    }
    if (line.string.trim() !== "" && state.cell === "unread") state.cell = "lawlab";
  }
  if (state.cell === "typescript") return typescriptToken(line, state);
  if (state.cell === "other") {
    line.skipToEnd();
    return null;
  }
  return programToken(line, state);
}

function programToken(line: Line, state: HighlightState): string | null {
  const [token] = tokenize(line.string.slice(line.pos));
  if (token === undefined) {
    line.next();
    return null;
  }
  const opens = opensStatement(line, state);
  for (let i = 0; i < token.end; i += 1) line.next();
  if (token.type === "space" || token.type === "newline") return null;
  const type =
    token.type !== "name"
      ? token.type
      : (opens || state.lastText === "explain") && verbWords.has(token.text)
        ? "verb"
        : state.last === "number"
          ? "unit"
          : "name";
  const kind = tokenClasses[type];
  if (kind === "comment") return tags.comment;
  state.base ??= line.indentation();
  state.indent = line.indentation();
  if (/^[([]$/.test(token.text)) state.depth += 1;
  else if (/^[)\]]$/.test(token.text)) state.depth = Math.max(0, state.depth - 1);
  state.last = kind;
  state.lastText = token.text;
  return tags[kind];
}

/** Whether a word here would be the first of its statement, as the language lays a program out. */
function opensStatement(line: Line, state: HighlightState): boolean {
  if (state.depth > 0) return false;
  if (state.lastText === ";") return true;
  return line.string.slice(0, line.pos).trim() === "" && line.indentation() <= (state.base ?? line.indentation());
}

/** The columns to indent a new line by: inside brackets, behind an operator, a connective or a comma one unit more. */
export function indentOf(state: HighlightState, textAfter: string, unit: number): number | null {
  if (state.cell !== "lawlab") return null;
  const base = state.base ?? 0;
  if (state.depth > 0) return base + (/^\s*[)\]]/.test(textAfter) ? state.depth - 1 : state.depth) * unit;
  const goesOn = state.last === "operator" || state.last === "keyword" || state.lastText === ",";
  return goesOn ? Math.max(state.indent, base + unit) : state.lastText === "" ? base : state.indent;
}
