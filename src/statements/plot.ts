import { type Outcome, success } from "../../grammar/diagnostic.ts";
import type { PlotStatement } from "../../grammar/syntax.ts";
import type { MimeBundle } from "../view/mime.ts";
import type { Drawing } from "./drawing.ts";
import { plotScope } from "./plot-clauses.ts";
import { planContour } from "./plot-contour.ts";
import { planCurve } from "./plot-curve.ts";
import { planFrontier } from "./plot-frontier.ts";
import { planIsoflop } from "./plot-isoflop.ts";
import { planPareto } from "./plot-pareto.ts";
import { planProfile } from "./plot-profile.ts";
import { planQq } from "./plot-qq.ts";
import { planResidual } from "./plot-residual.ts";
import type { Scope } from "./scope.ts";
import { defineStatement, type StatementRow } from "./statement.ts";

const shapes: Readonly<Record<PlotStatement["shape"], (statement: PlotStatement, scope: Scope) => Outcome<Drawing>>> = {
  curve: planCurve,
  residual: planResidual,
  isoflop: planIsoflop,
  contour: planContour,
  frontier: planFrontier,
  qq: planQq,
  profile: planProfile,
  pareto: planPareto,
};

interface Plan {
  readonly shape: string;
  readonly draw: Drawing;
}

/** `plot SHAPE of LAW …`: a chart, drawn live where Vega-Lite is and as SVG and PNG everywhere. */
export const plotStatement: StatementRow<PlotStatement> = defineStatement<
  PlotStatement,
  Plan,
  { readonly shape: string; readonly bundles: readonly MimeBundle[] }
>({
  check: (statement, scope) => {
    const within = plotScope(statement, scope);
    if (!within.ok) return within;
    const drawing = shapes[statement.shape](statement, within.value);
    return drawing.ok ? success({ shape: statement.shape, draw: drawing.value }, drawing.warnings) : drawing;
  },
  run: async ({ shape, draw }) => success({ shape, bundles: await draw() }),
  bind: (_, scope) => scope,
  render: async ({ bundles }) => bundles,
  json: ({ shape, bundles }) => ({ kind: "plot", name: shape, text: String(bundles[0]?.["text/plain"] ?? "") }),
});
