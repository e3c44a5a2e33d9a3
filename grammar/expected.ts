import { clausesOf, clauseWords } from "./clauses.ts";
import type { Statement } from "./syntax.ts";
import type { Token } from "./tokens.ts";

/** What the grammar would have taken next: a word as it is spelt, or a type of token. */
export type Expected = { readonly literal: string } | { readonly type: string };

/** Words that are names too, and are offered as such. */
const aggregators: ReadonlySet<string> = new Set(["sum", "prod", "mean", "root"]);

const mostTold = 6;
const relations = ["=", "!=", "<", "<=", ">", ">="];
const signs = ["+", "-", "*", "/", "^"];

/** The kind of statement that tokens begin; a bare expression where there is no verb. */
export function statementKind(tokens: readonly Token[]): Statement["kind"] {
  const verb = tokens[0]?.text === "explain" && tokens[0].type === "verb" ? tokens[1] : tokens[0];
  if (verb?.type !== "verb") return "expression";
  return verb.text as Statement["kind"];
}

/** The words among what was expected, without the clauses that such a statement does not take. */
export function expectedWords(expected: readonly Expected[], kind: Statement["kind"]): readonly string[] {
  const clauseList: readonly string[] = Object.values(clauseWords);
  const own = clausesOf[kind].map((clause) => clauseWords[clause]);
  const words = new Set(
    expected.flatMap((item) => ("literal" in item && /^[a-z]/.test(item.literal) ? [item.literal] : [])),
  );
  const clauses = own.filter((word) => words.has(word));
  // `design 8 runs for …`: the word of a clause stands in the head.
  const heads = kind === "design" && words.has("for") ? ["for"] : [];
  // A function is offered as a name, also where the grammar knows it as a word (`sum(… for i in 1..n)`).
  return [...clauses, ...[...words].filter((word) => !clauseList.includes(word) && !aggregators.has(word)), ...heads];
}

/** What was expected in a few human words, keywords first: "on, to or a name". */
export function describeExpected(expected: readonly Expected[], kind: Statement["kind"], atStart: boolean): string {
  if (atStart) return "a statement";
  const literals = new Set(expected.flatMap((item) => ("literal" in item ? [item.literal] : [])));
  const types = new Set(expected.flatMap((item) => ("type" in item ? [item.type] : [])));
  const expression = types.has("number") && literals.has("(");
  const words = expectedWords(expected, kind).filter((word) => !(expression && (word === "if" || word === "not")));
  const told: string[] = words.filter((word) => word !== "and" && word !== "or");
  if (expression) told.push("an expression");
  else if (types.has("name")) told.push("a name");
  if (types.has("string") && !expression) told.push("a text in quotes");
  const punctuation = [",", ")", "]", "|", ".", "..", "~", "(", "["].filter((sign) => literals.has(sign));
  const operators = signs.some((sign) => literals.has(sign) && sign !== "-") || (literals.has("-") && !expression);
  const comparison = relations.every((sign) => literals.has(sign));
  told.push(
    ...punctuation.filter(
      (sign) =>
        !(expression && (sign === "(" || sign === "[")) &&
        !(operators && (sign === "(" || sign === "." || sign === "[")),
    ),
  );
  if (!comparison && literals.has("=")) told.unshift("=");
  if (operators || comparison) told.push("an operator");
  return joined(told.slice(0, mostTold)) || "the end of the statement";
}

function joined(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
