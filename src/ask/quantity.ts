import { drawsFor, type IntervalRule, type Sampled } from "../fit/intervals.ts";

/** A variable's value that a fit was asked at, beside the range of its data. */
export interface ArgumentRange {
  readonly fit: string;
  readonly variable: string;
  readonly low: number;
  readonly high: number;
}

/** An expression over fitted laws, ready to be computed: at the estimate, or at one of its draws. */
export interface Quantity {
  /** The inputs, in order. */
  readonly variables: readonly string[];
  /** Draws common to every fit involved; 0 where nothing is uncertain. */
  readonly draws: number;
  /** What its interval is made by. */
  readonly rule: IntervalRule;
  /** The value of the expression; `draw` −1 is the estimate, those below are replicates (see replicateDraw). */
  readonly evaluate: (inputs: ArrayLike<number>, draw: number) => number;
  /** Whether parameters that fit as well give another value there: then nothing is known of how sure it is. */
  readonly undetermined: (inputs: ArrayLike<number>) => boolean;
  /** The arguments at which fits are evaluated, in the order of `argumentValues`. */
  readonly arguments: readonly ArgumentRange[];
  readonly argumentValues: (inputs: ArrayLike<number>) => Float64Array;
}

/** A quantity at the estimate, at its draws and at the replicates that its interval needs; of an undetermined one none has a value. */
export function sampleQuantity(
  quantity: Quantity,
  inputs: ArrayLike<number>,
): Sampled & { readonly draws: Float64Array } {
  const open = quantity.undetermined(inputs);
  const values = Float64Array.from(drawsFor(quantity.rule, quantity.draws), (draw) =>
    open ? Number.NaN : quantity.evaluate(inputs, draw),
  );
  return {
    estimate: quantity.evaluate(inputs, -1),
    draws: values.subarray(0, quantity.draws),
    replicates: values.subarray(quantity.draws),
  };
}

/** How far beyond the data a point lies: the widest excess in decades (or in data ranges, for columns that reach 0). */
export function extrapolation(
  quantity: Quantity,
  inputs: ArrayLike<number>,
): { readonly variable: string; readonly decades: number; readonly above: boolean; readonly log: boolean } | undefined {
  const values = quantity.argumentValues(inputs);
  let worst:
    | { readonly variable: string; readonly decades: number; readonly above: boolean; readonly log: boolean }
    | undefined;
  quantity.arguments.forEach(({ variable, low, high }, k) => {
    const x = values[k] ?? Number.NaN;
    const log = low > 0 && x > 0;
    const above = x > high;
    const slack = log ? 1 + 1e-9 : 1e-9 * (high - low);
    const outside = log ? x > high * slack || x < low / slack : x > high + slack || x < low - slack;
    if (!outside) return;
    const decades = log
      ? Math.log10(above ? x / high : low / x)
      : (above ? x - high : low - x) / Math.max(high - low, 1e-300);
    if (worst === undefined || decades > worst.decades) worst = { variable, decades, above, log };
  });
  return worst;
}

/** Least and greatest value of a column. */
export function extent(column: ArrayLike<number>): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < column.length; i++) {
    const x = column[i] ?? Number.NaN;
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return [low, high];
}
