import { type Diagnostic, formatDiagnostic, type Progress } from "../src/index.ts";
import { type ProgressSink, progressText } from "./interpreter/progress.ts";

/** A text for a terminal: what could move its cursor or change its state is shown as a replacement character. */
export function safeText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "\ufffd");
}

/** Writes diagnostics to standard error, in colour on a terminal that wants it. */
export function tell(text: string, diagnostics: readonly Diagnostic[]): void {
  const color = process.stderr.isTTY === true && !process.env.NO_COLOR;
  for (const diagnostic of diagnostics) process.stderr.write(`${formatDiagnostic(text, diagnostic, { color })}\n`);
}

/** Progress on one line of standard error; silent where that is no terminal. */
export function terminalProgress(): ProgressSink {
  const terminal = process.stderr.isTTY === true;
  const interval = 100;
  let last = performance.now();
  let shown = false;
  return {
    report(step: Progress) {
      const now = performance.now();
      if (!terminal || now - last < interval) return;
      last = now;
      shown = true;
      process.stderr.write(`\r\u001b[K${safeText(progressText(step))}`);
    },
    settle() {
      if (shown) process.stderr.write("\r\u001b[K");
      shown = false;
    },
  };
}
