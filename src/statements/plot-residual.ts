import { error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import { clause, type PlotStatement } from "../../grammar/syntax.ts";
import { compileColumns } from "../law/compile.ts";
import { chartBundle } from "../view/chart-bundle.ts";
import { residualChart } from "../view/residual-chart.ts";
import { axisOf } from "./curve.ts";
import { type Drawing, plottedFit } from "./drawing.ts";
import { predictedResiduals } from "./fit-json.ts";
import { compileInScope } from "./meaning.ts";
import { written } from "./misused-name.ts";
import type { FitRecord, Scope } from "./scope.ts";

/** `plot residual of L against N`: observed minus predicted, in the space of the fit, over the fitted rows. */
export function planResidual(statement: PlotStatement, scope: Scope): Outcome<Drawing> {
  const fit = plottedFit(statement, scope);
  if (!fit.ok) return fit;
  const { law, space } = fit.value.result;
  const against = clause(statement, "against")?.expression;
  const [first = ""] = law.variables;
  const axis = against ?? { kind: "name" as const, name: first, span: statement.span };
  if (axis.kind !== "name" || !law.variables.includes(axis.name)) {
    return failure(
      error("no-axis", "residuals stand against a variable of the law", axis.span, {
        note: `variables: ${law.variables.map(written).join(", ")}`,
        help: `write plot residual of ${written(fit.value.name)} against ${written(first)}`,
      }),
    );
  }
  const compiled = compileInScope([axis], scope, { inputs: law.variables });
  if (!compiled.ok) return compiled;
  const compute = compileColumns(compiled.value.graph, [compiled.value.roots[0] ?? 0]);
  const along = (inputs: FitRecord["inputs"], rows: number): Float64Array => {
    const out = new Float64Array(rows);
    compute(compiled.value.parameters(-1), inputs, 0, rows, [out]);
    return out;
  };
  const { heldOut, observed, inputs, result, data } = fit.value;
  const x = along(inputs, observed.length);
  const points = [{ name: data, x, y: result.residuals, heldOut: Array.from(x, () => false) }];
  if (heldOut !== undefined && heldOut.observed.length > 0) {
    const far = along(heldOut.inputs, heldOut.observed.length);
    const y = predictedResiduals(result, heldOut);
    points.push({ name: `${data} held out`, x: far, y, heldOut: Array.from(far, () => true) });
  }
  const words = space === "log" ? "ln observed − ln predicted" : "observed − predicted";
  return success(async () => [
    await chartBundle(
      residualChart({
        title: `Residuals of ${fit.value.name} against ${axis.name}`,
        x: axisOf(axis.name, x),
        y: { name: words },
        points,
        scale: result.rmse,
      }),
    ),
  ]);
}
