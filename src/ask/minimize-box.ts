import { brentMinimum } from "./brent-minimum.ts";
import { nelderMead } from "./nelder-mead.ts";
import { type Field, type Point, polish } from "./polish.ts";

/** The box that is searched, in coordinates in which one is a sensible step. */
export interface Box {
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

/** A field's least value in a box; `edges` are the sides it stands on, `flat` says that it does not rise on every side. */
export interface BoxMinimum extends Point {
  readonly edges: readonly ("lo" | "hi" | undefined)[];
  readonly flat: boolean;
  /** The steps of the differences it was polished with, if it was. */
  readonly steps?: Float64Array | undefined;
}

// Points an axis in the first scan, by the number of axes: fine where it is cheap, coarse where smoothness must serve.
const scanPoints = [1, 201, 41, 15, 9] as const;
const tried = 6;

/** The global minimum over a box: a scan, then a local search and Newton from its best valleys. Undefined where no value is finite. */
export function minimizeBox(f: Field, box: Box): BoxMinimum | undefined {
  const n = box.lo.length;
  const guarded: Field = (t) => {
    const value = f(t);
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  };
  if (n === 0) return judged(guarded, new Float64Array(0), box);
  const valleys = n === 1 ? valleysOfLine(guarded, box) : valleysOfGrid(guarded, box);
  const found = valleys
    .sort((p, q) => p.value - q.value)
    .slice(0, tried)
    .map(({ t, value, width }) => {
      const local =
        n === 1 ? alongLine(guarded, t, value, width, box) : nelderMead(guarded, t, width / 2, box.lo, box.hi);
      return refined(guarded, local, box);
    });
  const best = found.reduce<Refined | undefined>((p, q) => (p === undefined || q.value < p.value ? q : p), undefined);
  return best === undefined ? undefined : judged(guarded, best.t, box, best.steps);
}

/** The minimum near a point that was one of a slightly different field; undefined where it has gone. Some tens of values. */
export function followMinimum(f: Field, box: Box, near: Float64Array, steps?: Float64Array): BoxMinimum | undefined {
  const start = near.map((t, i) => Math.min(Math.max(t, box.lo[i]!), box.hi[i]!));
  const polished = polish(f, start, box.lo, box.hi, sidesOf(f, start, box), steps);
  if (polished !== undefined) {
    const seen = judged(f, polished.t, box, polished.steps);
    if (seen !== undefined && !seen.flat) return seen;
  }
  const local = near.length === 1 ? alongLine(f, start, f(start), 0.5, box) : nelderMead(f, start, 0.1, box.lo, box.hi);
  const moved = Math.max(...local.t.map((t, i) => Math.abs(t - start[i]!)));
  if (!(moved < 0.49) || !Number.isFinite(local.value)) return undefined;
  const better = refined(f, local, box);
  return judged(f, better.t, box, better.steps);
}

interface Valley extends Point {
  /** How far the neighbouring points of the scan are. */
  readonly width: number;
}

function valleysOfLine(f: Field, { lo, hi }: Box): Valley[] {
  const count = scanPoints[1];
  const width = (hi[0]! - lo[0]!) / (count - 1);
  const ts = Array.from({ length: count }, (_, i) => (i === count - 1 ? hi[0]! : lo[0]! + i * width));
  const values = ts.map((t) => f(Float64Array.of(t)));
  const valleys: Valley[] = [];
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value) || value > (values[i - 1] ?? Infinity)) continue;
    // Equal neighbours are one valley, which ends where values rise: a plateau that ends at a side is a valley there.
    let end = i;
    while (end + 1 < count && same(values[end + 1]!, value)) end++;
    if (value <= (values[end + 1] ?? Infinity)) {
      const at = end === count - 1 ? end : i;
      valleys.push({ t: Float64Array.of(ts[at]!), value: values[at]!, width: width * (end - i + 1) });
    }
    i = end;
  }
  return valleys;
}

