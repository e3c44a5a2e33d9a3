import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { bestChecks, type NotedCheck, notedChecks, notesFile, numbersIn } from "./law-notes.ts";
import { type LawProgram, lawPrograms } from "./law-programs.ts";

const readme = join(root, "test", "reference", "README.md");
const begins = "| law | marks | ";

const programs = new Map(lawPrograms().map((program) => [program.law, program]));
const best = bestChecks();

/** The program's expected numbers that the notes print, of that law or in the table of the best checks. */
function published(program: LawProgram, { law, section }: NotedCheck): readonly number[] {
  const rows = best.filter((row) => row.law === law).map(({ expected }) => expected);
  const printed = new Set(numbersIn([section, ...rows].join("\n")).map(Math.abs));
  return program.checks
    .flatMap(({ expected }) => expected.map((e) => Math.abs(Number(e.printed))))
    .filter((number) => printed.has(number));
}

describe("the notes on published laws", () => {
  it("have a test or a reason for every number to check", (context) => {
    requireOrSkip(context, notesFile);
    const noted = notedChecks();
    expect(noted.length).toBeGreaterThan(50);
    const missing = noted.filter(({ law }) => {
      const program = programs.get(law);
      return program === undefined || (program.checks.length === 0 && program.reasons.length === 0);
    });
    expect(missing.map(({ law }) => law)).toEqual([]);
  });

  it("print at least one number that each program expects, or the program says why not", (context) => {
    requireOrSkip(context, notesFile);
    const unfounded = notedChecks().filter((noted) => {
      const program = programs.get(noted.law);
      return program !== undefined && program.reasons.length === 0 && published(program, noted).length === 0;
    });
    expect(unfounded.map(({ law }) => law)).toEqual([]);
  });

  it("have their fifteen best checks among the programs, to the number", (context) => {
    requireOrSkip(context, notesFile);
    expect(best.map(({ number }) => number)).toEqual(Array.from({ length: 15 }, (_, k) => k + 1));
    const untested = best.flatMap(({ number, law, expected }) => {
      const tested = programs.get(law)?.checks.flatMap((check) => check.expected) ?? [];
      const inputs = programs.get(law)?.text ?? "";
      return numbersIn(expected.replace(/\(observed [^)]*\)|within \d+%/g, ""))
        .filter((n) => !tested.some((e) => Math.abs(Math.abs(n) - Math.abs(Number(e.printed))) <= 5e-4 * Math.abs(n)))
        .filter((n) => !numbersIn(inputs).some((input) => input === Math.abs(n)))
        .map((n) => `${number} ${law}: ${n}`);
    });
    expect(untested).toEqual([]);
  });

  it("are told of in the folder's table", (context) => {
    requireOrSkip(context, notesFile);
    const rows = notedChecks().map((noted) => {
      const program = programs.get(noted.law);
      const tests = program === undefined ? 0 : program.checks.flatMap(({ expected }) => expected).length;
      const from = program === undefined ? 0 : published(program, noted).length;
      const name = program?.title ?? noted.law;
      return `| ${name} | ${noted.marks.join(" ")} | ${tests} | ${from} | ${program?.reasons.join("; ") ?? ""} |`;
    });
    const table = [
      `${begins}numbers tested | of them printed in the notes | not tested |`,
      "|---|---|---|---|---|",
      ...rows,
    ];
    const text = readFileSync(readme, "utf8");
    const told = `${text.slice(0, text.indexOf(begins))}${table.join("\n")}\n`;
    if (process.env.LAWLAB_GOLDEN === "1") writeFileSync(readme, told);
    else expect(text).toBe(told);
  });
});
