import { type AxisInput, axisTitle, labelExpression, ticksOf } from "./axis.ts";
import { oneLine } from "./escape.ts";
import type { Interval } from "./format-number.ts";
import { gridInk, ink, paper, softInk } from "./palette.ts";

/** Plain JSON of a Vega-Lite v5 spec or a part of one. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** An object of a spec. */
export type SpecPart = { readonly [key: string]: Json };

/** A chart as data: a Vega-Lite v5 spec, and what it shows in one line. */
export interface Chart {
  readonly spec: SpecPart;
  readonly summary: string;
}

/** The fonts a chart asks for: Inter is bundled for images, the others are what browsers have. */
export const fontStack = "Inter, system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif";

/** Width and height of a chart's plotting area in pixels. */
export const plotWidth = 500;
export const plotHeight = 310;

const config: SpecPart = {
  font: fontStack,
  view: { stroke: "#c9c9c4" },
  axis: {
    labelColor: ink,
    labelFontSize: 11,
    titleColor: ink,
    titleFontSize: 12,
    titleFontWeight: 600,
    titlePadding: 8,
    domainColor: softInk,
    tickColor: softInk,
    tickSize: 4,
    gridColor: gridInk,
    gridWidth: 1,
    labelOverlap: "greedy",
    labelSeparation: 6,
    labelFlush: false,
  },
  legend: {
    labelColor: ink,
    labelFontSize: 11,
    labelLimit: 170,
    titleColor: ink,
    titleFontSize: 11,
    titleFontWeight: 600,
    titleLimit: 190,
    symbolSize: 70,
    symbolStrokeWidth: 2,
    rowPadding: 4,
    offset: 14,
  },
  title: {
    anchor: "start",
    frame: "group",
    color: ink,
    fontSize: 14,
    fontWeight: 600,
    subtitleColor: softInk,
    subtitleFontSize: 11,
    subtitlePadding: 5,
    offset: 12,
    limit: 640,
  },
  text: { font: fontStack, fontSize: 11, color: ink },
};

/**
 * A user's text as a title. Vega looks titles up in a plain object and dies of `constructor` and its like; with a
 * space after it, which it trims when it draws, such a text is no key.
 */
export const titleText = (text: string): string => (text in Object.prototype ? `${text} ` : oneLine(text));

/** What all charts share: paper, fonts, sizes, title. `body` is `layer`, `hconcat` … with its data. */
export const frame = (title: string, subtitle: string | undefined, body: SpecPart): SpecPart => ({
  $schema: "https://vega.github.io/schema/vega-lite/v5.json",
  background: paper,
  padding: 14,
  title: {
    text: titleText(title),
    ...(subtitle === undefined || subtitle === "" ? {} : { subtitle: titleText(subtitle) }),
  },
  ...body,
  config,
});

/** The encoding of a position channel: field, explicit domain, ticks at round values, labels such as `10B`; `length` in pixels bounds its title. */
export const position = (field: string, axis: AxisInput, domain: Interval, length: number): SpecPart => ({
  field,
  type: "quantitative",
  scale: { type: axis.log === true ? "log" : "linear", domain: [...domain], nice: false },
  axis: {
    title: titleText(axisTitle(axis)),
    titleLimit: length,
    values: ticksOf(axis, domain),
    labelExpr: labelExpression(axis.quantity),
  },
});

/** Columns of numbers and texts as rows with the field names c0, c1, …; a row with a number that is not finite is left out. Nine digits are far below a pixel, and keep specs small. */
export const rows = (...columns: readonly ArrayLike<number | string | boolean>[]): SpecPart[] => {
  const out: SpecPart[] = [];
  const length = columns[0]?.length ?? 0;
  for (let i = 0; i < length; i++) {
    const row: Record<string, Json> = {};
    let whole = true;
    columns.forEach((column, j) => {
      const value = column[i]!;
      if (typeof value === "number" && !Number.isFinite(value)) whole = false;
      row[`c${j}`] = typeof value === "number" ? Number(value.toPrecision(9)) : value;
    });
    if (whole) out.push(row);
  }
  return out;
};

/** A mark over its own rows. */
export const layer = (mark: SpecPart, data: readonly SpecPart[], encoding: SpecPart): SpecPart => ({
  data: { values: data },
  mark,
  encoding,
});

/** Text over a halo of paper `halo` pixels wide, so that lines under it do not cross it out; c2 of `data` is the text. */
export const haloText = (mark: SpecPart, data: readonly SpecPart[], encoding: SpecPart, halo = 4): SpecPart[] => [
  layer({ type: "text", ...mark, color: paper, stroke: paper, strokeWidth: halo, strokeJoin: "round" }, data, {
    ...encoding,
    text: { field: "c2", type: "nominal" },
  }),
  layer({ type: "text", ...mark }, data, { ...encoding, text: { field: "c2", type: "nominal" } }),
];
