import { inStretches, rowsAtOnce } from "../execute/cancellation.ts";
import type { Problem } from "./problem.ts";

/** Observed minus predicted for some rows (all of them where none are named), in the space of the fit. */
export function residualsOf(problem: Problem, coordinates: Float64Array, rows?: ArrayLike<number>): Float64Array {
  const linear = problem.coordinates.flatMap((c, i) => (c.linear ? [i] : []));
  const count = rows?.length ?? problem.data.rows;
  const take = (column: Float64Array): Float64Array =>
    rows === undefined ? column : Float64Array.from(rows, (row) => column[row] ?? Number.NaN);
  const response = take(problem.data.response);
  const columns = problem.data.columns.map(take);
  // A law along runs is predicted in one go.
  const most = problem.source.input.series === undefined ? Math.min(count, rowsAtOnce) : count;
  const parts = Array.from({ length: linear.length + 1 }, () => new Float64Array(most));
  const residuals = new Float64Array(count);
  const predict = (begin: number, end: number): void => {
    const block = most === count ? columns : columns.map((column) => column.subarray(begin, end));
    problem.basis(coordinates, block, 0, end - begin, parts);
    for (let i = begin; i < end; i++) {
      let s = parts[0]![i - begin]!;
      for (let k = 0; k < linear.length; k++) s += parts[k + 1]![i - begin]! * coordinates[linear[k]!]!;
      residuals[i] = response[i]! - (problem.log ? Math.log(s) : s);
    }
  };
  if (most === count) predict(0, count);
  else inStretches(count, problem.lowered.graph.nodes.length, predict);
  return residuals;
}

/** R² of the response in its own units, and the root mean squared residual in the space of the fit. */
export function goodness(
  problem: Problem,
  residuals: Float64Array,
  response: Float64Array,
): { readonly r2: number; readonly rmse: number } {
  const n = response.length;
  const mean = response.reduce((a, b) => a + b, 0) / n;
  let total = 0;
  let left = 0;
  let square = 0;
  inStretches(n, 16, (begin, end) => {
    for (let i = begin; i < end; i++) {
      const y = response[i]!;
      const r = residuals[i]!;
      const predicted = problem.log ? Math.exp(Math.log(y) - r) : y - r;
      total += (y - mean) ** 2;
      left += (y - predicted) ** 2;
      square += r * r;
    }
  });
  return { r2: 1 - left / total, rmse: Math.sqrt(square / n) };
}
