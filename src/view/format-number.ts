/** What a number counts, as far as printing goes: things (7B), floating-point operations (1.2e24), or neither. */
export type Quantity = "plain" | "count" | "flop";

/** A lower and an upper end. */
export type Interval = readonly [number, number];

/** At least this many significant digits of an estimate are printed, however wide its interval. */
const leastDigits = 4;
/** Ends of an interval that say less about the value than this are printed to this many digits. */
const leastEndDigits = 3;
/** So many digits of an interval's width are held to mean something. */
const widthDigits = 2;
/** Digits beyond these are noise of double arithmetic. */
const mostDigits = 15;

const suffixes: readonly (readonly [number, string])[] = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "K"],
];

const unlessNumber = (value: number): string => (Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "-∞");

/** Drops the zeros that follow the last digit of a decimal fraction. */
const trim = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

/** One number at a given precision; `keep` keeps the zeros that the precision asks for. */
const print = (value: number, digits: number, quantity: Quantity, keep: boolean): string => {
  if (!Number.isFinite(value)) return unlessNumber(value);
  if (value === 0) return "0";
  const precision = Math.min(Math.max(digits, 1), mostDigits);
  const tidy = keep ? (text: string) => text : trim;
  // Rounding may carry into the next power of ten (999,999 → 1M): choose the form after rounding.
  const size = Math.abs(Number(value.toPrecision(precision)));
  if (quantity === "count" && size >= 1e3 && size < 1e15) {
    const [factor, suffix] = suffixes.find(([least]) => size >= least)!;
    return trim((value / factor).toPrecision(precision)) + suffix;
  }
  const exponential = size < 1e-4 || size >= (quantity === "flop" ? 1e4 : 1e6);
  if (exponential) {
    const [mantissa, exponent] = value.toExponential(precision - 1).split("e") as [string, string];
    return `${tidy(mantissa)}e${exponent.replace("+", "")}`;
  }
  const decimals = precision - 1 - Math.floor(Math.log10(size));
  return decimals > 0 ? tidy(value.toFixed(Math.min(decimals, 20))) : value.toFixed(0);
};

/** How many significant digits of `value` an interval supports: down to the second digit of its width. */
export const supportedDigits = (value: number, interval: Interval | undefined): number => {
  if (interval === undefined || value === 0 || !Number.isFinite(value)) return 0;
  const width = interval[1] - interval[0];
  if (!(width > 0) || !Number.isFinite(width)) return 0;
  const place = Math.floor(Math.log10(width)) - (widthDigits - 1);
  return Math.floor(Math.log10(Math.abs(value))) - place + 1;
};

/** A number to `digits` significant digits (4): `7B` for a count, `1.2e24` for FLOP, `0.3473` for anything else. */
export const formatNumber = (value: number, quantity: Quantity = "plain", digits: number = leastDigits): string =>
  print(value, digits, quantity, false);

/** A whole number in full below a million, else as a count: `240`, `4500`, `1.2M`. */
export const formatInteger = (value: number): string =>
  Math.abs(value) < 1e6 ? String(Math.round(value)) : print(value, leastDigits, "count", false);

/** A value to the digits its interval supports, never fewer than four. */
export const formatValue = (value: number, interval?: Interval, quantity: Quantity = "plain"): string => {
  const supported = supportedDigits(value, interval);
  return print(value, Math.max(leastDigits, supported), quantity, supported > 0);
};

/** An interval as `[1.75, 1.88]`, each end to the place that its width supports; `unknown` of NaN, empty without one. */
export const formatInterval = (interval: Interval | undefined, quantity: Quantity = "plain"): string => {
  if (interval === undefined) return "";
  if (interval.every(Number.isNaN)) return "unknown";
  const end = (value: number): string =>
    print(value, Math.max(leastEndDigits, supportedDigits(value, interval)), quantity, true);
  return `[${end(interval[0])}, ${end(interval[1])}]`;
};

/** A value with its interval: `1.817 [1.75, 1.88]`. */
export const formatEstimate = (value: number, interval?: Interval, quantity: Quantity = "plain"): string =>
  [formatValue(value, interval, quantity), formatInterval(interval, quantity)].filter((part) => part !== "").join(" ");

/** A printed number as LaTeX: `1.2e24` → `1.2 \times 10^{24}`, `7B` → `7\,\mathrm{B}`. */
export const latexNumber = (printed: string): string =>
  printed
    .replace(/∞/g, "\\infty")
    .replace(/(^|[^\d.])1e(-?\d+)/g, "$110^{$2}")
    .replace(/([\d.])e(-?\d+)/g, "$1 \\times 10^{$2}")
    .replace(/(\d)([KMBT])\b/g, "$1\\,\\mathrm{$2}");
