import type { DataColumn, ScopeValue } from "../../../src/index.ts";
import type { Content } from "../../wire/message.ts";

/** What has changed in the language's scope since a thread was last told: new values by name, and names that are gone. */
export interface ScopeChange {
  readonly values: readonly (readonly [string, ScopeValue])[];
  readonly gone: readonly string[];
}

/** What a TypeScript thread is asked. Positions are UTF-16 offsets into `code`. */
export type ToTypeScript =
  | { readonly kind: "run"; readonly code: string; readonly scope: ScopeChange }
  | {
      readonly kind: "complete" | "inspect";
      readonly number: number;
      readonly code: string;
      readonly cursor: number;
      readonly scope: ScopeChange;
    }
  /** The answer to a question; without a line nobody can answer. */
  | { readonly kind: "answer"; readonly number: number; readonly line?: string }
  /** Stop waiting for what a cell awaits. */
  | { readonly kind: "interrupt" }
  /** Compute a function of numbers for columns; the answer is written to `shared`, see call-buffer.ts. */
  | {
      readonly kind: "call";
      readonly name: string;
      readonly columns: readonly Float64Array[];
      readonly rows: number;
      readonly shared: SharedArrayBuffer;
    };

/** A data set that a cell has made. */
export interface MadeData {
  readonly name: string;
  readonly columns: readonly (readonly [string, DataColumn])[];
}

/** What a cell has made that the language understands. */
export interface Made {
  readonly data: readonly MadeData[];
  readonly numbers: readonly (readonly [string, number])[];
  readonly functions: readonly { readonly name: string; readonly parameters: readonly string[] }[];
}

/** What stopped a cell. */
export interface Problem {
  readonly name: string;
  readonly message: string;
  readonly lines: readonly string[];
}

/** A name that fits at a cursor. */
export interface TypeScriptItem {
  readonly text: string;
  readonly type: string;
  readonly detail: string;
}

/** What a TypeScript thread says. */
export type FromTypeScript =
  | { readonly kind: "stream"; readonly name: "stdout" | "stderr"; readonly text: string }
  | { readonly kind: "result"; readonly bundle: Content }
  | { readonly kind: "display"; readonly bundle: Content; readonly id?: string; readonly update: boolean }
  | { readonly kind: "ask"; readonly number: number; readonly prompt: string; readonly password: boolean }
  | { readonly kind: "ended"; readonly problem?: Problem; readonly made: Made }
  | {
      readonly kind: "completed";
      readonly number: number;
      readonly start: number;
      readonly end: number;
      readonly items: readonly TypeScriptItem[];
    }
  | { readonly kind: "inspected"; readonly number: number; readonly text?: string };
