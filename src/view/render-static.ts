import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { TopLevelSpec } from "vega-lite";
import type { SpecPart } from "./chart.ts";
import { type FontMetrics, fontMetrics } from "./font-metrics.ts";

/** A chart as pictures: SVG text, and PNG bytes at twice its size where a PNG can be made. */
export interface StaticPictures {
  readonly svg: string;
  readonly png?: Uint8Array;
}

/** Turns a Vega-Lite v5 spec into pictures. */
export type StaticRenderer = (spec: SpecPart) => Promise<StaticPictures>;

/** Pixels of the PNG per pixel of the chart: sharp on the screens of today. */
const pngScale = 2;

interface Tools {
  readonly compile: typeof import("vega-lite").compile;
  readonly vega: typeof import("vega");
  readonly Resvg: typeof import("@resvg/resvg-js").Resvg;
  readonly fontFiles: string[];
  readonly font: FontMetrics;
}

/** What vega asks of a text item before it lays out around it. */
interface TextItem {
  /** Pixels at which vega cuts the text and sets an ellipsis; 0 for none. */
  readonly limit?: number;
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

/**
 * Without a canvas vega takes every letter for 0.8 em, and labels that fit are dropped: it is told the widths of the
 * font the picture is drawn with. The hook is vega's own (vl-convert uses it); its types do not mention it.
 */
const tellWidths = (vega: Tools["vega"], regular: FontMetrics, bold: FontMetrics): void => {
  const { textMetrics } = vega as unknown as { textMetrics: { width: (item: TextItem, text: unknown) => number } };
  textMetrics.width = (item, text) => {
    const heavy = item.fontWeight === "bold" || Number(item.fontWeight) >= 600;
    const letters = text === null || text === undefined ? "" : String(text);
    const width = (heavy ? bold : regular).width(letters) * (item.fontSize ?? 11);
    return item.limit !== undefined && item.limit > 0 ? Math.min(width, item.limit) : width;
  };
};

let tools: Promise<Tools> | undefined;

/** Loads vega, resvg and the font, together about 0.4 s, when the first chart is drawn. */
const loadTools = async (): Promise<Tools> => {
  const require = createRequire(import.meta.url);
  const fontFiles = ["400Regular/Inter_400Regular.ttf", "600SemiBold/Inter_600SemiBold.ttf"].map((file) =>
    require.resolve(`@expo-google-fonts/inter/${file}`),
  );
  const [vega, { compile }, { Resvg }, regular, bold] = await Promise.all([
    import("vega"),
    import("vega-lite"),
    import("@resvg/resvg-js"),
    readFile(fontFiles[0]!),
    readFile(fontFiles[1]!),
  ]);
  const font = fontMetrics(regular);
  tellWidths(vega, font, fontMetrics(bold));
  return { compile, vega, Resvg, fontFiles, font };
};

/**
 * Whether all of a picture stands within three times its size of its corner. resvg 2.6 ends the whole process, past
 * any catch, on a clipped group that lies off the canvas; our charts never have one, a spec from elsewhere may.
 */
const staysNear = (svg: string): boolean => {
  const [, width, height] = /^<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  const far = 3 * Math.max(Number(width), Number(height));
  for (const [, x, y] of svg.matchAll(/(?:translate\(|[ "MLC])(-?[\d.e+-]+),(-?[\d.e+-]+)/g)) {
    if (!(Math.abs(Number(x)) <= far && Math.abs(Number(y)) <= far)) return false;
  }
  return far > 0;
};

/**
 * Draws a spec in this process: Vega-Lite → Vega → SVG → PNG. The PNG takes its letters from the bundled Inter and
 * nothing from the system (without a font resvg leaves text out silently), save where a name holds letters that Inter
 * lacks, such as Chinese: then the system's fonts may help out. Rejects for a spec that is not valid.
 */
export const renderStatic: StaticRenderer = async (spec) => {
  tools ??= loadTools();
  const { compile, vega, Resvg, fontFiles, font } = await tools;
  // The only door from our own plain JSON to the types of vega-lite, whose union of specs no literal satisfies.
  const compiled = compile(spec as unknown as TopLevelSpec).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: "none" });
  try {
    const svg = await view.toSVG();
    if (!staysNear(svg)) return { svg };
    const foreign = (svg.match(/\P{ASCII}/gu) ?? []).some((character) => !font.has(character));
    const png = new Resvg(svg, {
      fitTo: { mode: "zoom", value: pngScale },
      font: { loadSystemFonts: foreign, fontFiles, defaultFontFamily: "Inter", sansSerifFamily: "Inter" },
    })
      .render()
      .asPng();
    return { svg, png };
  } finally {
    view.finalize();
  }
};
