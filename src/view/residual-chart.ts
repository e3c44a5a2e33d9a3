import { type AxisInput, domainOf } from "./axis.ts";
import { type Chart, frame, layer, plotHeight, plotWidth, position, rows, type SpecPart } from "./chart.ts";
import { colourChannel, legendName, type Plane, type PointSet, pointLayer, pointRows } from "./chart-parts.ts";
import { oneLine } from "./escape.ts";
import { formatNumber } from "./format-number.ts";
import { categoryColour, ink, softInk } from "./palette.ts";

/** Residuals against a variable; y of each point is its residual. */
export interface ResidualChartInput {
  readonly title: string;
  readonly subtitle?: string;
  readonly x: AxisInput;
  /** The residual's axis, e.g. `residual of log loss`; always linear. */
  readonly y: AxisInput;
  readonly points: readonly PointSet[];
  /** The robust scale of the residuals, shown as a band around zero. */
  readonly scale?: number;
  readonly summary?: string;
}

/** Points around a zero line with a band of one scale. */
export const residualChart = (input: ResidualChartInput): Chart => {
  const y: AxisInput = { ...input.y, log: false };
  const scale = input.scale !== undefined && input.scale > 0 && Number.isFinite(input.scale) ? input.scale : undefined;
  const residuals = input.points.flatMap((set) => Array.from(set.y));
  const plane: Plane = {
    x: input.x,
    y,
    xDomain: domainOf(
      input.x,
      input.points.flatMap((set) => Array.from(set.x)),
    ),
    yDomain: domainOf(y, [...residuals, 0, ...(scale === undefined ? [] : [scale, -scale])], 0.08),
  };
  const names = input.points.map((set) => legendName(set.name, "data"));
  const distinct = [...new Set(names)];
  const data = pointRows(plane, input.points, names);
  const colour =
    distinct.length === 1
      ? { value: categoryColour(0) }
      : colourChannel(
          "c2",
          distinct,
          distinct.map((_, i) => categoryColour(i)),
          null,
        );
  const across: SpecPart = { x: { value: 0 }, x2: { value: plotWidth } };
  const level = (field: string): SpecPart => ({ field, type: "quantitative" });
  const band =
    scale === undefined
      ? []
      : [
          layer({ type: "rect", color: ink, opacity: 0.07 }, rows([-scale], [scale]), {
            ...across,
            y: level("c0"),
            y2: { field: "c1" },
          }),
          layer({ type: "rule", color: softInk, strokeDash: [4, 3] }, rows([-scale, scale]), {
            ...across,
            y: level("c0"),
          }),
        ];
  const bandWords = scale === undefined ? "" : `shaded: ± ${formatNumber(scale)}, the scale of the residuals`;
  return {
    spec: frame(
      input.title,
      [input.subtitle, bandWords].filter((part) => part !== undefined && part !== "").join(" · "),
      {
        width: plotWidth,
        height: plotHeight,
        layer: [
          layer({ type: "point", opacity: 0 }, [], {
            x: position("c0", plane.x, plane.xDomain, plotWidth),
            y: position("c1", plane.y, plane.yDomain, plotHeight),
          }),
          ...band,
          layer({ type: "rule", color: ink, strokeWidth: 1.4 }, rows([0]), { ...across, y: level("c0") }),
          pointLayer(data, colour, [input.x.name, y.name]),
        ],
      },
    ),
    summary: oneLine(
      input.summary ??
        `${input.title}: ${data.length} residuals${scale === undefined ? "" : `, scale ${formatNumber(scale)}`}`,
    ),
  };
};
