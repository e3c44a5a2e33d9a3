import { type FitRequest, fitProblem } from "../../src/fit/fit.ts";
import { makeProblem } from "../../src/fit/problem.ts";
import { random } from "../../src/fit/random.ts";
import { type LibraryLaw, libraryLaw } from "../../src/library/library.ts";
import { designOf } from "./design.ts";

/** Ten laws of different kinds: one or more powers, a floor, a line, two sigmoids, breaks, nesting, products. */
export const studied: readonly string[] = [
  "power",
  "saturating",
  "loglinear",
  "sigmoid",
  "plateau",
  "broken",
  "besiroglu2024",
  "kaplan2020",
  "ouyang2024",
  "kumar2024share",
];

/** The level of the intervals that are counted. */
export const level = 0.9;

/** What a fit is made by where the program says nothing. */
const defaults = { space: "log", loss: { kind: "adaptiveHuber" }, starts: 64 } as const;

/** How often the interval of each parameter held the value that made the data. */
export interface Covered {
  readonly sets: number;
  readonly hits: ReadonlyMap<string, number>;
  /** How often each method was chosen. */
  readonly methods: ReadonlyMap<string, number>;
}

/** Simulates data sets [begin, end) of a law on its sample with 1 % noise, fits each by default and counts. */
export async function coverageOf(name: string, begin: number, end: number, bootstrap: number): Promise<Covered> {
  const entry: LibraryLaw | undefined = libraryLaw(name);
  if (entry === undefined) throw new Error(`the library has no law ${name}`);
  const { law, inputs, response, truth } = await designOf(entry);
  const problem = makeProblem({ law, inputs, response, log: true });
  const hits = new Map([...truth.keys()].map((parameter) => [parameter, 0]));
  const methods = new Map<string, number>();
  for (let set = begin; set < end; set++) {
    const source = random(0x5ca1e, set);
    const logs = response.map((y) => Math.log(y) + 0.01 * source.normal());
    const request: FitRequest = {
      ...defaults,
      ...{ law, inputs, response: logs.map(Math.exp), bootstrap, seed: set, level },
    };
    const fit = fitProblem({ ...problem, data: { ...problem.data, response: logs } }, request);
    methods.set(fit.intervals, (methods.get(fit.intervals) ?? 0) + 1);
    for (const { name: parameter, interval } of fit.parameters) {
      const value = truth.get(parameter);
      if (value === undefined) continue;
      if (value >= interval[0] && value <= interval[1]) hits.set(parameter, (hits.get(parameter) ?? 0) + 1);
    }
  }
  return { sets: end - begin, hits, methods };
}

/** The least and the most hits of `sets` that coverage within [low, high] leaves likely: the 99.9 % band of the binomial. */
export function band(sets: number, low: number, high: number): readonly [number, number] {
  const margin = (share: number): number => 3.2905 * Math.sqrt(share * (1 - share) * sets);
  return [low * sets - margin(low), high * sets + margin(high)];
}
