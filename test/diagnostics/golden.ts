import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { formatDiagnostic, nodeFileAccess, Session } from "../../src/index.ts";

/** One program and what is told of it. */
export interface Example {
  readonly title: string;
  readonly program: string;
  readonly told: string;
}

const folder = new URL("../../../test/diagnostics/", import.meta.url);

/** The codes that have an example file. */
export function exampleCodes(): readonly string[] {
  return readdirSync(folder).flatMap((name) => (name.endsWith(".txt") ? [name.slice(0, -4)] : []));
}

/** The examples of one code: `=== title`, the program, `---`, what is told. */
export function readExamples(code: string): readonly Example[] {
  const text = readFileSync(new URL(`${code}.txt`, folder), "utf8");
  return text
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const [, title = "", program = "", told = ""] = /^(.*)\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(part) ?? [];
      return { title, program, told: told.trimEnd() };
    });
}

/** Writes the examples of one code anew. */
export function writeExamples(code: string, examples: readonly Example[]): void {
  const text = examples.map(({ title, program, told }) => `=== ${title}\n${program}\n---\n${told}\n`).join("\n");
  writeFileSync(new URL(`${code}.txt`, folder), text);
}

/** Runs a program in a session of its own, within the examples' data folder, and gives all that is told of it. */
export async function tell(program: string): Promise<string> {
  const cwd = fileURLToPath(new URL("data/", folder));
  const session = new Session({ files: nodeFileAccess({ cwd, root: cwd, network: false, maxBytes: 1000 }) });
  const { diagnostics } = await session.run(program);
  return diagnostics.map((d) => formatDiagnostic(program, d, { color: false })).join("\n");
}
