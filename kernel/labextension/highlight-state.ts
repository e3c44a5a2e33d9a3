import type { TokenClass } from "../../src/index.ts";

/** The part of CodeMirror's StringStream that is used here. */
export interface Line {
  readonly string: string;
  readonly pos: number;
  sol(): boolean;
  indentation(): number;
  skipToEnd(): void;
  match(pattern: RegExp): unknown;
  next(): unknown;
}

/** What is known at a place of a program: enough to highlight one line after another. */
export interface HighlightState {
  /** The language of the cell: read from its first line. */
  cell: "unread" | "lawlab" | "typescript" | "other";
  /** Whether a `%%ts` cell is inside a comment or a template. */
  inside: "" | "comment" | "template";
  depth: number;
  /** The indent of the program's first line: a deeper one goes on with the statement above. */
  base: number | undefined;
  /** The token before, on this line or above; what it leaves open is indented. */
  last: TokenClass;
  lastText: string;
  /** The indent of the line last read. */
  indent: number;
}

/** The state at the beginning of a cell. */
export function startState(): HighlightState {
  return { cell: "unread", inside: "", depth: 0, base: undefined, last: "blank", lastText: "", indent: 0 };
}
