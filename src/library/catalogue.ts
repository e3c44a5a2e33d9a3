/** The rows of the catalogue of laws: 47 of papers on scaling and 26 that a reader of them expects. */
export const catalogueRows: readonly string[] = [...numbered("S", 47), ...numbered("K", 26)];

/** The rows that no file stands for, and why. */
export const withoutForm: ReadonlyMap<string, string> = new Map([
  ["K21", "a checklist and no law: `report` prints it"],
]);

function numbered(letter: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, k) => `${letter}${String(k + 1).padStart(2, "0")}`);
}
