import moo from "moo";
import type { Span } from "./diagnostic.ts";

/** The words that begin a statement; reserved only there and after `explain`. */
export const verbs = [
  "data",
  "law",
  "let",
  "fit",
  "predict",
  "solve",
  "minimize",
  "maximize",
  "compare",
  "plot",
  "design",
  "assert",
  "report",
  "export",
  "import",
  "set",
  "explain",
] as const;

/** The words that connect the parts of a statement; always reserved. */
export const connectives = [
  "on",
  "to",
  "at",
  "by",
  "as",
  "in",
  "of",
  "for",
  "over",
  "where",
  "with",
  "using",
  "against",
  "sharing",
  "keeping",
  "matching",
  "and",
  "or",
  "not",
  "if",
  "then",
  "else",
] as const;

/** The connectives written with a space in them: one token each, so that `subject` and `out` stay free as names. */
export const phrases = ["holding out", "subject to"] as const;

/** The type of a token: `verb` and `unit` depend on what stands before the word, and are given by layout.ts. */
export type TokenType =
  | "newline"
  | "space"
  | "comment"
  | "string"
  | "number"
  | "unit"
  | "name"
  | "verb"
  | "keyword"
  | "operator"
  | "punctuation"
  | "badString"
  | "badName"
  | "badNumber"
  | "superscript"
  | "foreign"
  | "error";

/** What a token is to a reader. */
export type TokenClass =
  | "blank"
  | "comment"
  | "string"
  | "number"
  | "unit"
  | "name"
  | "verb"
  | "keyword"
  | "operator"
  | "punctuation"
  | "invalid";

/** The class of each type of token: all that a highlighter needs to know. */
export const tokenClasses: Readonly<Record<TokenType, TokenClass>> = {
  newline: "blank",
  space: "blank",
  comment: "comment",
  string: "string",
  number: "number",
  unit: "unit",
  name: "name",
  verb: "verb",
  keyword: "keyword",
  operator: "operator",
  punctuation: "punctuation",
  badString: "invalid",
  badName: "invalid",
  badNumber: "invalid",
  superscript: "invalid",
  foreign: "invalid",
  error: "invalid",
};

/** A word, number, sign or comment of a program, with its place; `text` of a phrase has one space, `value` of a name is canonical. */
export interface Token {
  readonly type: TokenType;
  readonly text: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** The place of a token. */
export function spanOf(token: Token): Span {
  return { start: token.start, end: token.end };
}

/** Signs of other languages, keyboards and word processors, and what is written for them here. */
export const foreignSigns: ReadonlyMap<string, string> = new Map(
  (
    [
      ["=", "== === := ＝"],
      ["!=", "!== <> ≠"],
      ["<=", "=< ≤ ⩽ ≦"],
      [">=", "=> ≥ ⩾ ≧"],
      ["^", "** ˆ"],
      ["*", "× · ⋅ ∙ • ∗ ⋆"],
      ["-", "− ‐ ‑ ‒ – — ﹣ －"],
      ["/", "÷ ∕ ⁄"],
      ["+", "＋"],
      ["..", "… ‥"],
      ["~", "∼ 〜 ～"],
      [",", "， 、"],
      [";", "；"],
      ["(", "（"],
      [")", "）"],
      ["and", "&& ∧"],
      ["or", "|| ∨"],
      ["not", "! ¬"],
      ["in", "∈"],
    ] as const
  ).flatMap(([meaning, signs]) => signs.split(" ").map((sign) => [sign, meaning] as const)),
);

const keywordTypes = moo.keywords({ keyword: [...connectives] });

/**
 * The lexer's rules in the order they are tried: the only place that knows how words, numbers and signs are spelt.
 * Every text can be read: what fits nowhere is a `bad…`, `foreign` or `error` token with its place.
 */
export const lexicalRules: moo.Rules = {
  newline: { match: /\r\n|\n|\r/u, lineBreaks: true },
  space: /[\t\p{Zs}\uFEFF]+/u,
  comment: /#[^\r\n]*/u,
  string: /"(?:\\[^\r\n]|[^"\\\r\n])*"/u,
  badString: [/"[^\r\n]*/u, /[“”„«»″][^“”„«»″"\r\n]*[“”«»″"]?/u, /['‘’‚´′][^'‘’‚´′\r\n]*['‘’´′]/u],
  quoted: /`(?:``|[^`\r\n])+`/u,
  badName: /`[^\r\n]*/u,
  // A point after a number belongs to it unless it begins a range: `1..5` is a range, `5.` a mistake.
  number: /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?[KMBT%]?(?![\p{L}\p{M}\p{N}_%]|\.(?!\.))/u,
  badNumber: /(?:\d|\.\d)(?:[eE][+-](?=\d)|[\p{L}\p{M}\p{N}_%]|\.(?!\.))*/u,
  phrase: /(?:holding[\t\p{Zs}]+out|subject[\t\p{Zs}]+to)(?![\p{L}\p{M}\p{Nd}₀-₉_])/u,
  // Raised letters are letters to Unicode; here they are powers, as N² is.
  name: { match: /(?![ⁿⁱ])[\p{L}_](?:(?![ⁿⁱ])[\p{L}\p{M}\p{Nd}₀-₉_])*/u, type: keywordTypes },
  superscript: /[⁺⁻]?[⁰¹²³⁴-⁹ⁿⁱ]+/u,
  foreign: [...foreignSigns.keys()].filter((sign) => sign !== "!"),
  operator: ["..", "!=", "<=", ">=", "=", "<", ">", "+", "-", "*", "/", "^", "~"],
  punctuation: ["(", ")", "[", "]", ",", ";", ".", "|"],
  // After `!=`, which it would otherwise cut in two.
  exclamation: "!",
  error: /[^\r\n]/u,
};

/** The lexer. */
export const lexer: moo.Lexer = moo.compile(lexicalRules);

/** The name that a spelling stands for: NFC, with the micro sign read as the Greek letter it looks like. */
export function canonicalName(text: string): string {
  return text.normalize("NFC").replaceAll("µ", "μ");
}

const bareName = /^(?![ⁿⁱ])[\p{L}_](?:(?![ⁿⁱ])[\p{L}\p{M}\p{Nd}₀-₉_])*$/u;
const reserved: ReadonlySet<string> = new Set(connectives);

/** Whether a name can be written without backticks. */
export function isBareName(name: string): boolean {
  return bareName.test(name) && !reserved.has(name);
}

/** All tokens of a text, blanks and comments included, in order and without gaps. */
export function tokenize(text: string): readonly Token[] {
  lexer.reset(text);
  const tokens: Token[] = [];
  for (const raw of lexer) {
    const start = raw.offset;
    tokens.push({ ...read(raw.type ?? "error", raw.text), start, end: start + raw.text.length });
  }
  return tokens;
}

function read(type: string, text: string): Pick<Token, "type" | "text" | "value"> {
  switch (type) {
    case "quoted":
      return { type: "name", text, value: canonicalName(text.slice(1, -1).replaceAll("``", "`")) };
    case "name":
      return { type: "name", text, value: canonicalName(text) };
    case "phrase": {
      const phrase = text.startsWith("h") ? "holding out" : "subject to";
      return { type: "keyword", text: phrase, value: phrase };
    }
    case "exclamation":
      return { type: "foreign", text, value: text };
    default:
      return { type: type as TokenType, text, value: text };
  }
}
