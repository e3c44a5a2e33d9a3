import type { Diagnostic } from "../grammar/diagnostic.ts";
import type { Cancellation, Progress } from "./execute/cancellation.ts";
import type { MimeBundle } from "./view/mime.ts";

/** Reads what `data` names; the only door to files, so that a browser or a bounded command line can put its own. */
export interface FileAccess {
  /** The bytes of one file or URL, or of each file of a glob; rejects with a `FileProblem`-shaped error. */
  read(path: string): Promise<readonly { readonly name: string; readonly bytes: Uint8Array }[]>;
}

/** What a statement shows: `result` for the value of a cell's last bare expression, else `display`. */
export interface Shown {
  readonly role: "display" | "result";
  readonly bundle: MimeBundle;
}

/** How a program is run. */
export interface RunOptions {
  readonly signal?: Cancellation;
  readonly show?: (shown: Shown) => void;
  readonly progress?: (progress: Progress) => void;
}

/** What a program gave: one JSON object a statement (language.md §6), ending with the first error. */
export interface RunResult {
  readonly ok: boolean;
  readonly results: readonly Readonly<Record<string, unknown>>[];
  /** Errors and warnings, in order; their spans are offsets into the text that was run. */
  readonly diagnostics: readonly Diagnostic[];
  /** True when the work was interrupted; what was found until then has been shown and is marked. */
  readonly interrupted: boolean;
}

/** Names offered at a cursor; offsets are UTF-16 units of the text. */
export interface Completions {
  readonly start: number;
  readonly end: number;
  readonly items: readonly { readonly text: string; readonly type: string; readonly detail: string }[];
}

/** Whether a text may be run as it stands. */
export type Completeness =
  | { readonly status: "complete" | "invalid" }
  | { readonly status: "incomplete"; readonly indent: string };

/** What one session offers to a kernel, a command line or a page. `new Session(…)` of session.ts implements it. */
export interface SessionApi {
  /** Runs a program; after an error the scope is as it was before. Never rejects for what the user wrote. */
  run(text: string, options?: RunOptions): Promise<RunResult>;
  /** Every mistake that can be found without running or reading anything. */
  check(text: string): readonly Diagnostic[];
  complete(text: string, cursor: number): Completions;
  /** What is known of the name under the cursor, as text/plain, text/html and text/latex where it has one. */
  inspect(text: string, cursor: number): MimeBundle | undefined;
  isComplete(text: string): Completeness;
  /** Forgets every name. */
  reset(): void;
}
