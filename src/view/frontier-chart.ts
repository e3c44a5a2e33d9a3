import { type AxisInput, domainOf, hasPlace } from "./axis.ts";
import { type Chart, frame, layer, plotHeight, position, rows, type SpecPart } from "./chart.ts";
import { type Band, bandLayer, beyondLayers, type Plane } from "./chart-parts.ts";
import { oneLine } from "./escape.ts";
import { formatNumber, type Interval } from "./format-number.ts";
import { categoryColour, ink, paper } from "./palette.ts";

/** One quantity along the frontier: N*, D*, the loss. */
export interface FrontierPanel {
  readonly y: AxisInput;
  readonly values: ArrayLike<number>;
  readonly band?: Band;
  /** Observed optima. */
  readonly points?: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> };
}

/** What is optimal as the budget grows, a panel a quantity. */
export interface FrontierChartInput {
  readonly title: string;
  readonly subtitle?: string;
  readonly x: AxisInput;
  readonly xs: ArrayLike<number>;
  readonly panels: readonly FrontierPanel[];
  readonly dataRange?: Interval;
  readonly intervalName?: string;
  readonly summary?: string;
}

/** Panels share one row of this many pixels while each stays wide enough to read. */
const rowWidth = 700;
const leastPanel = 230;

const panel = (
  input: FrontierChartInput,
  part: FrontierPanel,
  index: number,
  width: number,
  xDomain: Interval,
): SpecPart => {
  const plane: Plane = {
    x: input.x,
    y: part.y,
    xDomain,
    yDomain: domainOf(part.y, [
      ...Array.from(part.values),
      ...Array.from(part.band?.lower ?? []),
      ...Array.from(part.band?.upper ?? []),
      ...Array.from(part.points?.y ?? []),
    ]),
  };
  const at: SpecPart = { x: { field: "c0", type: "quantitative" }, y: { field: "c1", type: "quantitative" } };
  const placed = (x: ArrayLike<number>, y: ArrayLike<number>): SpecPart[] =>
    rows(x, y).filter((row) => hasPlace(plane.x, row.c0 as number) && hasPlace(plane.y, row.c1 as number));
  const points = part.points === undefined ? [] : placed(part.points.x, part.points.y);
  const height = Math.min(plotHeight, Math.round(width * 0.95));
  return {
    width,
    height,
    layer: [
      layer({ type: "point", opacity: 0 }, [], {
        x: position("c0", plane.x, plane.xDomain, width),
        y: position("c1", plane.y, plane.yDomain, height),
      }),
      ...beyondLayers(plane, input.dataRange),
      ...(part.band === undefined ? [] : [bandLayer(plane, input.xs, part.band, categoryColour(index), 0.28)]),
      layer(
        { type: "line", strokeWidth: 2.2, color: categoryColour(index), clip: true },
        placed(input.xs, part.values),
        at,
      ),
      layer(
        {
          type: "point",
          filled: true,
          size: 42,
          color: ink,
          opacity: 0.9,
          stroke: paper,
          strokeWidth: 0.7,
          clip: true,
        },
        points,
        at,
      ),
    ],
  };
};

/** The compute-optimal frontier: a panel for each quantity, side by side over one budget axis. */
export const frontierChart = (input: FrontierChartInput): Chart => {
  const xDomain = domainOf(input.x, [
    ...Array.from(input.xs),
    ...input.panels.flatMap((part) => Array.from(part.points?.x ?? [])),
  ]);
  const columns = Math.min(Math.max(input.panels.length, 1), Math.floor(rowWidth / leastPanel));
  const width = Math.min(500, Math.floor(rowWidth / columns));
  const banded = input.panels.some((part) => part.band !== undefined);
  const subtitle = [input.subtitle, banded ? `band: ${input.intervalName ?? "interval"}` : ""];
  const last = input.xs.length - 1;
  const ends = input.panels.map(
    (part) => `${oneLine(part.y.name)} = ${formatNumber(part.values[last] ?? Number.NaN, part.y.quantity)}`,
  );
  return {
    spec: frame(input.title, subtitle.filter((part) => part !== undefined && part !== "").join(" · "), {
      columns,
      spacing: 24,
      concat: input.panels.map((part, index) => panel(input, part, index, width, xDomain)),
    }),
    summary: oneLine(
      input.summary ??
        `${input.title}: at ${input.x.name} = ${formatNumber(input.xs[last] ?? Number.NaN, input.x.quantity)}, ${ends.join(", ")}`,
    ),
  };
};
