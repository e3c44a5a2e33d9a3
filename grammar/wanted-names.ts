import type { Statement } from "./syntax.ts";
import type { Token } from "./tokens.ts";

/** A kind of name that may stand at a place; `member` is what a fit or a data set has after its point. */
export type Wanted =
  | "data"
  | "law"
  | "fit"
  | "let"
  | "column"
  | "variable"
  | "parameter"
  | "function"
  | "loss"
  | "option"
  | "unit"
  | "member"
  | "path"
  | "library"
  | "format"
  | "measure"
  | "distribution";

/** Words that join expressions and begin no clause. */
const joining: ReadonlySet<string> = new Set(["and", "or", "not", "if", "then", "else", "in"]);

/** The kinds of names that may follow the tokens of a statement where the grammar takes a name. */
export function wantedNames(before: readonly Token[], kind: Statement["kind"]): readonly Wanted[] {
  const previous = before.at(-1);
  if (previous?.text === "~") return ["distribution"];
  const depth = openBrackets(before);
  const clause = governing(before);
  // A name that something is bound to stands first in its clause or after a comma.
  const binds = depth === 0 && (previous === clause || previous?.text === ",");
  switch (clause?.text) {
    case "on":
    case "matching":
      return ["data"];
    case "as":
      return kind === "export" ? ["format"] : [];
    case "keeping":
    case "by":
      return ["column", "function"];
    case "sharing":
      return ["parameter"];
    case "using":
      if (kind === "compare") return ["measure"];
      return depth === 0 ? ["loss"] : ["column", "let"];
    case "to":
    case "holding out":
      return ["column", "function", "law"];
    case "with":
      if (kind === "law") return binds ? [] : ["variable", "parameter", "function", "let", "law"];
      if (kind === "data") return binds ? ["column"] : ["column", "function", "let", "law", "fit"];
      return binds ? ["option"] : ["let", "column", "function"];
    case "where":
      return kind === "law" ? ["parameter", "function", "let", "fit"] : ["column", "function", "let"];
    case "at":
      if (kind === "data") return binds ? ["column"] : ["column", "function", "let", "law", "fit"];
      return binds ? ["variable"] : ["variable", "let", "function", "law", "fit"];
    case "for":
      if (kind === "design") return ["law", "fit", "variable", "function"];
      return binds || previous === clause ? ["variable"] : ["let", "function"];
    case "over":
      return binds || previous === clause ? ["variable"] : ["let", "function"];
    case "against":
      return ["variable", "column", "function"];
    case "subject to":
    case "of":
      return ["law", "fit", "variable", "parameter", "function", "let"];
    default:
      return inHead(before, kind, binds);
  }
}

function inHead(before: readonly Token[], kind: Statement["kind"], atStart: boolean): readonly Wanted[] {
  const bound = before.some((token) => token.text === "=");
  switch (kind) {
    case "data":
      return bound ? ["data"] : [];
    case "law":
      if (!bound) return before.length > 1 ? ["column"] : [];
      return ["variable", "parameter", "function", "law", "let"];
    case "let":
      return bound && !atStart ? ["law", "fit", "parameter", "function", "let"] : [];
    case "set":
      return atStart || !bound ? ["option"] : ["let"];
    case "fit":
      return ["law"];
    case "report":
    case "export":
      return ["fit"];
    case "compare":
      return ["fit", "law"];
    case "import":
      return ["library"];
    case "predict":
      return ["law", "fit", "variable", "function"];
    case "solve":
    case "minimize":
    case "maximize":
      return ["law", "fit", "variable", "function", "let"];
    case "plot":
    case "design":
      return [];
    case "assert":
    case "explain":
    case "expression":
      return ["parameter", "law", "fit", "function", "let", "data"];
  }
}

/** The word of the clause that the end of the tokens is in; undefined in the head. */
function governing(before: readonly Token[]): Token | undefined {
  return before.findLast((token) => token.type === "keyword" && !joining.has(token.text));
}

function openBrackets(before: readonly Token[]): number {
  return before.reduce(
    (depth, { text }) => (text === "(" || text === "[" ? depth + 1 : text === ")" || text === "]" ? depth - 1 : depth),
    0,
  );
}
