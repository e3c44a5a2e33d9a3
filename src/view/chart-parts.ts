import { type AxisInput, hasPlace } from "./axis.ts";
import { haloText, type Json, layer, rows, type SpecPart, titleText } from "./chart.ts";
import { oneLine } from "./escape.ts";
import type { Interval } from "./format-number.ts";
import { ink, paper, softInk } from "./palette.ts";

/** Observations on a chart; those of one name share a colour, those held out another shape. */
export interface PointSet {
  readonly name?: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly heldOut?: ArrayLike<boolean>;
}

/** A lower and an upper curve over the same abscissas. */
export interface Band {
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
}

/** One place that is pointed out. */
export interface Marker {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

/** The two axes of a plane with their domains. */
export interface Plane {
  readonly x: AxisInput;
  readonly y: AxisInput;
  readonly xDomain: Interval;
  readonly yDomain: Interval;
}

const clamp = (value: number, [low, high]: Interval): number => Math.min(Math.max(value, low), high);

/** The share of the way along an axis at which a value stands. */
export const share = (axis: AxisInput, [low, high]: Interval, value: number): number =>
  axis.log === true ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);

/** A shaded band in one colour; what leaves the plane is cut at its edge. */
export const bandLayer = (
  plane: Plane,
  x: ArrayLike<number>,
  band: Band,
  colour: string,
  opacity: number,
): SpecPart => {
  const lower = Array.from(band.lower, (value) => clamp(value, plane.yDomain));
  const upper = Array.from(band.upper, (value) => clamp(value, plane.yDomain));
  return layer({ type: "area", clip: true, color: colour, opacity, line: false }, rows(x, lower, upper), {
    x: { field: "c0", type: "quantitative" },
    y: { field: "c1", type: "quantitative" },
    y2: { field: "c2" },
  });
};

/** The rows of points that have a place on the plane: c0, c1, their name as c2, `data` or `held out` as c3. */
export const pointRows = (plane: Plane, sets: readonly PointSet[], names: readonly string[]): SpecPart[] =>
  sets.flatMap((set, index) => {
    const kept = Array.from(set.x, (_, i) => i).filter(
      (i) => hasPlace(plane.x, set.x[i]!) && hasPlace(plane.y, set.y[i]!),
    );
    return rows(
      kept.map((i) => set.x[i]!),
      kept.map((i) => set.y[i]!),
      kept.map(() => names[index]!),
      kept.map((i) => (set.heldOut?.[i] === true ? "held out" : "data")),
    );
  });

/** Points over the rows of `pointRows`; a legend of shapes stands only where some are held out. */
export const pointLayer = (data: readonly SpecPart[], colour: Json, axes: readonly [string, string]): SpecPart => {
  const heldOut = data.some((row) => row.c3 === "held out");
  // Many points are drawn small and thin, so that the curve stays in sight.
  const crowd = data.length > 150;
  return layer(
    {
      type: "point",
      filled: true,
      opacity: crowd ? 0.6 : 0.85,
      stroke: paper,
      strokeWidth: 0.7,
      clip: true,
    },
    data,
    {
      x: { field: "c0", type: "quantitative" },
      y: { field: "c1", type: "quantitative" },
      color: colour,
      // A triangle of the same area looks smaller than a circle.
      size: { condition: { test: "datum.c3 === 'held out'", value: crowd ? 36 : 70 }, value: crowd ? 22 : 42 },
      shape: {
        field: "c3",
        type: "nominal",
        scale: { domain: ["data", "held out"], range: ["circle", "triangle-up"] },
        legend: heldOut
          ? { title: null, symbolFillColor: softInk, symbolStrokeColor: softInk, symbolOpacity: 1 }
          : null,
      },
      tooltip: [
        { field: "c0", type: "quantitative", title: titleText(axes[0]), format: ".4~s" },
        { field: "c1", type: "quantitative", title: titleText(axes[1]), format: ".5~g" },
      ],
    },
  );
};

/** Pixels a label may take: what is left of the plane beside its marker. */
const labelLimit = 210;

