import { heed } from "../execute/cancellation.ts";
import type { Rows } from "./objective.ts";
import type { Problem } from "./problem.ts";

/** Below this many rows a call to the evaluator gains nothing. */
const fusedRows = 8;

/**
 * Solves for the linear coordinates at given values of the others: weighted least squares within their bounds. Weights
 * 1/y² make of the residuals of a fit in log space relative ones.
 */
export class LinearSolver {
  /** The linear coordinates, in order. */
  readonly linear: readonly number[];
  private readonly problem: Problem;
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;
  private rows: Rows | undefined;
  private columns: readonly Float64Array[] = [];
  private y: Float64Array = new Float64Array(0);
  private readonly gram: Float64Array;
  private readonly right: Float64Array;
  private readonly solution: Float64Array;
  private readonly active: Uint8Array;
  private readonly work: Float64Array;
  private readonly sums: Float64Array;

  constructor(problem: Problem) {
    this.problem = problem;
    this.linear = problem.coordinates.flatMap((c, i) => (c.linear ? [i] : []));
    const n = this.linear.length;
    this.lower = Float64Array.from(this.linear, (i) => problem.coordinates[i]?.lower ?? 0);
    this.upper = Float64Array.from(this.linear, (i) => problem.coordinates[i]?.upper ?? 0);
    this.gram = new Float64Array(n * n);
    this.right = new Float64Array(n);
    this.solution = new Float64Array(n);
    this.active = new Uint8Array(n);
    this.work = new Float64Array(n * n + 3 * n);
    this.sums = new Float64Array((n * (n + 1)) / 2 + n);
  }

  /** Takes the rows to fit. */
  bind(data: Rows): void {
    this.rows = data;
    if ((this.columns[0]?.length ?? 0) < data.rows || this.columns.length === 0) {
      this.columns = Array.from({ length: this.linear.length + 1 }, () => new Float64Array(data.rows));
      this.y = new Float64Array(data.rows);
    }
    for (let i = 0; i < data.rows; i++) this.y[i] = this.problem.log ? Math.exp(data.response[i]!) : data.response[i]!;
  }

  /** Overwrites the linear coordinates of `point`, from sums that the evaluator makes where it can; for a look at many points. */
  glance(point: Float64Array): void {
    const { linear, gram, sums, right, rows } = this;
    const n = linear.length;
    if (n === 0) return;
    if (rows === undefined || rows.rows < fusedRows || this.problem.evaluator.normal?.(rows, point, sums) !== true) {
      this.solve(point, undefined);
      return;
    }
    let at = 0;
    for (let k = 0; k < n; k++) for (let l = 0; l <= k; l++) gram[k * n + l] = sums[at++]!;
    for (let k = 0; k < n; k++) right[k] = sums[at++]!;
    this.finish(point);
  }

  /** Overwrites the linear coordinates of `point`; with a `delta` the weights are Huber's at the point as it stands. */
  solve(point: Float64Array, delta: number | undefined): void {
    const { linear, columns, y, problem, gram, right, rows } = this;
    if (rows === undefined) throw new Error("a linear solver must be bound to rows before it solves");
    const n = linear.length;
    if (n === 0) return;
    heed(rows.rows * (n * n + problem.model.graph.nodes.length));
    problem.basis(point, rows.columns, 0, rows.rows, columns);
    gram.fill(0);
    right.fill(0);
    const rest = columns[0]!;
    for (let i = 0; i < rows.rows; i++) {
      let w = (rows.weights?.[i] ?? 1) * (problem.log ? 1 / (y[i]! * y[i]!) : 1);
      if (delta !== undefined) {
        let s = rest[i]!;
        for (let k = 0; k < n; k++) s += columns[k + 1]![i]! * point[linear[k]!]!;
        const r = problem.log ? Math.log(Math.max(s, 1e-300)) - rows.response[i]! : s - rows.response[i]!;
        w *= Math.min(1, delta / Math.abs(r));
      }
      const target = y[i]! - rest[i]!;
      for (let k = 0; k < n; k++) {
        const bk = w * columns[k + 1]![i]!;
        // Of coefficients by level one alone stands in a row.
        if (bk === 0) continue;
        right[k] = right[k]! + bk * target;
        for (let l = 0; l <= k; l++) gram[k * n + l] = gram[k * n + l]! + bk * columns[l + 1]![i]!;
      }
    }
    this.finish(point);
  }

