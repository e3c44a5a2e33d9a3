import type { Rows } from "./objective.ts";

/** Every k-th row, so that candidates can be judged on few. */
export function subsample(data: Rows, most: number): Rows {
  if (data.rows <= most) return data;
  const stride = data.rows / most;
  const take = (column: Float64Array): Float64Array => {
    const taken = new Float64Array(most);
    for (let k = 0; k < most; k++) taken[k] = column[Math.floor(k * stride)]!;
    return taken;
  };
  return {
    rows: most,
    columns: data.columns.map(take),
    response: take(data.response),
    weights: data.weights === undefined ? new Float64Array(most).fill(1) : take(data.weights),
  };
}
