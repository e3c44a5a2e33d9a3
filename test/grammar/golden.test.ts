import { describe, expect, test } from "vitest";
import { formatDiagnostic } from "../../grammar/format-diagnostic.ts";
import { parse } from "../../grammar/parse.ts";
import { print } from "../../grammar/print.ts";
import { type GoldenCase, goldenFiles, readGolden, writeGolden } from "./golden.ts";
import { treeText } from "./tree-text.ts";

/** What is shown of a program: its canonical form and its trees, or its diagnostics with each fix carried out. */
function shown(input: string): string {
  const outcome = parse(input);
  if (outcome.ok)
    return `${print(outcome.value)}${outcome.value.statements.map((statement) => `  ${treeText(statement)}\n`).join("")}`.trimEnd();
  return outcome.diagnostics
    .map((diagnostic) => {
      const told = formatDiagnostic(input, diagnostic, { color: false });
      if (diagnostic.fix === undefined) return told;
      const { span, text } = diagnostic.fix;
      const fixed = input.slice(0, span.start) + text + input.slice(span.end);
      return `${told}\n  fixed: ${JSON.stringify(fixed)}`;
    })
    .join("\n");
}

for (const file of goldenFiles("grammar-")) {
  const cases = readGolden(file);
  if (process.env.LAWLAB_GOLDEN === "1") {
    writeGolden(
      file,
      cases.map((one: GoldenCase) => ({ ...one, output: shown(one.input) })),
    );
  }
  describe(file, () => {
    test.each(readGolden(file))("$title", ({ input, output }) => {
      expect(shown(input)).toBe(output);
    });
  });
}

test("a single fix mends each single mistake of the golden diagnostics that offer one", () => {
  const mended = goldenFiles("grammar-")
    .flatMap(readGolden)
    .flatMap(({ input }) => {
      const outcome = parse(input);
      if (outcome.ok || outcome.diagnostics.length !== 1) return [];
      const [diagnostic] = outcome.diagnostics;
      if (diagnostic?.fix === undefined) return [];
      const { span, text } = diagnostic.fix;
      const fixed = input.slice(0, span.start) + text + input.slice(span.end);
      return [{ fixed, codes: codes(fixed) }];
    });
  expect(mended.length).toBeGreaterThan(20);
  expect(mended.filter(({ codes: left }) => left.length > 0)).toEqual([]);
});

function codes(text: string): readonly string[] {
  const outcome = parse(text);
  return outcome.ok ? [] : outcome.diagnostics.map(({ code }) => code);
}
