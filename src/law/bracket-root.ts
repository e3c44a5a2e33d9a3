/**
 * The root of f between two ends at which it has opposite signs, to rounding; NaN where it has none there. False
 * position with halved ends (Illinois), every third step a bisection; an end where f is infinite counts by its sign.
 * It leans on nothing outside itself, for its text goes into generated code.
 */
export function bracketRoot(low: number, high: number, f: (x: number) => number): number {
  let a = low;
  let b = high;
  let fa = f(a);
  let fb = f(b);
  // An end where f has no value is left by a hair.
  if (Number.isNaN(fa)) {
    a = low + (high - low) * 1e-14;
    fa = f(a);
  }
  if (Number.isNaN(fb)) {
    b = high - (high - low) * 1e-14;
    fb = f(b);
  }
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (!(fa < 0 ? fb > 0 : fb < 0)) return Number.NaN;
  let middle = Number.NaN;
  for (let i = 0; i < 300; i++) {
    middle = b - (fb * (b - a)) / (fb - fa);
    const inside = a < b ? middle > a && middle < b : middle < a && middle > b;
    if (!inside || i % 3 === 2) middle = a + (b - a) / 2;
    if (middle === a || middle === b) return middle;
    const fm = f(middle);
    if (fm === 0) return middle;
    if (Number.isNaN(fm)) return Number.NaN;
    if (fm < 0 === fb < 0) {
      b = middle;
      fb = fm;
      fa *= Number.isFinite(fa) ? 0.5 : 1;
    } else {
      a = middle;
      fa = fm;
      fb *= Number.isFinite(fb) ? 0.5 : 1;
    }
    if (Math.abs(b - a) <= 2.3e-16 * Math.abs(middle)) return middle;
  }
  return middle;
}
