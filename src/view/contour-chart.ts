import { type AxisInput, hasPlace } from "./axis.ts";
import { type Chart, frame, haloText, layer, plotHeight, plotWidth, position, rows, type SpecPart } from "./chart.ts";
import { colourChannel, legendName, type Plane, type PointSet, pointLayer, pointRows, share } from "./chart-parts.ts";
import { oneLine } from "./escape.ts";
import { formatNumber, type Interval } from "./format-number.ts";
import { isolines, roundLevels } from "./isolines.ts";
import { categoryColour, ink, orderedColour } from "./palette.ts";

/** A surface over two variables as lines of equal value. */
export interface ContourChartInput {
  readonly title: string;
  readonly subtitle?: string;
  readonly x: AxisInput;
  readonly y: AxisInput;
  /** The quantity the lines are levels of. */
  readonly z: AxisInput;
  /** Sample places along x, increasing, at equal steps on the axis's own scale. */
  readonly xs: ArrayLike<number>;
  /** Sample places along y, likewise. */
  readonly ys: ArrayLike<number>;
  /** Values: `zs[iy * xs.length + ix]`. */
  readonly zs: ArrayLike<number>;
  readonly levels?: readonly number[];
  readonly points?: readonly PointSet[];
  /** A line over the surface, such as the compute-optimal frontier. */
  readonly line?: { readonly name: string; readonly x: ArrayLike<number>; readonly y: ArrayLike<number> };
  readonly summary?: string;
}

