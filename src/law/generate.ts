/** Makes a function of generated source, or undefined where the host forbids code generation. */
export function generate<F>(parameters: readonly string[], body: string): F | undefined {
  try {
    // The source holds node numbers and numeric literals only (design rule 8).
    return new Function(...parameters, body) as F;
  } catch {
    return undefined;
  }
}
