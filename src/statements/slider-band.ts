import { parse } from "../../grammar/parse.ts";
import { printStatement } from "../../grammar/print.ts";
import { type BindingNode, clause, type PlotStatement } from "../../grammar/syntax.ts";
import { trackOf, valueAt } from "../export/slider.ts";
import { rows, type SpecPart } from "../view/chart.ts";
import { formatNumber } from "../view/format-number.ts";
import { curvesAlong } from "./curve.ts";
import { plotScope } from "./plot-clauses.ts";
import { withLevels } from "./plot-levels.ts";
import type { Scope } from "./scope.ts";
import { readSliders, type SliderPlot } from "./slider-plot.ts";
import { readTarget } from "./target.ts";

/** Beside a chart with sliders: what a kernel is asked when they have moved. */
export const sliderMime = "application/vnd.lawlab.slider+json";

/** What a chart with sliders asks for its band with: the statement, and the numbers that its curve was drawn with. */
export interface SliderQuestion {
  readonly statement: string;
  readonly values: readonly number[];
  readonly interval: number;
}

/** The question of a chart. */
export function questionOf({ values }: SliderPlot, statement: PlotStatement, scope: Scope): SliderQuestion {
  return { statement: printStatement(statement), values: Array.from(values), interval: scope.settings.interval };
}

/** The band along a curve where its sliders start; undefined where nothing is uncertain. */
export function startBand(
  plot: SliderPlot,
  statement: PlotStatement,
  scope: Scope,
): { readonly rows: readonly SpecPart[]; readonly name: string } | undefined {
  const starts = plot.sliders.map((slider) => trackOf(slider).start);
  const found = bandOver(plot, statement, starts, scope);
  return found === undefined
    ? undefined
    : { rows: found, name: `${formatNumber(scope.settings.interval * 100)}% interval of the mean` };
}

/**
 * The band at other positions of the sliders, as rows c0 with c1 to c2; undefined where there is none, or where the
 * scope has changed since the chart was drawn, so that the band would belong to another curve.
 */
export function bandAt(
  question: SliderQuestion,
  positions: readonly number[],
  scope: Scope,
): readonly SpecPart[] | undefined {
  const parsed = parse(question.statement);
  const [written, more] = parsed.ok ? parsed.value.statements : [];
  if (written?.kind !== "plot" || more !== undefined) return undefined;
  const within = plotScope(written, scope);
  const levels = within.ok ? withLevels(written, within.value) : within;
  const against = clause(written, "against")?.expression;
  if (!within.ok || !levels.ok || against?.kind !== "name") return undefined;
  const plot = readSliders(levels.value, against, within.value);
  if (!plot.ok || within.value.settings.interval !== question.interval) return undefined;
  const { values, sliders } = plot.value;
  const same = values.length === question.values.length && question.values.every((v, k) => Object.is(v, values[k]));
  if (!same || positions.length !== sliders.length) return undefined;
  return bandOver(plot.value, levels.value, positions, within.value);
}

/** A parameter away from its estimate has no band: the draws of the others say nothing of it there. */
function bandOver(
  plot: SliderPlot,
  statement: PlotStatement,
  positions: readonly number[],
  scope: Scope,
): readonly SpecPart[] | undefined {
  const { law, sliders, along, low, high } = plot;
  const bound = new Map<string, number>();
  for (const [k, slider] of sliders.entries()) {
    const position = positions[k] ?? Number.NaN;
    if (slider.of === "variable") bound.set(law.variables[slider.index] ?? "", valueAt(slider, position));
    else if (position !== trackOf(slider).start || slider.start !== plot.values[slider.index]) return undefined;
  }
  const name = law.variables[along] ?? "";
  const bindings = (clause(statement, "at")?.bindings ?? []).flatMap((binding): readonly BindingNode[] => {
    if (binding.relation === "=") return [binding];
    const value = bound.get(binding.name.name);
    const { span } = binding;
    if (value === undefined) return [];
    return [{ ...binding, relation: "=", value: { kind: "number", value, text: String(value), span } }];
  });
  const against = { kind: "name", name, span: statement.span } as const;
  const target = readTarget([statement.of], bindings, scope, { inputs: [against], free: true });
  if (!target.ok || target.value.compiled.draws === 0) return undefined;
  const [curve] = curvesAlong(target.value, { name, low, high }, scope.settings.interval);
  const ends = (end: 0 | 1): readonly number[] => curve?.points.map(({ interval }) => interval[end]) ?? [];
  return rows(curve?.x ?? [], ends(0), ends(1));
}
