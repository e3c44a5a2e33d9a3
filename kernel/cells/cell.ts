import type { InputSource, MimeBundle, SessionApi } from "../../src/index.ts";
import type { Publish } from "../interpreter/progress.ts";
import type { Content } from "../wire/message.ts";

/** What a cell that is not the language's works with. */
export interface CellContext {
  readonly session: SessionApi;
  readonly publish: Publish;
  readonly executionCount: number;
  /** Asks whoever sent the cell; absent where nobody is there. */
  readonly ask?: InputSource;
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
  readonly run: (cell: OtherCell, context: CellContext) => Promise<CellFailure | undefined>;
  /** Readies what a cell needs: called while one is being typed. */
  readonly warm?: (session: SessionApi) => void;
  /** What fits at a cursor; positions are UTF-16 offsets into `blanked`. */
  readonly complete?: (cell: OtherCell, cursor: number, session: SessionApi) => Promise<CellCompletions | undefined>;
  /** What is known of the name at a cursor. */
  readonly inspect?: (cell: OtherCell, cursor: number, session: SessionApi) => Promise<MimeBundle | undefined>;
}

/** Names that fit at a cursor, in place of `start`..`end`. */
export interface CellCompletions {
  readonly start: number;
  readonly end: number;
  readonly items: readonly { readonly text: string; readonly type: string; readonly detail: string }[];
}

/** A cell in another language. */
export interface OtherCell {
  readonly name: string;
  /** What stands behind the name on its line. */
  readonly rest: string;
  /** What stands below the first line. */
  readonly body: string;
  /** The cell with its first line blanked out, so that every place stays where it was. */
  readonly blanked: string;
}

/** A failure with a traceback of one line. */
export function failure(ename: string, evalue: string): CellFailure {
  return { ename, evalue, traceback: [`\u001b[31m${ename}\u001b[0m: ${evalue}`] };
}

/** Reads a cell in another language; undefined for a cell of the language. */
export function readCell(code: string): OtherCell | undefined {
  const first = /^\s*%%[ \t]*([^\s]*)([^\n]*)(?:\n|$)/.exec(code);
  if (first === null) return undefined;
  const [head, name = "", rest = ""] = first;
  const body = code.slice(head.length);
  return { name, rest: rest.trim(), body, blanked: head.replace(/[^\n]/g, " ") + body };
}
