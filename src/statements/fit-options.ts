import { error, failure, type Outcome, type Span, success, warning } from "../../grammar/diagnostic.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import { clause, type FitStatement } from "../../grammar/syntax.ts";
import type { Column, Table } from "../data/table.ts";
import type { LossChoice } from "../fit/loss/loss.ts";
import { computeColumn } from "./columns.ts";
import { givesPoints } from "./fit-starts.ts";
import type { Scope } from "./scope.ts";
import { numberIn, optionsIn } from "./values.ts";

/** The options of a fit, which its `with` gives. */
export const optionNames: readonly string[] = ["starts", "weights", "bootstrap", "seed", "interval", "cluster"];

/** The losses that a fit's `using` names. */
export const lossNames: readonly string[] = ["huber", "squares", "absolute", "pinball", "student", "binomial"];

/** The options after `with`: numbers, the weights of the rows, and the column whose rows of one value share an error. */
export function fitOptions(
  statement: FitStatement,
  table: Table,
  data: string,
  scope: Scope,
): Outcome<{
  readonly numbers: ReadonlyMap<string, number>;
  readonly weights?: Float64Array;
  readonly clusters?: Column;
}> {
  const definitions = clause(statement, "with")?.definitions ?? [];
  const weight = definitions.find((d) => d.name.name === "weights");
  const cluster = definitions.find((d) => d.name.name === "cluster");
  const numbers = optionsIn(
    definitions.filter((d) => d !== weight && d !== cluster && !givesPoints(d)),
    optionNames,
    scope,
  );
  if (!numbers.ok) return numbers;
  const shared = cluster === undefined ? undefined : computeColumn(cluster.value, table, scope, data);
  if (shared?.ok === false) return shared;
  const clusters = shared === undefined ? {} : { clusters: shared.value };
  if (weight === undefined) return success({ numbers: numbers.value, ...clusters });
  const made = computeColumn(weight.value, table, scope, data);
  if (!made.ok) return made;
  if (made.value.kind !== "number") return failure(error("not-a-number", "weights must be numbers", weight.value.span));
  const negative = made.value.values.findIndex((w) => w < 0);
  if (negative >= 0)
    return failure(
      error("negative-weight", `the weight of row ${negative + 1} is negative`, weight.value.span, {
        help: "a weight is zero or more; a row of weight 0 is left out",
      }),
    );
  return success({ numbers: numbers.value, weights: made.value.values, ...clusters });
}

/** Which rows `holding out` keeps from the fit; undefined where it says nothing. */
export function heldOutMask(
  statement: FitStatement,
  table: Table,
  data: string,
  scope: Scope,
): Outcome<{ readonly mask: Float64Array; readonly text: string } | undefined> {
  const holding = clause(statement, "holdingOut");
  if (holding === undefined) return success(undefined);
  const made = computeColumn(holding.condition, table, scope, data);
  if (!made.ok) return made;
  if (made.value.kind !== "number")
    return failure(error("not-a-condition", "holding out needs a condition", holding.condition.span));
  const { values } = made.value;
  if (!values.some((x) => x !== 0)) {
    return success({ mask: values, text: printExpression(holding.condition) }, [
      warning("nothing-held-out", `no row of ${data} is held out`, holding.span),
    ]);
  }
  return success({ mask: values, text: printExpression(holding.condition) });
}

/** The loss and the space of a fit: Huber in log where every response is positive, unless the program says otherwise. */
export function lossOf(
  statement: FitStatement,
  observed: Float64Array,
  span: Span,
  response: string,
  scope: Scope,
): Outcome<{ readonly loss: LossChoice; readonly space: "log" | "linear" }> {
  const using = clause(statement, "using");
  const nonPositive = observed.findIndex((y) => !(y > 0));
  if (using?.space === "log" && nonPositive >= 0) {
    return failure(
      error(
        "not-positive",
        `${response} is ${observed[nonPositive]} in row ${nonPositive + 1}: its logarithm does not exist`,
        span,
        {
          help: "fit in linear, or choose the rows with data … where",
        },
      ),
    );
  }
  const space = using?.space ?? (nonPositive >= 0 ? "linear" : "log");
  if (using === undefined) return success({ loss: { kind: "adaptiveHuber" }, space });
  const { loss } = using;
  const name = loss.kind === "name" ? loss.name : loss.callee.name;
  if (name === "binomial") return success({ loss: { kind: "binomial" }, space: "linear" });
  const args = loss.kind === "call" ? loss.arguments : [];
  const takes = name === "huber" || name === "pinball" || name === "student" ? 1 : 0;
  if (!lossNames.includes(name)) {
    return failure(
      error("unknown-loss", `there is no loss ${name}`, loss.span, {
        help: "losses: huber, huber(1e-3), squares, absolute, pinball(0.9), student(4), binomial(correct, n)",
      }),
    );
  }
  const [argument] = args;
  if (args.length > takes || (argument === undefined && takes === 1 && name !== "huber"))
    return failure(
      error("wrong-arguments", `${name} takes ${takes === 0 ? "no argument" : "one argument"}`, loss.span),
    );
  if (argument !== undefined) {
    const number = numberIn(argument, scope);
    if (!number.ok) return number;
    const { value } = number;
    if (name === "pinball" && !(value > 0 && value < 1))
      return failure(error("bad-option", "a quantile lies between 0 and 1", argument.span, { help: "pinball(0.9)" }));
    if (!(value > 0))
      return failure(
        error(
          "not-positive",
          name === "huber" ? "the width of a Huber loss must be above zero" : "degrees of freedom must be above zero",
          argument.span,
        ),
      );
    if (name === "pinball") return success({ loss: { kind: name, quantile: value }, space });
    if (name === "student") return success({ loss: { kind: name, degrees: value }, space });
    return success({ loss: { kind: "huber", delta: value }, space });
  }
  if (name === "squares" || name === "absolute") return success({ loss: { kind: name }, space });
  return success({ loss: { kind: "adaptiveHuber" }, space });
}
