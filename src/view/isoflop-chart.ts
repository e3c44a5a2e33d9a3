import { type AxisInput, domainOf, hasPlace } from "./axis.ts";
import { type Chart, frame, layer, plotHeight, plotWidth, position, rows, type SpecPart, titleText } from "./chart.ts";
import { type Band, bandLayer, type Plane } from "./chart-parts.ts";
import { oneLine } from "./escape.ts";
import { formatNumber } from "./format-number.ts";
import { ink, orderedColour, paper } from "./palette.ts";

/** All that is known at one compute budget. */
export interface Budget {
  readonly compute: number;
  /** The fitted law, or a parabola, along the budget. */
  readonly curve?: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number>; readonly band?: Band };
  readonly points?: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> };
  readonly minimum?: { readonly x: number; readonly y: number };
}

/** Loss against size, one curve a compute budget. */
export interface IsoflopChartInput {
  readonly title: string;
  readonly subtitle?: string;
  readonly x: AxisInput;
  readonly y: AxisInput;
  readonly compute: AxisInput;
  readonly budgets: readonly Budget[];
  readonly summary?: string;
}

/** Names in the legend; more budgets than this are named at equal steps. */
const mostNames = 12;

const planeOf = (input: IsoflopChartInput): Plane => {
  const seen = (axis: "x" | "y", part: "curve" | "points"): number[] =>
    input.budgets.flatMap((budget) => Array.from(budget[part]?.[axis] ?? []));
  const minima = input.budgets.flatMap((budget) => (budget.minimum === undefined ? [] : [budget.minimum]));
  return {
    x: input.x,
    y: input.y,
    xDomain: domainOf(input.x, [...seen("x", "curve"), ...seen("x", "points"), ...minima.map((point) => point.x)]),
    yDomain: domainOf(input.y, [...seen("y", "curve"), ...seen("y", "points"), ...minima.map((point) => point.y)]),
  };
};

/** The marks of the minima and the line that joins them. */
const minimumLayers = (plane: Plane, budgets: readonly Budget[]): SpecPart[] => {
  const minima = budgets.flatMap(({ minimum }) =>
    minimum !== undefined && hasPlace(plane.x, minimum.x) && hasPlace(plane.y, minimum.y) ? [minimum] : [],
  );
  if (minima.length === 0) return [];
  const data = rows(
    minima.map((point) => point.x),
    minima.map((point) => point.y),
    minima.map((_, index) => index),
  );
  const at: SpecPart = { x: { field: "c0", type: "quantitative" }, y: { field: "c1", type: "quantitative" } };
  return [
    layer({ type: "line", color: ink, strokeWidth: 1.4, strokeDash: [5, 4] }, data, {
      ...at,
      order: { field: "c2", type: "quantitative" },
    }),
    layer(
      {
        type: "point",
        shape: "diamond",
        filled: true,
        size: 90,
        color: ink,
        opacity: 1,
        stroke: paper,
        strokeWidth: 1.2,
      },
      data,
      at,
    ),
  ];
};

/** One colour a budget, dark to light as compute grows; diamonds mark the minima. */
export const isoflopChart = (input: IsoflopChartInput): Chart => {
  const plane = planeOf(input);
  const budgets = input.budgets
    .filter((budget) => Number.isFinite(budget.compute))
    .toSorted((a, b) => a.compute - b.compute);
  // Budgets that differ by rounding alone print alike; they are one name and one colour.
  const names = budgets.map((budget) => formatNumber(budget.compute, input.compute.quantity ?? "flop", 3));
  const distinct = [...new Set(names)];
  const colours = distinct.map((_, index) =>
    orderedColour(distinct.length === 1 ? 0.4 : index / (distinct.length - 1)),
  );
  const step = Math.ceil(distinct.length / mostNames);
  const channel: SpecPart = {
    field: "c2",
    type: "nominal",
    scale: { domain: distinct, range: colours },
    legend: {
      title: titleText(
        [input.compute.name, input.compute.unit === undefined ? "" : `(${input.compute.unit})`].join(" ").trim(),
      ),
      symbolOpacity: 1,
      symbolType: "circle",
      symbolStrokeWidth: 0,
      ...(step > 1
        ? { values: distinct.filter((_, index) => index % step === 0 || index === distinct.length - 1) }
        : {}),
    },
  };
  const at: SpecPart = { x: { field: "c0", type: "quantitative" }, y: { field: "c1", type: "quantitative" } };
  const placed = (
    xy: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> } | undefined,
    name: string,
  ): SpecPart[] =>
    xy === undefined
      ? []
      : rows(
          xy.x,
          xy.y,
          Array.from(xy.x, () => name),
        ).filter((row) => hasPlace(plane.x, row.c0 as number) && hasPlace(plane.y, row.c1 as number));
  const points = budgets.flatMap((budget, index) => placed(budget.points, names[index]!));
  const colourOf = (index: number): string => colours[distinct.indexOf(names[index]!)]!;
  const minima = budgets.filter((budget) => budget.minimum !== undefined).length;
  const subtitle = [input.subtitle, minima === 0 ? "" : "diamonds: the minimum of each budget"];
  return {
    spec: frame(input.title, subtitle.filter((part) => part !== undefined && part !== "").join(" · "), {
      width: plotWidth,
      height: plotHeight,
      layer: [
        layer({ type: "point", opacity: 0 }, [], {
          x: position("c0", plane.x, plane.xDomain, plotWidth),
          y: position("c1", plane.y, plane.yDomain, plotHeight),
        }),
        ...budgets.flatMap(({ curve }, index) =>
          curve?.band === undefined ? [] : [bandLayer(plane, curve.x, curve.band, colourOf(index), 0.2)],
        ),
        ...budgets.flatMap(({ curve }, index) =>
          curve === undefined
            ? []
            : [
                layer({ type: "line", strokeWidth: 2, clip: true }, placed(curve, names[index]!), {
                  ...at,
                  color: channel,
                }),
              ],
        ),
        layer(
          { type: "point", filled: true, size: 36, opacity: 0.9, stroke: paper, strokeWidth: 0.6, clip: true },
          points,
          { ...at, color: channel },
        ),
        ...minimumLayers(plane, budgets),
      ],
    }),
    summary: oneLine(
      input.summary ?? `${input.title}: ${budgets.length} compute budgets, ${points.length} points, ${minima} minima`,
    ),
  };
};
