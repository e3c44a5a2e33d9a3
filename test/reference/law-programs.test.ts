import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shared } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { type CheckedStatement, lawPrograms, numberAt } from "./law-programs.ts";
import { type Json, run } from "./program.ts";

/** A statement with what it must give, and why it is held to less than the last digit printed. */
function nameOf({ text, expected }: CheckedStatement): string {
  const given = expected.map(({ name, printed, reason }) => {
    const number = name === "value" ? printed : `${name} = ${printed}`;
    return reason === undefined ? number : `${number} (${reason})`;
  });
  return `${text.replaceAll(/\s+/g, " ")} gives ${given.join(", ")}`;
}

for (const program of lawPrograms().filter(({ checks }) => checks.length > 0))
  describe(`the published numbers of ${program.title}`, () => {
    let results: Promise<readonly Json[]> | undefined;
    for (const check of program.checks)
      it(nameOf(check), async (context) => {
        requireOrSkip(context, ...program.files.map((file) => join(shared, file)));
        results ??= run(program.text);
        const found = (await results)[check.index]!;
        for (const { name, printed, tolerance } of check.expected)
          expect.soft(Math.abs(numberAt(found, name) - Number(printed)), name).toBeLessThanOrEqual(tolerance);
      });
  });
