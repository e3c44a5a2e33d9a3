import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** One case of a golden file: what is read, above what is said of it. */
export interface GoldenCase {
  readonly title: string;
  readonly input: string;
  readonly output: string;
}

const folder = new URL("../../../test/corpus/", import.meta.url);

/** The golden files whose names begin with a word. */
export function goldenFiles(prefix: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.startsWith(prefix) && name.endsWith(".txt"));
}

/**
 * The cases of a golden file: `=== title`, the input, `---`, the output. In the input `␍` at a line's end is a carriage return,
 * so that CRLF survives editors.
 */
export function readGolden(file: string): readonly GoldenCase[] {
  const text = readFileSync(new URL(file, folder), "utf8");
  return text
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const [, title = "", input = "", output = ""] = /^(.*)\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(part) ?? [];
      return { title, input: input.replaceAll("␍", "\r"), output: output.trimEnd() };
    });
}

/** Writes a golden file anew, with the outputs that were given now. */
export function writeGolden(file: string, cases: readonly GoldenCase[]): void {
  const text = cases
    .map(({ title, input, output }) => `=== ${title}\n${input.replaceAll("\r", "␍")}\n---\n${output}\n`)
    .join("\n");
  writeFileSync(new URL(file, folder), text);
}
