import type { Model, Renderers, Shared, Tracker } from "./host.ts";
import { askKernel } from "./kernel-comm.ts";

const sliderMime = "application/vnd.lawlab.slider+json";
const vegaLiteMime = "application/vnd.vegalite.v5+json";
/** Before JupyterLab's own renderer of the chart, which stands at 57. */
const rank = 40;
/** An answer that has not come by then, in milliseconds, went with its kernel. */
const patience = 5000;

interface Answer {
  readonly positions: readonly number[];
  readonly band: readonly object[];
}

/**
 * Has charts with sliders drawn by the page's own renderer, and asks the kernel for the band where the sliders stand; without
 * a kernel, or with one that does not know the chart's fit any more, a chart goes on by itself and without its band.
 */
export function addSliders(renderers: Renderers, trackers: readonly Tracker[], widgets: Shared): void {
  const ask = askKernel("lawlab.slider", trackers);
  class SliderChart extends widgets.Widget {
    #chart: Shared | undefined;

    async renderModel({ data: { [sliderMime]: question, ...data }, trusted }: Model): Promise<void> {
      const type = renderers.preferredMimeType(data, trusted ? "any" : "ensure");
      this.#chart?.dispose();
      this.#chart = undefined;
      if (type === undefined) return;
      const chart = renderers.createRenderer(type);
      this.#chart = chart;
      this.node.replaceChildren(chart.node);
      const metadata = { [vegaLiteMime]: { embed_options: { renderer: "svg" } } };
      await chart.renderModel({ data, metadata, trusted, setData: () => undefined });
      if (type !== vegaLiteMime) return;
      const { params } = data[vegaLiteMime] as { readonly params: readonly { readonly name: string }[] };
      // Where the renderer keeps what Vega has drawn has no public name.
      const view: Shared | undefined = chart._result?.view;
      if (view === undefined) return;
      followSliders(view, params, (positions, answered) =>
        ask(this.node, { ...(question as object), positions }, (answer) => answered(answer as Answer)),
      );
    }

    dispose(): void {
      this.#chart?.dispose();
      super.dispose();
    }
  }
  renderers.addFactory({ safe: true, mimeTypes: [sliderMime], createRenderer: () => new SliderChart() }, rank);
}

/** Keeps a chart's band where its sliders are: one question at a time, the last position always asked. */
function followSliders(
  view: Shared,
  params: readonly { readonly name: string }[],
  ask: (positions: readonly number[], answered: (answer: Answer) => void) => boolean,
): void {
  const names = params.map(({ name }) => name).filter((name) => /^s\d+$/.test(name));
  const now = (): readonly number[] => names.map((name) => view.signal(name));
  let asked = Number.NEGATIVE_INFINITY;
  let moved = false;
  const answered = ({ positions, band }: Answer): void => {
    asked = Number.NEGATIVE_INFINITY;
    view.data("band", band);
    positions.forEach((position, k) => {
      if (band.length > 0) view.signal(`at${k}`, position);
    });
    view.runAsync();
    if (moved) follow();
  };
  const follow = (): void => {
    moved = performance.now() - asked < patience;
    if (!moved && ask(now(), answered)) asked = performance.now();
  };
  for (const name of names) view.addSignalListener(name, follow);
}
