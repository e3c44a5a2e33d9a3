import type { Random } from "./random.ts";

const comments = ["# why", "#", "#tight", "# über α  ", "## twice"];

/** Writes words as a statement, with blanks, line breaks and comments wherever they may stand. */
export function renderStatement(random: Random, words: readonly string[], indent: string): string {
  const deeper = `${indent}${random.pick(["  ", "    ", "\t"])}`;
  let text = indent;
  for (const [index, word] of words.entries()) {
    if (index > 0) text += gap(random, words[index - 1]!, word, deeper);
    text += word;
  }
  return text;
}

function gap(random: Random, before: string, after: string, deeper: string): string {
  const roll = random.next();
  if (roll < 0.02) return ` ${random.pick(comments)}\n${deeper}`;
  if (roll < 0.03) return `\n\n${random.pick(comments)}\n${deeper}`;
  if (roll < 0.06) return `${random.pick(["\n", "\r\n", "\n\n"])}${deeper}`;
  // Between words and signs a blank may be left out; two words, or a sign that would join the next, need one.
  const separable = /[\p{L}\p{M}\p{N}_`"%]$/u.test(before) !== /^[\p{L}\p{M}\p{N}_`".%]/u.test(after);
  const joins = /[.\d]$/.test(before) || /^[.]/.test(after) || (/[<>=!*/|]$/.test(before) && /^[<>=!*/|]/.test(after));
  return separable && !joins && roll < 0.5 ? "" : random.pick([" ", " ", "  ", "\t"]);
}

/** Joins statements into a program, with comments and blank lines between them. */
export function renderProgram(random: Random, statements: readonly (readonly string[])[]): string {
  const indent = random.pick(["", "", "", "  ", "\t"]);
  let text = random.pick(["", "", "\n", `${indent}# first\n\n`]);
  for (const [index, words] of statements.entries()) {
    if (index > 0) text += between(random, words[0]!, indent);
    text += renderStatement(random, words, indent);
  }
  return text + random.pick(["", "\n", "  # last", "\n\n# end\n", ";"]);
}

function between(random: Random, first: string, indent: string): string {
  if (first.startsWith("-")) return random.pick(["\n\n", "; "]);
  return random.pick(["\n", "\n\n", ";", " ; ", "  # so\n", `\n${indent}# above\n`, "\r\n\r\n\r\n"]);
}
