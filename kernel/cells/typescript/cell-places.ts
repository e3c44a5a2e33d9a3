import type { Problem } from "./messages.ts";
import { type LineMap, lineMap, type StatementReader } from "./positions.ts";
import { thrownProblem } from "./thrown.ts";

/** So many of the latest cells can be pointed into. */
const mostCells = 200;
/** The line of the wrapping function stands before the compiled text. */
const linesBefore = 1;

/** The cells that have run, to tell the source's lines in a trace. */
export class CellPlaces {
  readonly #compiler: StatementReader;
  readonly #maps = new Map<string, () => LineMap | undefined>();
  #count = 0;
  #last = "";

  constructor(compiler: StatementReader) {
    this.#compiler = compiler;
  }

  /** Notes a cell and gives the name that it shall run under. */
  add(source: string, compiled: string): string {
    this.#last = `cell-${++this.#count}`;
    const body = compiled.slice(compiled.indexOf("\n") + 1, compiled.lastIndexOf("\n"));
    let map: LineMap | undefined;
    this.#maps.set(this.#last, () => (map ??= lineMap(this.#compiler, source, body)));
    for (const old of [...this.#maps.keys()].slice(0, Math.max(0, this.#maps.size - mostCells))) this.#maps.delete(old);
    return this.#last;
  }

  /** What was thrown, its frames at the lines of the cells' sources. */
  problem(thrown: unknown): Problem {
    return thrownProblem(thrown, (file, line, column) => {
      const found = this.#maps.get(file)?.()?.(line - linesBefore, column);
      const name = file === this.#last ? "cell" : "an earlier cell";
      return found === undefined ? name : `${name}:${found}`;
    });
  }
}
