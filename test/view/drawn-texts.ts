import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { Chart } from "../../src/view/chart.ts";

/** A text of a chart with its box in pixels of the picture. */
export interface DrawnText {
  readonly text: string;
  /** Vega's word for what it is: `axis-label`, `axis-title`, `legend-label`, `title-text`, `mark`. */
  readonly role: string;
  readonly box: { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number };
}

/** A chart laid out: its texts, its size, everything that vega-lite or vega had to say, and its view. */
export interface Layout {
  readonly texts: readonly DrawnText[];
  readonly warnings: readonly string[];
  readonly view: vega.View;
}

interface SceneNode {
  readonly marktype?: string;
  readonly role?: string;
  readonly items?: readonly SceneNode[];
  readonly text?: string | readonly string[];
  readonly x?: number;
  readonly y?: number;
  readonly opacity?: number;
  readonly bounds?: { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number };
}

const textsOf = (node: SceneNode, role: string, x: number, y: number, out: DrawnText[]): void => {
  for (const item of node.items ?? []) {
    if (node.marktype === "text") {
      const text = String(item.text ?? "").trim();
      if (text === "" || item.opacity === 0 || item.bounds === undefined) continue;
      const { x1, y1, x2, y2 } = item.bounds;
      out.push({ text, role, box: { x1: x1 + x, y1: y1 + y, x2: x2 + x, y2: y2 + y } });
    } else if (node.marktype === "group") {
      for (const child of item.items ?? []) textsOf(child, child.role ?? "", x + (item.x ?? 0), y + (item.y ?? 0), out);
    }
  }
};

/** Compiles and lays out a chart with every warning caught. Text is measured as `renderStatic` set it up. */
export const layOut = async (chart: Chart): Promise<Layout> => {
  const warnings: string[] = [];
  const say = (...words: readonly unknown[]): unknown => {
    warnings.push(words.map(String).join(" "));
    return logger;
  };
  const logger: vega.LoggerInterface = {
    level: () => logger,
    warn: say,
    error: say,
    info: () => logger,
    debug: () => logger,
  } as unknown as vega.LoggerInterface;
  const compiled = compile(chart.spec as unknown as TopLevelSpec, { logger: logger as never }).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: "none", logger });
  const svg = await view.toSVG();
  const [, x, y] = /<g fill="none"[^>]*transform="translate\(([\d.]+),([\d.]+)\)"/.exec(svg) ?? [];
  const out: DrawnText[] = [];
  textsOf((view.scenegraph() as unknown as { root: SceneNode }).root, "", Number(x), Number(y), out);
  return { texts: out, warnings, view };
};
