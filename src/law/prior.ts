/** A prior on one parameter: a distribution of the language with its numbers. */
export interface Prior {
  readonly distribution: PriorName;
  readonly arguments: readonly number[];
}

/** The distributions a prior may have. */
export type PriorName = "normal" | "lognormal" | "uniform" | "halfnormal" | "student" | "beta";

/** What the table knows of a distribution. */
export interface PriorRow {
  /** Its arguments, in words. */
  readonly names: readonly string[];
  /** Why the arguments are none, if they are. */
  readonly mistake: (a: readonly number[]) => string | undefined;
  /** Where the density is above zero. */
  readonly support: (a: readonly number[]) => readonly [number, number];
  /** The arguments with the centre moved by `z` spreads, where it has one. */
  readonly moved?: (a: readonly number[], z: number) => readonly number[];
  /** −ln density up to a constant, with its first and second derivative. */
  readonly cost: (x: number, a: readonly number[]) => readonly [number, number, number];
}

const everywhere = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
const above = [0, Number.POSITIVE_INFINITY] as const;
const spread =
  (at: number) =>
  (a: readonly number[]): string | undefined =>
    (a[at] ?? 0) > 0 ? undefined : "needs a spread above zero";

function gaussian(x: number, mean: number, sd: number): readonly [number, number, number] {
  const z = (x - mean) / sd;
  return [(z * z) / 2, z / sd, 1 / (sd * sd)];
}

/** One row a distribution of language.md §3.3. */
export const priors: Readonly<Record<PriorName, PriorRow>> = {
  normal: {
    names: ["mean", "standard deviation"],
    mistake: spread(1),
    support: () => everywhere,
    moved: ([mean = 0, sd = 1], z) => [mean + sd * z, sd],
    cost: (x, [mean = 0, sd = 1]) => gaussian(x, mean, sd),
  },
  lognormal: {
    names: ["mean of the logarithm", "its standard deviation"],
    mistake: spread(1),
    support: () => above,
    moved: ([mean = 0, sd = 1], z) => [mean + sd * z, sd],
    cost: (x, [mean = 0, sd = 1]) => {
      const l = Math.log(x);
      const [cost, slope, bend] = gaussian(l, mean, sd);
      return [cost + l, (slope + 1) / x, (bend - slope - 1) / (x * x)];
    },
  },
  uniform: {
    names: ["least", "greatest"],
    mistake: ([low = 0, high = 0]) => (low < high ? undefined : "needs its smaller end first"),
    support: ([low = 0, high = 0]) => [low, high],
    cost: () => [0, 0, 0],
  },
  halfnormal: {
    names: ["standard deviation"],
    mistake: spread(0),
    support: () => above,
    cost: (x, [sd = 1]) => gaussian(x, 0, sd),
  },
  student: {
    names: ["degrees of freedom", "location", "scale"],
    mistake: ([freedom = 0, , scale = 0]) =>
      freedom > 0 && scale > 0 ? undefined : "needs degrees of freedom and a scale above zero",
    support: () => everywhere,
    moved: ([freedom = 1, location = 0, scale = 1], z) => [freedom, location + scale * z, scale],
    cost: (x, [freedom = 1, location = 0, scale = 1]) => {
      const z = x - location;
      const base = freedom * scale * scale + z * z;
      const k = freedom + 1;
      return [
        (k / 2) * Math.log1p((z * z) / (freedom * scale * scale)),
        (k * z) / base,
        (k * (base - 2 * z * z)) / (base * base),
      ];
    },
  },
  beta: {
    names: ["first shape", "second shape"],
    mistake: ([a = 0, b = 0]) => (a > 0 && b > 0 ? undefined : "needs shapes above zero"),
    support: () => [0, 1],
    cost: (x, [a = 1, b = 1]) => [
      -(a - 1) * Math.log(x) - (b - 1) * Math.log1p(-x),
      -(a - 1) / x + (b - 1) / (1 - x),
      (a - 1) / (x * x) + (b - 1) / ((1 - x) * (1 - x)),
    ],
  },
};

/** Whether a word names a distribution that a prior may have. */
export function isPriorName(name: string): name is PriorName {
  return Object.hasOwn(priors, name);
}

/** A prior as a program writes it. */
export function priorText({ distribution, arguments: given }: Prior): string {
  return `${distribution}(${given.join(", ")})`;
}
