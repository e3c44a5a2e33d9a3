import { clausesOf, clauseWords } from "./clauses.ts";
import { expectedWords, statementKind } from "./expected.ts";
import { layOut } from "./layout.ts";
import { parseTokens } from "./parse.ts";
import type { Statement } from "./syntax.ts";
import { canonicalName, type Token, tokenize, verbs } from "./tokens.ts";
import { type Wanted, wantedNames } from "./wanted-names.ts";

export type { Wanted } from "./wanted-names.ts";

/** What fits at a cursor, told from the words around it alone. */
export interface CompletionContext {
  /** The place that a completion replaces, as UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
  /** What is written there before the cursor: of a name its canonical spelling without a backtick. */
  readonly prefix: string;
  /** The kinds of names that fit, the likeliest first. */
  readonly wants: readonly Wanted[];
  /** The words of the language that fit: verbs, clauses and other keywords. */
  readonly words: readonly string[];
  readonly statement: Statement["kind"];
  /** The data set named by the statement, whose columns are meant. */
  readonly data?: string;
  /** The law or fit named first by the statement. */
  readonly law?: string;
  /** The name before the point, for a `member`. */
  readonly object?: string;
  /** Names that the statement itself defines: a law's variables, its local definitions, the columns of a grid. */
  readonly locals: readonly string[];
}

/** Stands for the word at the cursor while the words around it are read. */
const placeholder = "ℵ";

/** What kind of name fits at a cursor; works on text that is broken or half written. */
export function contextAt(text: string, cursor: number): CompletionContext {
  const at = Math.min(Math.max(cursor, 0), text.length);
  const token = tokenize(text).find((t) => t.start < at && at <= t.end);
  if (token?.type === "comment") return nothing(at);
  if (token !== undefined && isOpenString(token, at)) return inString(text, token, at);
  const word =
    token !== undefined && isWord(token)
      ? { start: token.start, end: token.type === "badName" ? at : token.end }
      : { start: at, end: at };
  const whole = `${text.slice(0, word.start)}${placeholder}${text.slice(word.end)}`;
  const slice = layOut(whole).slices.findLast(({ tokens }) => tokens[0]!.start <= word.start);
  const index = slice?.tokens.findIndex((t) => t.start === word.start) ?? -1;
  if (slice === undefined || index < 0) return nothing(at);
  return describe(text, slice.tokens, index, word, at);
}

function describe(
  text: string,
  tokens: readonly Token[],
  index: number,
  word: { readonly start: number; readonly end: number },
  at: number,
): CompletionContext {
  const before = tokens.slice(0, index);
  const previous = before.at(-1);
  const kind = statementKind(before);
  const prefix = canonicalName(text.slice(word.start, at).replace(/^`/, ""));
  const around = { statement: kind, ...namedIn(tokens, kind, index) };
  if (previous?.text === "." && before.at(-2)?.type === "name") {
    return { ...word, prefix, wants: ["member"], words: [], ...around, object: before.at(-2)!.value };
  }
  const reading = parseTokens(before);
  const expected = reading.expected();
  const broken = reading.failedAt !== undefined;
  const words = broken ? clausesOf[kind].map((clause) => clauseWords[clause]) : expectedWords(expected, kind);
  const fresh = index === 0 || (index === 1 && previous?.type === "verb" && previous.text === "explain");
  const said = new Set(
    kind === "data" ? [] : tokens.filter((t, i) => t.type === "keyword" && i !== index).map((t) => t.text),
  );
  const clauseList: readonly string[] = Object.values(clauseWords);
  const offered = fresh
    ? [
        ...verbs.filter((verb) => !(index === 1 && verb === "explain")),
        ...words.filter((w) => w === "if" || w === "not"),
      ]
    : words;
  const takesName = broken || expected.some((item) => "type" in item && item.type === "name");
  const wants: readonly Wanted[] = previous?.type === "number" ? ["unit"] : takesName ? wantedNames(before, kind) : [];
  return {
    ...withPhrase(word, prefix, previous, text),
    wants,
    words: offered.filter((w) => !clauseList.includes(w) || !said.has(w)),
    ...around,
  };
}

/** `subject t` is the beginning of one word, `subject to`. */
function withPhrase(
  word: { readonly start: number; readonly end: number },
  prefix: string,
  previous: Token | undefined,
  text: string,
): { start: number; end: number; prefix: string } {
  const phrase = previous?.text === "subject" ? "subject to" : previous?.text === "holding" ? "holding out" : undefined;
  if (phrase === undefined || previous === undefined || /[\r\n]/.test(text.slice(previous.end, word.start)))
    return { ...word, prefix };
  const whole = `${previous.text} ${prefix}`;
  return phrase.startsWith(whole) ? { start: previous.start, end: word.end, prefix: whole } : { ...word, prefix };
}

/** The data set, the law and the local names that a statement mentions. */
function namedIn(
  tokens: readonly Token[],
  kind: Statement["kind"],
  cursor: number,
): Pick<CompletionContext, "data" | "law" | "locals"> {
  const nameAt = (i: number): string | undefined =>
    i !== cursor && tokens[i]?.type === "name" ? tokens[i].value : undefined;
  const on = tokens.findIndex((t) => t.text === "on" && t.type === "keyword");
  const equals = tokens.findIndex((t) => t.text === "=");
  const data = kind === "data" ? nameAt(equals + 1) : on < 0 ? undefined : nameAt(on + 1);
  const of = tokens.findIndex((t) => t.text === "of" && t.type === "keyword");
  const start = kind === "plot" ? of + 1 : 1 + Number(tokens[0]?.text === "explain");
  const law = ["fit", "predict", "solve", "minimize", "maximize", "plot", "report"].includes(kind)
    ? nameAt(start)
    : undefined;
  const locals = tokens.flatMap((t, i) =>
    i !== cursor && t.type === "name" && isLocal(tokens, i, kind, equals) ? [t.value] : [],
  );
  return { ...(data !== undefined && { data }), ...(law !== undefined && { law }), locals: [...new Set(locals)] };
}

function isLocal(tokens: readonly Token[], index: number, kind: Statement["kind"], equals: number): boolean {
  const before = tokens[index - 1]?.text ?? "";
  const after = tokens[index + 1]?.text ?? "";
  if (kind === "law" && index > 1 && index < equals) return true;
  if (kind !== "law" && kind !== "data" && kind !== "let") return false;
  return /^(?:with|at|let|,)$/.test(before) && /^(?:=|~|in)$/.test(after);
}

function isWord(token: Token): boolean {
  return token.type === "name" || token.type === "keyword" || token.type === "badName";
}

function isOpenString(token: Token, at: number): boolean {
  return (token.type === "string" && at < token.end) || (token.type === "badString" && token.text.startsWith('"'));
}

/** Inside quotes: the path of `data NAME = "…`, and nothing that could be known elsewhere. */
function inString(text: string, token: Token, at: number): CompletionContext {
  const slice = layOut(text).slices.findLast(({ tokens }) => tokens.some((t) => t.start === token.start));
  const before = (slice?.tokens ?? []).filter((t) => t.start < token.start);
  const isPath = before.length === 3 && before[0]!.text === "data" && before[2]!.text === "=";
  const end = token.type === "string" ? token.end - 1 : at;
  return {
    ...nothing(at),
    start: token.start + 1,
    end,
    prefix: text.slice(token.start + 1, at),
    wants: isPath ? ["path"] : [],
    statement: statementKind(before),
  };
}

function nothing(at: number): CompletionContext {
  return { start: at, end: at, prefix: "", wants: [], words: [], statement: "expression", locals: [] };
}
