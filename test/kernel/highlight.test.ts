import { expect, test } from "vitest";
import { indentOf, readToken } from "../../kernel/labextension/highlight.ts";
import { type HighlightState, type Line, startState } from "../../kernel/labextension/highlight-state.ts";

/** CodeMirror's StringStream as far as a highlighter uses it. */
function lineOf(string: string): Line {
  let pos = 0;
  return {
    string,
    get pos() {
      return pos;
    },
    sol: () => pos === 0,
    indentation: () => string.length - string.trimStart().length,
    skipToEnd: () => {
      pos = string.length;
    },
    match(pattern) {
      const found = pattern.exec(string.slice(pos));
      if (found?.index === 0) pos += found[0].length;
      return found?.index === 0 ? found : null;
    },
    next() {
      pos += 1;
      return string[pos - 1];
    },
  };
}

/** The words of a text with their tags, and the state behind it. */
function read(text: string): { readonly tags: Readonly<Record<string, string>>; readonly state: HighlightState } {
  const state = startState();
  const tags: Record<string, string> = {};
  for (const string of text.split("\n")) {
    const line = lineOf(string);
    while (line.pos < string.length) {
      const from = line.pos;
      const tag = readToken(line, state);
      expect(line.pos, `progress in ${string}`).toBeGreaterThan(from);
      if (tag !== null) tags[string.slice(from, line.pos)] = tag;
    }
  }
  return { tags, state };
}

test("words are verbs only where a statement begins, units behind a number, and names elsewhere", () => {
  const { tags } = read("law fit2(N) = E\npredict fit2 at N = 7 B; report set # fit");
  expect(tags).toMatchObject({
    law: "keyword",
    predict: "keyword",
    report: "keyword",
    at: "operatorKeyword",
    B: "unit",
    set: "variableName",
    "# fit": "comment",
  });
});

test("a line indented deeper goes on with its statement", () => {
  expect(read("law L(N) = E +\n  fit").tags.fit).toBe("variableName");
  expect(read("law L(N) = E\nfit").tags.fit).toBe("keyword");
  expect(read("data d(x) = [1 |\nfit").tags.fit).toBe("variableName");
});

test("a new line is indented inside brackets, behind an operator and where the one above was", () => {
  const indent = (text: string, after = ""): number | null => indentOf(read(text).state, after, 2);
  expect(indent("data d(x) = [")).toBe(2);
  expect(indent("data d(x) = [", "]")).toBe(0);
  expect(indent("law L(N) = E +")).toBe(2);
  expect(indent("law L(N) = E")).toBe(0);
  expect(indent("law L(N) =\n    E")).toBe(4);
});

test("cells in other languages are left alone, and a %%ts cell is read as TypeScript", () => {
  expect(read("%%md\nfit on").tags).toEqual({ "%%md": "operator" });
  const { tags } = read("%%ts\nconst a = `x\ny` /* b\n c */ + 0x1f");
  expect(tags).toMatchObject({
    const: "keyword",
    a: "variableName",
    "y`": "string",
    " c */": "comment",
    "0x1f": "number",
  });
});

test("any text is read to its end", () => {
  for (const text of ["\u{1f600} ^^ @", '"open', "`open", "1..2..", "%%", "%", "\t\u3000x", "(((", ")))"]) read(text);
});
