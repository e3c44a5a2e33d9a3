import { type AxisInput, domainOf, hasPlace } from "./axis.ts";
import { type Chart, frame, layer, plotHeight, plotWidth, position, rows, type SpecPart } from "./chart.ts";
import {
  type Band,
  bandLayer,
  beyondLayers,
  colourChannel,
  legendName,
  type Marker,
  markerLayers,
  type Plane,
  type PointSet,
  pointLayer,
  pointRows,
} from "./chart-parts.ts";
import { oneLine } from "./escape.ts";
import { formatNumber, type Interval } from "./format-number.ts";
import { categoryColour, ink } from "./palette.ts";

/** One curve with the band of its mean and that of a new observation. */
export interface Curve {
  readonly name?: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly band?: Band;
  readonly observation?: Band;
  /** Drawn in dashes: what it passes was held out of the fit. */
  readonly dashed?: boolean;
}

/** One or several curves over their data. */
export interface CurveChartInput {
  readonly title: string;
  readonly subtitle?: string;
  readonly x: AxisInput;
  readonly y: AxisInput;
  readonly curves: readonly Curve[];
  /** Points that carry a curve's name take its colour. */
  readonly points?: readonly PointSet[];
  readonly markers?: readonly Marker[];
  /** The data's range along x; what lies outside is shaded as extrapolation. */
  readonly dataRange?: Interval;
  /** What the band is: `95% interval`. */
  readonly intervalName?: string;
  readonly summary?: string;
}

const numbers = (arrays: readonly (ArrayLike<number> | undefined)[]): number[] =>
  arrays.flatMap((array) => (array === undefined ? [] : Array.from(array)));

/** The plane that holds curves, points, marks and bands; a band may be cut where it would dwarf the curve. */
const planeOf = (input: CurveChartInput): Plane => {
  const markers = input.markers ?? [];
  const points = input.points ?? [];
  const xDomain = domainOf(input.x, [
    ...numbers([...input.curves, ...points].map((part) => part.x)),
    ...markers.map((marker) => marker.x),
  ]);
  const core = [...numbers([...input.curves, ...points].map((part) => part.y)), ...markers.map((marker) => marker.y)];
  const tight = domainOf(input.y, core);
  const to = input.y.log === true ? Math.log : (value: number) => value;
  const length = to(tight[1]) - to(tight[0]);
  const bands = numbers(
    input.curves.flatMap((curve) => [curve.band, curve.observation].flatMap((band) => [band?.lower, band?.upper])),
  );
  const near = bands.filter(
    (value) =>
      hasPlace(input.y, value) && to(value) > to(tight[0]) - length / 2 && to(value) < to(tight[1]) + length / 2,
  );
  return { x: input.x, y: input.y, xDomain, yDomain: domainOf(input.y, [...core, ...near]) };
};

const legendOf = (input: CurveChartInput): string => {
  const name = input.intervalName ?? "interval";
  const mean = input.curves.some((curve) => curve.band !== undefined);
  const observed = input.curves.some((curve) => curve.observation !== undefined);
  return [
    mean ? `band: ${name} of the mean` : "",
    observed ? `${mean ? "pale band: " : "band: "}${name} of a new observation` : "",
  ]
    .filter((part) => part !== "")
    .join("; ");
};

const summaryOf = (input: CurveChartInput, points: number): string => {
  const ends = input.curves.map((curve) => {
    const last = curve.x.length - 1;
    const of = (i: number): string =>
      `${formatNumber(curve.y[i] ?? Number.NaN, input.y.quantity)} at ${oneLine(input.x.name)} = ${formatNumber(curve.x[i] ?? Number.NaN, input.x.quantity)}`;
    return `${curve.name === undefined ? "" : `${oneLine(curve.name)}: `}from ${of(0)} to ${of(last)}`;
  });
  const shown = ends.length > 4 ? [...ends.slice(0, 3), `${ends.length - 3} more curves`] : ends;
  return `${oneLine(input.title)}: ${shown.join("; ")}${points === 0 ? "" : `; ${points} points`}`;
};

/** Curves with bands over data points, with marks and a shade where the data end. */
export const curveChart = (input: CurveChartInput): Chart => {
  const plane = planeOf(input);
  const points = input.points ?? [];
  const curveNames = input.curves.map((curve) => legendName(curve.name, "fit"));
  // Lone data under a lone curve are ink, the curve is blue; with names, a name is a colour.
  const pointNames = points.map((set) => legendName(set.name, input.curves.length === 1 ? curveNames[0]! : "data"));
  const names = [...new Set([...curveNames, ...pointNames])];
  const colours = names.map((_, index) => categoryColour(index));
  const single = names.length === 1;
  const channel = colourChannel("c2", names, colours, null);
  const data = pointRows(plane, points, pointNames);
  const colourOf = (name: string): string => colours[names.indexOf(name)]!;
  const lines = input.curves.map((curve, index) => {
    const name = curveNames[index]!;
    const placed = rows(
      curve.x,
      curve.y,
      Array.from(curve.x, () => name),
    ).filter((row) => hasPlace(plane.x, row.c0 as number) && hasPlace(plane.y, row.c1 as number));
    const dashes = curve.dashed === true ? { strokeDash: [7, 4] } : {};
    return layer({ type: "line", strokeWidth: 2.2, clip: true, ...dashes }, placed, {
      x: { field: "c0", type: "quantitative" },
      y: { field: "c1", type: "quantitative" },
      color: single ? { value: colourOf(name) } : channel,
    });
  });
  const bands = (kind: "band" | "observation", opacity: number): SpecPart[] =>
    input.curves.flatMap((curve, index) => {
      const band = curve[kind];
      return band === undefined ? [] : [bandLayer(plane, curve.x, band, colourOf(curveNames[index]!), opacity)];
    });
  const axes: SpecPart = layer({ type: "point", opacity: 0 }, [], {
    x: position("c0", plane.x, plane.xDomain, plotWidth),
    y: position("c1", plane.y, plane.yDomain, plotHeight),
  });
  const subtitle = [input.subtitle, legendOf(input)].filter((part) => part !== undefined && part !== "").join(" · ");
  return {
    spec: frame(input.title, subtitle, {
      width: plotWidth,
      height: plotHeight,
      layer: [
        axes,
        ...beyondLayers(plane, input.dataRange),
        ...bands("observation", 0.13),
        ...bands("band", 0.3),
        ...lines,
        ...(data.length === 0
          ? []
          : [pointLayer(data, single ? { value: ink } : channel, [input.x.name, input.y.name])]),
        ...markerLayers(plane, input.markers ?? []),
      ],
    }),
    summary: oneLine(input.summary ?? summaryOf(input, data.length)),
  };
};
