import nearley from "nearley";
import { withComments } from "./comments.ts";
import { type Diagnostic, error, failure, type Outcome, success } from "./diagnostic.ts";
import type { Expected } from "./expected.ts";
import compiled from "./lawlab.generated.ts";
import { layOut, type Slice } from "./layout.ts";
import { printStatement } from "./print.ts";
import { ruleMistakes } from "./rules.ts";
import type { Program, Statement } from "./syntax.ts";
import { syntaxMistake } from "./syntax-mistakes.ts";
import type { Token } from "./tokens.ts";

/** How many characters a program may have. */
export const programLimit = 1_000_000;

/** How many mistakes are told at once. */
const mistakeLimit = 50;

const grammar = nearley.Grammar.fromCompiled(compiled as unknown as nearley.CompiledRules);

/** Reads a program: exactly one tree, or what is wrong with the text, statement by statement. */
export function parse(text: string): Outcome<Program> {
  if (text.length > programLimit) {
    const span = { start: programLimit, end: programLimit + 1 };
    return failure(
      error(
        "program-too-long",
        `a program may have ${programLimit} characters at most; this one has ${text.length}`,
        span,
        {
          help: "read the data from a file",
        },
      ),
    );
  }
  const { slices, trailing } = layOut(text);
  const statements: Statement[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [index, slice] of slices.entries()) {
    const outcome = parseSlice(text, slice, index > 0);
    if (outcome.ok) statements.push(outcome.value);
    else diagnostics.push(...outcome.diagnostics);
    if (diagnostics.length >= mistakeLimit) break;
  }
  if (diagnostics.length > 0) return failure(...diagnostics.slice(0, mistakeLimit));
  const span = { start: statements[0]?.span.start ?? 0, end: statements.at(-1)?.span.end ?? 0 };
  return success({ kind: "program", statements, ...(trailing.length > 0 && { trailing }), span });
}

function parseSlice(text: string, slice: Slice, follows: boolean): Outcome<Statement> {
  if (slice.diagnostics.length > 0) return failure(...slice.diagnostics);
  const { tokens } = slice;
  const { trees, failedAt, expected } = parseTokens(tokens);
  const [statement, rival] = trees;
  if (statement === undefined)
    return failure(syntaxMistake({ text, tokens, index: failedAt ?? tokens.length, expected: expected(), follows }));
  if (rival !== undefined) {
    return failure(
      error("ambiguous", "this can be read in two ways, which is a fault of lawlab's grammar", statement.span, {
        help: "add parentheses, and please report it",
      }),
    );
  }
  const mistakes = ruleMistakes(statement);
  if (mistakes.length > 0) return failure(...mistakes);
  const leading = follows && needsBlank(statement, slice) ? [...slice.leading, ""] : slice.leading;
  return success(withComments(statement, leading, slice.inner, slice.trailing));
}

/** Whether a statement needs a blank line above in canonical form that it did not have: `a; -b`, or `(-b)` without its parentheses. */
function needsBlank(statement: Statement, { tokens, leading }: Slice): boolean {
  return (
    statement.kind === "expression" &&
    /^[-(]$/.test(tokens[0]!.text) &&
    !leading.includes("") &&
    printStatement(statement).startsWith("-")
  );
}

/** Every tree of one statement's tokens, or the index of the token that fits nowhere and what would have fitted. */
export interface Reading {
  readonly trees: readonly Statement[];
  readonly failedAt: number | undefined;
  /** What the grammar would take after the tokens it has read. */
  readonly expected: () => readonly Expected[];
}

/** Runs the grammar over the tokens of one statement. */
export function parseTokens(tokens: readonly Token[]): Reading {
  const queue = new TokenQueue(tokens);
  const parser = new nearley.Parser(grammar, { lexer: queue }) as OpenParser;
  // nearley would print its whole state; what was expected is read from its last column instead.
  parser.reportError = () => "";
  try {
    parser.feed("");
  } catch (cause) {
    if (!(cause instanceof Error && "offset" in cause)) throw cause;
    return { trees: [], failedAt: parser.current, expected: () => expectedIn(parser) };
  }
  const trees: readonly Statement[] = parser.results;
  return { trees, failedAt: undefined, expected: () => expectedIn(parser) };
}

/** What nearley keeps but does not declare. */
type OpenParser = nearley.Parser & {
  reportError: (token: Token) => string;
  readonly table: readonly {
    readonly scannable: readonly { readonly rule: { readonly symbols: readonly Expected[] }; readonly dot: number }[];
  }[];
};

function expectedIn(parser: OpenParser): readonly Expected[] {
  const column = parser.table[parser.current];
  return (column?.scannable ?? []).flatMap((state) => state.rule.symbols[state.dot] ?? []);
}

/** Hands tokens that are already cut to nearley, in the shape of a lexer. */
class TokenQueue {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }
  next(): Token | undefined {
    return this.#tokens[this.#next++];
  }
  reset(): void {}
  save(): { [key: string]: never } {
    return {};
  }
  formatError(): string {
    return "";
  }
  has(): boolean {
    return true;
  }
}
