import { error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import { clause, type PlotStatement } from "../../grammar/syntax.ts";
import { predictPoint, spread } from "../ask/predict.ts";
import { extent } from "../ask/quantity.ts";
import { chartBundle } from "../view/chart-bundle.ts";
import { type IsoflopChartInput, isoflopChart } from "../view/isoflop-chart.ts";
import { numberColumn } from "./columns.ts";
import { axisOf, responseAxis } from "./curve.ts";
import { type Drawing, plottedFit } from "./drawing.ts";
import { computeOf, frontierAt, rowCompute } from "./frontier.ts";
import { compileInScope } from "./meaning.ts";
import { unknownData } from "./misused-name.ts";
import type { Scope } from "./scope.ts";

/** Runs of one budget follow each other within this factor of compute, and span no more than the second. */
const budgetGap = 1.08;
const budgetSpan = 1.35;
const mostBudgets = 9;
const leastRuns = 3;

interface Budget {
  readonly compute: number;
  readonly rows: readonly number[];
}

/** `plot isoflop of L [on runs]`: the response against N at each compute budget, with the fitted curves and their minima. */
export function planIsoflop(statement: PlotStatement, scope: Scope): Outcome<Drawing> {
  const fit = plottedFit(statement, scope);
  if (!fit.ok) return fit;
  const { law } = fit.value.result;
  const rows = isoflopRows(statement, scope);
  if (!rows.ok) return rows;
  const { n, compute, response } = rows.value;
  if (law.variables.length !== 2)
    return failure(error("no-compute", `an IsoFLOP plot needs a law of N and D alone`, statement.of.span));
  const groups = budgetsOf(compute, n);
  const chosen: readonly Budget[] =
    groups.length > 0 ? groups : [...spread(...extent(compute), 6)].map((c) => ({ compute: c, rows: [] }));
  const optima = frontierAt(
    statement.of,
    chosen.map((b) => b.compute),
    scope.settings.interval,
    statement.span,
    scope,
  );
  if (!optima.ok) return optima;
  const compiled = compileInScope([statement.of], scope, { inputs: ["N", "D"] });
  if (!compiled.ok) return compiled;
  const quantity = compiled.value.quantity(0);
  const [least, most] = extent(n);
  const budgets: IsoflopChartInput["budgets"][number][] = chosen.map((budget) => {
    const own = budget.rows.map((row) => n[row] ?? Number.NaN);
    const minimum = optima.value.find((o) => o.given.get("C") === budget.compute);
    const best = minimum?.at.get("N");
    const [low, high] = own.length > 0 ? extent(own) : [least, most];
    const from = Math.min(low, best ?? low) / 1.3;
    const to = Math.max(high, best ?? high) * 1.3;
    const x = spread(from, to, 41);
    const points = Array.from(x, (size) =>
      predictPoint(quantity, [size, budget.compute / computeOf(size, 1)], scope.settings.interval),
    );
    return {
      compute: budget.compute,
      curve: {
        x,
        y: points.map((p) => p.value),
        band: { lower: points.map((p) => p.interval[0]), upper: points.map((p) => p.interval[1]) },
      },
      ...(own.length > 0 ? { points: { x: own, y: budget.rows.map((row) => response[row] ?? Number.NaN) } } : {}),
      ...(minimum === undefined || best === undefined ? {} : { minimum: { x: best, y: minimum.value } }),
    };
  });
  return success(async () => [
    await chartBundle(
      isoflopChart({
        title: `IsoFLOP curves of ${fit.value.name}`,
        x: axisOf("N", n),
        y: responseAxis(fit.value.response, response),
        compute: axisOf(
          "C",
          chosen.map((b) => b.compute),
        ),
        budgets,
      }),
    ),
  ]);
}

function isoflopRows(
  statement: PlotStatement,
  scope: Scope,
): Outcome<{ readonly n: Float64Array; readonly compute: Float64Array; readonly response: Float64Array }> {
  const fit = plottedFit(statement, scope);
  if (!fit.ok) return fit;
  const on = clause(statement, "on")?.data;
  if (on === undefined) {
    const compute = rowCompute(fit.value);
    const n = fit.value.inputs[fit.value.result.law.variables.indexOf("N")];
    if (compute === undefined || n === undefined)
      return failure(error("no-compute", "an IsoFLOP plot needs a law of N and D", statement.of.span));
    return success({ n, compute, response: fit.value.observed });
  }
  const entity = scope.entities.get(on.name);
  if (entity?.kind !== "data") return failure(unknownData(on, scope));
  const n = numberColumn(entity.table, "N", on.span, on.name);
  const d = numberColumn(entity.table, "D", on.span, on.name);
  const response = numberColumn(entity.table, fit.value.response, on.span, on.name);
  if (!n.ok) return n;
  if (!d.ok) return d;
  if (!response.ok) return response;
  return success({
    n: n.value,
    compute: n.value.map((x, i) => computeOf(x, d.value[i] ?? Number.NaN)),
    response: response.value,
  });
}

/** Rows gathered by compute: neighbours within 8 %, with at least three sizes of model. */
function budgetsOf(compute: Float64Array, n: Float64Array): readonly Budget[] {
  const order = [...compute.keys()]
    .filter((i) => Number.isFinite(compute[i]))
    .sort((a, b) => (compute[a] ?? 0) - (compute[b] ?? 0));
  const groups: number[][] = [];
  for (const row of order) {
    const group = groups.at(-1);
    const first = compute[group?.[0] ?? -1];
    const last = compute[group?.at(-1) ?? -1];
    const c = compute[row] ?? Number.NaN;
    if (
      group !== undefined &&
      first !== undefined &&
      last !== undefined &&
      c <= last * budgetGap &&
      c <= first * budgetSpan
    )
      group.push(row);
    else groups.push([row]);
  }
  const full = groups.filter((rows) => new Set(rows.map((row) => n[row])).size >= leastRuns);
  const largest = [...full].sort((a, b) => b.length - a.length).slice(0, mostBudgets);
  return full
    .filter((rows) => largest.includes(rows))
    .map((rows) => ({
      rows,
      compute: Math.exp(rows.reduce((sum, row) => sum + Math.log(compute[row] ?? 1), 0) / rows.length),
    }));
}
