/** A function of one number; NaN or ±Infinity where it has no value. */
export type Scalar = (x: number) => number;

/** Where roots are looked for. */
export interface RootRange {
  readonly lo: number;
  readonly hi: number;
  /** Scan in equal ratios; default where 0 < lo and hi/lo > 100. */
  readonly log?: boolean;
  /** How many points the scan has; default 400. */
  readonly points?: number;
  /** Values this small or smaller are rounding: a change of sign between two of them is none. Default 0. */
  readonly noise?: number;
}

/** Every root that a scan of the range sees as a change of sign, ascending, each to 1e-15 relative; poles and jumps are left out. */
export function findRoots(f: Scalar, range: RootRange): readonly number[] {
  const { lo, hi } = range;
  const log = range.log ?? (lo > 0 && hi / lo > 100);
  const points = Math.max(2, range.points ?? 400);
  const xs: number[] = [];
  for (let i = 0; i < points; i++) {
    const share = i / (points - 1);
    xs.push(i === 0 ? lo : i === points - 1 ? hi : log ? lo * (hi / lo) ** share : lo + (hi - lo) * share);
  }
  return rootsOn(xs, f, range.noise ?? 0);
}

/** Where the unknown of `expandRoots` is looked for first, and whether it may be below 0. */
export interface RootStart {
  readonly lo?: number;
  readonly hi?: number;
  /** Default true: the unknown is a size, a count or an amount of work. */
  readonly positive?: boolean;
  readonly noise?: number;
}

/** The roots nearest a first range of positive numbers, widened by decades to 1e-300 … 1e300 until one is seen; none if none is. */
export function expandRoots(f: Scalar, start: RootStart = {}): readonly number[] {
  const noise = start.noise ?? 0;
  let lo = start.lo ?? 1;
  let hi = start.hi ?? 1e15;
  const first = findRoots(f, { lo, hi, log: true, noise });
  if (first.length > 0) return first;
  while (lo > 1e-300 || hi < 1e300) {
    const below = Math.max(lo / 10, 1e-300);
    const above = Math.min(hi * 10, 1e300);
    const found = [...rootsOn(ladder(below, lo), f, noise), ...rootsOn(ladder(hi, above), f, noise)];
    if (found.length > 0) return found;
    lo = below;
    hi = above;
  }
  if (start.positive !== false) return [];
  const mirrored = expandRoots((x) => f(-x), { ...start, positive: true }).map((x) => -x);
  return mirrored.length > 0 ? mirrored.reverse() : rootsOn([-lo, 0, lo], f, noise);
}

function ladder(lo: number, hi: number): readonly number[] {
  // One point beyond each end, so that a plateau of zeros is seen as one.
  const steps = 4;
  const ratio = (hi / lo) ** (1 / steps);
  return lo === hi ? [] : Array.from({ length: steps + 1 }, (_, i) => (i === steps ? hi : lo * ratio ** i));
}

/** The root nearest to `near`, by secants and else by widening a bracket from it within lo…hi; NaN if no change of sign is met. */
export function findRootNear(f: Scalar, near: number, lo: number, hi: number): number {
  const quick = secantRoot(f, near, lo, hi);
  if (!Number.isNaN(quick)) return quick;
  const positive = lo >= 0 && near > 0;
  const middle = Math.min(Math.max(near, lo), hi);
  const start = f(middle);
  if (start === 0 || Number.isNaN(start)) return start === 0 ? middle : Number.NaN;
  let [below, above] = [middle, middle];
  let [fBelow, fAbove] = [start, start];
  let width = 0.02;
  for (let i = 0; i < 60 && (below > lo || above < hi); i++) {
    const far = Math.exp(Math.min(width, 600));
    const span = width * Math.max(Math.abs(middle), 1e-300);
    const down = Math.max(lo, positive ? middle / far : middle - span);
    const up = Math.min(hi, positive ? middle * far : middle + span);
    const fUp = up > above ? f(up) : fAbove;
    if (fUp < 0 !== fAbove < 0 && !Number.isNaN(fUp)) return brentRoot(f, above, fAbove, up, fUp);
    const fDown = down < below ? f(down) : fBelow;
    if (fDown < 0 !== fBelow < 0 && !Number.isNaN(fDown)) return brentRoot(f, down, fDown, below, fBelow);
    [below, above] = [down, up];
    if (!Number.isNaN(fUp)) fAbove = fUp;
    if (!Number.isNaN(fDown)) fBelow = fDown;
    width *= 2;
  }
  return Number.NaN;
}

