import { determinant, inverse, type Matrix } from "ml-matrix";

/** Parts of a direction below this share of its largest are rounding. */
const negligible = 1e-3;
/** No more choices of pivots than this are tried. */
const mostChoices = 2000;
/** A choice of pivots this much nearer to singular than the best is none. */
const nearSingular = 1e-3;

/**
 * The basis of a null space in which each vector moves the fewest coordinates, whatever basis of it came in: in turn a
 * set of as many coordinates as there are vectors is made 1 in one vector and 0 in all others (a reduced echelon form),
 * and the set that leaves the most zeros is kept, the first in order of several. `vectors` are columns.
 */
export function sparsestBasis(vectors: Matrix): readonly Float64Array[] {
  const { rows, columns } = vectors;
  const moving = Array.from({ length: rows }, (_, i) => i).filter((i) =>
    vectors.getRow(i).some((x) => Math.abs(x) > negligible),
  );
  const choices = [...combinations(moving, columns)];
  const sizes = choices.map((pivots) => Math.abs(determinant(vectors.selection(pivots, all(columns)))));
  const largest = Math.max(...sizes);
  let best: readonly Float64Array[] = all(columns).map((k) => Float64Array.from(vectors.getColumn(k)));
  let fewest = Number.POSITIVE_INFINITY;
  choices.forEach((pivots, c) => {
    if (!((sizes[c] ?? 0) > nearSingular * largest)) return;
    const reduced = vectors.mmul(inverse(vectors.selection(pivots, all(columns))));
    const basis = all(columns).map((k) => Float64Array.from(reduced.getColumn(k)));
    const support = basis.reduce((sum, vector) => sum + movingIn(vector), 0);
    if (support >= fewest) return;
    fewest = support;
    best = basis;
  });
  return best;
}

const all = (count: number): number[] => Array.from({ length: count }, (_, k) => k);

function movingIn(vector: Float64Array): number {
  const largest = Math.max(...vector.map(Math.abs));
  return vector.filter((x) => Math.abs(x) > negligible * largest).length;
}

/** Sets of `size` of the items in order, at most `mostChoices`. */
function* combinations(items: readonly number[], size: number): Generator<number[]> {
  const chosen = all(size);
  for (let made = 0; made < mostChoices && items.length >= size; made++) {
    yield chosen.map((k) => items[k] ?? 0);
    let k = size - 1;
    while (k >= 0 && (chosen[k] ?? 0) === items.length - size + k) k--;
    if (k < 0) return;
    chosen[k] = (chosen[k] ?? 0) + 1;
    for (let j = k + 1; j < size; j++) chosen[j] = (chosen[j - 1] ?? 0) + 1;
  }
}
