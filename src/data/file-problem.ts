import { type Diagnostic, error, type Span } from "../../grammar/diagnostic.ts";

/** Why a file could not be read, in words that name no path but the one the user wrote. */
export interface FileProblem {
  readonly code:
    | "missing-file"
    | "unreadable-file"
    | "unwritable-file"
    | "file-too-large"
    | "outside-root"
    | "no-network"
    | "unknown-format";
  readonly message: string;
  readonly help?: string;
  /** The path that was probably meant. */
  readonly near?: string;
}

/** An `Error` that carries a file problem: what `FileAccess.read` rejects with. */
export function fileError(problem: FileProblem): Error & { readonly problem: FileProblem } {
  return Object.assign(new Error(problem.message), { problem });
}

/** The diagnostic for what a `FileAccess` rejected with; `span` is the path's literal, quotes included. */
export function fileDiagnostic(thrown: unknown, path: string, span: Span): Diagnostic {
  const problem = problemOf(thrown);
  if (problem === undefined) return error("unreadable-file", `${path} could not be read or written`, span);
  if (problem.near === undefined) {
    return error(problem.code, problem.message, span, problem.help === undefined ? {} : { help: problem.help });
  }
  const fix = { span, text: JSON.stringify(problem.near) };
  return error(problem.code, problem.message, span, { help: problem.help ?? `did you mean ${problem.near}?`, fix });
}

function problemOf(thrown: unknown): FileProblem | undefined {
  if (!(thrown instanceof Error) || !("problem" in thrown)) return undefined;
  return thrown.problem as FileProblem;
}
