import { distance } from "fastest-levenshtein";

/**
 * The candidate nearest to a mistyped word, or undefined where none is near enough to offer:
 * a third of its letters may be wrong (one of a short word), two swapped letters are one, and case does not count.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestScore = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const difference = mistakes(word.toLowerCase(), candidate.toLowerCase());
    // Between equals the one that keeps the case wins.
    const score = difference + (word[0] === candidate[0] ? 0 : 0.5);
    if (difference <= limit && difference < candidate.length && score < bestScore) {
      best = candidate;
      bestScore = score;
    }
  }
  return best;
}

/** What tables of training runs call parameters, tokens, compute and loss; single letters in this case alone. */
const quantities: readonly (readonly string[])[] = [
  ["N", "params", "param", "parameters", "size"],
  ["D", "tokens", "token"],
  ["C", "compute", "flops", "flop"],
  ["L", "loss"],
];

function quantityOf(name: string): number {
  const words = name
    .split(/[_./\s-]+|(?<=[a-z])(?=[A-Z])/u)
    .map((word) => (word.length === 1 ? word : word.toLowerCase()));
  return quantities.findIndex((names) => words.some((word) => names.includes(word)));
}

/** The one column that by its words is the same quantity, as D_seen is of tokens. */
function sameQuantity(name: string, columns: readonly string[]): string | undefined {
  const wanted = quantityOf(name);
  const found = wanted < 0 ? [] : columns.filter((column) => quantityOf(column) === wanted);
  return found.length === 1 ? found[0] : undefined;
}

/**
 * The column nearest to a name: a mistyped one, the shortest that begins with it, as loss_nats does with loss, or one
 * that is the same quantity.
 */
export function nearestColumn(word: string, columns: readonly string[]): string | undefined {
  const longer = columns.filter((name) => name.toLowerCase().startsWith(`${word.toLowerCase()}_`));
  return nearest(word, columns) ?? longer.toSorted((a, b) => a.length - b.length)[0] ?? sameQuantity(word, columns);
}

function mistakes(word: string, candidate: string): number {
  const count = distance(word, candidate);
  if (count !== 2 || word.length !== candidate.length) return count;
  const first = [...word].findIndex((_, i) => word[i] !== candidate[i]);
  const swapped = word[first] === candidate[first + 1] && word[first + 1] === candidate[first];
  return swapped && word.slice(first + 2) === candidate.slice(first + 2) ? 1 : 2;
}
