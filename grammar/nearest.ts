import { distance } from "fastest-levenshtein";

/**
 * The candidate nearest to a mistyped word, or undefined where none is near enough to offer:
 * a third of its letters may be wrong (one of a short word), and its case does not count.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestScore = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const difference = distance(word.toLowerCase(), candidate.toLowerCase());
    // Between equals the one that keeps the case wins.
    const score = difference + (word[0] === candidate[0] ? 0 : 0.5);
    if (difference <= limit && difference < candidate.length && score < bestScore) {
      best = candidate;
      bestScore = score;
    }
  }
  return best;
}
