import type { SessionApi } from "../../src/index.ts";
import type { Publish } from "../interpreter/progress.ts";
import type { Content } from "../wire/message.ts";

/** What a cell that is not the language's works with. */
export interface CellContext {
  readonly session: SessionApi;
  readonly publish: Publish;
  readonly executionCount: number;
  readonly signal: { readonly aborted: boolean };
}

/** What stopped a cell, as the content of an `error` message. */
export interface CellFailure extends Content {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** A language that a cell may be written in: its first line is `%%` and the name. */
export interface CellLanguage {
  readonly name: string;
  /** A few words for %help. */
  readonly help: string;
  /** Runs what stands below the first line, and publishes what it shows; gives what stopped it. */
  readonly run: (body: string, context: CellContext) => Promise<CellFailure | undefined>;
}

/** A failure with a traceback of one line. */
export function failure(ename: string, evalue: string): CellFailure {
  return { ename, evalue, traceback: [`\u001b[31m${ename}\u001b[0m: ${evalue}`] };
}

/** The first line of a cell in another language, and what stands below it; undefined for a cell of the language. */
export function readCell(code: string): { readonly name: string; readonly body: string } | undefined {
  const first = /^\s*%%[ \t]*([^\s]*)[^\n]*(?:\n|$)/.exec(code);
  return first === null ? undefined : { name: first[1] ?? "", body: code.slice(first[0].length) };
}
