import { CholeskyDecomposition, Matrix } from "ml-matrix";

/**
 * The covariance of least squares in units of the noise's variance, (Σ w·s·sᵀ)⁻¹ over the rows' sensitivities s;
 * undefined where the rows do not determine every parameter.
 */
export function linearCovariance(
  sensitivities: readonly Float64Array[],
  weights?: ArrayLike<number>,
): readonly Float64Array[] | undefined {
  const p = sensitivities[0]?.length ?? 0;
  const information = Matrix.zeros(p, p);
  sensitivities.forEach((s, row) => {
    const w = weights?.[row] ?? 1;
    for (let i = 0; i < p; i++)
      for (let j = 0; j < p; j++) information.set(i, j, information.get(i, j) + w * (s[i] ?? 0) * (s[j] ?? 0));
  });
  const scale = Array.from({ length: p }, (_, i) => 1 / Math.sqrt(information.get(i, i)));
  const scaled = Matrix.zeros(p, p);
  for (let i = 0; i < p; i++)
    for (let j = 0; j < p; j++) scaled.set(i, j, information.get(i, j) * ((scale[i] ?? 0) * (scale[j] ?? 0)));
  if (p === 0 || !scaled.to1DArray().every(Number.isFinite)) return undefined;
  const cholesky = new CholeskyDecomposition(scaled);
  // A pivot this small is rounding: the parameter is a combination of the others.
  const pivots = cholesky.lowerTriangularMatrix.diagonal();
  if (!cholesky.isPositiveDefinite() || pivots.some((x) => !(x > 1e-6))) return undefined;
  const inverse = cholesky.solve(Matrix.eye(p));
  return Array.from({ length: p }, (_, i) =>
    Float64Array.from({ length: p }, (_, j) => (scale[i] ?? 0) * inverse.get(i, j) * (scale[j] ?? 0)),
  );
}
