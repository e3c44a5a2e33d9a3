import { type Diagnostic, error } from "./diagnostic.ts";
import { spanOf, type Token } from "./tokens.ts";

/** How deep expressions may be nested, whatever nests them. */
export const nestingLimit = 200;

/** What the brackets of a text do. */
export interface Brackets {
  /** For each token, how many closed brackets are open before it: a closing bracket counts as inside. */
  readonly depth: Uint32Array;
  /** What is wrong at a token, by its index. */
  readonly mistakes: ReadonlyMap<number, Diagnostic>;
}

const closers: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
]);

/**
 * Matches the brackets of a whole text. One that is never closed does not count for the depth,
 * so that a forgotten bracket spoils one statement and not all that follow.
 */
export function matchBrackets(tokens: readonly Token[]): Brackets {
  const change = new Int8Array(tokens.length + 1);
  const mistakes = new Map<number, Diagnostic>();
  const open: number[] = [];
  // How many of each kind are open, so that a stray closer is known without looking through all of them.
  const waiting = new Map([...closers.values()].map((closer) => [closer, 0]));
  for (const [index, token] of tokens.entries()) {
    if (token.type !== "punctuation") continue;
    const closer = closers.get(token.text);
    const count = waiting.get(closer ?? token.text);
    if (count === undefined) continue;
    if (closer !== undefined) {
      if (open.length === nestingLimit) mistakes.set(index, tooDeep(token));
      open.push(index);
      waiting.set(closer, count + 1);
    } else if (count === 0) {
      mistakes.set(index, unopened(token));
    } else {
      let opener = open.pop()!;
      while (closers.get(tokens[opener]!.text) !== token.text) {
        const skipped = tokens[opener]!;
        if (!mistakes.has(opener)) mistakes.set(opener, unclosed(skipped));
        waiting.set(closers.get(skipped.text)!, waiting.get(closers.get(skipped.text)!)! - 1);
        opener = open.pop()!;
      }
      waiting.set(token.text, count - 1);
      change[opener + 1]! += 1;
      change[index + 1]! -= 1;
    }
  }
  for (const index of open) if (!mistakes.has(index)) mistakes.set(index, unclosed(tokens[index]!));
  return { depth: runningSum(change), mistakes };
}

function runningSum(change: Int8Array): Uint32Array {
  const depth = new Uint32Array(change.length);
  let sum = 0;
  for (let i = 0; i < change.length; i++) {
    sum += change[i]!;
    depth[i] = sum;
  }
  return depth;
}

function unclosed(token: Token): Diagnostic {
  const closer = closers.get(token.text) ?? "";
  return error("unclosed-bracket", `the bracket ${token.text} is never closed`, spanOf(token), {
    note: `no ${closer} matches it`,
  });
}

function unopened(token: Token): Diagnostic {
  return error("unopened-bracket", `${token.text} closes no bracket`, spanOf(token), {
    note: "nothing is open here",
    fix: { span: spanOf(token), text: "" },
  });
}

/** The diagnostic of an expression nested deeper than the limit, at the token that goes too deep. */
export function tooDeep(token: Token): Diagnostic {
  return error("nested-too-deep", `an expression may be nested ${nestingLimit} deep at most`, spanOf(token), {
    help: "name a part of it with `let` or `with`",
  });
}
