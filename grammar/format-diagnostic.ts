import type { Diagnostic, Span } from "./diagnostic.ts";
import { type Drawn, displayWidth, drawLine, visible } from "./display.ts";
import { lineAt, lineText, type SourceText, sourceText } from "./source.ts";

/** How a diagnostic is told. */
export interface FormatOptions {
  /** Whether to colour it with the escape sequences of a terminal. */
  readonly color: boolean;
}

const paint = { error: "1;31", warning: "1;33", label: "1;34", gutter: "34", help: "36", bold: "1" } as const;

/**
 * A diagnostic as lines of text: what it is, the line with carets under the place, other places, and how to mend it.
 * Nothing of the user's text reaches a terminal raw: control characters are shown as their code points.
 */
export function formatDiagnostic(text: string, diagnostic: Diagnostic, options: FormatOptions): string {
  const ink = (style: keyof typeof paint, words: string): string =>
    options.color ? `\u001b[${paint[style]}m${words}\u001b[0m` : words;
  const source = sourceText(text);
  const { severity, code, message, span, note, labels = [], help } = diagnostic;
  const marks: readonly Mark[] = [
    { span, sign: "^", style: severity, note: note ?? "" },
    ...labels.map((label): Mark => ({ span: label.span, sign: "-", style: "label", note: label.text })),
  ];
  const numberWidth = Math.max(...marks.map((mark) => String(lineAt(source, mark.span.start)).length));
  const lines = [`${ink(severity, `${severity}[${code}]`)}${ink("bold", `: ${visible(message)}`)}`];
  let shown: number | undefined;
  for (const mark of inOrder(source, marks)) {
    const line = lineAt(source, mark.span.start);
    const drawn = drawLine(lineText(source, line), ...within(source, mark.span, line));
    // The line is told once for all its marks, unless each mark needs its own cut of a long line.
    if (shown !== line || drawn.cut)
      lines.push(`  ${ink("gutter", `${String(line).padStart(numberWidth)} |`)} ${drawn.text}`.trimEnd());
    shown = line;
    lines.push(`  ${" ".repeat(numberWidth)} ${ink("gutter", "|")} ${underline(drawn, mark, ink)}`.trimEnd());
  }
  if (help !== undefined) lines.push(`  ${ink("help", "help:")} ${visible(help)}`);
  return lines.join("\n");
}

interface Mark {
  readonly span: Span;
  readonly sign: "^" | "-";
  readonly style: "error" | "warning" | "label";
  readonly note: string;
}

/** The place itself first, unless another mark shares its line. */
function inOrder(source: SourceText, marks: readonly Mark[]): readonly Mark[] {
  const [main, ...others] = marks;
  const line = lineAt(source, main!.span.start);
  const here = others.filter((mark) => lineAt(source, mark.span.start) === line);
  return [main!, ...here, ...others.filter((mark) => !here.includes(mark))];
}

/** The offsets of a place within its first line; a place of several lines ends with the first. */
function within(source: SourceText, span: Span, line: number): [number, number] {
  const start = source.lineStarts[line - 1]!;
  const length = lineText(source, line).length;
  const from = Math.min(Math.max(0, span.start - start), length);
  return [from, Math.min(Math.max(from, span.end - start), length)];
}

function underline(drawn: Drawn, mark: Mark, ink: (style: keyof typeof paint, words: string) => string): string {
  const carets = mark.sign.repeat(Math.max(1, displayWidth(drawn.marked)));
  const note = mark.note === "" ? "" : ` ${visible(mark.note)}`;
  return " ".repeat(displayWidth(drawn.before)) + ink(mark.style, carets + note);
}
