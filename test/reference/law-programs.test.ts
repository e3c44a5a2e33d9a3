import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shared } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { lawPrograms, numberAt } from "./law-programs.ts";
import { run } from "./program.ts";

describe("the published numbers of", () => {
  it.for(lawPrograms().filter(({ checks }) => checks.length > 0))("$title", async (program, context) => {
    requireOrSkip(context, ...program.files.map((file) => join(shared, file)));
    const results = await run(program.text);
    for (const { index, text, expected } of program.checks)
      for (const { name, printed, tolerance } of expected) {
        const found = numberAt(results[index]!, name);
        const off = Math.abs(found - Number(printed));
        expect
          .soft(off <= tolerance, `${text} gives ${name} = ${found}, published ${printed} ± ${tolerance}`)
          .toBe(true);
      }
  });
});
