import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Session } from "../../../src/index.ts";
import { shared } from "../../support/paths.ts";
import type { Json } from "../program.ts";

const page = join(shared, "hard-laws.md");

/** Whether the programs are there to be run. */
export const present: boolean = existsSync(page);

/** Runs one law's program of hard-laws.md as it stands, on data sets that `prelude` makes and files held as texts. */
export async function runHardLaw(
  name: string,
  prelude: string,
  files: Readonly<Record<string, string>> = {},
): Promise<readonly Json[]> {
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
  const ready = await session.run(prelude);
  const ran = await session.run(program);
  const mistake = [...ready.diagnostics, ...ran.diagnostics].find(({ severity }) => severity === "error");
  if (mistake !== undefined) throw new Error(`${mistake.code}: ${mistake.message}`);
  return ran.results;
}