  private finish(point: Float64Array): void {
    this.solveNormal();
    const { linear, solution } = this;
    for (let k = 0; k < linear.length; k++) point[linear[k]!] = solution[k]!;
  }

  /**
   * Every cell of a grid over two coordinates, where no basis function depends on both: the sums over rows that depend on
   * one exponent are made once for each of its values, and only cross sums for each cell. Cell i·|second| + j has the
   * squared residuals `values` and the coordinates `pointOf`; undefined where some basis function does depend on both.
   */
  solveGrid(
    searched: readonly [number, number],
    first: readonly number[],
    second: readonly number[],
  ): Grid | undefined {
    const { problem, linear, right, gram, solution } = this;
    const axes = problem.basisUses.map((uses) => searched.filter((i) => uses.includes(i)));
    if (axes.some((uses) => uses.length > 1)) return undefined;
    // Vectors of the problem: y, rest, basis…; each stands on an axis of the grid or on neither (−1).
    const axis = [-1, ...axes.map((uses) => (uses[0] === undefined ? -1 : searched.indexOf(uses[0])))];
    const vectors = this.gridVectors(searched, first, second, axis);
    // Their products, pair by pair: where a pair's begin, and how far on the next level of either axis stands.
    const pairs = axis.flatMap((_, a) => axis.slice(0, a + 1).map((_, b) => crossProducts(vectors, axis, a, b)));
    const n = linear.length;
    const p = problem.coordinates.length;
    const cells = first.length * second.length;
    const values = new Float64Array(cells);
    const points = new Float64Array(cells * p);
    const now = new Float64Array(pairs.length);
    const at = (a: number, b: number): number => (a * (a + 1)) / 2 + b;
    for (let cell = 0, i = 0; i < first.length; i++) {
      for (let j = 0; j < second.length; j++, cell++) {
        for (let q = 0; q < pairs.length; q++) {
          const { table, ofFirst, ofSecond } = pairs[q]!;
          now[q] = table[i * ofFirst + j * ofSecond]!;
        }
        for (let k = 0; k < n; k++) {
          right[k] = now[at(k + 2, 0)]! - now[at(k + 2, 1)]!;
          for (let l = 0; l <= k; l++) gram[k * n + l] = now[at(k + 2, l + 2)]!;
        }
        this.solveNormal();
        let value = now[0]! - 2 * now[1]! + now[2]!;
        points[cell * p + searched[0]] = first[i]!;
        points[cell * p + searched[1]] = second[j]!;
        for (let k = 0; k < n; k++) {
          points[cell * p + linear[k]!] = solution[k]!;
          let inner = gram[k * n + k]! * solution[k]! - 2 * right[k]!;
          for (let l = 0; l < k; l++) inner += 2 * gram[k * n + l]! * solution[l]!;
          value += solution[k]! * inner;
        }
        values[cell] = value;
      }
    }
    return { values, pointOf: (cell) => points.slice(cell * p, (cell + 1) * p) };
  }

  /** √w·(y, rest, basis…) for every level of the axis that each stands on. */
  private gridVectors(
    searched: readonly [number, number],
    first: readonly number[],
    second: readonly number[],
    axis: readonly number[],
  ): readonly (readonly Float64Array[])[] {
    const { problem, columns, y, rows } = this;
    if (rows === undefined) throw new Error("a linear solver must be bound to rows before it solves");
    const root = new Float64Array(rows.rows);
    for (let i = 0; i < root.length; i++) root[i] = Math.sqrt(rows.weights?.[i] ?? 1) / (problem.log ? y[i]! : 1);
    const vectors: Float64Array[][] = axis.map(() => []);
    const point = new Float64Array(problem.coordinates.length);
    for (let t = 0; t < Math.max(first.length, second.length); t++) {
      point[searched[0]] = first[Math.min(t, first.length - 1)]!;
      point[searched[1]] = second[Math.min(t, second.length - 1)]!;
      heed(rows.rows * problem.model.graph.nodes.length);
      problem.basis(point, rows.columns, 0, rows.rows, columns);
      for (let a = 0; a < axis.length; a++) {
        const levels = axis[a] === -1 ? 1 : axis[a] === 0 ? first.length : second.length;
        if (t >= levels) continue;
        const source = a === 0 ? y : columns[a - 1]!;
        const vector = new Float64Array(root.length);
        for (let i = 0; i < vector.length; i++) vector[i] = source[i]! * root[i]!;
        vectors[a]!.push(vector);
      }
    }
    return vectors;
  }

