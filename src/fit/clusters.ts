/** Rows in groups that share an error: the unit that is resampled and left out. */
export interface Clusters {
  readonly count: number;
  /** The cluster of each row. */
  readonly of: Int32Array;
  /** The rows of each cluster. */
  readonly rows: readonly Int32Array[];
}

/** Clusters by a label a row, numbered in the order in which they first appear. */
export function clustersOf(labels: readonly (string | number)[]): Clusters {
  const numbers = new Map<string | number, number>();
  const of = Int32Array.from(labels, (label) => {
    const known = numbers.get(label);
    if (known !== undefined) return known;
    numbers.set(label, numbers.size);
    return numbers.size - 1;
  });
  return grouped(of, numbers.size);
}

/** Every row a cluster of its own. */
export function singleRows(rows: number): Clusters {
  return grouped(
    Int32Array.from({ length: rows }, (_, i) => i),
    rows,
  );
}

/** At most `most` clusters, of rows dealt out in turn: a jackknife of blocks costs no more refits than that. */
export function dealtOut(rows: number, most: number): Clusters {
  if (rows <= most) return singleRows(rows);
  return grouped(
    Int32Array.from({ length: rows }, (_, i) => i % most),
    most,
  );
}

function grouped(of: Int32Array, count: number): Clusters {
  const rows: number[][] = Array.from({ length: count }, () => []);
  of.forEach((g, i) => void rows[g]?.push(i));
  return { count, of, rows: rows.map((r) => Int32Array.from(r)) };
}