interface Isoline {
  readonly level: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Levels drawn when none are asked for. */
const usualLevels = 10;
/** Pixels that two labels keep between them. */
const labelRoom = 30;
/** Pixels that a label keeps from data points and from the line over the surface. */
const obstacleRoom = 20;

/** A place on a grid as a value on its axis. */
const valueAt = (axis: AxisInput, samples: ArrayLike<number>, place: number): number => {
  const left = Math.min(Math.max(Math.floor(place), 0), samples.length - 2);
  const from = samples[left]!;
  const to = samples[left + 1]!;
  return axis.log === true ? from * (to / from) ** (place - left) : from + (to - from) * (place - left);
};

const isolinesOf = (input: ContourChartInput, levels: readonly number[]): Isoline[] =>
  levels.flatMap((level) =>
    isolines(input.zs, input.xs.length, input.ys.length, level).map((line) => ({
      level,
      x: line.map(([place]) => valueAt(input.x, input.xs, place)),
      y: line.map(([, place]) => valueAt(input.y, input.ys, place)),
    })),
  );

type Pixel = readonly [number, number];

const pixelOf = (plane: Plane, x: number, y: number): Pixel => [
  share(plane.x, plane.xDomain, x) * plotWidth,
  share(plane.y, plane.yDomain, y) * plotHeight,
];

/** One label a line, as near its middle as other labels, and where it can be the `obstacles`, leave room. */
const labelRows = (plane: Plane, lines: readonly Isoline[], obstacles: readonly Pixel[]): SpecPart[] => {
  const taken: Pixel[] = [];
  const chosen: { x: number; y: number; text: string }[] = [];
  const apart = ([px, py]: Pixel, others: readonly Pixel[], room: number): boolean =>
    others.every(([qx, qy]) => Math.abs(px - qx) > room || Math.abs(py - qy) > room / 2);
  for (const line of lines) {
    const pixels = line.x.map((x, i) => pixelOf(plane, x, line.y[i]!));
    const middle = (pixels.length - 1) / 2;
    const free = pixels
      .map((_, i) => i)
      .filter((i) => {
        const [px, py] = pixels[i]!;
        const inside = px > 18 && px < plotWidth - 18 && py > 10 && py < plotHeight - 10;
        return inside && apart(pixels[i]!, taken, labelRoom);
      })
      .sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
    const place = free.find((i) => apart(pixels[i]!, obstacles, obstacleRoom)) ?? free[0];
    if (place === undefined) continue;
    taken.push(pixels[place]!);
    chosen.push({ x: line.x[place]!, y: line.y[place]!, text: formatNumber(line.level) });
  }
  return rows(
    chosen.map((label) => label.x),
    chosen.map((label) => label.y),
    chosen.map((label) => label.text),
  );
};

const edges = (samples: ArrayLike<number>): Interval => [samples[0]!, samples[samples.length - 1]!];

/** Lines of equal value with their levels written on them, data points and an optional line over them. */
export const contourChart = (input: ContourChartInput): Chart => {
  const [nx, ny] = [input.xs.length, input.ys.length];
  if (nx < 2 || ny < 2 || input.zs.length !== nx * ny) {
    throw new Error(`a contour chart of ${nx} × ${ny} samples got ${input.zs.length} values`);
  }
  const plane: Plane = { x: input.x, y: input.y, xDomain: edges(input.xs), yDomain: edges(input.ys) };
  const levels = [...(input.levels ?? roundLevels(input.zs, usualLevels))].sort((a, b) => a - b);
  const lines = isolinesOf(input, levels);
  const at: SpecPart = { x: { field: "c0", type: "quantitative" }, y: { field: "c1", type: "quantitative" } };
  const shade = (level: number): string =>
    orderedColour(levels.length < 2 ? 0.4 : (0.85 * levels.indexOf(level)) / (levels.length - 1));
  const inside = (row: SpecPart): boolean => {
    const [x, y] = [row.c0 as number, row.c1 as number];
    return (
      hasPlace(plane.x, x) &&
      hasPlace(plane.y, y) &&
      x >= plane.xDomain[0] &&
      x <= plane.xDomain[1] &&
      y >= plane.yDomain[0] &&
      y <= plane.yDomain[1]
    );
  };
  const sets = input.points ?? [];
  const names = sets.map((set) => legendName(set.name, "data"));
  const distinct = [...new Set(names)];
  const data = pointRows(plane, sets, names).filter(inside);
  const colour =
    distinct.length < 2
      ? { value: ink }
      : colourChannel(
          "c2",
          distinct,
          distinct.map((_, i) => categoryColour(i)),
          null,
        );
  const over = input.line === undefined ? [] : rows(input.line.x, input.line.y).filter(inside);
  const obstacles = [...data, ...over].map((row) => pixelOf(plane, row.c0 as number, row.c1 as number));
  const subtitle = [
    input.subtitle,
    `lines of equal ${input.z.label ?? input.z.name}`,
    over.length === 0 ? "" : `dashed: ${input.line?.name ?? ""}`,
  ];
  return {
    spec: frame(input.title, subtitle.filter((part) => part !== undefined && part !== "").join(" · "), {
      width: plotWidth,
      height: plotHeight,
      layer: [
        layer({ type: "point", opacity: 0 }, [], {
          x: position("c0", plane.x, plane.xDomain, plotWidth),
          y: position("c1", plane.y, plane.yDomain, plotHeight),
        }),
        ...lines.map((line) =>
          layer(
            { type: "line", strokeWidth: 1.8, color: shade(line.level), clip: true },
            rows(
              line.x,
              line.y,
              line.x.map((_, i) => i),
            ),
            {
              ...at,
              order: { field: "c2", type: "quantitative" },
            },
          ),
        ),
        ...(data.length === 0 ? [] : [pointLayer(data, colour, [input.x.name, input.y.name])]),
        ...(over.length === 0
          ? []
          : [layer({ type: "line", strokeWidth: 2.2, strokeDash: [7, 4], color: "#d55e00", clip: true }, over, at)]),
        ...haloText({ align: "center", baseline: "middle", fontSize: 10.5 }, labelRows(plane, lines, obstacles), at, 9),
      ],
    }),
    summary: oneLine(
      input.summary ??
        `${input.title}: ${levels.length} levels${levels.length === 0 ? "" : ` from ${formatNumber(levels[0]!)} to ${formatNumber(levels.at(-1)!)}`}${data.length === 0 ? "" : `; ${data.length} points`}`,
    ),
  };
};
