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
  let step = (b - a) / 2;
  for (let i = 0; i < 300; i++) {
    const x = a + step;
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
    const least = 1.2e-16 * Math.abs(best);
    const ab = b - a;
    const ca = a - c;
    const width = Math.abs(ab);
    const span = Math.abs(b - c);
    if (width < 2 * least) return best;
    const gab = fb - fa;
    const gcb = fb - fc;
    const gca = fa - fc;
    const square = gcb * gcb;
    const trusted = gab * gab * span < square * width && gca * gca * span < square * Math.abs(ca);
    const inner = (fa * (fc * gca - (ca / ab) * fb * gab)) / (gab * gcb * gca);
    const t = trusted && inner > 0 && inner < 1 ? inner : 0.5;
    const part = t * width;
    const held = part > least ? (part < width - least ? part : width - least) : least;
    step = ab < 0 ? -held : held;
  }
  return best;
}
