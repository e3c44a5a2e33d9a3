import { Matrix, solve } from "ml-matrix";
import { heed } from "../execute/cancellation.ts";
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

/**
 * Fits the scatter of left-out residuals: ln|residual| on the logarithms of the law's variables, with the subset of them
 * that Schwarz's criterion chooses (engine.md §5).
 */
export function observationModel(leftOut: Float64Array, inputs: readonly Float64Array[]): ObservationModel {
  const n = leftOut.length;
  const floor = smallShare * median(leftOut.map(Math.abs));
  const usable = inputs.flatMap((column, variable) =>
    column.every((x) => x > 0) && column.some((x) => x !== column[0]) ? [variable] : [],
  );
  const logs = new Map(
    usable.map((variable) => {
      const values = (inputs[variable] ?? new Float64Array(0)).map(Math.log);
      const centre = values.reduce((a, b) => a + b, 0) / n;
      return [variable, { centre, values: values.map((v) => v - centre) }] as const;
    }),
  );
  if (n < scaleRows || !(floor > 0) || usable.length > 4) return { residuals: leftOut, scale: [] };
  const target = leftOut.map((r) => Math.log(Math.max(Math.abs(r), floor)));
  let best:
    | { readonly bic: number; readonly subset: readonly number[]; readonly slopes: readonly number[] }
    | undefined;
  for (let mask = 0; mask < 1 << usable.length; mask++) {
    const subset = usable.filter((_, k) => (mask >> k) & 1);
    const found = regress(
      target,
      subset.map((v) => logs.get(v)?.values ?? new Float64Array(n)),
    );
    const bic = n * Math.log(found.squares / n) + subset.length * Math.log(n);
    if (best === undefined || bic < best.bic) best = { bic, subset, slopes: found.slopes };
  }
  const scale = (best?.subset ?? []).map((variable, k) => ({
    variable,
    slope: best?.slopes[k] ?? 0,
    centre: logs.get(variable)?.centre ?? 0,
  }));
  const residuals = leftOut.map((r, i) => {
    const ln = scale.reduce((sum, s) => sum + s.slope * (logs.get(s.variable)?.values[i] ?? 0), 0);
    return r / Math.exp(ln);
  });
  return { residuals, scale };
}

/** Least squares of y on a constant and centred columns, row by row: there may be millions. */
function regress(
  y: Float64Array,
  columns: readonly Float64Array[],
): { readonly slopes: readonly number[]; readonly squares: number } {
  const k = columns.length;
  const gram = Matrix.zeros(k + 1, k + 1);
  const right = Matrix.zeros(k + 1, 1);
  const one = new Float64Array(k + 1).fill(1);
  const sums = new Float64Array((k + 1) * (k + 2));
  heed(y.length * sums.length);
  for (let i = 0; i < y.length; i++) {
    for (let c = 0; c < k; c++) one[c + 1] = columns[c]![i]!;
    let at = 0;
    for (let a = 0; a <= k; a++) {
      for (let b = 0; b <= k; b++) sums[at] = sums[at++]! + one[a]! * one[b]!;
      sums[at] = sums[at++]! + one[a]! * y[i]!;
    }
  }
  for (let a = 0; a <= k; a++) {
    for (let b = 0; b <= k; b++) gram.set(a, b, sums[a * (k + 2) + b]!);
    right.set(a, 0, sums[a * (k + 2) + k + 1]!);
  }
  const solved = solve(gram, right, true).to1DArray();
  let squares = 0;
  for (let i = 0; i < y.length; i++) {
    let rest = y[i]! - solved[0]!;
    for (let c = 0; c < k; c++) rest -= solved[c + 1]! * columns[c]![i]!;
    squares += rest * rest;
  }
  return { slopes: solved.slice(1), squares };
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
