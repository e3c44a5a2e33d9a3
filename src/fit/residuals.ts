import type { Problem } from "./problem.ts";

/** Observed minus predicted for some rows (all of them where none are named), in the space of the fit. */
export function residualsOf(problem: Problem, coordinates: Float64Array, rows?: ArrayLike<number>): Float64Array {
  const linear = problem.coordinates.flatMap((c, i) => (c.linear ? [i] : []));
  const count = rows?.length ?? problem.data.rows;
  const take = (column: Float64Array): Float64Array =>
    rows === undefined ? column : Float64Array.from(rows, (row) => column[row] ?? Number.NaN);
  const response = take(problem.data.response);
  const parts = Array.from({ length: linear.length + 1 }, () => new Float64Array(count));
  problem.basis(coordinates, problem.data.columns.map(take), 0, count, parts);
  const residuals = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let s = parts[0]![i]!;
    for (let k = 0; k < linear.length; k++) s += parts[k + 1]![i]! * coordinates[linear[k]!]!;
    residuals[i] = response[i]! - (problem.log ? Math.log(s) : s);
  }
  return residuals;
}
