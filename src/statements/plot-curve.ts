import { error, failure, type Outcome, success, warning } from "../../grammar/diagnostic.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import { clause, type PlotStatement } from "../../grammar/syntax.ts";
import { curveBundles, curvePoints, curvesAlong, unitOf } from "./curve.ts";
import type { Drawing } from "./drawing.ts";
import { withLevels } from "./plot-levels.ts";
import { planRuns } from "./plot-runs.ts";
import { planSliders } from "./plot-sliders.ts";
import { seriesTarget } from "./predict-series.ts";
import type { Scope } from "./scope.ts";
import { slidersIn } from "./slider-plot.ts";
import { dataRange, readTarget } from "./target.ts";

/** `plot curve of L against N at D = 20*N`: along the data's range of N, or the range given with `N in a..b`. */
export function planCurve(written: PlotStatement, scope: Scope): Outcome<Drawing> {
  const levels = withLevels(written, scope);
  if (!levels.ok) return levels;
  const statement = levels.value;
  const against = clause(statement, "against")?.expression;
  if (against?.kind !== "name") {
    return failure(
      error("no-axis", "a curve runs against a variable", against?.span ?? statement.span, {
        help: "write plot curve of L against N at D = 20*N",
      }),
    );
  }
  const series = seriesTarget(statement.of, scope);
  if (series !== undefined) return planRuns(statement, against, series, scope);
  const bindings = clause(statement, "at")?.bindings ?? [];
  if (slidersIn(statement, against.name).length > 0) return planSliders(statement, against, scope);
  const target = readTarget([statement.of], bindings, scope, { inputs: [against], free: true });
  if (!target.ok) return target;
  const range = target.value.bindings.domains.find((d) => d.name === against.name)?.domain;
  const open = target.value.compiled.free.filter((name) => name !== against.name);
  if (open.length > 0) {
    return failure(
      error(
        "unbound-variable",
        `${open.join(" and ")} ${open.length === 1 ? "has" : "have"} no value`,
        statement.span,
        { help: `bind it: at ${open[0]} = …` },
      ),
    );
  }
  const limits = range?.kind === "range" ? ([range.low, range.high] as const) : dataRange(target.value, against.name);
  if (limits === undefined || !(limits[0] < limits[1])) {
    return failure(
      error("no-range", `no data say how far ${against.name} runs`, against.span, {
        help: `write at ${against.name} in 1M..1T`,
      }),
    );
  }
  const along = { name: against.name, low: limits[0], high: limits[1] };
  // The running variable's own range is no list of curves.
  const domains = target.value.bindings.domains.filter((d) => d.name !== against.name);
  const inner = { ...target.value, bindings: { ...target.value.bindings, domains } };
  const level = scope.settings.interval;
  const plan = { target: inner, text: printExpression(statement.of), level, ...unitOf(statement.of, scope) };
  const curves = curvesAlong(inner, along, level);
  const lost = curves.flatMap((c) => c.points).filter((p) => !Number.isFinite(p.value)).length;
  const warnings =
    lost === 0
      ? []
      : [
          warning(
            "not-a-number",
            `${plan.text} has no value at ${lost} of the ${curves.length * curvePoints} points of the curve`,
            statement.span,
          ),
        ];
  return success(() => curveBundles(plan, along, curves), warnings);
}
