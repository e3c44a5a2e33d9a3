import { contours } from "d3-contour";

/** One line of equal value, open or closed, in places on the grid: 0 is the first sample, 1 the second. */
export type GridLine = readonly (readonly [number, number])[];

/** Cuts a ring where it runs along the grid's border: there it closes an area, it is no line of equal value. */
const cutAtBorder = (ring: readonly (readonly number[])[], columns: number, rows: number): GridLine[] => {
  const atBorder = ([x, y]: readonly number[]): boolean => x! <= 0 || y! <= 0 || x! >= columns || y! >= rows;
  const open = ring.slice(0, -1);
  const start = open.findIndex(atBorder);
  // d3-contour has its samples at the middle of unit cells.
  const place = ([x, y]: readonly number[]): readonly [number, number] => [x! - 0.5, y! - 0.5];
  if (start < 0) return [ring.map(place)];
  const lines: (readonly [number, number])[][] = [[]];
  for (let i = 0; i < open.length; i++) {
    const point = open[(start + i) % open.length]!;
    if (atBorder(point)) lines.push([]);
    else lines.at(-1)!.push(place(point));
  }
  return lines.filter((line) => line.length > 1);
};

/**
 * Lines of equal value of `values` (row by row, `columns` a row), by marching squares of d3-contour with linear
 * interpolation. A value that is not finite counts as lower than every level.
 */
export const isolines = (values: ArrayLike<number>, columns: number, rows: number, level: number): GridLine[] => {
  const grid = Array.from(values, (value) => (Number.isFinite(value) ? value : Number.NEGATIVE_INFINITY));
  const { coordinates } = contours().size([columns, rows]).smooth(true).contour(grid, level);
  return coordinates.flatMap((polygon) => polygon.flatMap((ring) => cutAtBorder(ring, columns, rows)));
};

/** About `count` round levels that cut the values into equally frequent parts. */
export const roundLevels = (values: ArrayLike<number>, count: number): number[] => {
  const sorted = Array.from(values)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const least = sorted[0];
  const most = sorted.at(-1);
  if (least === undefined || most === undefined || !(most > least)) return [];
  const quantile = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
  // Rounded to the place at which the middle levels still differ.
  const gap = (quantile(0.6) - quantile(0.4)) / (0.2 * (count + 1)) || (most - least) / count;
  const unit = 10 ** Math.floor(Math.log10(gap));
  const step = unit * (gap / unit >= 5 ? 5 : gap / unit >= 2 ? 2 : 1);
  const levels = Array.from({ length: count }, (_, i) =>
    Number((Math.round(quantile((i + 1) / (count + 1)) / step) * step).toPrecision(12)),
  );
  return [...new Set(levels)].filter((level) => level > least && level < most);
};
