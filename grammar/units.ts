/** A unit as a decimal factor `mantissa · 10^exponent`, so that `1.4 PFLOP` is rounded once. */
export interface UnitFactor {
  readonly mantissa: number;
  readonly exponent: number;
}

const prefixes: readonly (readonly [string, number])[] = [
  ["", 0],
  ["K", 3],
  ["M", 6],
  ["G", 9],
  ["T", 12],
  ["P", 15],
  ["E", 18],
  ["Z", 21],
  ["Y", 24],
];

/** Things that are counted one by one. */
const counted = [
  "token",
  "param",
  "parameter",
  "step",
  "run",
  "byte",
  "example",
  "sample",
  "sequence",
  "word",
  "character",
  "epoch",
];

/** Seconds of a day times the prefix: 1 PF_day = 1e15 FLOP/s · 86,400 s = 8.64e19 FLOP. */
const dayMantissa = 8.64;
const dayExponent = 4;

/** Every unit that may stand after a number and a space: a factor and nothing more. */
export const units: ReadonlyMap<string, UnitFactor> = new Map<string, UnitFactor>([
  ...prefixes.flatMap(([prefix, exponent]) =>
    ["FLOP", "FLOPs"].map((name) => [prefix + name, { mantissa: 1, exponent }] as const),
  ),
  ...prefixes
    .slice(4)
    .flatMap(([prefix, exponent]) =>
      ["F_day", "F_days"].map(
        (name) => [prefix + name, { mantissa: dayMantissa, exponent: exponent + dayExponent }] as const,
      ),
    ),
  ...counted.flatMap((name) => [name, `${name}s`].map((form) => [form, { mantissa: 1, exponent: 0 }] as const)),
]);
