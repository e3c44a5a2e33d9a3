import { error, failure, type Outcome, type Span, success } from "../../grammar/diagnostic.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import { clause, type FitStatement } from "../../grammar/syntax.ts";
import type { Table } from "../data/table.ts";
import { computeColumn } from "./columns.ts";
import type { Scope } from "./scope.ts";

/** The response that `using binomial(correct, n)` names: the rate k/n of each row, and its trials n as weights. */
export interface Rates {
  readonly values: Float64Array;
  readonly trials: Float64Array;
  readonly text: string;
  readonly span: Span;
}

/** Reads the rates of a binomial likelihood; undefined where another loss is asked for. A row without trials has no rate. */
export function ratesOf(statement: FitStatement, table: Table, data: string, scope: Scope): Outcome<Rates | undefined> {
  const loss = clause(statement, "using")?.loss;
  const name = loss?.kind === "call" ? loss.callee.name : loss?.kind === "name" ? loss.name : undefined;
  if (loss === undefined || name !== "binomial") return success(undefined);
  const args = loss.kind === "call" ? loss.arguments : [];
  const [hits, trials] = args;
  if (hits === undefined || trials === undefined || args.length > 2) {
    return failure(
      error("wrong-arguments", "binomial takes two arguments: how many succeeded, of how many", loss.span, {
        help: "write using binomial(correct, n)",
      }),
    );
  }
  const k = computeColumn(hits, table, scope, data);
  if (!k.ok) return k;
  const n = computeColumn(trials, table, scope, data);
  if (!n.ok) return n;
  if (k.value.kind !== "number" || n.value.kind !== "number")
    return failure(error("not-a-number", "counts must be numbers", loss.span));
  const [counts, totals] = [k.value.values, n.value.values];
  const wrong = counts.findIndex((c, row) => c < 0 || c > totals[row]!);
  if (wrong >= 0) {
    return failure(
      error("not-a-rate", `row ${wrong + 1} counts ${counts[wrong]} of ${totals[wrong]}: that is no rate`, loss.span, {
        help: "write using binomial(correct, n), with 0 <= correct <= n",
      }),
    );
  }
  return success({
    values: counts.map((c, row) => c / totals[row]!),
    trials: totals,
    text: `${printExpression(hits)}/${printExpression(trials)}`,
    span: loss.span,
  });
}
