import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Session } from "../../../src/index.ts";
import { shared } from "../../support/paths.ts";
import type { Json } from "../program.ts";

const page = join(shared, "hard-laws.md");

/** Whether the programs are there to be run. */
export const present: boolean = existsSync(page);

/** What a program of hard-laws.md gave, statement by statement, and the session that it ran in, for further questions. */
export interface HardLaw {
  readonly results: readonly Json[];
  readonly ask: (program: string) => Promise<readonly Json[]>;
  readonly column: (table: string, name: string) => readonly number[];
}

/** Rows as the text of a CSV file, with a header. */
export function csv(rows: readonly Readonly<Record<string, number | string>>[]): string {
  const names = Object.keys(rows[0]!);
  return [names.join(","), ...rows.map((row) => names.map((name) => row[name]).join(","))].join("\n");
}

/** Runs one law's program of hard-laws.md as it stands, on data sets that `prelude` makes and files held as texts. */
export async function runHardLaw(
  name: string,
  prelude: string,
  files: Readonly<Record<string, string>> = {},
): Promise<readonly Json[]> {
  return (await openHardLaw(name, prelude, files)).results;
}

/** Runs one law's program like `runHardLaw` and leaves its session open. */
export async function openHardLaw(
  name: string,
  prelude: string,
  files: Readonly<Record<string, string>> = {},
): Promise<HardLaw> {
  const part = readFileSync(page, "utf8")
    .split("\n## ")
    .find((p) => p.startsWith(`${name} `));
  if (part === undefined) throw new Error(`hard-laws.md has no ${name}`);
  const program = part
    .split("\n")
    .flatMap((line) => (line.startsWith("    ") ? [line.slice(4)] : []))
    .join("\n");
  const session = new Session({
    files: { read: async (path) => [{ name: path, bytes: new TextEncoder().encode(files[path] ?? "") }] },
  });
  const ask = async (text: string): Promise<readonly Json[]> => {
    const { diagnostics, results } = await session.run(text);
    const mistake = diagnostics.find(({ severity }) => severity === "error");
    if (mistake !== undefined) throw new Error(`${mistake.code}: ${mistake.message}`);
    return results;
  };
  await ask(prelude);
  const results = await ask(program);
  const column = (table: string, wanted: string): readonly number[] => {
    const found = session.data().get(table)?.get(wanted);
    if (found === undefined) throw new Error(`there is no column ${table}.${wanted}`);
    return Array.from(found.values, Number);
  };
  return { results, ask, column };
}
