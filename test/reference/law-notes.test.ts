import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { bestChecks, type NotedCheck, notedChecks, notesFile, numbersIn, standing } from "./law-notes.ts";
import { lawPrograms } from "./law-programs.ts";

const readme = join(root, "test", "reference", "README.md");
const begins = "| check | marks | ";

const programs = new Map(lawPrograms().map((program) => [program.law, program]));

/** The numbers of a check that stand so with its law's program. */
const those = ({ law, numbers }: NotedCheck, ...standings: readonly string[]): readonly string[] =>
  numbers.filter((n) => standings.includes(standing(n, programs.get(law)))).map(({ printed }) => printed);

describe("the notes on published laws", () => {
  it("have every number of every check line asserted, given to a program, or told of with a reason", (context) => {
    requireOrSkip(context, notesFile);
    const noted = notedChecks();
    expect(noted.length).toBeGreaterThan(55);
    expect(noted.flatMap(({ numbers }) => numbers).length).toBeGreaterThan(400);
    const missing = noted.flatMap((check) => those(check, "missing").map((n) => `${check.law}, ${check.line}: ${n}`));
    expect(missing).toEqual([]);
  });

  it("have a number asserted for every check line, or the program says why not", (context) => {
    requireOrSkip(context, notesFile);
    const unfounded = notedChecks().filter(
      (check) => those(check, "tested").length === 0 && (programs.get(check.law)?.reasons.length ?? 0) === 0,
    );
    expect(unfounded.map(({ law, line }) => `${law}, ${line}`)).toEqual([]);
  });

  it("have their fifteen best checks asserted, to the number", (context) => {
    requireOrSkip(context, notesFile);
    const best = bestChecks();
    expect(best.map(({ line }) => line)).toEqual(Array.from({ length: 15 }, (_, k) => k + 1));
    const untested = best.flatMap((check) => those(check, "missing").map((n) => `${check.line} ${check.law}: ${n}`));
    expect(untested).toEqual([]);
    for (const check of best) expect(those(check, "tested").length, `check ${check.line}`).toBeGreaterThan(0);
  });

  it("are told of in the folder's table", (context) => {
    requireOrSkip(context, notesFile);
    const rows = notedChecks().map((check) => {
      const program = programs.get(check.law);
      const name = `${program?.title ?? check.law}${check.line > 1 ? ` (${check.line})` : ""}`;
      const cells = [name, check.marks.join(" "), those(check, "tested").join(" "), program?.reasons.join("; ") ?? ""];
      return `| ${cells.join(" | ")} |`;
    });
    const table = [`${begins}asserted | not tested |`, "|---|---|---|---|", ...rows];
    const text = readFileSync(readme, "utf8");
    const told = `${text.slice(0, text.indexOf(begins))}${table.join("\n")}\n`;
    if (process.env.LAWLAB_GOLDEN === "1") writeFileSync(readme, told);
    else expect(text).toBe(told);
  });

  it("are read number by number: thousands, units and ranges, no parts of names", () => {
    expect(
      numbersIn("E4M3 of 50,000 h at 12.8M: 0.71%..0.73%, .34 and x1.164, 2e9 in 1..404").map((n) => n.value),
    ).toEqual([50000, 12.8e6, 0.71, 0.73, 0.34, 1.164, 2e9, 1, 404]);
  });
});
