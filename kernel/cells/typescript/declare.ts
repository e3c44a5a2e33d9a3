import type { ScopeValue } from "../../../src/index.ts";

/** A name of the language as a TypeScript variable. */
export interface Declared {
  readonly name: string;
  /** Its type, in one line. */
  readonly type: string;
  /** Makes its value; asked for when a cell first reads it. */
  readonly value: () => unknown;
}

const reserved = new Set(
  `await break case catch class const continue debugger default delete do else enum eval export extends false finally for
function if implements import in instanceof interface let new null package private protected public return static super switch
this throw true try typeof undefined var void while with yield arguments NaN Infinity exports require globalThis`.split(
    /\s+/,
  ),
);

/** Whether a name of the language can be a variable. */
export function isVariable(name: string): boolean {
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name) && !reserved.has(name);
}

const key = (name: string): string => JSON.stringify(name);
const fields = (entries: readonly (readonly [string, string])[]): string =>
  `{ ${entries.map(([name, type]) => `readonly ${key(name)}: ${type};`).join(" ")} }`;

/** Computes a module's `predict`; the engine runs TypeScript. */
export type ReadModule = (source: string) => { readonly predict?: unknown };

/** A value of the language as a typed variable: a data set as an array of objects, a fit with its parameters and draws. */
export function declared(name: string, value: ScopeValue, readModule: ReadModule): Declared {
  switch (value.kind) {
    case "number":
      return { name, type: "number", value: () => value.value };
    case "list":
      return {
        name,
        type: typeof value.values[0] === "string" ? "readonly string[]" : "readonly number[]",
        value: () => value.values,
      };
    case "data": {
      const columns = [...value.columns];
      const rows = columns[0]?.[1].values.length ?? 0;
      const type = columns.map(([c, { kind }]) => `${key(c)}: ${kind};`).join(" ");
      const list = (): object[] =>
        Array.from({ length: rows }, (_, row) =>
          Object.fromEntries(columns.map(([c, { values }]) => [c, values[row]])),
        );
      return { name, type: `{ ${type} }[]`, value: list };
    }
    case "law": {
      const predict = value.module === undefined ? undefined : readModule(value.module).predict;
      const numbers = value.variables.map((v) => ({ name: v, kind: "number" as const }));
      return {
        name,
        type: `{ readonly kind: "law"; readonly text: string; readonly variables: readonly string[]; readonly parameters: readonly string[]; ${
          predict === undefined ? "" : predictType(numbers)
        } }`,
        value: () => ({
          kind: "law",
          text: value.text,
          variables: value.variables,
          parameters: value.parameters,
          ...(predict === undefined ? {} : { predict }),
        }),
      };
    }
    case "fit": {
      const predict = value.module === undefined ? undefined : readModule(value.module).predict;
      const names = value.draws.map(([parameter]) => parameter);
      const parameter =
        "{ readonly value: number; readonly standardError: number; readonly interval: readonly [number, number] }";
      const type = [
        'readonly kind: "fit"; readonly name: string; readonly law: string; readonly text: string;',
        `readonly parameters: ${fields(names.map((p) => [p, parameter]))};`,
        `readonly draws: ${fields(names.map((p) => [p, "Float64Array"]))};`,
        "readonly rows: number; readonly objective: number; readonly r2: number; readonly rmse: number; readonly status: string;",
        ...(predict === undefined ? [] : [predictType(value.variables)]),
      ].join(" ");
      return {
        name,
        type: `{ ${type} }`,
        value: () => ({
          ...value.json,
          text: value.text,
          draws: Object.fromEntries(value.draws),
          ...(predict === undefined ? {} : { predict }),
        }),
      };
    }
  }
}

function predictType(variables: readonly { readonly name: string; readonly kind: string }[]): string {
  const list = variables.map(({ name, kind }, k) => `${isVariable(name) ? name : `x${k}`}: ${kind}`);
  return `predict(${list.join(", ")}): number;`;
}
