import { type Coordinate, materialize, type Problem } from "./problem.ts";
import { type NodeRange, parameterRoles, type Role } from "./roles.ts";
import { everyOf } from "./subsample.ts";

/** Where fewer starts than these are wanted, a coarser grid is looked at, and on fewer rows. */
export const few = 16;

/** Candidates at most of a law that sums over rows. */
const dearPoints = 512;

/** Points: `at` is the value of the k-th on the d-th searched coordinate. */
export interface Points {
  readonly count: number;
  readonly at: (k: number, d: number) => number;
}

/** Where to look: a product of two lists, or points. */
export type Levels =
  | { readonly kind: "grid"; readonly first: readonly number[]; readonly second: readonly number[] }
  | ({ readonly kind: "points" } & Points);

/** Whether starts are scattered over three or more searched coordinates, where most of them lie far from any minimum. */
export function isScattered({ coordinates }: Problem): boolean {
  return coordinates.filter((c) => !c.linear).length > 2;
}

/** Values of the searched coordinates: a line or a grid for one or two, a Halton sequence for more, or nothing to search. */
export function searchLevels(problem: Problem, searched: readonly number[], count: number): Levels {
  const roles = rolesOf(problem);
  const maps = searched.map((i) => startMap(problem.coordinates[i] as Coordinate, roles[i] ?? { kind: "unknown" }));
  const [first, second] = maps;
  if (first === undefined) return { kind: "points", count: 1, at: () => 0 };
  const axes = axesOf(problem, searched);
  const dimensions = new Set(axes).size;
  if (dimensions === 1) {
    const line = steps(Math.max(64, 2 * count));
    return { kind: "points", count: line.length, at: (k, d) => maps[d]!(line[k]!) };
  }
  if (maps.length === 2 && second !== undefined) {
    const grid = steps(count < few ? 15 : Math.max(21, Math.ceil(Math.sqrt(2 * count))));
    return { kind: "grid", first: grid.map(first), second: grid.map(second) };
  }
  const dense = Math.min(dimensions > primes.length ? 2048 : 8192, Math.max(256 * (dimensions - 1), 8 * count));
  // Where a look at a candidate is dear, fewer are looked at.
  const points = problem.searchRows === undefined ? dense : Math.min(dense, dearPoints);
  const sequences = primes.slice(0, dimensions).map((prime) => halton(points, prime));
  const shrinking = searched.map((i) => dimensions > primes.length && shrinks(problem.coordinates[i]!));
  return {
    kind: "points",
    count: points,
    at: (k, d) => {
      const value = maps[d]!(sequences[axes[d]! % primes.length]![k]!);
      return shrinking[d] ? value / 4 ** (1 + (k % 5)) : value;
    },
  };
}

/** Where the dimensions are more than can be filled, most starts stand near zero: sums of many large terms say nothing. */
function shrinks({ kind, lower, upper }: Coordinate): boolean {
  return kind === "plain" && lower < 0 && upper > 0;
}

/** From so many levels on the parameters of one name begin alike, as in one fit of all levels: each finds its own place. */
const manyLevels = 8;

/** Which dimension of the search each of the searched coordinates stands on. */
function axesOf({ law, coordinates }: Problem, searched: readonly number[]): readonly number[] {
  const names = searched.map((i) => law.parameters[coordinates[i]?.parameter ?? 0]?.name ?? "");
  const stems = names.map((name) => name.split("[")[0] ?? name);
  const axes = new Map<string, number>();
  return names.map((name, k) => {
    const stem = stems[k] ?? name;
    const key = stems.filter((s) => s === stem).length < manyLevels ? name : stem;
    const axis = axes.get(key) ?? axes.size;
    axes.set(key, axis);
    return axis;
  });
}

/** Rows at most that the range of a data-only node is taken from. */
const rangeRows = 16_384;
/** The roles of each problem's parameters, by its lowered graph: a sweep asks for one coordinate's levels after another's. */
const judged = new WeakMap<Problem["lowered"], readonly Role[]>();

