import { lexicalRules, type TokenClass, type TokenType, tokenClasses } from "../../src/index.ts";

/** One rule of the lexer for a highlighter that reads regular expressions: tried in order, the first that fits wins. */
export interface HighlightRule {
  readonly class: TokenClass;
  /** A regular expression in JavaScript's syntax with the u flag. */
  readonly pattern: string;
}

/** What the rules of the lexer that are no types of tokens are read as. */
const readAs: Readonly<Record<string, TokenType>> = { quoted: "name", phrase: "keyword", exclamation: "foreign" };

/** The rules of the lexer; words are not told apart yet, see `connectives` and `verbs`. */
export function highlightRules(): readonly HighlightRule[] {
  return Object.entries(lexicalRules).map(([type, rule]) => ({
    class: tokenClasses[readAs[type] ?? (type as TokenType)],
    pattern: patternsOf(rule).join("|"),
  }));
}

/** The alternatives of a rule, longer signs before those they begin with. */
function patternsOf(rule: unknown): readonly string[] {
  if (rule instanceof RegExp) return [rule.source];
  if (typeof rule === "string") return [rule.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")];
  if (Array.isArray(rule)) {
    const list: readonly unknown[] = rule;
    return list
      .toSorted((a, b) => (typeof a === "string" && typeof b === "string" ? b.length - a.length : 0))
      .flatMap(patternsOf);
  }
  if (typeof rule === "object" && rule !== null && "match" in rule) return patternsOf(rule.match);
  throw new Error("a rule of the lexer is of no form that a highlighter can read");
}
