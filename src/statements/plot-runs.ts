import { error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import { clause, type NameNode, type PlotStatement } from "../../grammar/syntax.ts";
import { column, type Table } from "../data/table.ts";
import { chartBundle } from "../view/chart-bundle.ts";
import { curveChart } from "../view/curve-chart.ts";
import { formatNumber } from "../view/format-number.ts";
import { numberColumn } from "./columns.ts";
import { axisOf, responseAxis } from "./curve.ts";
import type { Drawing } from "./drawing.ts";
import { unknownData } from "./misused-name.ts";
import { predictSeries, type seriesTarget } from "./predict-series.ts";
import type { Scope } from "./scope.ts";

/** A curve, and what was observed along it, has at most so many points on a chart. */
const mostPoints = 240;
const mostObserved = 120;
/** A beginning that makes the whole so many times as high as the rest would flatten what the chart is for. */
const steepness = 3;
/** More runs than these are not told apart on one chart. */
const mostRuns = 12;

/**
 * `plot curve of S against step on curves`, of a law along runs: what it predicts along each run of a data set (the
 * fit's own, where none is named) with its band, over what was observed; a run that was held out is dashed.
 */
export function planRuns(
  statement: PlotStatement,
  against: NameNode,
  series: NonNullable<ReturnType<typeof seriesTarget>>,
  scope: Scope,
): Outcome<Drawing> {
  const { law, fit } = series;
  const name = fit?.data ?? scope.lastData ?? "";
  const on = clause(statement, "on")?.data ?? { ...against, name, span: statement.of.span };
  const entity = scope.entities.get(on.name);
  if (entity?.kind !== "data") return failure(unknownData(on, scope));
  const { table } = entity;
  const axis = numberColumn(table, against.name, against.span, on.name);
  if (!axis.ok) return axis;
  const level = scope.settings.interval;
  const predicted = predictSeries(statement.of, series, on, entity, [], level, scope);
  if (!predicted.ok) return predicted;
  const { rows, order, text } = predicted.value;
  const outside = heldOutPlaces(series, order.length, on.name);
  const runs = runsOf(table, law.runs ?? [], order);
  if (runs.size > mostRuns)
    return failure(
      error("too-many-groups", `${runs.size} runs are too many for one chart: ${mostRuns} at most`, statement.span, {
        help: `name a data set of fewer: data some = ${on.name} where …; plot curve of ${text} against ${against.name} on some`,
      }),
    );
  const x = (place: number): number => axis.value[order[place]!] ?? Number.NaN;
  const heights = (of: Iterable<readonly number[]>): readonly number[] =>
    [...of].flat().flatMap((k) => [rows[k]?.point.value ?? Number.NaN, rows[k]?.observed ?? Number.NaN]);
  const late = new Map([...runs].map(([label, places]) => [label, places.slice(Math.floor(places.length / 10))]));
  const steep = extent(heights(runs.values())) > steepness * extent(heights(late.values()));
  const parts = [...(steep ? late : runs)].map(([label, places]) => {
    const seen = places.filter((k) => rows[k]?.observed !== undefined);
    const apart = seen.length > 0 && seen.every((k) => outside.has(k));
    const shown = thinned(places, mostPoints);
    const ends = (end: 0 | 1): readonly number[] => shown.map((k) => rows[k]?.point.interval[end] ?? Number.NaN);
    const marks = thinned(seen, mostObserved);
    const title = apart ? `${label}, held out` : label;
    return {
      curve: {
        name: title,
        x: shown.map(x),
        y: shown.map((k) => rows[k]?.point.value ?? Number.NaN),
        dashed: apart,
        ...(fit === undefined ? {} : { band: { lower: ends(0), upper: ends(1) } }),
      },
      points: {
        name: title,
        x: marks.map(x),
        y: marks.map((k) => rows[k]?.observed ?? Number.NaN),
        heldOut: marks.map((k) => outside.has(k)),
      },
    };
  });
  const points = parts.map((part) => part.points).filter((set) => set.x.length > 0);
  const values = [...parts.flatMap((p) => p.curve.y), ...points.flatMap((p) => p.y)];
  const chart = curveChart({
    title: `${text} along the runs of ${on.name}`,
    ...(steep ? { subtitle: "without the first tenth of each run, which lies far off" } : {}),
    x: {
      ...axisOf(
        against.name,
        parts.flatMap((p) => p.curve.x),
      ),
      ...(/^steps?$/iu.test(against.name) ? { unit: "steps" } : {}),
      log: false,
    },
    y: responseAxis(fit?.response ?? text, values),
    curves: parts.map((part) => part.curve),
    ...(points.length === 0 ? {} : { points }),
    intervalName: `${formatNumber(level * 100)}% interval`,
  });
  return success(async () => [await chartBundle(chart)], predicted.warnings);
}

/** From the least to the greatest of some values. */
function extent(values: readonly number[]): number {
  const sure = values.filter(Number.isFinite);
  return (
    sure.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) -
    sure.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  );
}

/** The rows, in the order of the runs, that the fit held out; none where it was made of other data. */
function heldOutPlaces(
  { fit }: NonNullable<ReturnType<typeof seriesTarget>>,
  rows: number,
  data: string,
): ReadonlySet<number> {
  const far = fit?.heldOut?.series;
  return new Set(fit?.data === data && far?.rows === rows ? far.positions : []);
}

/** The places of each run's rows, by the values of the columns that tell the runs apart. */
function runsOf(table: Table, by: readonly string[], order: readonly number[]): ReadonlyMap<string, readonly number[]> {
  const keys = by.map((name) => column(table, name));
  const runs = new Map<string, number[]>();
  order.forEach((row, place) => {
    const label = keys.map((key) => String(key?.values[row] ?? "")).join(", ");
    const places = runs.get(label) ?? [];
    places.push(place);
    runs.set(label, places);
  });
  return runs;
}

/** At most so many of some places, evenly spread, the first and the last among them. */
function thinned(places: readonly number[], most: number): readonly number[] {
  if (places.length <= most) return places;
  return Array.from({ length: most }, (_, k) => places[Math.round((k * (places.length - 1)) / (most - 1))]!);
}
