import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shared } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { referenceFile, referenceFits } from "./chinchilla-fits.ts";
import { extrapolations } from "./extrapolations.ts";
import { learningCurves } from "./learning-curves.ts";
import { llamaTokens, powerLaws } from "./power-laws.ts";
import { localMinima, publishedObjective, references, regmixR2 } from "./references.ts";

const readme = join(shared, "data", "README.md");

/** What stands among the references and is no optimum for a test here to meet, each with its reason. */
const reasons: Readonly<Record<string, string>> = {
  "data_constrained_c4.fixed": "what the fit is given",
  "data_constrained_c4.published": "no optimum; its objective has a test of its own",
  lr_schedule_curves: "fitted along whole schedules, in tests of their own",
};

/** Sections whose extrapolation test stands elsewhere or in another form than the table's. */
const otherExtrapolations: Readonly<Record<string, string>> = {
  gadre_overtraining: "chained laws: extrapolations.test.ts",
  bnsl_addition: "a transformed response: extrapolations.test.ts",
  learning_curves_language: "ten curves in one grouped fit: extrapolations.test.ts",
  lr_schedule_curves_25M: "whole schedules: tests of their own",
};

/** Every number that some test of these folders recomputes from a fit. */
function tested(): readonly number[] {
  return [
    ...referenceFits().flatMap((fit) => [fit.reference, ...Object.values(fit.constants)]),
    ...references.flatMap(({ expected, constants }) => [Number(expected), ...Object.values(constants)]),
    ...powerLaws.flatMap(({ constants }) => Object.values(constants)),
    ...learningCurves.flatMap(({ E, B, c, sse, rmse }) => [E, B, c, sse, rmse]),
    ...extrapolations.flatMap(({ rmse }) => rmse ?? []),
    ...localMinima.flatMap(({ Rd, Rn, objective }) => [Rd, Rn, objective]),
    llamaTokens,
    publishedObjective,
    regmixR2,
  ];
}

/** Whether a number is among the tested ones, to as many digits as it is printed with. */
const among = (values: readonly number[], number: number): boolean =>
  values.some((v) => typeof v === "number" && Math.abs(Math.abs(number) - Math.abs(v)) <= 2e-7 * Math.abs(v));

const sums = ["objective", "rss", "sse", "msle", "mse_log10"];

/** The places of the optima under a node of the file, each with the numbers that a test has to meet. */
function optima(
  node: unknown,
  path: string,
): readonly { readonly path: string; readonly numbers: readonly number[] }[] {
  if (reasons[path] !== undefined || node === null || typeof node !== "object") return [];
  const entries = Object.entries(node);
  const sum = entries.flatMap(([key, value]) => (sums.includes(key) && typeof value === "number" ? [value] : []));
  const numbers = entries.flatMap(([key, value]) => (typeof value === "number" && key !== "rows" ? [value] : []));
  const own = sum.length > 0 ? sum : numbers;
  const below = entries.flatMap(([key, value]) => optima(value, path === "" ? key : `${path}.${key}`));
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

const numbersIn = (text: string): readonly string[] => text.match(/(?<![\w.])-?\d*\.?\d+(?:e[-+]?\d+)?(?![\w])/g) ?? [];
const digitsOf = (text: string): number =>
  text
    .replace(/e.*$/, "")
    .replace(/^-?0*\.?0*/, "")
    .replace(".", "").length;

describe("every reference optimum has a test", () => {
  it("of those in reference_fits.json", (context) => {
    requireOrSkip(context, referenceFile);
    const values = tested();
    const file = JSON.parse(readFileSync(referenceFile, "utf8")) as unknown;
    const found = optima(file, "");
    expect(found.length).toBeGreaterThan(40);
    const missing = found.filter(({ numbers }) => !numbers.every((number) => among(values, number)));
    expect(missing).toEqual([]);
    for (const path of Object.keys(reasons))
      expect(
        path.split(".").reduce((node, key) => (node as Record<string, unknown>)?.[key], file),
        path,
      ).toBeDefined();
  });

  it("of those in the tables of the README", (context) => {
    requireOrSkip(context, readme);
    const values = tested();
    const untested = sections().flatMap(({ name, text }) =>
      reasons[name.replace(/_\d+M$/, "")] === undefined
        ? text
            .split("\n")
            .filter(
              (line, k, lines) => line.startsWith("|") && !/^\|-|^\|--/.test(line) && !/^\|-/.test(lines[k + 1] ?? ""),
            )
            .filter((line) => !numbersIn(line).some((n) => digitsOf(n) >= 6 && among(values, Number(n))))
            .map((line) => `${name}: ${line}`)
        : [],
    );
    expect(untested).toEqual([]);
  });

  it("of those in the README's prose", (context) => {
    requireOrSkip(context, readme);
    const values = tested();
    const told = sections()
      .filter(({ name }) => reasons[name.replace(/_\d+M$/, "")] === undefined)
      .flatMap(({ name, text }) =>
        text
          .split("\n")
          .filter((line) => line.includes("**Reference"))
          .flatMap((line) =>
            numbersIn(line)
              .filter((n) => digitsOf(n) >= 7)
              .map((n) => ({ name, number: n })),
          ),
      );
    expect(told.length).toBeGreaterThan(40);
    expect(told.filter(({ number }) => !among(values, Number(number)))).toEqual([]);
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
