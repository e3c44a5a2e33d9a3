import { clausesOf, clauseWords } from "../../grammar/clauses.ts";
import compiled from "../../grammar/lawlab.generated.ts";
import type { Statement } from "../../grammar/syntax.ts";
import { verbs } from "../../grammar/tokens.ts";
import type { Random } from "./random.ts";

interface Production {
  readonly id: number;
  readonly name: string;
  readonly symbols: readonly Symbol[];
  readonly cost: number;
}
type Symbol = string | { readonly literal: string } | { readonly type: string };

/** A statement as words, and the productions that gave it. */
export interface Derivation {
  readonly words: readonly string[];
  readonly used: readonly number[];
}

const lexemes: Readonly<Record<string, readonly string[]>> = {
  number: ["1", "20", "0.5", ".5", "7E9", "1e-3", "2.0", "7B", "1.4T", "350K", "20M", "90%", "6e+21"],
  unit: ["FLOP", "PFLOP", "PF_day", "tokens", "params", "steps", "bytes"],
  name: [
    "N",
    "D",
    "α",
    "β",
    "L₀",
    "x_1",
    "E",
    "P",
    "loss",
    "log",
    "data",
    "fit",
    "subject",
    "out",
    "holding",
    "µ",
    "`eval/loss`",
    "`on`",
    "`a``b`",
    "`2`",
    "é",
  ],
  string: ['"runs.csv"', '"a \\"b\\" \\\\"', '""', '"日本\\u{1f600}"'],
};

/** The productions of the grammar as nearley runs it, each with the least depth that ends it. */
export const productions: readonly Production[] = withCosts();
const byName: ReadonlyMap<string, readonly Production[]> = new Map(
  [...new Set(productions.map((p) => p.name))].map((name) => [name, productions.filter((p) => p.name === name)]),
);
/** How much likelier a production of one symbol is, so that most operands are small. */
const plainness = 6;
/** The levels of an expression that only hand a condition on. */
const handsOn: ReadonlySet<string> = new Set([
  "conditions",
  "expression",
  "disjunction",
  "conjunction",
  "negation",
  "comparison",
]);

/** How much of the budget a production takes: one that only hands on to another costs nothing. */
function step(symbols: readonly Symbol[]): number {
  return symbols.length > 1 ? 1 : 0;
}

function withCosts(): readonly Production[] {
  const rules = compiled.ParserRules as readonly { readonly name: string; readonly symbols: readonly Symbol[] }[];
  const least = new Map<string, number>();
  const cost = (symbols: readonly Symbol[]): number =>
    step(symbols) +
    Math.max(0, ...symbols.map((s) => (typeof s === "string" ? (least.get(s) ?? Number.POSITIVE_INFINITY) : 0)));
  for (let changed = true; changed; ) {
    changed = false;
    for (const rule of rules) {
      const now = cost(rule.symbols);
      if (now < (least.get(rule.name) ?? Number.POSITIVE_INFINITY)) {
        least.set(rule.name, now);
        changed = true;
      }
    }
  }
  return rules.map((rule, id) => ({ id, name: rule.name, symbols: rule.symbols, cost: cost(rule.symbols) }));
}

