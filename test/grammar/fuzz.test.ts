import { expect, test } from "vitest";
import { formatDiagnostic } from "../../grammar/format-diagnostic.ts";
import { parse } from "../../grammar/parse.ts";
import { print } from "../../grammar/print.ts";
import type { Program } from "../../grammar/syntax.ts";
import { derive, productions } from "./derive.ts";
import { type Random, random } from "./random.ts";
import { renderProgram } from "./render.ts";
import { withoutSpans } from "./without-spans.ts";

const long = process.env.LAWLAB_LONG === "1";
/** LAWLAB_PROGRAMS asks for any number, LAWLAB_SEED for others: a million are ten seeds of a hundred thousand. */
const programs = Number(process.env.LAWLAB_PROGRAMS ?? (long ? 100_000 : 20_000));
const seed = Number(process.env.LAWLAB_SEED ?? 1);
const leastHits = programs / 1000;

/** What a statement may be refused for although the grammar can read it (rules.ts, conditions.ts). */
const ruleCodes: ReadonlySet<string> = new Set([
  "stray-draw",
  "stray-function",
  "chained-comparison",
  "not-a-condition",
  "bare-condition",
  "several-values",
  "function-name",
  "number-too-large",
]);

/** Words of a statement that the rules allow too, and the productions they came from. */
function statement(
  source: Random,
  hits: readonly number[],
): { readonly words: readonly string[]; readonly used: readonly number[] } {
  for (;;) {
    const derived = derive(source, hits, 2 + source.below(6));
    if (derived.words.length > 120) continue;
    const outcome = parse(derived.words.join(" "));
    if (outcome.ok) return derived;
    const broken = outcome.diagnostics.find((diagnostic) => !ruleCodes.has(diagnostic.code));
    expect(broken, derived.words.join(" ")).toBeUndefined();
  }
}

function symbolText(symbol: (typeof productions)[number]["symbols"][number]): string {
  if (typeof symbol === "string") return symbol;
  return "literal" in symbol ? `"${symbol.literal}"` : `%${symbol.type}`;
}

function tree(text: string): Program {
  const outcome = parse(text);
  if (!outcome.ok) throw new Error(`${JSON.stringify(outcome.diagnostics[0])}\n${text}`);
  return outcome.value;
}

test(`${programs} programs derived from the compiled rules have one tree each and print back to themselves`, {
  timeout: 7_200_000,
}, () => {
  const source = random(seed);
  const hits: number[] = productions.map(() => 0);
  for (let i = 0; i < programs; i++) {
    const statements = Array.from({ length: 1 + source.below(2) }, () => statement(source, hits));
    for (const { used } of statements) for (const id of used) hits[id]! += 1;
    const text = renderProgram(
      source,
      statements.map(({ words }) => words),
    );
    const first = tree(text);
    expect(first.statements.length, text).toBe(statements.length);
    const printed = print(first);
    const second = tree(printed);
    if (JSON.stringify(withoutSpans(second)) !== JSON.stringify(withoutSpans(first)))
      expect(withoutSpans(second), text).toEqual(withoutSpans(first));
    if (print(second) !== printed) expect(print(second), text).toBe(printed);
  }
  const least = Math.min(...hits);
  if (process.env.LAWLAB_PROGRAMS !== undefined)
    console.log(
      productions
        .map(({ name, symbols }, id) => `${hits[id]}  ${name} -> ${symbols.map(symbolText).join(" ")}`)
        .join("\n"),
    );
  console.log(
    `${programs} programs, ${productions.length} productions, each hit ${least} times or more, in all ${hits.reduce((a, b) => a + b, 0)}`,
  );
  expect(least, JSON.stringify(productions[hits.indexOf(least)])).toBeGreaterThanOrEqual(leastHits);
});

const hostile = [
  "(",
  ")",
  "[",
  "]",
  "\n",
  "\n- ",
  ";",
  "`",
  '"',
  "\\",
  "#",
  "..",
  ".",
  "=",
  "==",
  "−",
  "²",
  "7 B",
  "5.",
  "\u0000",
  "\u001b[31m",
  "\ud800",
  "é",
  "😀",
  "日本",
  "\u202e",
  "by",
  "on",
  "subject to",
  " holding out ",
  "\t",
  "|",
  "~",
  "%",
  "1e999",
  "where",
  "explain ",
  "fit",
];

function mutate(source: Random, text: string): string {
  let mutated = text;
  for (let count = 1 + source.below(4); count > 0; count--) {
    const at = source.below(mutated.length + 1);
    const size = source.below(6);
    const replacement = source.pick([
      source.pick(hostile),
      "",
      mutated.slice(at, at + size).repeat(2),
      mutated.slice(source.below(mutated.length)).slice(0, 10),
    ]);
    mutated = mutated.slice(0, at) + replacement + mutated.slice(at + source.pick([0, 0, size]));
  }
  return mutated;
}

test(`${programs} mutated texts give a tree or diagnostics with places inside the text, and never throw`, {
  timeout: 7_200_000,
}, () => {
  const source = random(2);
  const hits: number[] = productions.map(() => 0);
  const corpus = Array.from({ length: 2000 }, () =>
    renderProgram(source, [statement(source, hits).words, statement(source, hits).words]),
  );
  let refused = 0;
  for (let i = 0; i < programs; i++) {
    const text = mutate(source, source.pick(corpus));
    const outcome = parse(text);
    if (outcome.ok) {
      const printed = print(outcome.value);
      if (print(tree(printed)) !== printed) expect(print(tree(printed)), text).toBe(printed);
      continue;
    }
    refused += 1;
    for (const diagnostic of outcome.diagnostics) {
      for (const span of [
        diagnostic.span,
        diagnostic.fix?.span,
        ...(diagnostic.labels ?? []).map((label) => label.span),
      ]) {
        if (span !== undefined && !(0 <= span.start && span.start <= span.end && span.end <= text.length))
          expect(span, text).toBeUndefined();
      }
      const told = formatDiagnostic(text, diagnostic, { color: false });
      if (/(?!\n)[\p{Cc}\u202e]/u.test(told)) expect(told, text).toBe("free of control characters");
    }
  }
  console.log(`${programs} mutated texts, ${refused} refused`);
  expect(refused).toBeGreaterThan(programs / 4);
});
