import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { shared } from "../support/paths.ts";

/** The notes on published laws; there on the machines of the team only. */
export const notesFile: string = join(shared, "laws.md");

/** A line of the notes that states a number to check: the law's number, the certainty marks, all that the notes say of that law. */
export interface NotedCheck {
  readonly law: string;
  readonly marks: readonly string[];
  readonly section: string;
}

/** A row of the table of the fifteen best checks. */
export interface BestCheck {
  readonly number: number;
  readonly law: string;
  readonly expected: string;
}

/** Every Check line of the notes, a law once; none where the notes are missing. */
export function notedChecks(): readonly NotedCheck[] {
  if (!existsSync(notesFile)) return [];
  const notes = readFileSync(notesFile, "utf8");
  const sections = notes.split(/^(?=#{2,3} )/m).flatMap((section) => {
    const [, law] = /^### ([SK]\d\d) /.exec(section) ?? [];
    return law === undefined
      ? []
      : [{ law, section, lines: section.split("\n").filter((l) => /\*\*[^*]*Check[^*]*\*\*/.test(l)) }];
  });
  const rows = notes.split("\n").flatMap((line) => {
    const [, number] = /^\| (\d+) \|.*\b(?:Check:|cost check).*\|/.exec(line) ?? [];
    return number === undefined || /^\| \d+ \| [SK]\d\d /.test(line)
      ? []
      : [{ law: `P${number}`, section: line, lines: [line] }];
  });
  return [...sections, ...rows]
    .filter(({ lines }) => lines.length > 0)
    .map(({ law, section, lines }) => ({
      law,
      section,
      marks: [
        ...new Set(lines.flatMap((line) => [...line.matchAll(/\[(V2|[VCM])\b/g)].map(([, mark]) => mark!))),
      ].sort(),
    }));
}

/** The rows of the table of the fifteen best checks; none where the notes are missing. */
export function bestChecks(): readonly BestCheck[] {
  if (!existsSync(notesFile)) return [];
  return [...readFileSync(notesFile, "utf8").matchAll(/^\| (\d+) \| ([SK]\d\d) [^|]*\|[^|]*\|([^|]*)\|/gm)].map(
    ([, number, law, expected]) => ({ number: Number(number), law: law!, expected: expected! }),
  );
}

/** The numbers that a text prints, without those that are part of a name such as a2 or E4M3. */
export function numbersIn(text: string): readonly number[] {
  return [...text.matchAll(/(?<![\p{L}\d_.])-?(?:\d+(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?(?![\p{L}\d_])/gu)].map(([n]) =>
    Number(n),
  );
}
