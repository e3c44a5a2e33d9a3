/** A line made fit for a terminal, and the parts of it before and under a mark. */
export interface Drawn {
  readonly text: string;
  readonly before: string;
  readonly marked: string;
  /** Whether only a part of the line is shown. */
  readonly cut: boolean;
}

/** The most columns of a line that are shown; a longer one is cut around its mark. */
const widestLine = 120;
const contextBefore = 40;
/** So many UTF-16 units on each side of a place are looked at. */
const reach = 1000;

/** Characters that would move the cursor, change colours, hide or reorder text. */
const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A text with its control characters told as `\u{…}`, and its tabs as spaces. */
export function visible(text: string): string {
  return text.replaceAll("\t", "  ").replace(hidden, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** How many columns a visible text takes: East Asian wide characters and emoji two, combining marks none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += /\p{M}/u.test(character) ? 0 : isWide(character.codePointAt(0)!) ? 2 : 1;
  return width;
}

/** Draws a line with a mark from one UTF-16 offset to another. */
export function drawLine(line: string, from: number, to: number): Drawn {
  // What lies further from the mark than this is cut off below in any case, and a line may be 50 MB long.
  const before = visible(line.slice(Math.max(0, from - reach), from));
  const marked = visible(line.slice(from, Math.min(to, from + reach)));
  const after = visible(line.slice(to, to + reach));
  if (displayWidth(before + marked + after) <= widestLine)
    return { text: before + marked + after, before, marked, cut: false };
  const start = lastOf(before, contextBefore);
  const middle = firstOf(marked, widestLine - displayWidth(start));
  const end = middle === marked ? firstOf(after, widestLine - displayWidth(start + middle)) : "…";
  return { text: start + middle + end, before: start, marked: middle, cut: true };
}

function firstOf(text: string, columns: number): string {
  const characters = [...text];
  return characters.length <= columns ? text : `${characters.slice(0, Math.max(0, columns - 1)).join("")}…`;
}

function lastOf(text: string, columns: number): string {
  const characters = [...text];
  return characters.length <= columns ? text : `…${characters.slice(1 - columns).join("")}`;
}

/** The blocks of Unicode's East Asian Width W and F, and emoji, as inclusive ranges (UAX #11, abridged). */
const wideBlocks: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1faff],
  [0x20000, 0x3fffd],
];

function isWide(code: number): boolean {
  return code >= 0x1100 && wideBlocks.some(([first, last]) => code >= first && code <= last);
}
