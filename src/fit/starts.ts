import { outputLength, type Rows } from "./objective.ts";
import { type Coordinate, materialize, type Problem } from "./problem.ts";
import { type NodeRange, parameterRoles, type Role } from "./roles.ts";

/** Rows at most that candidate starts are judged on. */
const judgingRows = 512;

/**
 * Start points from the law and the data, without the user's help: a grid over the parameters that are not linear (two
 * or fewer) or a low-discrepancy sequence (more); at each the linear ones are solved for by robust least squares.
 * Returns at most `count` distinct points in φ: the better half by objective, the rest spread over the search space.
 */
export function generateStarts(problem: Problem, count: number, delta: number): readonly Float64Array[] {
  const { coordinates } = problem;
  const p = coordinates.length;
  const searched = coordinates.flatMap((c, i) => (c.linear ? [] : [i]));
  const levels = searchLevels(problem, searched, count);
  const sample = subsample(problem.data, judgingRows);
  const solver = new LinearSolver(problem, sample);
  const out = new Float64Array(outputLength(p));
  problem.evaluator.bind(sample);
  const judge = (point: Float64Array): number => {
    problem.evaluator.evaluate(point, delta, "gradient", out);
    return Number.isFinite(out[0] ?? Number.NaN) ? (out[0] ?? 0) : Number.POSITIVE_INFINITY;
  };
  const candidates = levels.map((values) => {
    const point = new Float64Array(p);
    searched.forEach((i, k) => {
      point[i] = values[k] ?? 0;
    });
    solver.solve(point, undefined);
    return { point, value: judge(point) };
  });
  const usable = candidates.filter((c) => c.value < Number.POSITIVE_INFINITY);
  const ranked = [...usable].sort((a, b) => a.value - b.value);
  // Gross outliers spoil plain least squares: the leading candidates are reweighted before they are ranked again.
  const leading = ranked.slice(0, Math.max(64, count));
  for (const candidate of leading) {
    for (let pass = 0; pass < 3; pass++) {
      const trial = candidate.point.slice();
      solver.solve(trial, delta);
      const value = judge(trial);
      if (!(value < candidate.value)) break;
      candidate.point = trial;
      candidate.value = value;
    }
  }
  leading.sort((a, b) => a.value - b.value);
  const half = Math.ceil(count / 2);
  const chosen = leading.slice(0, half).map((c) => c.point);
  // The others are spread over the ranks, denser towards the better: at the far end stand terms of the wrong sign, which
  // end in valleys that fall towards infinity.
  const rest = ranked.filter((c) => !chosen.includes(c.point));
  const wanted = Math.min(count - chosen.length, rest.length);
  let last = -1;
  for (let k = 0; k < wanted; k++) {
    last = Math.max(last + 1, Math.floor(0.5 * rest.length * (k / wanted) ** 2));
    const candidate = rest[last];
    if (candidate !== undefined) chosen.push(candidate.point);
  }
  return chosen;
}

/** Values of the searched coordinates: a product grid for one or two, a Halton sequence for more, or nothing to search. */
function searchLevels(problem: Problem, searched: readonly number[], count: number): readonly (readonly number[])[] {
  const ranges = new Map<number, NodeRange>();
  const { graph, root } = problem.lowered;
  const rangeOf = (node: number): NodeRange => {
    const known = ranges.get(node);
    if (known !== undefined) return known;
    const [column] = materialize(graph, [node], problem.inputs, problem.data.rows);
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (const x of column ?? []) {
      if (x < min) min = x;
      if (x > max) max = x;
    }
    const range = Number.isFinite(min) && Number.isFinite(max) ? { min, max } : { min: 0, max: 1 };
    ranges.set(node, range);
    return range;
  };
  const roles = parameterRoles(graph, root, problem.coordinates.length, rangeOf);
  const maps = searched.map((i) => startMap(problem.coordinates[i] as Coordinate, roles[i] ?? { kind: "unknown" }));
  const [first, second] = maps;
  if (first === undefined) return [[]];
  if (maps.length === 1) return steps(Math.max(64, 2 * count)).map((t) => [first(t)]);
  if (maps.length === 2 && second !== undefined) {
    const grid = steps(Math.max(21, Math.ceil(Math.sqrt(2 * count))));
    return grid.flatMap((s) => grid.map((t) => [first(s), second(t)]));
  }
  const points = Math.min(8192, Math.max(512 * (maps.length - 1), 8 * count));
  return Array.from({ length: points }, (_, k) =>
    maps.map((map, d) => map(halton(k + 1, primes[d % primes.length] ?? 2))),
  );
}

const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53];

function steps(n: number): readonly number[] {
  return Array.from({ length: n }, (_, k) => (k + 0.5) / n);
}

/** The radical inverse of k in base b (Halton 1960). */
function halton(k: number, base: number): number {
  let result = 0;
  let share = 1 / base;
  for (let rest = k; rest > 0; rest = Math.floor(rest / base), share /= base) result += share * (rest % base);
  return result;
}

/** From t in (0, 1) to a start value of a coordinate, by its bounds and its role. */
function startMap({ lower, upper, kind }: Coordinate, role: Role): (t: number) => number {
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
    case "unknown":
      return signedDecades(-2, 2, clamp);
  }
}

