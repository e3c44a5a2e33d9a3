import { readFileSync } from "node:fs";

/** An output of a notebook's cell. */
export interface Output {
  readonly output_type: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly traceback?: readonly string[];
  readonly text?: unknown;
}

/** The outputs of each code cell of a notebook file. */
export function parseOutputs(path: string): readonly (readonly Output[])[] {
  const { cells } = JSON.parse(readFileSync(path, "utf8")) as { cells: readonly { outputs?: readonly Output[] }[] };
  return cells.flatMap(({ outputs }) => (outputs === undefined ? [] : [outputs]));
}