/** Places pointed out by a diamond and a word, set where a falling curve leaves room: upper right, or lower left near the edge. */
export const markerLayers = (plane: Plane, markers: readonly Marker[]): SpecPart[] => {
  const placed = markers.filter((marker) => hasPlace(plane.x, marker.x) && hasPlace(plane.y, marker.y));
  if (placed.length === 0) return [];
  const onLeft = (marker: Marker): boolean => share(plane.x, plane.xDomain, marker.x) < 0.55;
  // Under a mark near the lower edge a label would stand on the axis.
  const low = (marker: Marker): boolean => share(plane.y, plane.yDomain, marker.y) < 0.12;
  const data = (some: readonly Marker[]): SpecPart[] =>
    rows(
      some.map((marker) => marker.x),
      some.map((marker) => marker.y),
      some.map((marker) => oneLine(marker.label)),
    );
  const at: SpecPart = { x: { field: "c0", type: "quantitative" }, y: { field: "c1", type: "quantitative" } };
  const left = data(placed.filter(onLeft));
  const right = data(placed.filter((marker) => !onLeft(marker) && !low(marker)));
  const lowRight = data(placed.filter((marker) => !onLeft(marker) && low(marker)));
  return [
    layer(
      {
        type: "point",
        shape: "diamond",
        filled: true,
        size: 110,
        color: ink,
        opacity: 1,
        stroke: paper,
        strokeWidth: 1.2,
      },
      data(placed),
      at,
    ),
    ...(left.length === 0
      ? []
      : haloText({ align: "left", baseline: "bottom", dx: 7, dy: -6, limit: labelLimit }, left, at)),
    ...(right.length === 0
      ? []
      : haloText({ align: "right", baseline: "top", dx: -7, dy: 7, limit: labelLimit }, right, at)),
    ...(lowRight.length === 0
      ? []
      : haloText({ align: "right", baseline: "bottom", dx: -7, dy: -6, limit: labelLimit }, lowRight, at)),
  ];
};

/** Shades what lies beyond the data along x and says so. */
export const beyondLayers = (plane: Plane, range: Interval | undefined): SpecPart[] => {
  if (range === undefined || !range.every((edge) => hasPlace(plane.x, edge))) return [];
  const [low, high] = plane.xDomain;
  const spans = [
    [low, clamp(range[0], plane.xDomain)],
    [clamp(range[1], plane.xDomain), high],
  ].filter(([from, to]) => share(plane.x, plane.xDomain, to!) - share(plane.x, plane.xDomain, from!) > 0.05);
  if (spans.length === 0) return [];
  const from = spans.map((span) => span[0]!);
  const to = spans.map((span) => span[1]!);
  const edges = spans.map((span) => (span[0] === low ? span[1]! : span[0]!));
  // The word needs about a fifth of the width; a narrower span keeps its shade and rule alone.
  const wide = spans.map(
    (span) => share(plane.x, plane.xDomain, span[1]!) - share(plane.x, plane.xDomain, span[0]!) > 0.2,
  );
  const word = (right: boolean): SpecPart[] => {
    const chosen = edges.filter((_, i) => wide[i] && (spans[i]![0] !== low) === right);
    if (chosen.length === 0) return [];
    const data = rows(
      chosen,
      chosen,
      chosen.map(() => "beyond the data"),
    );
    const mark: SpecPart = {
      align: right ? "left" : "right",
      baseline: "top",
      dx: right ? 6 : -6,

      color: softInk,
    };
    return haloText(mark, data, { x: { field: "c0", type: "quantitative" }, y: { value: 7 } }).slice(1);
  };
  return [
    layer({ type: "rect", color: "#6a6f76", opacity: 0.09 }, rows(from, to), {
      x: { field: "c0", type: "quantitative" },
      x2: { field: "c1" },
    }),
    layer({ type: "rule", color: softInk, strokeDash: [3, 3], strokeWidth: 1 }, rows(edges), {
      x: { field: "c0", type: "quantitative" },
    }),
    ...word(false),
    ...word(true),
  ];
};

/** A name fit for a legend: on one line, never empty. */
export const legendName = (name: string | undefined, unnamed: string): string =>
  name === undefined || name === "" ? unnamed : oneLine(name);

/** The colour channel of named things on field `field`; its legend stands only for more than one. */
export const colourChannel = (
  field: string,
  names: readonly string[],
  colours: readonly string[],
  title: string | null,
): SpecPart => ({
  field,
  type: "nominal",
  scale: { domain: [...names], range: [...colours] },
  legend: names.length > 1 ? { title, symbolOpacity: 1 } : null,
});
