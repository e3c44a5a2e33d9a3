import type { Span } from "./diagnostic.ts";

/** A comment between two clauses: above clause number `before` on a line of its own, or at the end of the line before it. */
export interface InnerComment {
  readonly before: number;
  readonly own: boolean;
  readonly text: string;
}

/** What every statement has: its place and the comments around and inside it. */
export interface StatementBase {
  readonly span: Span;
  /** Comment lines above, without `#` but with the text after it as written; a blank line is "", an empty comment " ". */
  readonly leading?: readonly string[];
  /** Comments between the clauses; those of `explain` count the clauses of what is explained. */
  readonly inner?: readonly InnerComment[];
  /** A comment on the statement's last line. */
  readonly trailing?: string;
}
