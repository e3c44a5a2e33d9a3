import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shared } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { referenceFile, referenceFits } from "./chinchilla-fits.ts";
import { addition, chained, extrapolations } from "./extrapolations.ts";
import { numbersIn } from "./law-notes.ts";
import { learningCurves } from "./learning-curves.ts";
import { llamaTokens, powerLaws } from "./power-laws.ts";
import { leastDeviations, printedDeviations, publishedPoints } from "./published-points.ts";
import {
  baseRatio,
  decayProfile,
  localMinima,
  parscaleR2,
  publishedDecay,
  publishedObjective,
  references,
  regmixR2,
} from "./references.ts";
import { longRun, optima } from "./schedules.ts";

const readme = join(shared, "data", "README.md");

/** What stands in the file of references and is no optimum for a test here to meet, each with its reason. */
const reasons: Readonly<Record<string, string>> = {
  "data_constrained_c4.fixed": "what the fit is given",
};

/** Numbers of the README that no test recomputes, by the reason why not. */
const untested: Readonly<Record<string, readonly string[]>> = {
  "standard errors of the notebook's own draws, whose intervals are met in uncertainty.test.ts": ["124.52", "1293.28"],
  "where the notebook's search stops, 2e-8 above the optimum": ["6.16901", "7.66985", "0.00101827404"],
  "E of least absolute deviations, whose logarithm is met": ["1.81686"],
  "as the paper prints it; recomputed it is 0.01582593526, which is met": ["0.0158259366"],
  "one digit wrong: the constants beside it have 1.5800666512e-4, which is met": ["1.5800866512e-4"],
  "of the formula by which a column was made": ["0.00639222", "0.15811069", "1.20470122"],
  "a step of a run": ["249000", "248000", "250000", "15999", "19999", "24000"],
  "as published, with c from a grid and another loss; the README's own optimum is met": [
    "2.4381",
    "1.5473",
    "1.6405",
    "2.9041",
    "2.2959",
    "2.5189",
  ],
};

/** Sections whose extrapolation test stands elsewhere or in another form than the table's. */
const otherExtrapolations: Readonly<Record<string, string>> = {
  gadre_overtraining: "chained laws: extrapolations.test.ts",
  bnsl_addition: "a transformed response: extrapolations.test.ts",
  learning_curves_language: "ten curves in one grouped fit: extrapolations.test.ts",
  lr_schedule_curves_25M: "whole schedules: tests of their own",
};

/** The numbers printed at the ends of a nested table. */
const numbersOf = (node: unknown): readonly number[] =>
  typeof node === "string" ? [Number(node)] : Object.values(node as object).flatMap(numbersOf);

/** Every number that some test of these folders recomputes from a fit or from predictions. */
function tested(): readonly number[] {
  return [
    ...referenceFits().flatMap((fit) => [fit.reference, ...Object.values(fit.constants)]),
    ...references.flatMap(({ expected, constants }) => [Number(expected), ...Object.values(constants)]),
    ...powerLaws.flatMap(({ constants }) => Object.values(constants)),
    ...learningCurves.flatMap(({ E, B, c, sse, rmse }) => [E, B, c, sse, rmse]),
    ...extrapolations.flatMap(({ rmse, bias }) => [rmse ?? [], bias ?? []].flat()),
    ...localMinima.flatMap(({ Rd, Rn, objective }) => [Rd, Rn, objective]),
    ...decayProfile.map(([, objective]) => Number(objective)),
    ...Object.values(parscaleR2),
    ...publishedPoints.flatMap(({ expected, optimum }) => [expected, optimum]),
    ...Object.values(leastDeviations),
    ...Object.values(optima).flatMap((o) => [o.publishedObjective, o.objective, ...Object.values(o.constants)]),
    ...Object.values(printedDeviations).map(([value]) => value),
    ...[chained, addition].flatMap(numbersOf),
    ...Object.values(longRun),
    baseRatio,
    llamaTokens,
    publishedObjective,
    regmixR2,
  ].filter((value) => typeof value === "number");
}

/** The programs whose text gives published constants to a law. */
const programs = (): string =>
  [
    ...[...references, ...extrapolations, ...powerLaws, ...publishedPoints].map(({ program }) => program),
    ...Object.values(optima).flatMap(({ published }) => Object.values(published)),
    publishedDecay,
  ].join("\n");

