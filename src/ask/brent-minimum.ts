import type { Scalar } from "./root.ts";

const golden = (3 - Math.sqrt(5)) / 2;

/** Brent's minimum of a function on a…b, begun at a point between them: parabolas, and golden sections where they fail (Brent 1973). */
export function brentMinimum(f: Scalar, from: number, begin: number, to: number): { x: number; value: number } {
  let [a, b, x, w, v] = [from, to, begin, begin, begin];
  let fx = f(x);
  let [fw, fv, d, e] = [fx, fx, 0, 0];
  for (let i = 0; i < 100; i++) {
    const middle = (a + b) / 2;
    const tolerance = 1e-10 * Math.abs(x) + 1e-12;
    if (Math.abs(x - middle) <= 2 * tolerance - (b - a) / 2) break;
    let step = Number.NaN;
    if (Math.abs(e) > tolerance) {
      const r = (x - w) * (fx - fv);
      const q = (x - v) * (fx - fw);
      const over = (x - v) * q - (x - w) * r;
      step = -over / (2 * (q - r));
    }
    const fits = Math.abs(step) < Math.abs(e) / 2 && x + step > a && x + step < b;
    [e, d] = fits ? [d, step] : [x < middle ? b - x : a - x, golden * (x < middle ? b - x : a - x)];
    if (fits && (x + d - a < 2 * tolerance || b - x - d < 2 * tolerance)) d = x < middle ? tolerance : -tolerance;
    const u = x + (Math.abs(d) >= tolerance ? d : d > 0 ? tolerance : -tolerance);
    const value = f(u);
    const fu = Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
    if (fu <= fx) {
      if (u < x) b = x;
      else a = x;
      [v, fv, w, fw, x, fx] = [w, fw, x, fx, u, fu];
    } else {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) [v, fv, w, fw] = [w, fw, u, fu];
      else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
    }
  }
  return { x, value: fx };
}
