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
 * Draws charts with sliders as JupyterLab does, and asks the kernel for the band where the sliders stand; without a
 * kernel, or with one that does not know the chart's fit any more, a chart goes on by itself and without its band.
 */
export function addSliders(
  renderers: Renderers,
  trackers: readonly Tracker[],
  vegaEmbed: () => Promise<Shared>,
  widgets: Shared,
): void {
  const ask = askKernel("lawlab.slider", trackers);
  class SliderChart extends widgets.Widget {
    #drawn: Shared | undefined;

    async renderModel({ data }: Model): Promise<void> {
      const spec = data[vegaLiteMime] as { readonly params: readonly { readonly name: string }[] };
      this.#drawn?.finalize();
      const place = this.node.ownerDocument.createElement("div");
      this.node.replaceChildren(place);
      this.addClass("jp-RenderedVegaCommon5");
      const embed = await vegaEmbed();
      const drawn: Shared = await embed.default(place, spec, { mode: "vega-lite", renderer: "svg", actions: true });
      this.#drawn = drawn;
      followSliders(drawn.view, spec.params, (positions, answered) =>
        ask(this.node, { ...(data[sliderMime] as object), positions }, (answer) => answered(answer as Answer)),
      );
    }

    dispose(): void {
      this.#drawn?.finalize();
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
