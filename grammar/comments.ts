import { headClauses } from "./clauses.ts";
import type { InnerComment, Statement } from "./syntax.ts";
import type { Token } from "./tokens.ts";

/** A comment or a blank line met between two words. */
export type MarginEntry =
  | { readonly kind: "blank" }
  | { readonly kind: "comment"; readonly text: string; readonly own: boolean };

/** A comment inside a statement and the offset of the word after it. */
export interface LooseComment {
  readonly text: string;
  readonly own: boolean;
  readonly next: number;
}

/** The text of a comment after its `#`; an empty comment is " ", for "" is a blank line. */
export function commentText(token: Token): string {
  return token.text.slice(1).trimEnd() || " ";
}

/** The comment lines of a margin: blank lines are "", and several of them are one. */
export function marginLines(entries: readonly MarginEntry[]): readonly string[] {
  const lines: string[] = [];
  for (const entry of entries) {
    const line = entry.kind === "blank" ? "" : entry.text;
    if (line !== "" || lines.at(-1) !== "") lines.push(line);
  }
  return lines;
}

/**
 * Gives a statement its comments: those between two clauses stay there, those inside an expression move above it.
 */
export function withComments(
  statement: Statement,
  leading: readonly string[],
  loose: readonly LooseComment[],
  trailing: string | undefined,
): Statement {
  const clauses = statement.kind === "explain" ? statement.statement.clauses : statement.clauses;
  const inner: InnerComment[] = [];
  const above = [...leading];
  for (const { text, own, next } of loose) {
    const before = clauses.findIndex((c) => c.span.start === next);
    // Two comments cannot share a line's end.
    const taken = inner.some((c) => c.before === before);
    if (before < headClauses(statement)) above.push(text);
    else inner.push({ before, own: own || taken, text });
  }
  return {
    ...statement,
    ...(above.length > 0 && { leading: above }),
    ...(inner.length > 0 && { inner }),
    ...(trailing !== undefined && { trailing }),
  };
}
