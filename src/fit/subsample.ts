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

/** One row of each of `most` equal stretches, at changing places: of a crossed design every level of a factor is among them. */
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

/** One value of each of `most` equal stretches of a column, at the same changing places in each; all of a short one. */
export function scatteredOf(column: Float64Array, most: number): Float64Array {
  if (column.length <= most) return column;
  const stride = column.length / most;
  // The golden ratio's multiples modulo one are spread evenly (Weyl).
  return Float64Array.from({ length: most }, (_, k) => {
    return column[Math.floor((k + ((k * 0.6180339887498949) % 1)) * stride)] ?? Number.NaN;
  });
}
