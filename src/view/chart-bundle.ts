import type { Chart } from "./chart.ts";
import type { MimeBundle } from "./mime.ts";
import type { StaticRenderer } from "./render-static.ts";

/** The media type that JupyterLab 4, Notebook 7 and VS Code draw; the v6 type is not registered there. */
export const vegaLiteMime = "application/vnd.vegalite.v5+json";

/** An SVG beyond this many characters slows every reader of the notebook; the PNG then stands alone. */
export const mostSvg = 200_000;

/** Bytes as base64, in pieces that fit a call's argument list. */
const base64 = (bytes: Uint8Array): string => {
  let binary = "";
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(binary);
};

/** Pictures drawn in this process; loaded when the first chart is shown. */
const inProcess: StaticRenderer = async (spec) => (await import("./render-static.ts")).renderStatic(spec);

/** A chart as a bundle: the spec, SVG and PNG for readers without Vega, one line of text; never HTML, which JupyterLab would prefer. */
export const chartBundle = async (chart: Chart, render: StaticRenderer = inProcess): Promise<MimeBundle> => {
  const { svg, png } = await render(chart.spec);
  return {
    [vegaLiteMime]: chart.spec,
    ...(svg.length > mostSvg ? {} : { "image/svg+xml": svg }),
    ...(png === undefined ? {} : { "image/png": base64(png) }),
    "text/plain": chart.summary,
  };
};
