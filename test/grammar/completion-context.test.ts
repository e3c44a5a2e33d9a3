import { expect, test } from "vitest";
import { type CompletionContext, contextAt } from "../../grammar/completion-context.ts";
import { random } from "./random.ts";

/** The context at the `|` of a text. */
function at(marked: string): CompletionContext {
  const cursor = marked.indexOf("|");
  return contextAt(marked.slice(0, cursor) + marked.slice(cursor + 1), cursor);
}

test.each([
  ["fit |", "law"],
  ["fit L on |", "data"],
  ["fit L on ru|ns using huber", "data"],
  ["fit L to | on runs", "column"],
  ["fit L on runs using |", "loss"],
  ["fit L on runs with |", "option"],
  ["fit L on runs with starts = 3, |", "option"],
  ["set |", "option"],
  ["report |", "fit"],
  ["predict L at |", "variable"],
  ["minimize L over N, |", "variable"],
  ["minimize L over N sub|", undefined],
  ["law L(|", "column"],
  ["law L(N) = E + |", "variable"],
  ["law L(N) = E where |", "parameter"],
  ["data a = |", "data"],
  ["data a = runs where |", "column"],
  ['data a = "da|', "path"],
  ["chin.|", "member"],
  ["predict L at N = 7 |", "unit"],
  ["assert |", "parameter"],
  ["# fit |", undefined],
  ['data a = runs where x = "|"', undefined],
  ["fit L as |", undefined],
])("%j wants first a %s", (text, wanted) => {
  expect(at(text).wants[0]).toBe(wanted);
});

test("verbs are offered where a statement begins and after explain, clauses where they fit and are not yet said", () => {
  expect(at("|").words).toContain("predict");
  expect(at("fit L\n|").words).toContain("predict");
  expect(at("explain |").words).toContain("fit");
  expect(at("explain |").words).not.toContain("explain");
  expect(at("fit L\n  |").words).toEqual([
    "to",
    "on",
    "at",
    "using",
    "holding out",
    "with",
    "as",
    "by",
    "sharing",
    "keeping",
  ]);
  expect(at("fit L on runs | as a").words).toEqual([
    "to",
    "at",
    "using",
    "holding out",
    "with",
    "by",
    "sharing",
    "keeping",
  ]);
  expect(at("fit L on runs using huber in |").words).toEqual(["log", "linear"]);
  expect(at("design 8 runs |").words).toContain("for");
  expect(at("design 8 runs for |").wants).toContain("law");
  expect(at("design 8 runs for L(1, 2) |").words).toEqual(["over", "subject to", "at", "with"]);
  expect(at("plot |").words).toContain("isoflop");
});

test("the data set, the law, local names and the object before a point are told", () => {
  expect(at("fit L to | on runs")).toMatchObject({ data: "runs", law: "L", statement: "fit" });
  expect(at("data a = runs where |")).toMatchObject({ data: "runs" });
  expect(at("plot curve of chin against |")).toMatchObject({ law: "chin" });
  expect(at("law L(N, D) = E + |").locals).toEqual(["N", "D"]);
  expect(at("law L(N) = n where |\n  with n = N/1e9").locals).toEqual(["N", "n"]);
  expect(at("1 + chin.a|")).toMatchObject({ object: "chin", prefix: "a" });
});

test("the place of the prefix is the whole word at the cursor, in UTF-16 units", () => {
  expect(at("😀 pre|dict")).toMatchObject({ start: 3, end: 10, prefix: "pre" });
  expect(at("fit `eval/l|")).toMatchObject({ start: 4, end: 11, prefix: "eval/l" });
  expect(at("minimize L over N subject t|")).toMatchObject({ start: 18, end: 27, prefix: "subject t" });
  expect(at('data a = "da|ta.csv"')).toMatchObject({ start: 10, end: 18, prefix: "da" });
});

test("a broken statement still offers its clauses, and other statements do not matter", () => {
  expect(at("law L(N = E + |\nfit L on runs").wants).toContain("parameter");
  expect(at("let a = 7 B\nfit L on |").wants).toEqual(["data"]);
  expect(at("fit L on ) runs |").words).toContain("using");
});

test("any cursor in any broken text gives a place around it", () => {
  const source = random(7);
  const pieces = [
    "fit ",
    "L",
    " on ",
    "runs",
    "(",
    ")",
    "[",
    '"',
    "`",
    "\n",
    "  ",
    "7",
    " B",
    "where ",
    "😀",
    "#",
    ".",
    "=",
    "subject ",
    "t",
    ";",
    "\u0000",
    "explain ",
  ];
  for (let i = 0; i < 3000; i++) {
    const text = Array.from({ length: source.below(14) }, () => source.pick(pieces)).join("");
    const cursor = source.below(text.length + 1);
    const { start, end } = contextAt(text, cursor);
    if (!(0 <= start && start <= cursor && cursor <= end && end <= text.length))
      expect({ text, cursor, start, end }).toBeUndefined();
  }
});
