import { columnsOf } from "../../../src/index.ts";
import type { TypeScriptEngine } from "./engine.ts";
import type { Made, MadeData } from "./messages.ts";

const arrow = /^(?:\([^)]*\) )?(?:const|let|var) [^:]+: \(([^)]*)\) => number$/;
const declaration = /^function [^(]+\(([^)]*)\): number$/;

/** The names of a function's parameters, where its type is of numbers alone: `(N: number, D: number) => number`. */
export function numberParameters(type: string): readonly string[] | undefined {
  const list = (arrow.exec(type) ?? declaration.exec(type))?.[1];
  if (list === undefined || list === "") return undefined;
  const parameters = list
    .split(", ")
    .map((parameter) => /^([\p{ID_Start}_$][\p{ID_Continue}$]*): number$/u.exec(parameter)?.[1]);
  return parameters.every((name) => name !== undefined) ? parameters : undefined;
}

/** What cells make that the language understands: only what is new is told. */
export class MadeValues {
  readonly #engine: TypeScriptEngine;
  readonly #known = new Map<string, unknown>();

  constructor(engine: TypeScriptEngine) {
    this.#engine = engine;
  }

  /** Makes a value of the language's a variable: it is made when a cell first reads it, for a large data set takes long. */
  lend(name: string, make: () => unknown): void {
    const { variables } = this.#engine;
    const put = (value: unknown): void => {
      Object.defineProperty(variables, name, { value, writable: true, enumerable: true, configurable: true });
    };
    const get = (): unknown => {
      const value = make();
      this.#known.set(name, value);
      put(value);
      return value;
    };
    Object.defineProperty(variables, name, { get, set: put, enumerable: true, configurable: true });
  }

  /** What has been made or set since the last time. */
  since(): Made {
    const data: MadeData[] = [];
    const numbers: (readonly [string, number])[] = [];
    const functions = [];
    for (const [name, { get, value }] of Object.entries(Object.getOwnPropertyDescriptors(this.#engine.variables))) {
      // What no cell has read is as it was lent.
      if (get !== undefined) continue;
      if (this.#known.has(name) && this.#known.get(name) === value) continue;
      this.#known.set(name, value);
      if (typeof value === "number") numbers.push([name, value]);
      else if (typeof value === "function") {
        const parameters = numberParameters(this.#engine.inspect(name, 0) ?? "");
        if (parameters !== undefined) functions.push({ name, parameters });
      } else {
        const columns = columnsOf(value);
        if (columns !== undefined) data.push({ name, columns });
      }
    }
    return { data, numbers, functions };
  }
}
