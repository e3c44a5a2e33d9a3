/** A direction along which constants may move without changing the law: logarithms by `ratio`, values by `shift`. */
export interface Direction {
  readonly ratio: Readonly<Record<string, number>>;
  readonly shift?: Readonly<Record<string, number>>;
  /** What a fit says of it. */
  readonly told: string;
}

const combination = "the data determine only a combination of";

/** The laws of which only a combination of constants can be told from any data, each with its null vectors. */
export const combinations: ReadonlyMap<string, readonly Direction[]> = new Map([
  [
    "ghorbani2021",
    [
      {
        ratio: { "x₀": 1, a: -0.2 },
        told: `${combination} x₀, a: x₀ × 1.01 with a × 0.998 fits as well`,
      },
      {
        ratio: { "y₀": 1, a: -0.3 },
        told: `${combination} y₀, a: y₀ × 1.01 with a × 0.997 fits as well`,
      },
    ],
  ],
  [
    "sadhukhan2025memory",
    [{ ratio: { c: 1, d: -1 }, told: `${combination} c, d: c × 1.01 with d × 0.99 fits as well` }],
  ],
  ["tao2024", [{ ratio: { n: 1, k: 0.835397 }, told: `${combination} n, k: n × 1.01 with k × 1.008 fits as well` }]],
  [
    "ye2024",
    [
      {
        ratio: { k: 1 },
        shift: { "t[1]": -1, "t[2]": -1, "t[3]": -1 },
        told: `${combination} t[3], t[2], t[1], k: t[3] − 0.01 with t[2] − 0.01 with t[1] − 0.01 with k × 1.01 fits as well`,
      },
    ],
  ],
]);
