import { matchBrackets } from "./brackets.ts";
import { commentText, type LooseComment, type MarginEntry, marginLines } from "./comments.ts";
import { type Diagnostic, error } from "./diagnostic.ts";
import { lexicalMistake } from "./lexical-mistakes.ts";
import { nestingMistake } from "./nesting.ts";
import { spanOf, type Token, tokenize, verbs } from "./tokens.ts";

/** The tokens of one statement, without blanks and comments, and what stood above, between and behind them. */
export interface Slice {
  readonly tokens: readonly Token[];
  /** What is wrong already; such a statement is not parsed. */
  readonly diagnostics: readonly Diagnostic[];
  readonly leading: readonly string[];
  readonly inner: readonly LooseComment[];
  readonly trailing?: string;
}

/** A program cut into its statements. */
export interface Layout {
  readonly slices: readonly Slice[];
  /** The comment lines after the last statement. */
  readonly trailing: readonly string[];
}

interface Draft {
  tokens: Token[];
  diagnostics: Diagnostic[];
  leading: readonly string[];
  inner: LooseComment[];
  trailing?: string;
}

const tabWidth = 4;
const verbWords: ReadonlySet<string> = new Set(verbs);

/**
 * Cuts a program into statements: a newline or `;` outside brackets ends one; a line indented deeper than the
 * program's first goes on with the one above. Verbs are told from names, and units from names, by what precedes them.
 */
export function layOut(text: string): Layout {
  const tokens = tokenize(text);
  const { depth, mistakes } = matchBrackets(tokens);
  const drafts: Draft[] = [];
  let margin: MarginEntry[] = [];
  let open: Draft | undefined;
  let base: number | undefined;
  let indent = 0;
  let line: "empty" | "comment" | "code" = "empty";

  for (const [index, token] of tokens.entries()) {
    if (token.type === "newline") {
      if (line === "empty") margin.push({ kind: "blank" });
      line = "empty";
      indent = 0;
    } else if (token.type === "space") {
      if (line === "empty") indent = columnsOf(token.text);
    } else if (token.type === "comment") {
      margin.push({ kind: "comment", text: commentText(token), own: line !== "code" });
      if (line === "empty") line = "comment";
    } else {
      const first = line !== "code";
      line = "code";
      base ??= indent;
      if (token.text === ";" && depth[index] === 0) {
        open = undefined;
        continue;
      }
      if (open === undefined || (first && depth[index] === 0 && indent <= base)) {
        open = begin(token, first, drafts.at(-1), margin);
        drafts.push(open);
      } else {
        for (const entry of margin)
          if (entry.kind === "comment") open.inner.push({ text: entry.text, own: entry.own, next: token.start });
      }
      margin = [];
      const mistake = mistakes.get(index);
      if (mistake !== undefined && open.diagnostics.length === 0) open.diagnostics.push(mistake);
      add(text, token, open);
    }
  }
  const rest = takeTrailing(margin, drafts.at(-1));
  for (const draft of drafts) {
    const mistake = draft.diagnostics.length === 0 ? nestingMistake(draft.tokens) : undefined;
    if (mistake !== undefined) draft.diagnostics.push(mistake);
  }
  const trailing = trimBlank(marginLines(rest));
  return { slices: drafts, trailing: drafts.length === 0 ? dropFirstBlank(trailing) : trailing };
}

function columnsOf(space: string): number {
  let columns = 0;
  for (const character of space)
    columns += character === "\t" ? tabWidth - (columns % tabWidth) : character === "\uFEFF" ? 0 : 1;
  return columns;
}

/** Opens a statement at its first token; the comments of the margin go to the statements on both sides. */
function begin(token: Token, first: boolean, previous: Draft | undefined, margin: readonly MarginEntry[]): Draft {
  const rest = takeTrailing(margin, previous);
  const lines = marginLines(rest);
  const draft: Draft = {
    tokens: [],
    diagnostics: [],
    leading: previous === undefined ? dropFirstBlank(lines) : lines,
    inner: [],
  };
  if (token.text === "-" && first && previous !== undefined && !draft.leading.includes(""))
    draft.diagnostics.push(cutInTwo(token));
  return draft;
}

function takeTrailing(margin: readonly MarginEntry[], previous: Draft | undefined): readonly MarginEntry[] {
  const [entry, ...rest] = margin;
  if (previous === undefined || entry?.kind !== "comment" || entry.own) return margin;
  previous.trailing = entry.text;
  return rest;
}

function dropFirstBlank(lines: readonly string[]): readonly string[] {
  return lines[0] === "" ? lines.slice(1) : lines;
}

function trimBlank(lines: readonly string[]): readonly string[] {
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

function cutInTwo(token: Token): Diagnostic {
  return error(
    "unindented-minus",
    "a line that begins with - right under another line would be a statement of its own",
    spanOf(token),
    {
      note: "does it go on with the line above?",
      help: "indent it to continue the line above, or leave a blank line before it",
      fix: { span: { start: token.start, end: token.start }, text: "  " },
    },
  );
}

/** Adds a token to its statement, as the verb, unit or name that it is there. */
function add(text: string, token: Token, draft: Draft): void {
  const before = draft.tokens.at(-1);
  const bare = token.type === "name" && !token.text.startsWith("`");
  if (token.text === "subject to" && before !== undefined && wantsName(before)) {
    // A thing named `subject` before the word `to`, for a clause cannot begin here.
    const end = token.start + "subject".length;
    draft.tokens.push({ type: "name", text: "subject", value: "subject", start: token.start, end });
    draft.tokens.push({ type: "keyword", text: "to", value: "to", start: token.end - 2, end: token.end });
    return;
  }
  const isFirst = before === undefined || (before.type === "verb" && before.text === "explain");
  const type =
    bare && isFirst && verbWords.has(token.text) ? "verb" : bare && before?.type === "number" ? "unit" : token.type;
  const typed: Token = type === token.type ? token : { ...token, type };
  const mistake = lexicalMistake(text, typed, draft.tokens);
  if (mistake !== undefined) draft.diagnostics.push(mistake);
  draft.tokens.push(typed);
}

function wantsName(token: Token): boolean {
  if (token.type === "verb") return token.text === "fit";
  return (
    token.type === "keyword" ||
    token.type === "operator" ||
    (token.type === "punctuation" && token.text !== ")" && token.text !== "]")
  );
}
