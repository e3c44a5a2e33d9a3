import type { HighlightState, Line } from "./highlight-state.ts";

const words: ReadonlySet<string> = new Set(
  `abstract as async await break case catch class const continue debugger declare default delete do else enum export
  extends finally for from function get if implements import in instanceof interface is keyof let namespace new of
  private protected public readonly return satisfies set static super switch this throw try type typeof var void while
  yield`.split(/\s+/),
);
const atoms: ReadonlySet<string> = new Set(["true", "false", "null", "undefined", "NaN", "Infinity"]);

/** Reads one token of TypeScript: what a `%%ts` cell is coloured by. */
export function typescriptToken(line: Line, state: HighlightState): string | null {
  if (state.inside === "comment") {
    if (line.match(/^.*?\*\//)) state.inside = "";
    else line.skipToEnd();
    return "comment";
  }
  if (state.inside === "template") {
    if (line.match(/^(?:\\.|[^`\\])*`/)) state.inside = "";
    else line.skipToEnd();
    return "string";
  }
  if (line.match(/^\s+/)) return null;
  if (line.match(/^\/\/.*/)) return "comment";
  if (line.match(/^\/\*/)) {
    state.inside = "comment";
    return "comment";
  }
  if (line.match(/^`/)) {
    state.inside = "template";
    return "string";
  }
  if (line.match(/^(?:"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?)/)) return "string";
  if (line.match(/^(?:0[xob][\da-f_]+|\d[\d_]*(?:\.[\d_]*)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)n?/i)) return "number";
  const word = line.match(/^[\p{L}_$][\p{L}\p{N}_$]*/u) as RegExpMatchArray | null;
  if (word !== null) return words.has(word[0]) ? "keyword" : atoms.has(word[0]) ? "atom" : "variableName";
  if (line.match(/^[=!<>+\-*/%&|^~?:]+/)) return "operator";
  line.next();
  return "punctuation";
}