/** Whether a number is among the tested ones, to as many digits as it is printed with. */
const among = (values: readonly number[], number: number): boolean =>
  values.some((v) => Math.abs(Math.abs(number) - Math.abs(v)) <= 2e-7 * Math.abs(v));

const sums = ["objective", "rss", "sse", "msle", "mse_log10"];

/** The places of the optima under a node of the file, each with the numbers that a test has to meet. */
function optimaIn(
  node: unknown,
  path: string,
): readonly { readonly path: string; readonly numbers: readonly number[] }[] {
  if (reasons[path] !== undefined || node === null || typeof node !== "object") return [];
  const entries = Object.entries(node);
  const sum = entries.flatMap(([key, value]) => (sums.includes(key) && typeof value === "number" ? [value] : []));
  const numbers = entries.flatMap(([key, value]) => (typeof value === "number" && key !== "rows" ? [value] : []));
  const own = sum.length > 0 ? sum : numbers;
  const below = entries.flatMap(([key, value]) => optimaIn(value, path === "" ? key : `${path}.${key}`));
  return own.length === 0 ? below : [{ path, numbers: own }, ...below];
}

/** The README's sections: a name of a file, and the lines below it. */
function sections(): readonly { readonly name: string; readonly text: string }[] {
  return readFileSync(readme, "utf8")
    .split("\n## ")
    .slice(1)
    .map((text) => ({ name: /^(\w+)\.csv/.exec(text)?.[1] ?? "", text }))
    .filter(({ name }) => name !== "");
}

const significant = (printed: string): number =>
  printed
    .replace(/e.*$/, "")
    .replace(/^0*\.?0*/, "")
    .replace(".", "").length;

describe("every reference has a test", () => {
  it("of the optima in reference_fits.json", (context) => {
    requireOrSkip(context, referenceFile);
    const values = tested();
    const file = JSON.parse(readFileSync(referenceFile, "utf8")) as unknown;
    const found = optimaIn(file, "");
    expect(found.length).toBeGreaterThan(40);
    const missing = found.filter(({ numbers }) => !numbers.every((number) => among(values, number)));
    expect(missing).toEqual([]);
    for (const path of Object.keys(reasons))
      expect(
        path.split(".").reduce((node, key) => (node as Record<string, unknown>)?.[key], file),
        path,
      ).toBeDefined();
  });

  it("of the README's numbers with five digits or more", (context) => {
    requireOrSkip(context, readme);
    const values = tested();
    const excused = Object.values(untested).flat();
    const given = numbersIn(programs()).map(({ value }) => value);
    const asked = sections().flatMap(({ name, text }) =>
      numbersIn(text.replaceAll(/arXiv [\d.]+|@ [\da-f]{40}/g, ""))
        .filter(({ printed }) => significant(printed) >= 5)
        .map((number) => ({ name, ...number })),
    );
    expect(asked.length).toBeGreaterThan(300);
    const missing = asked.filter(
      ({ printed, value, half }) =>
        !excused.includes(printed) &&
        !given.some((number) => Math.abs(number - value) <= 1e-12 * value) &&
        !values.some((number) => Math.abs(Math.abs(number) - value) <= half * (1 + 1e-9)),
    );
    expect(missing.map(({ name, printed }) => `${name}: ${printed}`)).toEqual([]);
    // An excuse for what is not printed any more goes too.
    expect(excused.filter((printed) => !asked.some((number) => number.printed === printed))).toEqual([]);
  });
});

describe("every extrapolation test of the README has one here", () => {
  it("by the data set's name", (context) => {
    requireOrSkip(context, readme);
    const asked = sections().filter(({ text }) =>
      /Extrapolation test|extrapolates \*worse\*|held-out|it predicts C|predicts the 30 rows|test RMSE/.test(text),
    );
    expect(asked.length).toBeGreaterThanOrEqual(11);
    const sets = new Set([...extrapolations.map(({ set }) => set), ...Object.keys(otherExtrapolations)]);
    expect(asked.map(({ name }) => name).filter((name) => !sets.has(name))).toEqual([]);
  });
});
