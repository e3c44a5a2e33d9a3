import { oneLine } from "./escape.ts";
import type { Interval, Quantity } from "./format-number.ts";

/** One axis of a chart; `name`, `label` and `unit` may be a user's text. */
export interface AxisInput {
  /** The variable: `D`. */
  readonly name: string;
  /** What it is, in words: `training tokens`. */
  readonly label?: string;
  readonly unit?: string;
  readonly quantity?: Quantity;
  readonly log?: boolean;
}

/** The title of an axis: `training tokens D (tokens)`. */
export const axisTitle = (axis: AxisInput): string =>
  oneLine(
    [axis.label, axis.name, axis.unit === undefined ? undefined : `(${axis.unit})`]
      .filter((word) => word !== undefined && word !== "")
      .join(" "),
  );

/** Whether a value has a place on the axis: finite, and positive on a logarithmic one. */
export const hasPlace = (axis: AxisInput, value: number): boolean =>
  Number.isFinite(value) && (axis.log !== true || value > 0);

/** Ticks wanted on an axis; a crowded axis is worse than a sparse one. */
const wantedTicks = 6;

/** The nearest of 1, 2, 5, 10 times a power of ten that is not below `step`. */
export const niceStep = (step: number): number => {
  const power = 10 ** Math.floor(Math.log10(step));
  const ratio = step / power;
  return power * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
};

const clean = (value: number): number => Number(value.toPrecision(12));

const linearTicks = ([low, high]: Interval): number[] => {
  const step = niceStep((high - low) / wantedTicks);
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) ticks.push(clean(i * step));
  return ticks;
};

const logTicks = ([low, high]: Interval): number[] => {
  const decades = Math.log10(high / low);
  // Under a decade, equal steps read better than 1, 2, 5 (a loss from 2.1 to 3.4 would get no tick but 2.5).
  if (decades < 0.9) return linearTicks([low, high]);
  const mantissas = decades < 2 ? [1, 2, 5] : decades < 3.2 ? [1, 3] : [1];
  const every = mantissas.length > 1 ? 1 : Math.max(1, Math.ceil(decades / (wantedTicks + 1)));
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    if (power % every !== 0) continue;
    for (const mantissa of mantissas) {
      const tick = Number(`${mantissa}e${power}`);
      if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick);
    }
  }
  return ticks;
};

/** Round values inside a domain where ticks stand, at most about seven. */
export const ticksOf = (axis: AxisInput, domain: Interval): number[] =>
  axis.log === true ? logTicks(domain) : linearTicks(domain);

/** Shorter spans than this share of their values are one value to a chart, whose data carry nine digits. */
const leastLength = 1e-6;

/**
 * The domain that shows all values with some room at each end; never empty, never NaN. `room` is a share of its
 * length, measured on the axis's own scale.
 */
export const domainOf = (axis: AxisInput, values: Iterable<number>, room = 0.04): Interval => {
  const to = axis.log === true ? Math.log10 : (value: number) => value;
  const from = axis.log === true ? (value: number) => 10 ** value : (value: number) => value;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!hasPlace(axis, value)) continue;
    low = Math.min(low, to(value));
    high = Math.max(high, to(value));
  }
  if (low > high) return axis.log === true ? [1, 10] : [0, 1];
  const length = high - low;
  // One value alone, or values no chart can tell apart, stand in the middle of a domain of their own size.
  const margin =
    length > (Math.abs(high) + Math.abs(low)) * leastLength
      ? length * room
      : axis.log === true
        ? 0.3
        : Math.abs(high) * 0.1 || 1;
  return [clean(from(low - margin)), clean(from(high + margin))];
};

const superscript = (exponent: string): string =>
  `replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(${exponent}, '-', '⁻'), /0/g, '⁰'), /1/g, '¹'), /2/g, '²'), /3/g, '³'), /4/g, '⁴'), /5/g, '⁵'), /6/g, '⁶'), /7/g, '⁷'), /8/g, '⁸'), /9/g, '⁹')`;

const suffixed = ["1e12 T", "1e9 B", "1e6 M", "1e3 K"]
  .map((pair) => pair.split(" ") as [string, string])
  .map(([factor, suffix]) => `abs(datum.value) >= ${factor} ? format(datum.value / ${factor}, '~r') + '${suffix}' : `)
  .join("");

const exponent = "floor(log(abs(datum.value)) / LN10 + 1e-9)";
const mantissa = `format(datum.value / pow(10, ${exponent}), '.3~r')`;
/** `10²¹`, `2×10²¹`. */
const scientific = `(${mantissa} === '1' ? '' : ${mantissa} + '×') + '10' + ${superscript(`'' + ${exponent}`)}`;

/** The Vega expression that prints a tick: `1B` for a count, `10²¹` for FLOP, a plain number for the rest. */
export const labelExpression = (quantity: Quantity | undefined): string =>
  quantity === "count"
    ? `abs(datum.value) >= 1e15 ? ${scientific} : ${suffixed}format(datum.value, '.6~r')`
    : `datum.value === 0 ? '0' : abs(datum.value) >= ${quantity === "flop" ? "1e4" : "1e6"} || abs(datum.value) < 1e-4 ? ${scientific} : format(datum.value, '.6~r')`;
