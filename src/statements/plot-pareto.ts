import { error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import { clause, type Expression, type PlotStatement } from "../../grammar/syntax.ts";
import { chartBundle } from "../view/chart-bundle.ts";
import { curveChart } from "../view/curve-chart.ts";
import { axisOf, responseAxis } from "./curve.ts";
import type { Drawing } from "./drawing.ts";
import { computeGrouped } from "./grouped-columns.ts";
import { frontierRows } from "./keeping.ts";
import { unknownData } from "./misused-name.ts";
import type { Scope } from "./scope.ts";

/** `plot pareto of loss against C on runs`: every row, and the lower frontier through the best of them. */
export function planPareto(statement: PlotStatement, scope: Scope): Outcome<Drawing> {
  const against = clause(statement, "against")?.expression;
  if (against === undefined)
    return failure(
      error("no-axis", "a frontier runs against a column", statement.span, {
        help: "write plot pareto of loss against C on runs",
      }),
    );
  const data = clause(statement, "on")?.data ?? {
    kind: "name" as const,
    name: scope.lastData ?? "runs",
    span: statement.span,
  };
  const entity = scope.entities.get(data.name);
  if (entity?.kind !== "data") return failure(unknownData(data, scope));
  const { table } = entity;
  const groups = [Int32Array.from({ length: table.rows }, (_, row) => row)];
  const numbers = (expression: Expression): Outcome<Float64Array> => {
    const made = computeGrouped(expression, { table, groups, scope, data: data.name });
    if (!made.ok) return made;
    return made.value.kind === "number"
      ? success(made.value.values)
      : failure(error("text-in-arithmetic", "a chart needs numbers", expression.span));
  };
  const x = numbers(against);
  if (!x.ok) return x;
  const y = numbers(statement.of);
  if (!y.ok) return y;
  const best = frontierRows(groups[0] ?? new Int32Array(0), y.value, x.value);
  if (best.length === 0)
    return failure(error("empty-data", `${data.name} has no row with both values`, statement.span));
  const [across, up] = [printExpression(against), printExpression(statement.of)];
  return success(async () => [
    await chartBundle(
      curveChart({
        title: `Lower frontier of ${up} against ${across}`,
        subtitle: `${best.length} of ${table.rows} rows of ${data.name}`,
        x: axisOf(across, x.value),
        y: responseAxis(up, y.value),
        curves: [{ x: best.map((r) => x.value[r] ?? 0), y: best.map((r) => y.value[r] ?? 0) }],
        points: [{ x: x.value, y: y.value }],
      }),
    ),
  ]);
}
