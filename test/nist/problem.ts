import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Law } from "../../src/law/law.ts";
import { lawOf } from "../fit/laws.ts";
import { shared } from "../support/paths.ts";

/** Where the reference data sets of NIST are. */
export const nistFolder: string = join(shared, "data", "nist");

/** A reference problem: data, the two starts and the certified values of b1, b2, … */
export interface Reference {
  readonly name: string;
  readonly law: Law;
  readonly inputs: readonly Float64Array[];
  readonly response: Float64Array;
  readonly starts: readonly [Float64Array, Float64Array];
  readonly certified: Float64Array;
  readonly squares: number;
}

/** The models in our language, by name. */
export const models: Readonly<Record<string, string>> = {
  Bennett5: "b1*(b2 + x)^(-1/b3)",
  BoxBOD: "b1*(1 - exp(-b2*x))",
  Chwirut1: "exp(-b1*x)/(b2 + b3*x)",
  Chwirut2: "exp(-b1*x)/(b2 + b3*x)",
  DanWood: "b1*x^b2",
  ENSO: [
    "b1 + b2*cos(2*3.141592653589793*x/12) + b3*sin(2*3.141592653589793*x/12)",
    "b5*cos(2*3.141592653589793*x/b4) + b6*sin(2*3.141592653589793*x/b4)",
    "b8*cos(2*3.141592653589793*x/b7) + b9*sin(2*3.141592653589793*x/b7)",
  ].join(" + "),
  Eckerle4: "(b1/b2)*exp(-0.5*((x - b3)/b2)^2)",
  Gauss1: "b1*exp(-b2*x) + b3*exp(-(x - b4)^2/b5^2) + b6*exp(-(x - b7)^2/b8^2)",
  Gauss2: "b1*exp(-b2*x) + b3*exp(-(x - b4)^2/b5^2) + b6*exp(-(x - b7)^2/b8^2)",
  Gauss3: "b1*exp(-b2*x) + b3*exp(-(x - b4)^2/b5^2) + b6*exp(-(x - b7)^2/b8^2)",
  Hahn1: "(b1 + b2*x + b3*x^2 + b4*x^3)/(1 + b5*x + b6*x^2 + b7*x^3)",
  Kirby2: "(b1 + b2*x + b3*x^2)/(1 + b4*x + b5*x^2)",
  Lanczos1: "b1*exp(-b2*x) + b3*exp(-b4*x) + b5*exp(-b6*x)",
  Lanczos2: "b1*exp(-b2*x) + b3*exp(-b4*x) + b5*exp(-b6*x)",
  Lanczos3: "b1*exp(-b2*x) + b3*exp(-b4*x) + b5*exp(-b6*x)",
  MGH09: "b1*(x^2 + x*b2)/(x^2 + x*b3 + b4)",
  MGH10: "b1*exp(b2/(x + b3))",
  MGH17: "b1 + b2*exp(-x*b4) + b3*exp(-x*b5)",
  Misra1a: "b1*(1 - exp(-b2*x))",
  Misra1b: "b1*(1 - (1 + b2*x/2)^(-2))",
  Misra1c: "b1*(1 - (1 + 2*b2*x)^(-0.5))",
  Misra1d: "b1*b2*x*((1 + b2*x)^(-1))",
  Nelson: "b1 - b2*x1*exp(-b3*x2)",
  Rat42: "b1/(1 + exp(b2 - b3*x))",
  Rat43: "b1/((1 + exp(b2 - b3*x))^(1/b4))",
  Roszman1: "b1 - b2*x - atan(b3/(x - b4))/3.141592653589793",
  Thurber: "(b1 + b2*x + b3*x^2 + b4*x^3)/(1 + b5*x + b6*x^2 + b7*x^3)",
};

/** The names of all 27 problems. */
export const nistNames: readonly string[] = Object.keys(models).sort();

