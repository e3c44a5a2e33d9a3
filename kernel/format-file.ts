import { parse, print } from "../src/index.ts";
import { tell } from "./terminal.ts";

/** The canonical form of a program; undefined when it has mistakes, which are told on standard error with the file's name. */
export function formatFile(
  path: string,
  text: string,
): { readonly text: string; readonly changed: boolean } | undefined {
  const program = parse(text);
  if (!program.ok) {
    process.stderr.write(`${path}:\n`);
    tell(text, program.diagnostics);
    return undefined;
  }
  const formatted = print(program.value);
  return { text: formatted, changed: formatted !== text };
}