/** Derives one statement at random from the compiled rules, those used least so far first. */
export function derive(random: Random, hits: readonly number[], budget: number): Derivation {
  const words: string[] = [];
  const used: number[] = [];
  const clauses = new Set<string>();
  let kind: Statement["kind"] = "expression";
  let columns = 0;

  function expand(name: string, depth: number, condition: boolean): void {
    if (name === "cells") {
      cells(depth);
      return;
    }
    const production = choose(byName.get(name)!, depth, condition);
    used.push(production.id);
    const wanted =
      (condition && production.symbols[0] !== undefined && !isWord(production.symbols[0], "if")) ||
      name === "conditions" ||
      isWord(production.symbols[0], "holding out");
    for (const symbol of production.symbols) emit(symbol, depth - step(production.symbols), wanted);
    if (name === "head") {
      kind = verbOf(words);
      // `predict N = 7B` and `predict on runs` have had a clause already.
      if (production.symbols[1] === "bindings" || production.symbols[1] === "at") clauses.add("at");
      if (production.symbols[1] === "on") clauses.add("on");
    }
    if (name === "names") columns = production.symbols.length === 1 ? 1 : columns + 1;
  }
  /** A row of an inline table has a value for each column. */
  function cells(depth: number): void {
    const [single, several] = byName.get("cells")!;
    for (let i = 0; i < columns; i++) {
      used.push(i === 0 ? single!.id : several!.id);
      if (i > 0) words.push(",");
      expand("sum", depth - 1, false);
    }
  }
  function emit(symbol: Symbol, depth: number, condition: boolean): void {
    if (typeof symbol === "string") {
      expand(symbol, depth, condition && handsOn.has(symbol));
      return;
    }
    if ("literal" in symbol) {
      words.push(symbol.literal);
      if (symbol.literal === "data") kind = "data";
      return;
    }
    const word = random.pick(lexemes[symbol.type]!);
    // A statement cannot begin with a name that is a verb there.
    const first = words.length === 0 || (words.length === 1 && words[0] === "explain");
    words.push(first && (verbs as readonly string[]).includes(word) ? `\`${word}\`` : word);
  }
  function choose(all: readonly Production[], depth: number, condition: boolean): Production {
    const name = all[0]!.name;
    const allowed = name === "clause" ? all.filter(fits) : condition && name === "comparison" ? all.slice(1) : all;
    const affordable = allowed.filter((p) => p.cost <= depth);
    const candidates = affordable.length > 0 ? affordable : [cheapest(allowed)];
    const weights = candidates.map((p) => (p.symbols.length > 1 ? 1 : plainness) / (1 + hits[p.id]!) ** 0.5);
    let rest = random.next() * weights.reduce((a, b) => a + b, 0);
    let index = 0;
    while (index < candidates.length - 1 && rest > weights[index]!) rest -= weights[index++]!;
    const chosen = candidates[index]!;
    if (chosen.name === "clause") clauses.add(wordOf(chosen));
    return chosen;
  }
  /** A clause that the statement takes and has not had yet. */
  function fits(production: Production): boolean {
    const word = wordOf(production);
    return clausesOf[kind].some((clause) => clauseWords[clause] === word) && (kind === "data" || !clauses.has(word));
  }

  // `phrase -> phrase clause` would expand its clauses before the verb is known, were the head not made first.
  const [main] = byName.get("main")!;
  const explained = random.next() < 0.1 ? byName.get("main")![1]! : main!;
  used.push(explained.id);
  if (explained !== main) words.push("explain");
  const [bare, extended] = byName.get("phrase")!;
  used.push(bare!.id);
  expand("head", budget, false);
  for (let count = random.below(4); count > 0; count--) {
    if (!byName.get("clause")!.some(fits)) break;
    used.push(extended!.id);
    expand("clause", budget, false);
  }
  // Next to `to` a name subject would be one word with it.
  const apart = words.map((word, i) => (word === "subject" && words[i + 1] === "to" ? "`subject`" : word));
  return { words: apart, used };
}

function cheapest(all: readonly Production[]): Production {
  return all.reduce((best, p) => (p.cost < best.cost ? p : best));
}

function isWord(symbol: Symbol | undefined, word: string): boolean {
  return typeof symbol === "object" && "literal" in symbol && symbol.literal === word;
}

function wordOf(production: Production): string {
  const [first] = production.symbols;
  return typeof first === "string" ? first : first !== undefined && "literal" in first ? first.literal : "";
}

function verbOf(words: readonly string[]): Statement["kind"] {
  const verb = words[0] === "explain" ? words[1] : words[0];
  return verb !== undefined && verb in clausesOf && verb !== "expression" ? (verb as Statement["kind"]) : "expression";
}