/** Reads a reference file of NIST's. */
export function readReference(name: string): Reference {
  const lines = readFileSync(join(nistFolder, `${name}.dat`), "latin1").split(/\r?\n/);
  const parameters = lines.flatMap((line) => {
    const match = /^\s*b(\d+)\s*=\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s*$/.exec(line);
    return match === null ? [] : [[Number(match[2]), Number(match[3]), Number(match[4])] as const];
  });
  const squares = lines.flatMap((line) => /Residual Sum of Squares:\s+(\S+)/.exec(line)?.[1] ?? [])[0];
  const begin = lines.findLastIndex((line) => line.startsWith("Data:"));
  const rows = lines
    .slice(begin + 1)
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((row) => row.length > 1);
  const column = (k: number): Float64Array => Float64Array.from(rows, (row) => row[k] ?? Number.NaN);
  const width = rows[0]?.length ?? 0;
  const law = lawNamed(name, width - 1);
  const inOrder = (k: 0 | 1 | 2): Float64Array =>
    Float64Array.from(law.parameters, (p) => parameters[Number(p.name.slice(1)) - 1]?.[k] ?? Number.NaN);
  return {
    name,
    law,
    inputs: Array.from({ length: width - 1 }, (_, k) => column(k + 1)),
    // Nelson's model is of log y.
    response: name === "Nelson" ? column(0).map(Math.log) : column(0),
    starts: [inOrder(0), inOrder(1)],
    certified: inOrder(2),
    squares: Number(squares),
  };
}

function lawNamed(name: string, variables: number): Law {
  const names = variables === 1 ? ["x"] : Array.from({ length: variables }, (_, k) => `x${k + 1}`);
  return lawOf(`law y(${names.join(", ")}) = ${models[name]}`);
}

/** Terms of a model that may stand in any order, each by the numbers of its parameters. */
const exchangeable: Readonly<Record<string, readonly (readonly number[])[]>> = {
  Gauss1: [
    [3, 4, 5],
    [6, 7, 8],
  ],
  Gauss2: [
    [3, 4, 5],
    [6, 7, 8],
  ],
  Gauss3: [
    [3, 4, 5],
    [6, 7, 8],
  ],
  Lanczos1: [
    [1, 2],
    [3, 4],
    [5, 6],
  ],
  Lanczos2: [
    [1, 2],
    [3, 4],
    [5, 6],
  ],
  Lanczos3: [
    [1, 2],
    [3, 4],
    [5, 6],
  ],
  MGH17: [
    [2, 4],
    [3, 5],
  ],
};

/** The digits of the worst parameter, in the order of exchangeable terms that agrees best. */
export function digitsOfParameters({ name, law, certified }: Reference, values: ArrayLike<number>): number {
  const terms = exchangeable[name] ?? [];
  const at = (parameter: number): number => law.parameters.findIndex((p) => p.name === `b${parameter}`);
  const orders = permutations(terms.map((_, k) => k));
  return Math.max(
    ...orders.map((order) => {
      const moved = Float64Array.from(values);
      order.forEach((from, to) => {
        terms[to]?.forEach((parameter, k) => {
          moved[at(parameter)] = values[at(terms[from]?.[k] ?? 0)] ?? Number.NaN;
        });
      });
      return agreeingDigits(moved, certified);
    }),
  );
}

function permutations(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((first) => permutations(items.filter((x) => x !== first)).map((rest) => [first, ...rest]));
}

/** Digits that agree with the certified value, of the worst one: the log relative error, at most 11. */
export function agreeingDigits(values: ArrayLike<number>, certified: Float64Array): number {
  let worst = 11;
  certified.forEach((c, i) => {
    const error = Math.abs((values[i] ?? Number.NaN) - c) / Math.abs(c);
    const digits = Number.isNaN(error) ? 0 : error === 0 ? 11 : -Math.log10(error);
    worst = Math.min(worst, Math.max(0, digits));
  });
  return worst;
}
