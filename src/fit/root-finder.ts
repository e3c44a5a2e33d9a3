import { type RootPlace, type RootSearch, stepName } from "../law/root-wasm.ts";

/** Steps of bracketRoot at most. */
const mostSteps = 300;

/** Steps that are enough for a glance: where more are needed, the parameters are far from any that fit. */
export const glanceSteps = 12;

/** Runs the searches of a module over the rows that stand in its memory. */
export class RootFinder {
  private readonly searches: readonly (RootSearch & {
    readonly steps: readonly ((pairs: number) => number)[];
    readonly value: number;
  })[];
  /** The parameters whose roots stand in the memory, if any do. */
  private found: Float64Array | undefined;

  constructor(
    functions: Readonly<Record<string, (pairs: number) => number>>,
    searches: readonly RootSearch[],
    places: readonly RootPlace[],
  ) {
    this.searches = searches.map((search, k) => ({
      ...search,
      steps: (["open", "leave", "begin", "step"] as const).map((name) => functions[stepName(name, k)]!),
      value: (places[k]?.value ?? 0) >> 3,
    }));
  }

  /** Other rows stand in the memory now. */
  forget(): void {
    this.found = undefined;
  }

  /**
   * Finds the roots in all pairs of rows at the parameters that stand in the memory, unless they stand there already; where
   * `most` steps do not do, the nearer end.
   */
  find(parameters: Float64Array, pairs: number, most: number = mostSteps): void {
    if (this.searches.length === 0 || this.knows(parameters)) return;
    let rest = 0;
    for (const { steps } of this.searches) {
      const [open, leave, begin, step] = steps;
      if (open!(pairs) !== 1) leave!(pairs);
      let left = begin!(pairs);
      for (let i = 0; i < most && left > 0; i++) left = step!(left);
      rest += left;
    }
    if (rest > 0 && most < mostSteps) {
      this.found = undefined;
      return;
    }
    this.found ??= new Float64Array(parameters.length);
    this.found.set(parameters);
  }

  /** Whether one of so many rows has no value because it has no root. */
  lacks(memory: Float64Array, rows: number): boolean {
    return this.searches.some(({ decides, value }) => {
      if (decides) for (let i = value; i < value + rows; i++) if (Number.isNaN(memory[i])) return true;
      return false;
    });
  }

  private knows(parameters: Float64Array): boolean {
    const { found } = this;
    if (found === undefined) return false;
    for (let k = 0; k < found.length; k++) if (found[k] !== parameters[k]) return false;
    return true;
  }
}
