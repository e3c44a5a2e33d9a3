/**
 * The first principal components of columns, centred and not scaled: the scores of each row, a column a component.
 * Rows with a missing value have none. The largest loading of each component is positive.
 */
export function principalComponents(columns: readonly Float64Array[], count: number): readonly Float64Array[] {
  const rows = columns[0]?.length ?? 0;
  const whole = Array.from({ length: rows }, (_, i) => columns.every((c) => Number.isFinite(c[i])));
  const n = whole.filter(Boolean).length;
  const means = columns.map((c) => c.reduce((sum, x, i) => sum + (whole[i] ? x : 0), 0) / n);
  const covariance = columns.map((a, j) =>
    columns.map(
      (b, k) => a.reduce((s, x, i) => s + (whole[i] ? (x - means[j]!) * (b[i]! - means[k]!) : 0), 0) / (n - 1),
    ),
  );
  return eigenvectors(covariance)
    .slice(0, count)
    .map((loading) => {
      const largest = loading.reduce((a, b) => (Math.abs(b) > Math.abs(a) * (1 + 1e-9) ? b : a), 0);
      const sign = largest < 0 ? -1 : 1;
      return Float64Array.from({ length: rows }, (_, i) =>
        whole[i] ? sign * columns.reduce((s, c, j) => s + (c[i]! - means[j]!) * loading[j]!, 0) : Number.NaN,
      );
    });
}

/** Eigenvectors of a symmetric matrix by descending eigenvalue: Jacobi's cyclic rotations (Golub & Van Loan §8.5). */
function eigenvectors(symmetric: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const m = symmetric.map((row) => [...row]);
  const size = m.length;
  const vectors = m.map((_, i) => m.map((_row, j) => Number(i === j)));
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (m[p]![q] === 0) continue;
        const theta = (m[q]![q]! - m[p]![p]!) / (2 * m[p]![q]!);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        const s = t * c;
        for (const row of [...m, ...vectors]) [row[p], row[q]] = [c * row[p]! - s * row[q]!, s * row[p]! + c * row[q]!];
        [m[p], m[q]] = [m[p]!.map((x, k) => c * x - s * m[q]![k]!), m[p]!.map((x, k) => s * x + c * m[q]![k]!)];
      }
    }
  }
  return m
    .map((row, k) => ({ value: row[k]!, vector: vectors.map((v) => v[k]!) }))
    .toSorted((a, b) => b.value - a.value)
    .map(({ vector }) => vector);
}