/** Secants from a point that is nearly a root: three values where the function is nearly straight. NaN where they do not settle. */
function secantRoot(f: Scalar, near: number, lo: number, hi: number): number {
  let [a, fa] = [near, f(near)];
  if (fa === 0) return a;
  let b = near * (1 + 1e-3);
  const first = Math.abs(fa);
  for (let i = 0; i < 8; i++) {
    if (!(b > lo && b < hi)) return Number.NaN;
    const fb = f(b);
    const next = b - (fb * (b - a)) / (fb - fa);
    // Settled, or tossed about by rounding. The values must shrink with the steps, so that neither a pole nor a flat stretch is taken for a root.
    const step = Math.abs((next - b) / b);
    if (step <= 1e-14 || (step <= 1e-11 && step >= Math.abs((b - a) / b) / 4)) {
      return Math.abs(fb) <= 1e-9 * first || fb === 0 ? (next > lo && next < hi ? next : b) : Number.NaN;
    }
    if (!(Math.abs(next - near) <= 0.5 * Math.abs(near))) return Number.NaN;
    [a, fa, b] = [b, fb, next];
  }
  return Number.NaN;
}

function rootsOn(xs: readonly number[], f: Scalar, noise: number): readonly number[] {
  const found: number[] = [];
  const values = xs.map(f);
  for (let i = 0; i < xs.length; i++) {
    const value = values[i]!;
    if (value === 0) {
      // Zero at two neighbours is a plateau (an asymptote reached by rounding), not a root.
      if (values[i - 1] !== 0 && values[i + 1] !== 0) found.push(xs[i]!);
      continue;
    }
    const before = values[i - 1];
    if (before === undefined || before === 0 || Number.isNaN(before) || Number.isNaN(value)) continue;
    if (before < 0 === value < 0 || (Math.abs(before) <= noise && Math.abs(value) <= noise)) continue;
    const root = brentRoot(f, xs[i - 1]!, before, xs[i]!, value);
    if (!Number.isNaN(root)) found.push(root);
  }
  return found;
}

/**
 * Brent's root of a function that changes sign between a and b, to the last digits of x (Brent 1973, zeroin).
 * NaN where the change of sign is a pole or a jump, or the function has no value inside.
 */
export function brentRoot(f: Scalar, a: number, fa: number, b: number, fb: number): number {
  if (fa === 0) return a;
  if (fb === 0) return b;
  const size = Math.max(finite(fa), finite(fb));
  const least = a < 0 && b > 0 ? (b - a) * 1e-18 : 0;
  let [c, fc, d, e] = [a, fa, b - a, b - a];
  for (let i = 0; i < 500; i++) {
    if (Math.abs(fc) < Math.abs(fb)) {
      [a, b, c] = [b, c, b];
      [fa, fb, fc] = [fb, fc, fb];
    }
    const tolerance = 2 * Number.EPSILON * Math.abs(b) + least;
    const half = (c - b) / 2;
    if (Math.abs(half) <= tolerance || fb === 0) {
      return size > 0 && Math.abs(fb) > 1e-6 * size ? Number.NaN : b;
    }
    const step = Math.abs(e) < tolerance || Math.abs(fa) <= Math.abs(fb) ? Number.NaN : guess(a, fa, b, fb, c, fc);
    const bounded = Math.abs(2 * step) < Math.min(3 * Math.abs(half) - tolerance, Math.abs(e)) && step * half > 0;
    [e, d] = bounded ? [d, step] : [half, half];
    [a, fa] = [b, fb];
    b += Math.abs(d) > tolerance ? d : half > 0 ? tolerance : -tolerance;
    fb = f(b);
    if (Number.isNaN(fb)) return Number.NaN;
    if (fb > 0 === fc > 0) [c, fc, d, e] = [a, fa, b - a, b - a];
  }
  return b;
}

function finite(value: number): number {
  return Number.isFinite(value) ? Math.abs(value) : 0;
}

/** The step from b by inverse quadratic interpolation, or the secant's where only two points differ; NaN for infinite values. */
function guess(a: number, fa: number, b: number, fb: number, c: number, fc: number): number {
  const s = fb / fa;
  if (a === c) return (s * (c - b)) / (1 - s);
  const q = fa / fc;
  const r = fb / fc;
  const over = s * (q * (q - r) * (c - b) - (r - 1) * (b - a));
  return over / ((1 - q) * (1 - r) * (1 - s));
}