  /** Solves the normal equations within the bounds: whatever is furthest outside is held, until the rest respect theirs. */
  private solveNormal(): void {
    const { solution, active, lower, upper } = this;
    const n = solution.length;
    active.fill(1);
    for (let round = 0; round <= n; round++) {
      this.solveActive();
      let worst = -1;
      let excess = 0;
      for (let k = 0; k < n; k++) {
        const outside = Math.max(lower[k]! - solution[k]!, solution[k]! - upper[k]!);
        if (active[k] === 1 && outside > excess) {
          worst = k;
          excess = outside;
        }
      }
      if (worst < 0) break;
      active[worst] = 0;
    }
    for (let k = 0; k < n; k++) solution[k] = Math.min(Math.max(solution[k]!, lower[k]!), upper[k]!);
  }

  /** Cholesky on the active part of the scaled normal equations, slightly ridged; inactive ones are 0. */
  private solveActive(): void {
    const { gram, right, active, solution, work: l } = this;
    const n = solution.length;
    const scale = n * n;
    const z = scale + n;
    for (let a = 0; a < n; a++) {
      solution[a] = 0;
      if (active[a] === 0) continue;
      l[scale + a] = 1 / Math.sqrt(Math.max(gram[a * n + a]!, 1e-300));
      let value = right[a]! * l[scale + a]!;
      for (let b = 0; b <= a; b++) {
        if (active[b] === 0) continue;
        let sum = gram[a * n + b]! * l[scale + a]! * l[scale + b]! + (a === b ? 1e-12 : 0);
        for (let q = 0; q < b; q++) if (active[q] === 1) sum -= l[a * n + q]! * l[b * n + q]!;
        l[a * n + b] = a === b ? Math.sqrt(Math.max(sum, 1e-14)) : sum / l[b * n + b]!;
      }
      for (let q = 0; q < a; q++) if (active[q] === 1) value -= l[a * n + q]! * l[z + q]!;
      l[z + a] = value / l[a * n + a]!;
    }
    for (let a = n - 1; a >= 0; a--) {
      if (active[a] === 0) continue;
      let value = l[z + a]!;
      for (let q = a + 1; q < n; q++) if (active[q] === 1) value -= l[q * n + a]! * l[z + n + q]!;
      l[z + n + a] = value / l[a * n + a]!;
      solution[a] = l[z + n + a]! * l[scale + a]!;
    }
  }
}

/** The cells of a grid, solved: the squared residuals that each leaves, and its coordinates. */
export interface Grid {
  readonly values: Float64Array;
  readonly pointOf: (cell: number) => Float64Array;
}

/** The products of two families of vectors; a level of the first or the second axis is so many entries further. */
interface Products {
  readonly table: Float64Array;
  readonly ofFirst: number;
  readonly ofSecond: number;
}

/** Products of every level of family a with every level of family b; of one axis, with the same level alone. */
function crossProducts(
  vectors: readonly (readonly Float64Array[])[],
  axis: readonly number[],
  a: number,
  b: number,
): Products {
  const [left = [], other = []] = [vectors[a], vectors[b]];
  const same = axis[a] === axis[b];
  const width = same ? 1 : other.length;
  const table = new Float64Array(left.length * width);
  for (let i = 0; i < left.length; i++) {
    for (let j = same ? i : 0; j < (same ? i + 1 : width); j++)
      table[same ? i : i * width + j] = dot(left[i]!, other[j]!);
  }
  const stride = (on: number): number => (axis[a] === on ? width : !same && axis[b] === on ? 1 : 0);
  return { table, ofFirst: stride(0), ofSecond: stride(1) };
}

function dot(x: Float64Array, y: Float64Array): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 3 < x.length; i += 4) {
    a += x[i]! * y[i]!;
    b += x[i + 1]! * y[i + 1]!;
    c += x[i + 2]! * y[i + 2]!;
    d += x[i + 3]! * y[i + 3]!;
  }
  for (; i < x.length; i++) a += x[i]! * y[i]!;
  return a + b + (c + d);
}
