import { type Outcome, success } from "../../grammar/diagnostic.ts";
import type { PlotStatement } from "../../grammar/syntax.ts";
import { normalQuantile } from "../fit/probability.ts";
import { median } from "../fit/quantile.ts";
import { chartBundle } from "../view/chart-bundle.ts";
import { curveChart } from "../view/curve-chart.ts";
import { type Drawing, plottedFit } from "./drawing.ts";
import type { Scope } from "./scope.ts";

/** The normal consistency factor of the median absolute deviation, 1/Φ⁻¹(3/4). */
const consistency = 1.482602218505602;

/** `plot qq of L`: residuals in order against normal quantiles; the line is a normal of their robust scale. */
export function planQq(statement: PlotStatement, scope: Scope): Outcome<Drawing> {
  const fit = plottedFit(statement, scope);
  if (!fit.ok) return fit;
  const { result, name } = fit.value;
  const sorted = result.residuals.toSorted();
  const n = sorted.length;
  // Hazen's plotting positions.
  const x = Float64Array.from(sorted, (_, i) => normalQuantile((i + 0.5) / n));
  const middle = median(sorted);
  const scale = consistency * median(sorted.map((r) => Math.abs(r - middle)));
  const words = result.space === "log" ? "ln observed − ln predicted" : "observed − predicted";
  const ends = [x[0] ?? -1, x.at(-1) ?? 1];
  return success(async () => [
    await chartBundle(
      curveChart({
        title: `Residuals of ${name} against a normal distribution`,
        subtitle: "line: a normal of the residuals' median and robust scale",
        x: { name: "normal quantile" },
        y: { name: words },
        curves: [{ x: ends, y: ends.map((q) => middle + scale * q) }],
        points: [{ x, y: sorted }],
      }),
    ),
  ]);
}
