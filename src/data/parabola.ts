/** The parabola y = value + curvature·(x − x₀)²/2 that least squares put through points. */
export interface Parabola {
  readonly vertex: number;
  readonly value: number;
  readonly curvature: number;
}

/** Fits a parabola by least squares over polynomials that are orthogonal on the points; undefined below three distinct x. */
export function fitParabola(x: ArrayLike<number>, y: ArrayLike<number>): Parabola | undefined {
  const n = x.length;
  if (new Set(Array.from(x)).size < 3) return undefined;
  const sum = (term: (i: number) => number): number => {
    let total = 0;
    for (let i = 0; i < n; i++) total += term(i);
    return total;
  };
  const centre = sum((i) => x[i]!) / n;
  const width = Math.sqrt(sum((i) => (x[i]! - centre) ** 2) / n);
  const t = Array.from(x, (v) => (v - centre) / width);
  // p₁ = t (orthogonal to 1 by the centring), p₂ = t² − a·t − b.
  const b = sum((i) => t[i]! ** 2) / n;
  const a = sum((i) => t[i]! ** 3) / sum((i) => t[i]! ** 2);
  const p2 = t.map((v) => v * v - a * v - b);
  const c0 = sum((i) => y[i]!) / n;
  const c1 = sum((i) => t[i]! * (y[i]! - c0)) / sum((i) => t[i]! ** 2);
  const c2 = sum((i) => p2[i]! * (y[i]! - c0)) / sum((i) => p2[i]! ** 2);
  const slope = c1 - a * c2;
  const at = -slope / (2 * c2);
  return {
    vertex: centre + width * at,
    value: c0 - b * c2 + slope * at + c2 * at * at,
    curvature: (2 * c2) / (width * width),
  };
}
