import { existsSync } from "node:fs";

interface SkippableContext {
  skip(note?: string): void;
}

/** Skips the running test, with a message, when a file or program it needs is missing; under CI=true it fails instead. */
export function requireOrSkip(context: SkippableContext, ...paths: readonly string[]): void {
  const missing = paths.find((path) => !existsSync(path));
  if (missing === undefined) return;
  const message = `needs ${missing}, which this machine does not have`;
  if (process.env.CI === "true") throw new Error(message);
  process.stderr.write(`skipped: ${message}\n`);
  context.skip(message);
}
