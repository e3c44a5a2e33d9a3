import { Matrix, solve } from "ml-matrix";
import { inStretches } from "../execute/cancellation.ts";
import { allPositive } from "./columns-over.ts";
import { median } from "./quantile.ts";
import { random } from "./random.ts";

/** How new observations scatter about the law: residuals of rows left out, divided by what their scale is at each row. */
export interface ObservationModel {
  readonly residuals: Float64Array;
  /** ln scale = Σ slope·(ln x − centre) over some variables of the law; none where the scatter is the same everywhere. */
  readonly scale: readonly { readonly variable: number; readonly slope: number; readonly centre: number }[];
}

/** The stream that pairs draws with residuals; any number that no replicate has. */
const residualStream = 0x0b5e;
/** Fewer rows than this say nothing of how the scatter varies. */
const scaleRows = 20;
/** A residual that is this small a share of the median says nothing more in its logarithm. */
const smallShare = 0.01;
/** What a logarithm costs, or a product and a call. */
const operationsARow = 8;

/**
 * Fits the scatter of left-out residuals: ln|residual| on the logarithms of the law's variables, with the subset of them
 * that Schwarz's criterion chooses (engine.md §5).
 */
export function observationModel(leftOut: Float64Array, inputs: readonly Float64Array[]): ObservationModel {
  const n = leftOut.length;
  const floor = smallShare * median(leftOut.map(Math.abs));
  const usable = inputs.flatMap((column, variable) =>
    allPositive(column) && column.some((x) => x !== column[0]) ? [variable] : [],
  );
  if (n < scaleRows || !(floor > 0) || usable.length > 4) return { residuals: leftOut, scale: [] };
  const logs = usable.map((variable) => centredLogs(inputs[variable] ?? new Float64Array(0)));
  const target = centredLogs(leftOut.map((r) => Math.max(Math.abs(r), floor)));
  const sums = crossProducts([...logs, target].map(({ values }) => values));
  let best:
    | { readonly bic: number; readonly subset: readonly number[]; readonly slopes: readonly number[] }
    | undefined;
  for (let mask = 0; mask < 1 << usable.length; mask++) {
    const subset = usable.flatMap((_, k) => ((mask >> k) & 1 ? [k] : []));
    const { slopes, squares } = regress(sums, subset);
    const bic = n * Math.log(squares / n) + subset.length * Math.log(n);
    if (best === undefined || bic < best.bic) best = { bic, subset, slopes };
  }
  const chosen = (best?.subset ?? []).map((k, at) => ({ k, slope: best?.slopes[at] ?? 0 }));
  const residuals = leftOut.slice();
  eachRow(n, (i) => {
    let ln = 0;
    for (const { k, slope } of chosen) ln += slope * logs[k]!.values[i]!;
    residuals[i] = leftOut[i]! / Math.exp(ln);
  });
  const scale = chosen.map(({ k, slope }) => ({ variable: usable[k] ?? 0, slope, centre: logs[k]?.centre ?? 0 }));
  return { residuals, scale };
}

/** Does something row by row, heeding now and then. */
function eachRow(rows: number, one: (row: number) => void): void {
  inStretches(rows, operationsARow, (begin, end) => {
    for (let i = begin; i < end; i++) one(i);
  });
}

/** Logarithms of positive values less their mean, and the mean. */
function centredLogs(column: Float64Array): { readonly centre: number; readonly values: Float64Array } {
  const values = new Float64Array(column.length);
  let centre = 0;
  eachRow(column.length, (i) => {
    values[i] = Math.log(column[i]!);
    centre += values[i]! / column.length;
  });
  eachRow(column.length, (i) => {
    values[i] = values[i]! - centre;
  });
  return { centre, values };
}

/** Sums over rows of the products of each pair of columns. */
function crossProducts(columns: readonly Float64Array[]): Matrix {
  const sums = Matrix.zeros(columns.length, columns.length);
  columns.forEach((x, a) => {
    columns.slice(0, a + 1).forEach((y, b) => {
      let sum = 0;
      eachRow(x.length, (i) => {
        sum += x[i]! * y[i]!;
      });
      sums.set(a, b, sum);
      sums.set(b, a, sum);
    });
  });
  return sums;
}

/** Least squares of the last of centred columns on a subset of the others, from the products of all. */
function regress(
  sums: Matrix,
  subset: readonly number[],
): { readonly slopes: readonly number[]; readonly squares: number } {
  const target = sums.rows - 1;
  const total = sums.get(target, target);
  if (subset.length === 0) return { slopes: [], squares: total };
  const right = sums.selection([...subset], [target]);
  const slopes = solve(sums.selection([...subset], [...subset]), right, true).to1DArray();
  const explained = slopes.reduce((sum, slope, at) => sum + slope * right.get(at, 0), 0);
  // Rounding leaves something of a perfect fit.
  return { slopes, squares: Math.max(total - explained, Number.EPSILON * total) };
}

/** Draws of a new observation: each draw of the curve with a residual, times the scale where the law's variables are `at`. */
export function newObservations(
  draws: Float64Array,
  { residuals, scale }: ObservationModel,
  at: ArrayLike<number>,
  space: "log" | "linear",
  seed: number,
): Float64Array {
  const source = random(seed, residualStream);
  const ln = scale.reduce((sum, s) => sum + s.slope * (Math.log(at[s.variable] ?? Number.NaN) - s.centre), 0);
  const size = Number.isFinite(ln) ? Math.exp(ln) : 1;
  return draws.map((y) => {
    const r = (residuals[source.below(residuals.length)] ?? 0) * size;
    return space === "log" ? y * Math.exp(r) : y + r;
  });
}
