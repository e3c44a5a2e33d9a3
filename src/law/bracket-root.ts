/**
 * The root of f between two ends at which it has opposite signs, to rounding; NaN where it has none there. Inverse
 * quadratic interpolation where it can be trusted, else a bisection (Chandrupatla 1997, Advances in Engineering Software
 * 28, 145–149); an end where f is infinite counts by its sign. It leans on nothing outside itself, for its text goes into
 * generated code; src/law/root-wasm.ts and the Python export take the same steps.
 */
export function bracketRoot(low: number, high: number, f: (x: number) => number): number {
  let a = high;
  let b = low;
  let fb = f(b);
  let fa = f(a);
  // An end where f has no value is left by a hair.
  if (Number.isNaN(fb)) {
    b = low + (high - low) * 1e-14;
    fb = f(b);
  }
  if (Number.isNaN(fa)) {
    a = high - (high - low) * 1e-14;
    fa = f(a);
  }
  if (fb === 0) return b;
  if (fa === 0) return a;
  if (!((fa < 0 && fb > 0) || (fa > 0 && fb < 0))) return Number.NaN;
  let best = Number.NaN;
  let t = 0.5;
  for (let i = 0; i < 300; i++) {
    const x = a + t * (b - a);
    const fx = f(x);
    if (fx === 0) return x;
    if (Number.isNaN(fx)) return Number.NaN;
    // a is the latest point, b the end on the other side, c the one before.
    const same = fx < 0 === fa < 0;
    const c = same ? a : b;
    const fc = same ? fa : fb;
    b = same ? b : a;
    fb = same ? fb : fa;
    a = x;
    fa = fx;
    best = Math.abs(fa) < Math.abs(fb) ? a : b;
    const least = (1.2e-16 * Math.abs(best)) / Math.abs(b - a);
    if (least > 0.5) return best;
    const xi = (a - b) / (c - b);
    const phi = (fa - fb) / (fc - fb);
    const trusted = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
    t = trusted ? (fa / (fb - fa)) * (fc / (fb - fc)) + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb)) : 0.5;
    t = t > least ? (t < 1 - least ? t : 1 - least) : least;
  }
  return best;
}
