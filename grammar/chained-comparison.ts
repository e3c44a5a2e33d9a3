import { type Diagnostic, error } from "./diagnostic.ts";
import { spanOf, type Token } from "./tokens.ts";

const relations: ReadonlySet<string> = new Set(["=", "!=", "<", "<=", ">", ">=", "in"]);

/** The diagnostic of a second comparison in a row, `0 < a < 1`, with the range that says the same where there is one. */
export function chainedComparison(stop: {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly index: number;
  readonly token: Token;
}): Diagnostic | undefined {
  const { text, tokens, index, token } = stop;
  if (!relations.has(token.text)) return undefined;
  const first = segmentSearch(tokens, index, -1, (t) => relations.has(t.text));
  if (first === undefined) return undefined;
  const start = (segmentSearch(tokens, first, -1, () => false, true) ?? -1) + 1;
  const end = segmentSearch(tokens, index, 1, () => false, true) ?? tokens.length;
  const unsafe = tokens[0]?.text === "solve" || token.text === "in" || tokens[first]!.text === "in";
  if (unsafe || start >= first || index + 1 >= end)
    return error("chained-comparison", "comparisons do not chain", spanOf(token), {
      help: "join two of them with and",
    });
  const part = (from: number, to: number): string => text.slice(tokens[from]!.start, tokens[to - 1]!.end);
  const [low, middle, high] = [part(start, first), part(first + 1, index), part(index + 1, end)];
  const span = { start: tokens[start]!.start, end: tokens[end - 1]!.end };
  const fix = rewritten(low, tokens[first]!.text, middle, token.text, high);
  return error("chained-comparison", "comparisons do not chain", spanOf(token), {
    labels: [{ span: spanOf(tokens[first]!), text: "the first comparison" }],
    help: `write ${fix}`,
    fix: { span, text: fix },
  });
}

function rewritten(low: string, first: string, middle: string, second: string, high: string): string {
  const up = /^<=?$/;
  const down = /^>=?$/;
  if (up.test(first) && up.test(second)) return `${middle} in ${low}..${high}`;
  if (down.test(first) && down.test(second)) return `${middle} in ${high}..${low}`;
  return `${low} ${first} ${middle} and ${middle} ${second} ${high}`;
}

/** The nearest token, from `index` in a direction and at its bracket depth, that fits; or the border of its part of the condition. */
function segmentSearch(
  tokens: readonly Token[],
  index: number,
  step: 1 | -1,
  fits: (token: Token) => boolean,
  border = false,
): number | undefined {
  let depth = 0;
  for (let i = index + step; i >= 0 && i < tokens.length; i += step) {
    const token = tokens[i]!;
    const opens = step > 0 ? /^[([]$/ : /^[)\]]$/;
    const closes = step > 0 ? /^[)\]]$/ : /^[([]$/;
    if (closes.test(token.text) && depth === 0) return border ? i : undefined;
    if (closes.test(token.text)) depth -= 1;
    else if (opens.test(token.text)) depth += 1;
    else if (depth > 0) continue;
    else if (fits(token)) return i;
    else if (/^[,|]$/.test(token.text) || token.type === "verb" || (token.type === "keyword" && token.text !== "in"))
      return border ? i : undefined;
  }
  return undefined;
}
