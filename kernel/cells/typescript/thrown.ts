import { inspect } from "node:util";
import type { Problem } from "./messages.ts";

/** Where a place in a compiled cell stands in its source, as `cell:8`; undefined where that is not known. */
export type PlaceOf = (file: string, line: number, column: number) => string | undefined;

/** What a cell has thrown, as an error message shows it: places in its source, and no frames of what runs the cell. */
export function thrownProblem(thrown: unknown, placeOf: PlaceOf = () => undefined): Problem {
  if (!(thrown instanceof Error)) {
    const message = typeof thrown === "string" ? thrown : inspect(thrown);
    return { name: "thrown", message, lines: [`thrown: ${message}`] };
  }
  const { name, message, stack } = thrown;
  const lines = (stack ?? `${name}: ${message}`).split("\n");
  const frame = lines.findIndex((line) => /^\s+at .*(typescript-thread|node:)/.test(line));
  const shown = (frame < 0 ? lines : lines.slice(0, frame)).map((line) =>
    /^\s+at /.test(line)
      ? line.replace(
          /(cell-\d+):(\d+):(\d+)/,
          (_, file: string, row, column) => placeOf(file, Number(row), Number(column)) ?? "cell",
        )
      : line,
  );
  return { name, message, lines: shown };
}
