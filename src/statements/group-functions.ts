import { quantile } from "../fit/quantile.ts";

/** A function of a group's rows: what it gives for each of them, from the values of its arguments there. */
export interface GroupFunction {
  readonly least: number;
  readonly most: number;
  readonly arguments: string;
  /** Values of the first argument at the group's rows, then of the second; `rows` is their number. */
  readonly compute: (values: Float64Array, second: Float64Array, rows: number) => Float64Array | number;
}

const known = (values: Float64Array): Float64Array => values.filter((x) => !Number.isNaN(x));
const none = (values: Float64Array, found: (some: Float64Array) => number): number => {
  const some = known(values);
  return some.length === 0 ? Number.NaN : found(some);
};
const mean = (values: Float64Array): number => none(values, (some) => some.reduce((a, b) => a + b, 0) / some.length);
const quantileOf = (values: Float64Array, p: number): number =>
  none(values, (some) => (p >= 0 && p <= 1 ? quantile(some.toSorted(), p) : Number.NaN));

/** Along a run or over a group; missing values are left out of a group's number, and go on in a running one. */
export const groupFunctions: ReadonlyMap<string, GroupFunction> = new Map<string, GroupFunction>([
  [
    "cumsum",
    {
      least: 1,
      most: 1,
      arguments: "one column",
      compute: (values) => {
        let sum = 0;
        return values.map((x) => (sum += x));
      },
    },
  ],
  [
    "lag",
    { least: 1, most: 1, arguments: "one column", compute: (values) => values.map((x, k) => values[k - 1] ?? x) },
  ],
  [
    "row",
    {
      least: 0,
      most: 0,
      arguments: "no argument",
      compute: (_values, _second, rows) => Float64Array.from({ length: rows }, (_, k) => k + 1),
    },
  ],
  [
    "count",
    {
      least: 0,
      most: 1,
      arguments: "one column or none",
      compute: (values, _second, rows) => (values.length === 0 ? rows : known(values).length),
    },
  ],
  ["sum", one((values) => known(values).reduce((a, b) => a + b, 0))],
  ["mean", one(mean)],
  ["median", one((values) => quantileOf(values, 0.5))],
  [
    "std",
    one((values) => {
      const some = known(values);
      const middle = mean(some);
      return some.length < 2
        ? Number.NaN
        : Math.sqrt(some.reduce((a, x) => a + (x - middle) ** 2, 0) / (some.length - 1));
    }),
  ],
  [
    "quantile",
    {
      least: 2,
      most: 2,
      arguments: "a column and a probability",
      compute: (values, p) => quantileOf(values, p[0] ?? Number.NaN),
    },
  ],
  ["min", one((values) => none(values, (some) => some.reduce((a, b) => Math.min(a, b))))],
  ["max", one((values) => none(values, (some) => some.reduce((a, b) => Math.max(a, b))))],
  ["first", one((values) => values[0] ?? Number.NaN)],
  ["last", one((values) => values.at(-1) ?? Number.NaN)],
]);

function one(compute: (values: Float64Array) => number): GroupFunction {
  return { least: 1, most: 1, arguments: "one column", compute };
}
