/** A function of several coordinates. */
export type Field = (t: Float64Array) => number;

/** A point and the value there. */
export interface Point {
  readonly t: Float64Array;
  readonly value: number;
}

/** A polished minimum, with the step of the differences along each coordinate, which a nearby field may use again. */
export interface Polished extends Point {
  readonly steps: Float64Array;
}

// Central differences of sixth order: the weights of f(±h), f(±2h), f(±3h) in f′.
const weights = [45 / 60, -9 / 60, 1 / 60] as const;

/**
 * Newton's method on derivatives taken by differences, from a point near a minimum: finds t where the gradient is 0, to
 * about 1e-11, where comparing values alone ends at 1e-8. Coordinates with `fixed` stay; `known` are an earlier field's steps. Undefined where it does not settle.
 */
export function polish(
  f: Field,
  start: Float64Array,
  lo: Float64Array,
  hi: Float64Array,
  fixed: readonly boolean[],
  known?: Float64Array,
): Polished | undefined {
  const free = fixed.flatMap((is, i) => (is ? [] : [i]));
  const t = start.slice();
  const used = new Float64Array(t.length);
  if (free.length === 0) return { t, value: f(t), steps: used };
  const steps = free.map((i) => {
    const room = Math.min((t[i]! - lo[i]!) / 3, (hi[i]! - t[i]!) / 3);
    return known?.[i] ? Math.min(known[i]!, room) : bestStep(f, t, i, Math.min(0.4, room));
  });
  free.forEach((i, k) => {
    used[i] = steps[k]!;
  });
  if (steps.some((step) => !(step > 0))) return undefined;
  const beginning = f(t);
  let reach = 4;
  for (let round = 0; round < 20; round++) {
    const move = newtonStep(f, t, free, steps);
    if (move === undefined) return undefined;
    let length = 0;
    for (const step of move) length = Math.max(length, Math.abs(step));
    if (length > reach) return undefined;
    // Two steps that do not shrink: the point is a kink, or noise is all that is left.
    if (length < 1e-8 && length > reach / 4 && length > 1e-11) return settled(f, t, beginning, used);
    reach = Math.max(length, 1e-300) * (round < 6 ? 4 : 0.9);
    for (let k = 0; k < free.length; k++) {
      const i = free[k]!;
      t[i] = t[i]! + move[k]!;
      if (t[i]! <= lo[i]! || t[i]! >= hi[i]!) return undefined;
      steps[k] = Math.min(steps[k]!, (t[i]! - lo[i]!) / 3, (hi[i]! - t[i]!) / 3);
    }
    // Newton squares the error: after a step of 1e-6 nothing that can be seen is left.
    if (length < 1e-6) return settled(f, t, beginning, used);
  }
  return undefined;
}

function settled(f: Field, t: Float64Array, beginning: number, steps: Float64Array): Polished | undefined {
  const value = f(t);
  return value <= beginning + 1e-9 * Math.abs(beginning) ? { t, value, steps } : undefined;
}

function along(f: Field, t: Float64Array, i: number, h: number): number {
  const at = t[i]!;
  let slope = 0;
  for (let k = 0; k < 3; k++) {
    t[i] = at + (k + 1) * h;
    const up = f(t);
    t[i] = at - (k + 1) * h;
    slope += weights[k]! * (up - f(t));
  }
  t[i] = at;
  return slope / h;
}

/** The step whose derivative changes least when it is halved: larger ones feel the curvature, smaller ones the rounding. */
function bestStep(f: Field, t: Float64Array, i: number, largest: number): number {
  let best = 0;
  let change = Number.POSITIVE_INFINITY;
  let before = along(f, t, i, largest);
  for (let h = largest / 2, k = 0; k < 6; k++, h /= 2) {
    const slope = along(f, t, i, h);
    const off = Math.abs(slope - before);
    if (off < change) [best, change] = [h, off];
    else if (change < Number.POSITIVE_INFINITY) break;
    before = slope;
  }
  return best;
}

function newtonStep(
  f: Field,
  t: Float64Array,
  free: readonly number[],
  steps: readonly number[],
): readonly number[] | undefined {
  const n = free.length;
  const here = f(t);
  const h = steps.map((step) => Math.min(step, 0.02));
  const hessian = free.map(() => new Array<number>(n).fill(0));
  const slope: number[] = [];
  const shifted = (i: number, di: number, j: number, dj: number): number => {
    const [ti, tj] = [t[i]!, t[j]!];
    t[i] = t[i]! + di;
    t[j] = t[j]! + dj;
    const value = f(t);
    t[j] = tj;
    t[i] = ti;
    return value;
  };
  for (let a = 0; a < n; a++) {
    const i = free[a]!;
    slope.push(along(f, t, i, steps[a]!));
    hessian[a]![a] = (shifted(i, h[a]!, i, 0) - 2 * here + shifted(i, -h[a]!, i, 0)) / h[a]! ** 2;
    for (let b = 0; b < a; b++) {
      const j = free[b]!;
      const [u, v] = [h[a]!, h[b]!];
      const cross = shifted(i, u, j, v) - shifted(i, u, j, -v) - shifted(i, -u, j, v) + shifted(i, -u, j, -v);
      hessian[a]![b] = hessian[b]![a] = cross / (4 * u * v);
    }
  }
  return descend(hessian, slope);
}

/** The solution of H s = −g by Cholesky; undefined where H is not positive definite, so there is no minimum here. */
function descend(matrix: readonly number[][], gradient: readonly number[]): readonly number[] | undefined {
  const n = gradient.length;
  const lower = matrix.map((row) => [...row]);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = lower[i]![j]!;
      for (let k = 0; k < j; k++) sum -= lower[i]![k]! * lower[j]![k]!;
      if (i === j && !(sum > 0)) return undefined;
      lower[i]![j] = i === j ? Math.sqrt(sum) : sum / lower[j]![j]!;
    }
  }
  const step = gradient.map((g) => -g);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) step[i] = step[i]! - lower[i]![k]! * step[k]!;
    step[i] = step[i]! / lower[i]![i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) step[i] = step[i]! - lower[k]![i]! * step[k]!;
    step[i] = step[i]! / lower[i]![i]!;
  }
  return step.every(Number.isFinite) ? step : undefined;
}
