import { error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import type { DefinitionNode } from "../../grammar/syntax.ts";
import type { Column, Table } from "../data/table.ts";
import { type Random, random } from "../fit/random.ts";
import { textCode } from "../law/text-code.ts";
import { computeColumn } from "./columns.ts";
import type { Scope } from "./scope.ts";

/** The distributions that `~` draws from; both arguments may vary from row to row. */
const distributions: ReadonlyMap<
  string,
  { readonly names: string; readonly draw: (r: Random, a: number, b: number) => number }
> = new Map([
  ["normal", { names: "mean, standard deviation", draw: (r, mean, sd) => mean + sd * r.normal() }],
  [
    "lognormal",
    { names: "mean and standard deviation of the logarithm", draw: (r, mean, sd) => Math.exp(mean + sd * r.normal()) },
  ],
  ["uniform", { names: "least, greatest", draw: (r, low, high) => low + (high - low) * r.uniform() }],
]);

/** The distributions that data are drawn from. */
export const drawNames: readonly string[] = [...distributions.keys()];

/**
 * Draws a column, one value a row, from stream (seed and name of the data set, column's place): the same seed gives the
 * same data, and two data sets of one shape have noise of their own.
 */
export function drawColumn(definition: DefinitionNode, table: Table, scope: Scope, data: string): Outcome<Column> {
  const { value } = definition;
  const row = value.kind === "call" ? distributions.get(value.callee.name) : undefined;
  if (value.kind !== "call" || row === undefined) {
    return failure(
      error("unknown-distribution", "after ~ stands a distribution", value.span, {
        note: `distributions: ${[...distributions.keys()].join(", ")}`,
        help: "write loss ~ lognormal(log(L(N, D)), 0.01)",
      }),
    );
  }
  if (value.arguments.length !== 2) {
    return failure(error("wrong-arguments", `${value.callee.name} takes two arguments: ${row.names}`, value.span));
  }
  const columns: Float64Array[] = [];
  for (const argument of value.arguments) {
    const made = computeColumn(argument, table, scope, data);
    if (!made.ok) return made;
    if (made.value.kind !== "number")
      return failure(error("text-in-arithmetic", "a text cannot be computed with", argument.span));
    columns.push(made.value.values);
  }
  const source = random(scope.settings.seed ^ (textCode(data) | 0), 0x5eed + table.columns.size);
  const [a = new Float64Array(0), b = new Float64Array(0)] = columns;
  return success({ kind: "number", values: Float64Array.from(a, (x, i) => row.draw(source, x, b[i] ?? Number.NaN)) });
}
