import { describe, expect, test } from "vitest";
import type { Chart, Json } from "../../src/view/chart.ts";
import { chartBundle } from "../../src/view/chart-bundle.ts";
import { paper } from "../../src/view/palette.ts";
import { renderStatic } from "../../src/view/render-static.ts";
import { type DrawnText, layOut } from "./drawn-texts.ts";
import { hostileNames } from "./hostile-names.ts";
import { type Pixels, pngPixels } from "./png-pixels.ts";
import { sampleCharts } from "./sample-charts.ts";

const charts = Object.entries(sampleCharts());

/** Every object inside a spec. */
const objects = function* (value: Json): Generator<{ readonly [key: string]: Json }> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield value as { readonly [key: string]: Json };
  for (const child of Object.values(value)) yield* objects(child);
};

/** Pixels of a box that are far darker than the paper around them. */
const inkIn = (pixels: Pixels, box: DrawnText["box"]): number => {
  let ink = 0;
  for (let y = Math.max(0, Math.floor(box.y1 * 2)); y < Math.min(pixels.height, Math.ceil(box.y2 * 2)); y++) {
    for (let x = Math.max(0, Math.floor(box.x1 * 2)); x < Math.min(pixels.width, Math.ceil(box.x2 * 2)); x++) {
      if (pixels.luminance(x, y) < 170) ink++;
    }
  }
  return ink;
};

/** How a title shows a name: on one line, its control characters as pictures of themselves. */
const shown = (name: string): string =>
  name
    .replace("\n", " ")
    .replaceAll("\u001b", "␛")
    .replace(/\u202e|\p{Cs}/u, "�");

const overlap = (a: DrawnText["box"], b: DrawnText["box"]): boolean =>
  Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1) > 1 && Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1) > 1;

describe.each(charts)("the %s chart", (_, chart: Chart) => {
  test("is a Vega-Lite v5 spec that paints its own paper and carries its data", () => {
    expect(chart.spec.$schema).toBe("https://vega.github.io/schema/vega-lite/v5.json");
    expect(chart.spec.background).toBe(paper);
    for (const part of objects(chart.spec)) expect(part.url).toBeUndefined();
  });

  test("names its fields c0, c1 … only", () => {
    const fields = [...objects(chart.spec)].flatMap((part) => (part.field === undefined ? [] : [part.field]));
    expect(fields.length).toBeGreaterThan(4);
    for (const field of fields) expect(field).toMatch(/^c\d$/);
    for (const part of objects(chart.spec)) {
      if (!Array.isArray(part.values) || typeof part.values[0] !== "object") continue;
      for (const row of part.values) expect(Object.keys(row as object).join()).toMatch(/^(c\d,?)+$/);
    }
  });

  test("compiles and runs without a warning", async () => {
    expect((await layOut(chart)).warnings).toEqual([]);
  });

  test("draws every label, title and legend with ink, inside the picture, none over another", async () => {
    const pixels = pngPixels((await renderStatic(chart.spec)).png!);
    const { texts } = await layOut(chart);
    const labels = texts.filter((text) => text.role !== "mark");
    expect(labels.filter((text) => text.role === "axis-label").length).toBeGreaterThanOrEqual(7);
    expect(labels.filter((text) => text.role === "axis-title").length).toBeGreaterThanOrEqual(2);
    for (const { text, box } of labels) {
      expect(inkIn(pixels, box), `ink of ${text}`).toBeGreaterThan(8 * text.replace(/[^\p{L}\p{N}]/gu, "").length);
      expect(box.x1, text).toBeGreaterThanOrEqual(0);
      expect(box.y1, text).toBeGreaterThanOrEqual(0);
      expect(box.x2 * 2, text).toBeLessThanOrEqual(pixels.width);
      expect(box.y2 * 2, text).toBeLessThanOrEqual(pixels.height);
      for (const other of labels) {
        if (other.box !== box) expect(overlap(box, other.box), `${text} over ${other.text}`).toBe(false);
      }
    }
  });

  test("becomes a bundle of spec, SVG, PNG and one line of text, without HTML", async () => {
    const bundle = await chartBundle(chart);
    expect(Object.keys(bundle)).toEqual([
      "application/vnd.vegalite.v5+json",
      "image/svg+xml",
      "image/png",
      "text/plain",
    ]);
    expect(bundle["image/svg+xml"]).toMatch(/^<svg[^>]+>/);
    expect(bundle["image/svg+xml"]).toContain('font-family="Inter, ');
    expect(
      Buffer.from(bundle["image/png"] as string, "base64")
        .subarray(1, 4)
        .toString(),
    ).toBe("PNG");
    expect(bundle["text/plain"]).toMatch(/^[^\n]{10,400}$/);
  });
});

