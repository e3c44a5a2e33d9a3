import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { layOut } from "../../grammar/layout.ts";
import { type TokenClass, tokenClasses } from "../../grammar/tokens.ts";
import { pygmentsTables } from "../../kernel/highlighting/pygments.ts";
import { textmateGrammar } from "../../kernel/highlighting/textmate.ts";
import { parse } from "../../src/index.ts";
import { exampleCodes, readExamples } from "../diagnostics/golden.ts";
import { runProgram } from "../support/jupyter.ts";
import { root, venvProgram } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";

/** The programs of the library and of the diagnostics' examples, as far as they parse. */
const programs = [
  ...readdirSync(join(root, "src", "library"))
    .filter((name) => name.endsWith(".law"))
    .map((name) => readFileSync(join(root, "src", "library", name), "utf8")),
  ...exampleCodes().flatMap((code) => readExamples(code).map(({ program }) => program)),
  "law L(N, D) = E + A/N^a +\n  B/D^b  # wide\nfit L on runs holding  out N > 7 B; report\n  predict = 3",
  "let σ = 2, `a ``b` = 1e-3%, fit2 = [1,\n2]; explain fit L on `my data` with seed = 2",
].filter((text) => parse(text).ok);

type Read = readonly (readonly [TokenClass, string])[];

/** What the language itself makes of a program, without blanks, comments and the semicolons between statements. */
function layout(text: string): Read {
  return layOut(text).slices.flatMap(({ tokens }) =>
    tokens.map((token) => [tokenClasses[token.type], text.slice(token.start, token.end)] as const),
  );
}

const code = (list: Read): Read =>
  list.filter(([kind, word]) => kind !== "blank" && kind !== "comment" && word.trim() !== "" && word !== ";");

test.each([
  ["kernel/pygments/lawlab_pygments/tables.py", pygmentsTables],
  ["kernel/vscode/syntaxes/lawlab.tmLanguage.json", textmateGrammar],
] as const)("%s is what the lexer's rules give", (path, make) => {
  const file = join(root, path);
  if (process.env.LAWLAB_GOLDEN === "1") writeFileSync(file, make());
  expect(readFileSync(file, "utf8")).toBe(make());
});

const pygmentsClasses: Readonly<Record<string, TokenClass>> = {
  "Token.Text.Whitespace": "blank",
  "Token.Comment.Single": "comment",
  "Token.Literal.String.Double": "string",
  "Token.Literal.Number": "number",
  "Token.Keyword.Type": "unit",
  "Token.Name.Variable": "name",
  "Token.Keyword": "verb",
  "Token.Operator.Word": "keyword",
  "Token.Operator": "operator",
  "Token.Punctuation": "punctuation",
  "Token.Error": "invalid",
};

test("the Pygments lexer, installed by pip from the checkout, reads every program as the language does", async (context) => {
  requireOrSkip(context, venvProgram("python"));
  const folder = mkdtempSync(join(tmpdir(), "lawlab-pygments-"));
  cpSync(join(root, "kernel", "pygments"), join(folder, "source"), { recursive: true });
  const words = ["-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--target", join(folder, "site")];
  const installed = await runProgram(venvProgram("python"), [...words, join(folder, "source")]);
  expect(installed.code, installed.stderr).toBe(0);
  const cells = ["%%ts\nconst x = 1;", "%time predict L at N = 7B\n"];
  const ran = await runProgram(venvProgram("python"), [join(root, "test", "kernel", "lex_all.py")], {
    env: { PYTHONPATH: join(folder, "site") },
    input: JSON.stringify([...programs, ...cells]),
  });
  expect(ran.code, ran.stderr).toBe(0);
  const read = JSON.parse(ran.stdout) as readonly (readonly (readonly [string, string])[])[];
  expect(programs.length).toBeGreaterThan(200);
  for (const [k, text] of programs.entries()) {
    const list = read[k] ?? [];
    expect(list.map(([, word]) => word).join("")).toBe(text);
    expect(code(list.map(([kind, word]) => [pygmentsClasses[kind] ?? "invalid", word]))).toEqual(layout(text));
  }
  expect(read.at(-2)).toContainEqual(["Token.Keyword.Declaration", "const"]);
  expect(read.at(-1)).toContainEqual(["Token.Comment.Preproc", "%time"]);
  expect(read.at(-1)).toContainEqual(["Token.Keyword", "predict"]);
});

// The packages of VS Code are CommonJS.
const require = createRequire(import.meta.url);
const textmate = require("vscode-textmate") as typeof import("vscode-textmate");
const oniguruma = require("vscode-oniguruma") as typeof import("vscode-oniguruma");
let grammar: Awaited<ReturnType<InstanceType<typeof textmate.Registry>["loadGrammar"]>>;

beforeAll(async () => {
  await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));
  const embedded = { scopeName: "source.ts", patterns: [{ match: "\\bconst\\b", name: "storage.type.ts" }] };
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => {
      if (scope === "source.lawlab") return textmate.parseRawGrammar(textmateGrammar(), "lawlab.json");
      return scope === "source.ts" ? textmate.parseRawGrammar(JSON.stringify(embedded), "ts.json") : null;
    },
  });
  grammar = await registry.loadGrammar("source.lawlab");
});

const scopeClasses: readonly (readonly [RegExp, TokenClass])[] = [
  [/^comment/, "comment"],
  [/^string/, "string"],
  [/^constant\.numeric/, "number"],
  [/^keyword\.other\.unit/, "unit"],
  [/^variable/, "name"],
  [/^keyword\.control/, "verb"],
  [/^keyword\.operator\.word/, "keyword"],
  [/^keyword\.operator/, "operator"],
  [/^punctuation/, "punctuation"],
  [/^invalid/, "invalid"],
];

/** The words of a text with their innermost scopes. */
function scopes(text: string): readonly (readonly [string, string])[] {
  let stack = textmate.INITIAL;
  return text.split("\n").flatMap((line) => {
    const read = grammar!.tokenizeLine(line, stack);
    stack = read.ruleStack;
    return read.tokens.map((t) => [t.scopes.at(-1) ?? "", line.slice(t.startIndex, t.endIndex)] as const);
  });
}

test("the TextMate grammar reads every program whose statements begin at the margin as the language does", () => {
  const flush = programs.filter((text) => !/^\s/.test(text) && !/\r/.test(text));
  expect(flush.length).toBeGreaterThan(200);
  for (const text of flush) {
    const read = scopes(text).map(
      ([scope, word]) => [scopeClasses.find(([pattern]) => pattern.test(scope))?.[1] ?? "blank", word] as const,
    );
    expect(code(read), text).toEqual(layout(text));
  }
});

test("in the TextMate grammar a %%ts cell is TypeScript", () => {
  expect(scopes("%%ts\nconst law = 1")).toContainEqual(["storage.type.ts", "const"]);
  expect(scopes("%%ts\nconst law = 1")[0]).toEqual(["keyword.control.cell.lawlab", "%%ts"]);
});
