import { layOut, type Slice } from "./layout.ts";
import { parse } from "./parse.ts";

/** Whether a text may be run as it stands, should go on (with this indentation), or is wrong whatever follows. */
export type Completeness =
  | { readonly status: "complete" | "invalid" }
  | { readonly status: "incomplete"; readonly indent: string };

const step = "  ";

/**
 * Judges a text that is being typed: an open bracket, or a statement that ends too early, wants more; so does
 * a statement that has been continued on an indented line, until a blank line ends it.
 */
export function completeness(text: string): Completeness {
  const { slices } = layOut(text);
  const last = slices.at(-1);
  if (last === undefined) return { status: "complete" };
  const indent = indentOf(text, last);
  if (slices.some(hasOpenBracket) && slices.every((slice) => slice.diagnostics.length === 0 || hasOpenBracket(slice))) {
    return { status: "incomplete", indent };
  }
  const outcome = parse(text);
  if (outcome.ok) return isContinued(text, last) ? { status: "incomplete", indent } : { status: "complete" };
  const [first] = outcome.diagnostics;
  const endsEarly =
    first?.code === "unexpected-end" && first.span.start === last.tokens.at(-1)?.end && !isEnded(text, last);
  return endsEarly ? { status: "incomplete", indent } : { status: "invalid" };
}

function hasOpenBracket(slice: Slice): boolean {
  return slice.diagnostics.length === 1 && slice.diagnostics[0]?.code === "unclosed-bracket";
}

/** Whether a `;` stands after the last statement. */
function isEnded(text: string, last: Slice): boolean {
  return /^[^\S\n]*;/.test(text.slice(last.tokens.at(-1)?.end));
}

/** Whether the last statement goes over several lines and no blank line has ended it. */
function isContinued(text: string, last: Slice): boolean {
  const start = last.tokens[0]!.start;
  return (
    /[\r\n]/.test(text.slice(start, last.tokens.at(-1)!.end)) && !/[\r\n][^\S\r\n]*$/.test(text) && !isEnded(text, last)
  );
}

/** The indentation of the last line if it is a continuation, else one step deeper than the statement. */
function indentOf(text: string, last: Slice): string {
  const indentAt = (offset: number): string => {
    const start = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
    return /^[^\S\r\n]*/.exec(text.slice(start))?.[0] ?? "";
  };
  const own = indentAt(last.tokens[0]!.start);
  const latest = indentAt(last.tokens.at(-1)!.end);
  return latest.length > own.length ? latest : own + step;
}
