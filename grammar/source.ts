/** A place in a text as a person counts: both from 1, columns in code points. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A text with its lines found once; lines end with LF, CRLF or CR. */
export interface SourceText {
  readonly text: string;
  /** The offset at which each line starts. */
  readonly lineStarts: readonly number[];
}

/** Finds the lines of a text. */
export function sourceText(text: string): SourceText {
  const lineStarts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) lineStarts.push(match.index + match[0].length);
  return { text, lineStarts };
}

/** The number, from 1, of the line an offset is in; offsets outside the text count as its ends. */
export function lineAt(source: SourceText, offset: number): number {
  let low = 0;
  let high = source.lineStarts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (source.lineStarts[middle]! <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

/** The line and column of a UTF-16 offset. */
export function positionAt(source: SourceText, offset: number): Position {
  const line = lineAt(source, offset);
  const start = source.lineStarts[line - 1]!;
  return { line, column: countCodePoints(source.text.slice(start, Math.max(start, offset))) + 1 };
}

/** The UTF-16 offset of a line and column; columns past the line's end count as its end. */
export function offsetAt(source: SourceText, position: Position): number {
  const start = source.lineStarts[Math.min(Math.max(position.line, 1), source.lineStarts.length) - 1]!;
  let offset = start;
  let column = 1;
  for (const character of lineText(source, lineAt(source, start))) {
    if (column >= position.column) break;
    offset += character.length;
    column += 1;
  }
  return offset;
}

/** The text of a line, without its line end; "" for a line that is not there. */
export function lineText(source: SourceText, line: number): string {
  const start = source.lineStarts[line - 1];
  if (start === undefined) return "";
  return source.text.slice(start, source.lineStarts[line] ?? source.text.length).replace(/[\r\n]+$/, "");
}

/** How many code points a text has. */
export function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