function same(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-15 * Math.abs(b);
}

function valleysOfGrid(f: Field, { lo, hi }: Box): Valley[] {
  const n = lo.length;
  const count = scanPoints[n as 2 | 3 | 4] ?? 5;
  const total = count ** n;
  const values = new Float64Array(total);
  const place = (cell: number): Float64Array =>
    lo.map((from, i) => from + ((hi[i]! - from) * (Math.floor(cell / count ** i) % count)) / (count - 1));
  for (let cell = 0; cell < total; cell++) values[cell] = f(place(cell));
  const valleys: Valley[] = [];
  const width = Math.max(...lo.map((from, i) => (hi[i]! - from) / (count - 1)));
  for (let cell = 0; cell < total; cell++) {
    const value = values[cell]!;
    let lowest = Number.isFinite(value);
    for (let i = 0; i < n && lowest; i++) {
      const digit = Math.floor(cell / count ** i) % count;
      if (digit > 0 && values[cell - count ** i]! < value) lowest = false;
      if (digit < count - 1 && values[cell + count ** i]! < value) lowest = false;
    }
    if (lowest) valleys.push({ t: place(cell), value, width });
  }
  return valleys;
}

function alongLine(f: Field, t: Float64Array, value: number, width: number, { lo, hi }: Box): Point {
  const from = Math.max(lo[0]!, t[0]! - width);
  const to = Math.min(hi[0]!, t[0]! + width);
  const line = (u: number): number => f(Float64Array.of(u));
  const begin = t[0]! > from && t[0]! < to ? t[0]! : from + (to - from) * 0.382;
  const found = brentMinimum(line, from, begin, to);
  return found.value < value ? { t: Float64Array.of(found.x), value: found.value } : { t, value };
}

/** Which coordinates stand on a side and would leave the box if they could. */
function sidesOf(f: Field, t: Float64Array, { lo, hi }: Box): boolean[] {
  const near = 1e-6;
  return [...t].map((at, i) => {
    const side = at - lo[i]! <= near ? lo[i]! : hi[i]! - at <= near ? hi[i]! : undefined;
    if (side === undefined) return false;
    const moved = t.slice();
    moved[i] = side;
    const value = f(moved);
    moved[i] = side === lo[i] ? side + 1e-3 : side - 1e-3;
    if (!(value <= f(moved))) return false;
    t[i] = side;
    return true;
  });
}

interface Refined extends Point {
  readonly steps?: Float64Array;
}

function refined(f: Field, local: Point, box: Box): Refined {
  const t = local.t.slice();
  const polished = polish(f, t, box.lo, box.hi, sidesOf(f, t, box));
  const value = f(t);
  const snapped = value <= local.value ? { t, value } : local;
  // Newton's point may show a value that is larger by rounding alone, and is still the better point.
  if (polished === undefined || !(polished.value <= snapped.value + 1e-12 * Math.abs(snapped.value))) return snapped;
  return { ...polished, value: Math.min(polished.value, snapped.value) };
}

function judged(f: Field, t: Float64Array, { lo, hi }: Box, steps?: Float64Array): BoxMinimum | undefined {
  const value = f(t);
  if (!Number.isFinite(value)) return undefined;
  const edges = [...t].map((at, i) => (at <= lo[i]! ? ("lo" as const) : at >= hi[i]! ? ("hi" as const) : undefined));
  const rise = 1e-13 * Math.abs(value);
  const moved = t.slice();
  const flat = [...t].some((at, i) => {
    const sides = [edges[i] === "lo" ? undefined : at - 0.25, edges[i] === "hi" ? undefined : at + 0.25];
    const level = sides.some((to) => {
      if (to === undefined) return false;
      moved[i] = Math.min(Math.max(to, lo[i]!), hi[i]!);
      return f(moved) - value <= rise;
    });
    moved[i] = at;
    return level;
  });
  return { t, value, edges, flat, steps };
}
