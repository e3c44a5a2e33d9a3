import { spread } from "../data/sample-blocks.ts";
import type { Rows } from "./objective.ts";

/** Every k-th row, so that candidates can be judged on few. */
export function subsample(data: Rows, most: number): Rows {
  if (data.rows <= most) return data;
  const stride = data.rows / most;
  const take = (column: Float64Array): Float64Array => everyOf(column, most, stride);
  return {
    rows: most,
    columns: data.columns.map(take),
    response: take(data.response),
    weights: data.weights === undefined ? new Float64Array(most).fill(1) : take(data.weights),
  };
}

/** `count` values of a column, a stride apart. */
export function everyOf(column: Float64Array, count: number, stride: number): Float64Array {
  const taken = new Float64Array(count);
  for (let k = 0; k < count; k++) taken[k] = column[Math.floor(k * stride)] ?? Number.NaN;
  return taken;
}

/** Rows that are spread over all, at most so many. */
export function scatteredSample(data: Rows, most: number): Rows {
  if (data.rows <= most) return data;
  const take = (column: Float64Array): Float64Array => scatteredOf(column, most);
  return {
    rows: most,
    columns: data.columns.map(take),
    response: take(data.response),
    weights: data.weights === undefined ? new Float64Array(most).fill(1) : take(data.weights),
  };
}

/** Values of a column at rows that are spread over it, the same in each; all of a short one. */
export function scatteredOf(column: Float64Array, most: number): Float64Array {
  if (column.length <= most) return column;
  return Float64Array.from(spread(column.length, most), (at) => column[at] ?? Number.NaN);
}
