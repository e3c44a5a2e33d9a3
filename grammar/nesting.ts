import { nestingLimit, tooDeep } from "./brackets.ts";
import { type Diagnostic, error } from "./diagnostic.ts";
import { spanOf, type Token } from "./tokens.ts";

/** How many operators one expression may have: the tree of a long sum is as deep as the sum is long. */
export const operatorLimit = 1000;

/** How many words and signs one statement may have. */
export const tokenLimit = 50_000;

interface Frame {
  /** Operators since the last comma, with those of closed brackets. */
  operators: number;
  /** The most operators of an item before the last comma. */
  most: number;
  /** Operators since the last comma that nest to the right: powers, signs, `not`, `if`. */
  nested: number;
}

const operatorWords: ReadonlySet<string> = new Set(["and", "or", "not", "if", "in"]);

/** The diagnostic of a statement whose tree would be too deep or too large, found before the tree is made. */
export function nestingMistake(tokens: readonly Token[]): Diagnostic | undefined {
  if (tokens.length > tokenLimit)
    return tooLong(tokens[tokenLimit]!, `a statement may have ${tokenLimit} words and signs at most`);
  const frames: Frame[] = [{ operators: 0, most: 0, nested: 0 }];
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    const frame = frames.at(-1)!;
    if (token.text === "(" || token.text === "[") {
      frames.push({ operators: 0, most: 0, nested: 0 });
      depth += 1;
    } else if (token.text === ")" || token.text === "]") {
      depth -= frame.nested + 1;
      frames.pop();
      frames.at(-1)!.operators += Math.max(frame.most, frame.operators);
    } else if (
      token.text === "," ||
      token.text === "|" ||
      (token.type === "keyword" && !operatorWords.has(token.text))
    ) {
      if (token.text === "then" || token.text === "else") continue;
      depth -= frame.nested;
      Object.assign(frame, { operators: 0, most: Math.max(frame.most, frame.operators), nested: 0 });
    } else if (token.type === "operator" || operatorWords.has(token.text)) {
      frame.operators += 1;
      if (nestsRight(token, tokens[index - 1])) {
        frame.nested += 1;
        depth += 1;
      }
    }
    if (depth > nestingLimit) return tooDeep(token);
    if (frames.at(-1)!.operators > operatorLimit)
      return tooLong(token, `an expression may have ${operatorLimit} operators at most`);
  }
  return undefined;
}

function nestsRight(token: Token, before: Token | undefined): boolean {
  if (token.text === "^" || token.text === "not" || token.text === "if") return true;
  if (token.text !== "-") return false;
  return (
    before === undefined ||
    before.type === "operator" ||
    before.type === "keyword" ||
    before.type === "verb" ||
    /[([,|]/.test(before.text)
  );
}

function tooLong(token: Token, message: string): Diagnostic {
  return error("too-long", message, spanOf(token), {
    help: "name a part of it with `let` or `with`, or read the data from a file",
  });
}