function rolesOf({ lowered, inputs, coordinates }: Problem): readonly Role[] {
  const known = judged.get(lowered);
  if (known !== undefined) return known;
  const { graph, root } = lowered;
  const ranges = new Map<number, NodeRange>();
  const sampled = inputs.map((column) => sampleOf(column, rangeRows));
  const rangeOf = (node: number): NodeRange => {
    const range = ranges.get(node) ?? rangeIn(materialize(graph, [node], sampled, sampled[0]?.length ?? 0)[0]);
    ranges.set(node, range);
    return range;
  };
  const roles = parameterRoles(graph, root, coordinates.length, rangeOf);
  judged.set(lowered, roles);
  return roles;
}

/** The least and the greatest value of a column; from 0 to 1 where they are not finite. */
function rangeIn(column: Float64Array = new Float64Array(0)): NodeRange {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < column.length; i++) {
    min = Math.min(min, column[i]!);
    max = Math.max(max, column[i]!);
  }
  return Number.isFinite(min) && Number.isFinite(max) ? { min, max } : { min: 0, max: 1 };
}

function sampleOf(column: Float64Array, most: number): Float64Array {
  if (column.length <= most) return column;
  return everyOf(column, most, column.length / most);
}

const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53];

function steps(n: number): readonly number[] {
  return Array.from({ length: n }, (_, k) => (k + 0.5) / n);
}

/** The radical inverses of 1, 2, … in a base (Halton 1960): each from that of its number without the last digit. */
function halton(count: number, base: number): Float64Array {
  const inverses = new Float64Array(count + 1);
  for (let k = 1; k <= count; k++) inverses[k] = (inverses[Math.floor(k / base)]! + (k % base)) / base;
  return inverses.subarray(1);
}

/** From t in (0, 1) to a start value of a coordinate, by its bounds and its role. */
function startMap({ lower, upper, kind, linear }: Coordinate, role: Role): (t: number) => number {
  const clamp = (x: number): number => Math.min(Math.max(x, lower), upper);
  const between =
    (low: number, high: number) =>
    (t: number): number =>
      clamp(low + t * (high - low));
  if (Number.isFinite(lower) && Number.isFinite(upper)) return between(lower, upper);
  if (kind === "log") {
    // Scales lie among the data, or beyond them (Kaplan's Nc is five decades above the largest N).
    const low = role.kind === "scale" && role.low > 0 ? Math.log(role.low) : -7;
    const high = role.kind === "scale" && role.high > 0 ? Math.log(role.high) : 7;
    const inside = between(low - 1, high + 1);
    const below = between(low - 9, low - 1);
    const above = between(high + 1, high + 18);
    return (t) => (t < 0.55 ? inside(t / 0.55) : t < 0.7 ? below((t - 0.55) / 0.15) : above((t - 0.7) / 0.3));
  }
  /** Six sevenths on the side the user wrote, dense towards zero. */
  const signed =
    (most: number) =>
    (t: number): number => {
      const [sign, u] = t < 0.86 ? [1, t / 0.86] : [-1, (1 - t) / 0.14];
      return clamp(sign * most * (0.01 + 0.99 * u * u));
    };
  // What stands inside an exponential in the typical row: up to e^8 either way, dense towards nothing.
  if ((kind === "scaled" && !linear) || role.kind === "exponent")
    return (t) => clamp(32 * (t - 0.5) * Math.abs(t - 0.5));
  switch (role.kind) {
    case "rate": {
      const spread = role.spread > 0 ? role.spread : 1;
      return signed(role.ofLog ? Math.min(12 / spread, 4) : 20 / spread);
    }
    case "location": {
      const margin = 0.3 * (role.high - role.low);
      return between(role.low - margin, role.high + margin);
    }
    case "scale":
      return signedDecades(
        Math.log10(Math.max(role.low, 1e-12)) - 1,
        Math.log10(Math.max(role.high, 1e-12)) + 4,
        clamp,
      );
    case "slope": {
      const size = Math.log10(Math.max(role.size, 1e-300));
      return signedDecades(-2 - size, 1.5 - size, clamp);
    }
    default:
      return signedDecades(-2, 2, clamp);
  }
}

function signedDecades(low: number, high: number, clamp: (x: number) => number): (t: number) => number {
  return (t) => {
    const [sign, u] = t < 0.76 ? [1, t / 0.76] : [-1, (t - 0.76) / 0.24];
    return clamp(sign * 10 ** (low + u * (high - low)));
  };
}
