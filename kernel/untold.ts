import type { Diagnostic } from "../src/index.ts";

/** The diagnostics that nothing shown has told already: every error, and the warnings that are on no card. */
export function untold(diagnostics: readonly Diagnostic[], said: readonly string[]): readonly Diagnostic[] {
  return diagnostics.filter(
    ({ severity, message }) => severity === "error" || !said.some((text) => text.includes(message)),
  );
}
