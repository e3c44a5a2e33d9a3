import { connectives, type TokenClass, verbs } from "../../src/index.ts";
import { highlightRules } from "./rules.ts";

const scopes: Readonly<Record<TokenClass, string | undefined>> = {
  blank: undefined,
  comment: "comment.line.number-sign.lawlab",
  string: "string.quoted.double.lawlab",
  number: "constant.numeric.lawlab",
  unit: "keyword.other.unit.lawlab",
  name: "variable.other.lawlab",
  verb: "keyword.control.lawlab",
  keyword: "keyword.operator.word.lawlab",
  operator: "keyword.operator.lawlab",
  punctuation: "punctuation.separator.lawlab",
  invalid: "invalid.illegal.lawlab",
};

const end = "(?![\\p{L}\\p{M}\\p{N}_])";
const words = (list: readonly string[]): string => `(?:${list.join("|")})${end}`;

/** A rule of a TextMate grammar. */
interface Rule {
  readonly match?: string;
  readonly [part: string]: unknown;
}

const opening = "(?:^(?=\\S)|(;)[\\t\\p{Zs}]*)";

/** The grammar for editors that read TextMate's, such as VS Code; a cell that begins with `%%ts` is TypeScript. */
export function textmateGrammar(): string {
  const rules = highlightRules();
  const of = (wanted: TokenClass): string =>
    `(?:${rules.flatMap((rule) => (rule.class === wanted ? [rule.pattern] : [])).join("|")})`;
  const cell = (name: string, include: string) => ({
    begin: `\\A\\s*(%%[\\t ]*${name})(?![A-Za-z]).*$`,
    beginCaptures: { 1: { name: "keyword.control.cell.lawlab" } },
    end: "\\z",
    contentName: `meta.embedded.block.${name}`,
    patterns: [{ include }],
  });
  const grammar = {
    name: "lawlab",
    scopeName: "source.lawlab",
    patterns: rulesOf([
      cell("ts", "source.ts"),
      cell("sql", "source.sql"),
      cell("md", "text.html.markdown"),
      cell("html", "text.html.basic"),
      { match: "^\\s*%[a-z]+", name: "keyword.control.cell.lawlab" },
      // A verb begins a statement: at the margin or behind a semicolon, and behind explain.
      {
        match: `${opening}(explain)[\\t\\p{Zs}]+(${words(verbs)})`,
        captures: { 1: { name: scopes.punctuation }, 2: { name: scopes.verb }, 3: { name: scopes.verb } },
      },
      {
        match: `${opening}(${words(verbs)})`,
        captures: { 1: { name: scopes.punctuation }, 2: { name: scopes.verb } },
      },
      // A word behind a number is its unit.
      {
        match: `(${of("number")})([\\t\\p{Zs}]+)(?!${words(connectives)})(${of("name")})`,
        captures: { 1: { name: scopes.number }, 3: { name: scopes.unit } },
      },
      { match: words(connectives), name: scopes.keyword },
      ...rules.flatMap((rule) => {
        const name = scopes[rule.class];
        return name === undefined ? [] : [{ match: rule.pattern, name }];
      }),
    ]),
  };
  return `${JSON.stringify(grammar, null, 2)}\n`;
}

/** JavaScript's `\uFEFF` is `\x{FEFF}` to Oniguruma. */
function rulesOf(rules: readonly Rule[]): readonly object[] {
  return rules.map((rule) =>
    rule.match === undefined
      ? rule
      : { ...rule, match: rule.match.replace(/\\u([0-9A-F]{4})/gi, "\\x{$1}").replaceAll("\\/", "/") },
  );
}