test("the same input gives the same bytes", async () => {
  const again = Object.entries(sampleCharts());
  expect(JSON.stringify(again)).toBe(JSON.stringify(charts));
});

test("an SVG over 200 kB is left out and the PNG stands", async () => {
  const bundle = await chartBundle(sampleCharts().curve!, async () => ({
    svg: "x".repeat(200_001),
    png: new Uint8Array([1, 2]),
  }));
  expect(bundle["image/svg+xml"]).toBeUndefined();
  expect(bundle["image/png"]).toBe("AQI=");
});

test("a picture that would end the process has no PNG", async () => {
  const values = [
    { c0: 0, c1: 0 },
    { c0: 1, c1: 0 },
  ];
  const far = { type: "quantitative", scale: { domain: [1e6, 1e6 + 1] } } as const;
  const spec = {
    data: { values },
    mark: { type: "line", clip: true },
    encoding: { x: { field: "c0", type: "quantitative" }, y: { field: "c1", ...far } },
  };
  const { svg, png } = await renderStatic(spec);
  expect(svg).toContain("<svg");
  expect(png).toBeUndefined();
});

test("labels of axes read as counts, powers of ten and plain numbers", async () => {
  const labels = async (name: string): Promise<string[]> =>
    (await layOut(sampleCharts()[name]!)).texts.filter((text) => text.role === "axis-label").map((text) => text.text);
  expect(await labels("curve")).toEqual(["1B", "10B", "100B", "1T", "10T", "2", "2.5", "3"]);
  expect(await labels("frontier")).toContain("10²⁰");
  expect(await labels("residual")).toEqual(expect.arrayContaining(["−0.01", "0", "0.01", "100M"]));
});

describe("a hostile name", () => {
  test.each(hostileNames)("%j goes through every chart", async (name) => {
    for (const [kind, chart] of Object.entries(sampleCharts(name))) {
      const { warnings, texts } = await layOut(chart);
      expect(warnings, kind).toEqual([]);
      const titles = texts.filter(({ role }) => role === "title-text").map(({ text }) => text);
      // Vega cuts a long title when it draws; then what counts is the size of the picture, below.
      expect(titles, kind).toEqual(name === "" ? [] : expect.arrayContaining([shown(name)]));
      if (kind === "curves") {
        const entries = texts.filter(({ role }) => role === "legend-label").map(({ text }) => text);
        expect(entries).toEqual(expect.arrayContaining([name === "" ? "fit" : shown(name)]));
      }
      for (const { text } of texts) expect(text, kind).not.toMatch(/\p{Cc}|\u202e|NaN|undefined/u);
      expect(chart.summary, kind).not.toMatch(/\p{Cc}|\u202e/u);
      const { svg, png } = await renderStatic(chart.spec);
      expect(svg, kind).not.toMatch(/<script|<img|NaN/);
      const { width, height } = pngPixels(png!);
      expect(width, kind).toBeLessThan(2 * 1000);
      expect(height, kind).toBeLessThan(2 * 450);
    }
  });
});

describe("poor data", () => {
  const axis = { name: "x", log: true } as const;
  test.each([
    ["no points", [], []],
    ["one point", [3], [2]],
    ["equal points", [3, 3], [2, 2]],
    ["points without a logarithm", [-1, 0, 1], [0, -2, 1]],
    ["NaN and infinities", [Number.NaN, 1, 2], [1, Number.POSITIVE_INFINITY, 3]],
    ["nearly equal values", [1, 2], [2.12345678, 2.12345679]],
  ])("%s still makes a chart", async (_, x, y) => {
    const { curveChart } = await import("../../src/view/curve-chart.ts");
    const { residualChart } = await import("../../src/view/residual-chart.ts");
    const made = [
      curveChart({
        title: "t",
        x: axis,
        y: axis,
        curves: [{ x, y, band: { lower: y, upper: y } }],
        points: [{ x, y }],
        dataRange: [0, 1],
      }),
      residualChart({ title: "t", x: axis, y: { name: "r" }, points: [{ x, y }] }),
    ];
    for (const chart of made) {
      expect((await layOut(chart)).warnings).toEqual([]);
      expect((await renderStatic(chart.spec)).svg).not.toContain("NaN");
    }
  });
});