function signedDecades(low: number, high: number, clamp: (x: number) => number): (t: number) => number {
  return (t) => {
    const [sign, u] = t < 0.76 ? [1, t / 0.76] : [-1, (t - 0.76) / 0.24];
    return clamp(sign * 10 ** (low + u * (high - low)));
  };
}

/** Every k-th row, so that candidates can be judged on few. */
export function subsample(data: Rows, most: number): Rows {
  if (data.rows <= most) return data;
  const stride = data.rows / most;
  const take = (column: Float64Array): Float64Array =>
    Float64Array.from({ length: most }, (_, k) => column[Math.floor(k * stride)] ?? Number.NaN);
  return { rows: most, columns: data.columns.map(take), response: take(data.response), weights: take(data.weights) };
}

/** Solves for the linear coordinates at given values of the others: weighted least squares within their signs. */
class LinearSolver {
  private readonly linear: readonly number[];
  private readonly problem: Problem;
  private readonly data: Rows;
  private readonly columns: readonly Float64Array[];
  private readonly y: Float64Array;

  constructor(problem: Problem, data: Rows) {
    this.problem = problem;
    this.data = data;
    this.linear = problem.coordinates.flatMap((c, i) => (c.linear ? [i] : []));
    this.columns = Array.from({ length: this.linear.length + 1 }, () => new Float64Array(data.rows));
    this.y = problem.log ? data.response.map(Math.exp) : data.response;
  }

  /**
   * Overwrites the linear coordinates of `point`. Weights 1/y² make relative residuals of a fit in log space; with a
   * `delta` the weights are Huber's, from the residuals at the point as it stands.
   */
  solve(point: Float64Array, delta: number | undefined): void {
    const { linear, data, columns, y, problem } = this;
    const n = linear.length;
    if (n === 0) return;
    problem.basis(point, data.columns, 0, data.rows, columns);
    const gram = new Float64Array(n * n);
    const right = new Float64Array(n);
    const [rest] = columns;
    for (let i = 0; i < data.rows; i++) {
      let w = data.weights[i]! * (problem.log ? 1 / (y[i]! * y[i]!) : 1);
      if (delta !== undefined) {
        let s = rest![i]!;
        for (let k = 0; k < n; k++) s += columns[k + 1]![i]! * point[linear[k]!]!;
        const r = problem.log ? Math.log(Math.max(s, 1e-300)) - data.response[i]! : s - data.response[i]!;
        w *= Math.min(1, delta / Math.abs(r));
      }
      const target = y[i]! - rest![i]!;
      for (let k = 0; k < n; k++) {
        const bk = w * columns[k + 1]![i]!;
        right[k] = right[k]! + bk * target;
        for (let l = 0; l <= k; l++) gram[k * n + l] = gram[k * n + l]! + bk * columns[l + 1]![i]!;
      }
    }
    const active = linear.map(() => true);
    const solution = new Float64Array(n);
    // Drop the coefficient furthest outside its bound until the rest respect theirs.
    for (let round = 0; round <= n; round++) {
      solveActive(gram, right, active, solution);
      let worst = -1;
      let excess = 0;
      for (let k = 0; k < n; k++) {
        const { lower, upper } = problem.coordinates[linear[k]!]!;
        const outside = Math.max(lower - solution[k]!, solution[k]! - upper);
        if (active[k] && outside > excess) {
          worst = k;
          excess = outside;
        }
      }
      if (worst < 0) break;
      active[worst] = false;
    }
    for (let k = 0; k < n; k++) {
      const { lower, upper } = problem.coordinates[linear[k]!]!;
      point[linear[k]!] = Math.min(Math.max(solution[k]!, lower), upper);
    }
  }
}

/** Gaussian elimination on the active part of the scaled normal equations, slightly ridged; inactive ones are 0. */
function solveActive(
  gram: Float64Array,
  right: Float64Array,
  active: readonly boolean[],
  solution: Float64Array,
): void {
  const n = active.length;
  const used = active.flatMap((a, k) => (a ? [k] : []));
  const m = used.length;
  const scale = used.map((k) => 1 / Math.sqrt(Math.max(gram[k * n + k]!, 1e-300)));
  const l = new Float64Array(m * m);
  const z = new Float64Array(m);
  solution.fill(0);
  for (let a = 0; a < m; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = gram[used[a]! * n + used[b]!]! * scale[a]! * scale[b]! + (a === b ? 1e-12 : 0);
      for (let q = 0; q < b; q++) sum -= l[a * m + q]! * l[b * m + q]!;
      l[a * m + b] = a === b ? Math.sqrt(Math.max(sum, 1e-14)) : sum / l[b * m + b]!;
    }
    let value = right[used[a]!]! * scale[a]!;
    for (let q = 0; q < a; q++) value -= l[a * m + q]! * z[q]!;
    z[a] = value / l[a * m + a]!;
  }
  for (let a = m - 1; a >= 0; a--) {
    let value = z[a]!;
    for (let q = a + 1; q < m; q++) value -= l[q * m + a]! * z[q]!;
    z[a] = value / l[a * m + a]!;
  }
  for (let a = 0; a < m; a++) solution[used[a]!] = z[a]! * scale[a]!;
}
