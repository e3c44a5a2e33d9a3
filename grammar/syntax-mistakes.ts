import { chainedComparison } from "./chained-comparison.ts";
import { clauseWords } from "./clauses.ts";
import { type Diagnostic, error } from "./diagnostic.ts";
import { describeExpected, type Expected, expectedWords, statementKind } from "./expected.ts";
import { nearest } from "./nearest.ts";
import { unknownVerb } from "./rules.ts";
import { spanOf, type Token, verbs } from "./tokens.ts";

/** Where the grammar stopped: at the token `index` of a statement (one past the last where the statement ends too early). */
export interface Stop {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly index: number;
  readonly expected: readonly Expected[];
  /** Whether a statement stands above this one. */
  readonly follows: boolean;
}

/** A stop with the token that did not fit. */
interface Misfit extends Stop {
  readonly token: Token;
  readonly before: Token | undefined;
}

/** The one diagnostic of a statement that the grammar cannot read, the most helpful that fits. */
export function syntaxMistake(stop: Stop): Diagnostic {
  const token = stop.tokens[stop.index];
  if (token === undefined) return endedEarly(stop);
  const misfit: Misfit = { ...stop, token, before: stop.tokens[stop.index - 1] };
  for (const recognize of recognizers) {
    const diagnostic = recognize(misfit);
    if (diagnostic !== undefined) return diagnostic;
  }
  return unexpected(misfit);
}

const recognizers: readonly ((misfit: Misfit) => Diagnostic | undefined)[] = [
  unindented,
  strayIndex,
  chainedComparison,
  mistypedVerb,
  mistypedWord,
  unquotedPath,
  lawWithoutVariables,
  secondHoldout,
  missingOperator,
];

function unindented({ token, index, follows }: Misfit): Diagnostic | undefined {
  if (index > 0 || token.type === "verb") return undefined;
  const message = `no statement begins with ${token.text}`;
  if (!follows || token.text === ")" || token.text === "]")
    return error("unexpected-token", message, spanOf(token), {
      help: "a statement begins with its verb, or is an expression",
    });
  return error("unindented-line", message, spanOf(token), {
    note: "does it go on with the line above?",
    help: "indent the line to continue the statement above it",
    fix: { span: { start: token.start, end: token.start }, text: "  " },
  });
}

/** `count(x for i in 1..3)`: an index belongs to four functions. */
function strayIndex({ token, tokens, index }: Misfit): Diagnostic | undefined {
  let open = 0;
  for (const { text } of tokens.slice(0, index))
    open += text === "(" || text === "[" ? 1 : text === ")" || text === "]" ? -1 : 0;
  if (token.text !== "for" || open === 0) return undefined;
  return error("stray-index", "only sum, prod, mean and root run over an index", spanOf(token), {
    help: "write sum(b[i]*x^i for i in 1..3), or root(left = right for y in a..b)",
  });
}

function mistypedVerb({ tokens, index }: Misfit): Diagnostic | undefined {
  const first = tokens[0]!;
  const verb = index === 1 && first.type === "name" ? nearest(first.text, verbs) : undefined;
  return verb === undefined ? undefined : unknownVerb(first.text, spanOf(first), verb);
}

function mistypedWord({ token, tokens, expected, before }: Misfit): Diagnostic | undefined {
  if (token.type !== "name" && token.type !== "keyword") return undefined;
  const words = expectedWords(expected, statementKind(tokens));
  const phrase = Object.values(clauseWords).find((word) => word.startsWith(`${token.text} `) && words.includes(word));
  const word = phrase ?? nearest(token.text, words);
  if (word === undefined || word === token.text) return undefined;
  // Where a formula stands, `A N` lacks an operator sooner than it misspells `in`.
  const formula = ["law", "let", "expression"].includes(statementKind(tokens));
  if (formula && token.text.length <= 2 && takesOperator(expected)) return undefined;
  const after = before === undefined ? "" : ` after ${before.text}`;
  return error("unknown-word", `${token.text} has no meaning${after}`, spanOf(token), {
    help: `did you mean ${word}?`,
    fix: { span: spanOf(token), text: word },
  });
}

function unquotedPath({ text, tokens, index, token }: Misfit): Diagnostic | undefined {
  const first = tokens[3];
  if (tokens[0]?.text !== "data" || first === undefined || (index !== 3 && index !== 4) || !/^[./~:]$/.test(token.text))
    return undefined;
  const path = /^[^\s;#"]+/u.exec(text.slice(first.start))?.[0] ?? first.text;
  const span = { start: first.start, end: first.start + path.length };
  return error("unquoted-path", "the path of a file stands in quotes", span, {
    help: `write "${path}"`,
    fix: { span, text: `"${path}"` },
  });
}

function lawWithoutVariables({ tokens, index, token }: Misfit): Diagnostic | undefined {
  if (tokens[0]?.text !== "law" || index !== 2 || token.text !== "=") return undefined;
  const name = tokens[1]?.text ?? "L";
  return error("law-without-variables", "a law names its variables", spanOf(token), {
    note: "expected (",
    help: `write law ${name}(N, D) = …; all other names are parameters`,
  });
}

function secondHoldout({ tokens, index, token }: Misfit): Diagnostic | undefined {
  if (token.text !== "," || tokens.slice(0, index).findLast((t) => t.type === "keyword")?.text !== "holding out")
    return undefined;
  return error("unexpected-token", "holding out takes one condition", spanOf(token), {
    help: "join conditions with and",
    fix: { span: spanOf(token), text: " and" },
  });
}

function takesOperator(expected: readonly Expected[]): boolean {
  return expected.some((item) => "literal" in item && item.literal === "*");
}

function missingOperator({ text, token, before, expected }: Misfit): Diagnostic | undefined {
  const begins = token.type === "name" || token.type === "number" || token.text === "(";
  if (!begins || before === undefined || !takesOperator(expected)) return undefined;
  const span = { start: before.end, end: token.start };
  return error("missing-operator", `an operator is missing between ${before.text} and ${token.text}`, spanOf(token), {
    help:
      before.text === ")" || token.text === "("
        ? "to multiply write * between them"
        : `to multiply write ${text.slice(before.start, before.end)}*${token.text}`,
    fix: { span, text: "*" },
  });
}

function endedEarly({ tokens, expected }: Stop): Diagnostic {
  const last = tokens.at(-1)!;
  const words = describeExpected(expected, statementKind(tokens), false);
  return error(
    "unexpected-end",
    `the statement ends after ${shortened(last.text)}`,
    { start: last.end, end: last.end },
    { note: `expected ${words}` },
  );
}

function unexpected({ tokens, token, before, expected, index }: Misfit): Diagnostic {
  const words = describeExpected(expected, statementKind(tokens), index === 0);
  const reserved = token.type === "keyword" && expected.some((item) => "type" in item && item.type === "name");
  const afterVerb = before?.type === "verb" && (token.type === "operator" || token.text === "." || token.text === "(");
  return error("unexpected-token", `${shortened(token.text)} does not fit here`, spanOf(token), {
    note: `expected ${words}`,
    ...(reserved && {
      help: `${token.text} is a word of the language; as a name it stands in backticks: \`${token.text}\``,
    }),
    ...(afterVerb && { help: `${before.text} is a verb here; as a name it stands in backticks: \`${before.text}\`` }),
  });
}

function shortened(text: string): string {
  return text.length > 30 ? `${text.slice(0, 29)}…` : text;
}
