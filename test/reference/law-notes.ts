import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { shared } from "../support/paths.ts";
import { halfUnit, type LawProgram } from "./law-programs.ts";

/** The notes on published laws; there on the machines of the team only. */
export const notesFile: string = join(shared, "laws.md");

/** A line of the notes that states numbers to check, with the lines that belong to it. */
export interface NotedCheck {
  readonly law: string;
  /** Which of its law's check lines it is, from 1. */
  readonly line: number;
  /** How sure the notes are of it. */
  readonly marks: readonly string[];
  readonly numbers: readonly NotedNumber[];
}

/** A number as it is printed, its value without its sign, and half a unit of its last digit. */
export interface NotedNumber {
  readonly printed: string;
  readonly value: number;
  readonly half: number;
}

/** What a program makes of a number that the notes print. */
export type Standing = "tested" | "given" | "told" | "missing";

/** Every check line of the notes, those of the table of curves among them; none where the notes are missing. */
export function notedChecks(): readonly NotedCheck[] {
  if (!existsSync(notesFile)) return [];
  return readFileSync(notesFile, "utf8")
    .split(/^(?=#{2,3} )/m)
    .flatMap((section) => {
      const [, law] = /^### ([SK]\d\d) /.exec(section) ?? [];
      return law === undefined ? rowsOf(section) : linesOf(law, section);
    });
}

/** From `**Check**` to the next bold word, or over the indented lines below. */
function linesOf(law: string, section: string): readonly NotedCheck[] {
  const found = section.matchAll(/\*\*[^*\n]*Check[^*\n]*\*\*((?:(?!\*\*[A-Z]).)*(?:\n {2}.*)*)/g);
  return [...found].map(([, text = ""], k) => ({ law, line: k + 1, marks: marksIn(text), numbers: numbersIn(text) }));
}

/** Rows of a table that say `Check:` or `cost check`; the table of the best checks is read apart. */
function rowsOf(section: string): readonly NotedCheck[] {
  return [...section.matchAll(/^\| (\d+) \|.*?(?:Check:|cost check)(.*)\|/gm)].flatMap(([row, number, text = ""]) =>
    /^\| \d+ \| [SK]\d\d /.test(row)
      ? []
      : [{ law: `P${number}`, line: 1, marks: marksIn(text), numbers: numbersIn(text) }],
  );
}

const marksIn = (text: string): readonly string[] =>
  [
    ...new Set(
      [...text.matchAll(/\[([^\]]*)\]/g)].flatMap(([, inside = ""]) => inside.match(/\b(?:V2|[VCM])\b/g) ?? []),
    ),
  ].sort();

/** The rows of the table of the fifteen best checks, in order; none where the notes are missing. */
export function bestChecks(): readonly NotedCheck[] {
  if (!existsSync(notesFile)) return [];
  const rows = readFileSync(notesFile, "utf8").matchAll(/^\| (\d+) \| ([SK]\d\d) [^|]*\|[^|]*\|([^|]*)\|/gm);
  return [...rows].map(([, number, law = "", expected = ""]) => ({
    law,
    line: Number(number),
    marks: [],
    numbers: numbersIn(expected),
  }));
}

const scales: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, B: 1e9, T: 1e12 };

/** The numbers that a text prints, each once, without those that are part of a name such as a2 or E4M3. */
export function numbersIn(text: string): readonly NotedNumber[] {
  const numbers = text
    .replaceAll(/\bx(?=\d)/g, "×")
    .matchAll(
      /(?<![\p{L}\d_])(?<!(?<!\.)\.)(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|\.\d+)(e[-+]?\d+)?([kMBTx])?(?![\p{L}\d_]|\.\d)/gu,
    );
  const found = [...numbers].map(([, digits = "", exponent = "", suffix = ""]) => {
    const scale = scales[suffix];
    const plain = `${digits.replaceAll(",", "")}${exponent}`;
    const printed = scale === undefined ? plain : `${plain}${suffix}`;
    return { printed, value: Number(plain) * (scale ?? 1), half: halfUnit(plain) * (scale ?? 1) };
  });
  return [...new Map(found.map((number) => [number.printed, number])).values()];
}

/**
 * Whether a program asserts a number, to the last digit that the notes print or with a stated reason for less; takes it
 * as an input; tells why it does neither; or says nothing of it.
 */
export function standing({ printed, value, half }: NotedNumber, program: LawProgram | undefined): Standing {
  if (program === undefined) return "missing";
  // One digit says too little to stand for a number that is printed more finely elsewhere.
  const rounds = /[1-9].*\d/.test(printed.replace(/e.*$/, ""));
  const asserted = program.checks
    .flatMap(({ expected }) => expected)
    .some((e) => {
      const off = Math.abs(Math.abs(Number(e.printed)) - value);
      return e.tolerance <= half ? off <= (rounds ? half : 1e-12 * value) : off === 0 && e.reason !== undefined;
    });
  if (asserted) return "tested";
  const among = (text: string): boolean => numbersIn(text).some((n) => Math.abs(n.value - value) <= 1e-12 * value);
  if (among(program.inputs)) return "given";
  return among([...program.reasons, ...program.passing].join("\n")) ? "told" : "missing";
}
