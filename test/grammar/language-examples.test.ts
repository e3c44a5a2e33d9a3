import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "../../grammar/parse.ts";
import { print } from "../../grammar/print.ts";
import { withoutSpans } from "./without-spans.ts";

const shared = new URL("../../../../shared/", import.meta.url);

/** The indented blocks of a page, a statement with its continuation lines each. */
function examples(file: string, from: string, to: string): readonly string[] {
  const page = readFileSync(new URL(file, shared), "utf8");
  const part = page.slice(page.indexOf(from), to === "" ? undefined : page.indexOf(to));
  const lines = part.split("\n").filter((line) => line.startsWith("    "));
  return lines
    .map((line) => line.slice(4))
    .join("\n")
    .split(/\n(?=\S)/);
}

const present = existsSync(new URL("language.md", shared));

test.skipIf(!present)("every example of language.md is read and printed in canonical form", () => {
  const statements = examples("language.md", "## 2. Statements", "## 3. Meaning");
  let read = 0;
  for (const text of statements) {
    const outcome = parse(text);
    if (!outcome.ok) {
      expect(outcome.diagnostics, text).toEqual([]);
      continue;
    }
    read += 1;
    const printed = print(outcome.value);
    const again = parse(printed);
    expect(again.ok && withoutSpans(again.value), text).toEqual(withoutSpans(outcome.value));
  }
  expect(statements.length).toBeGreaterThan(40);
  expect(read).toBe(statements.length);
});

test.skipIf(!present)("every statement of the hardest laws is read", () => {
  for (const text of examples("hard-laws.md", "## S01", "")) {
    const outcome = parse(text);
    if (!outcome.ok) expect(outcome.diagnostics, text).toEqual([]);
  }
});
