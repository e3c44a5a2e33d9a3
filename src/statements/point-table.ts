import type { PredictedPoint } from "../ask/predict.ts";
import { shownCell } from "../law/text-code.ts";
import { formatNumber } from "../view/format-number.ts";
import type { MimeBundle } from "../view/mime.ts";
import { variableWords } from "../view/quantity.ts";
import { type TableCell, type TableColumn, table } from "../view/table.ts";
import { written } from "./misused-name.ts";

/** What a table of predictions is made of. */
export interface PointTableInput {
  readonly text: string;
  readonly level: number;
  readonly along?: { readonly name: string; readonly low: number; readonly high: number; readonly free: boolean };
}

/** Values with their intervals at points, with what is free or beyond the data said below. */
export function pointTable(
  plan: PointTableInput,
  points: readonly { readonly at: ReadonlyMap<string, number>; readonly point: PredictedPoint }[],
): MimeBundle {
  const names = [...(points[0]?.at.keys() ?? [])];
  const observed = points.some(({ point }) => point.observation !== undefined);
  // A law without free parameters has no draws: an interval of no width would claim too much. Of a value that is not
  // determined it is unknown.
  const uncertain = points.some(
    ({ point: { value, interval } }) =>
      interval[0] < interval[1] || (Number.isFinite(value) && interval.every(Number.isNaN)),
  );
  const level = `${formatNumber(plan.level * 100)}%`;
  const columns: TableColumn[] = [
    ...names.map((name) => {
      const words = variableWords(
        name,
        points.map(({ at }) => at.get(name) ?? Number.NaN),
      );
      return { name, format: words.quantity };
    }),
    { name: plan.text },
    ...(uncertain ? [{ name: `${level} interval` }] : []),
    ...(observed ? [{ name: `${level} new run` }] : []),
  ];
  const rows = points.map(({ at, point }): readonly TableCell[] => [
    ...names.map((name) => shownCell(at.get(name) ?? Number.NaN)),
    point.value,
    ...(uncertain ? [point.interval] : []),
    ...(observed ? [point.observation ?? null] : []),
  ]);
  const notes = [freeNote(plan), beyondNote(points.map((p) => p.point))].filter((n) => n !== undefined);
  return table({
    caption: `${plan.text} predicted`,
    columns,
    rows,
    ...(notes.length === 0 ? {} : { note: notes.join(". ") }),
  });
}

function freeNote({ along, text }: PointTableInput): string | undefined {
  if (along?.free !== true) return undefined;
  return `${along.name} is free: the answer is the curve along it over the data's range; bind it with predict ${text} at ${written(along.name)} = …`;
}

/** `up to 3.2 decades past the largest C`: how far the points reach beyond the data. */
export function beyondNote(points: readonly PredictedPoint[]): string | undefined {
  let worst: PredictedPoint["beyond"];
  for (const { beyond } of points)
    if (beyond !== undefined && (worst === undefined || beyond.decades > worst.decades)) worst = beyond;
  if (worst === undefined) return undefined;
  const { variable, decades, above, log } = worst;
  if (!Number.isFinite(decades)) return `Extrapolated: ${variable} is infinitely far from the data`;
  const size = log
    ? decades >= 0.1
      ? `up to ${decades.toFixed(1)} decades `
      : `up to ${((10 ** decades - 1) * 100).toFixed(0)} % `
    : decades >= 0.1
      ? `up to ${decades.toFixed(1)} times the data's range `
      : "";
  return `Extrapolated: ${size}${above ? "past the largest" : "below the smallest"} ${variable} in the data`;
}
