import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../support/paths.ts";
import { exampleCodes, readExamples, tell, writeExamples } from "./golden.ts";

/** Codes that no program in a file can bring about, and where they are tested instead. */
const elsewhere: Readonly<Record<string, string>> = {
  ambiguous: "a fault of the grammar: the fuzz tests look for it",
  "foreign-argument": "test/foreign-functions.test.ts: no program defines such a function",
  "foreign-failed": "test/foreign-functions.test.ts",
  interrupted: "session.test.ts interrupts a fit",
  "no-write": "test/export/exports.test.ts switches writing off",
  "not-yet": "test/grammar/language-examples.test.ts",
  "program-too-long": "test/grammar/limits.test.ts",
  "read-in-blocks": "test/fit/stream.test.ts: no program defines such data",
  "reserved-name": "the grammar refuses the name first, as function-name",
  "too-long": "test/grammar/limits.test.ts",
};

for (const code of exampleCodes()) {
  describe(code, () => {
    test.each(readExamples(code))("$title", async ({ title, program, told }) => {
      const now = await tell(program);
      if (process.env.LAWLAB_GOLDEN === "1") {
        writeExamples(
          code,
          readExamples(code).map((e) => (e.title === title ? { ...e, told: now } : e)),
        );
      } else expect(steady(now)).toBe(steady(told));
      expect(now).toContain(`[${code}]`);
    });
  });
}

test("every code of the sources has an example", () => {
  const missing = codesIn(["src", "grammar"]).filter((code) => elsewhere[code] === undefined);
  expect(missing.filter((code) => !exampleCodes().includes(code))).toEqual([]);
});

test("every example is of a code that the sources use", () => {
  const sources = sourcesIn(["src", "grammar"]).join("\n");
  expect(exampleCodes().filter((code) => !sources.includes(`"${code}"`))).toEqual([]);
});

/** What the engine found in numbers is its own tests' business: here the words count. */
function steady(told: string): string {
  return told.replace(
    /^warning\[(correlated|starts-disagree|failed-replicates|partial-crossing|at-bound)\].*/gmu,
    (line) => line.replace(/-?\d[\d.e-]*/gu, "#").replace(/; rival minima at .*/u, "; rival minima at …"),
  );
}

/** The codes that the sources give to diagnostics, and to the problems that become diagnostics. */
function codesIn(folders: readonly string[]): readonly string[] {
  const codes = new Set<string>();
  for (const text of sourcesIn(folders)) {
    const firsts = text.matchAll(/\b(?:error|warning|refuse|say)\(\s*([^,;]*),|\bcode(?: =|:) ([^,;]*)/g);
    for (const [, argument, property] of firsts)
      for (const [, code = ""] of (argument ?? property ?? "").matchAll(/"([a-z]+(?:-[a-z]+)+|exact|interrupted)"/g))
        codes.add(code);
  }
  return [...codes].sort();
}

function sourcesIn(folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.includes("generated"))
      .map((name) => readFileSync(join(root, folder, name), "utf8")),
  );
}
