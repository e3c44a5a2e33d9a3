import type { Field, Point } from "./polish.ts";

/** The simplex method of Nelder and Mead inside a box: asks for values only, so a field that is Infinity in places is no trouble. */
export function nelderMead(f: Field, start: Float64Array, size: number, lo: Float64Array, hi: Float64Array): Point {
  let best = run(f, start, size, lo, hi);
  // A simplex may collapse before it has arrived: begin again around the best point, smaller.
  for (const share of [0.3, 0.1]) {
    const again = run(f, best.t, size * share, lo, hi);
    if (again.value < best.value) best = again;
  }
  return best;
}

function run(f: Field, start: Float64Array, size: number, lo: Float64Array, hi: Float64Array): Point {
  const n = start.length;
  const at = (t: Float64Array): Point => {
    for (let i = 0; i < n; i++) t[i] = Math.min(Math.max(t[i]!, lo[i]!), hi[i]!);
    const value = f(t);
    return { t, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  const corners: Point[] = [at(start.slice())];
  for (let i = 0; i < n; i++) {
    const t = start.slice();
    t[i] = t[i]! + (t[i]! + size <= hi[i]! ? size : -size);
    corners.push(at(t));
  }
  const between = (from: Float64Array, to: Float64Array, share: number): Point =>
    at(from.map((x, i) => x + share * (to[i]! - x)));
  for (let round = 0; round < 200 * n; round++) {
    corners.sort((p, q) => p.value - q.value);
    const [low, high] = [corners[0]!, corners[n]!];
    const width = Math.max(...corners.map(({ t }) => Math.max(...t.map((x, i) => Math.abs(x - low.t[i]!)))));
    if (width < 1e-7) break;
    const centre = new Float64Array(n);
    for (let k = 0; k < n; k++) for (let i = 0; i < n; i++) centre[i] = centre[i]! + corners[k]!.t[i]! / n;
    const mirrored = between(high.t, centre, 2);
    if (mirrored.value < low.value) {
      const further = between(high.t, centre, 3);
      corners[n] = further.value < mirrored.value ? further : mirrored;
    } else if (mirrored.value < corners[n - 1]!.value) corners[n] = mirrored;
    else {
      const pulled = mirrored.value < high.value ? between(centre, mirrored.t, 0.5) : between(high.t, centre, 0.5);
      if (pulled.value < Math.min(high.value, mirrored.value)) corners[n] = pulled;
      else for (let k = 1; k <= n; k++) corners[k] = between(low.t, corners[k]!.t, 0.5);
    }
  }
  return corners.reduce((p, q) => (q.value < p.value ? q : p));
}
