import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium as browserType } from "playwright-core";
import { expect, test } from "vitest";
import { renderPage } from "../../kernel/page.ts";
import { libraryLaw } from "../../src/library/library.ts";
import { freed, refit, simulation } from "../library/simulated.ts";
import { fitted, hold } from "../statements/try.ts";
import { chromium } from "../support/chromium.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";

const repeated = libraryLaw("muennighoff2023")!;
/** What draws a chart with sliders, and how many it has. */
const charts = [
  [
    "a plot",
    2,
    ["import hoffmann2022 as H", "plot curve of H against D at D in 1B..10T, N in 100M..1T, α in 0.1..0.6"],
  ],
  ["an exported fit", 1, [fitted, "export L as vega"]],
  [
    "a fit exported with steps and local definitions",
    2,
    [
      simulation(repeated),
      `${freed(repeated)}\nfit ${refit} to observed on sim with bootstrap = 0\nexport ${refit} as vega`,
    ],
  ],
] as const;

test.for(charts)(
  "the sliders of a page with %s move the curve without a kernel or a network",
  {
    timeout: 60_000,
  },
  async ([, count, programs], context) => {
    requireOrSkip(context, chromium);
    const { bundles } = await hold(...programs);
    const page = await renderPage({
      cells: [
        {
          id: "c",
          cell_type: "code",
          source: "plot",
          metadata: {},
          execution_count: 1,
          outputs: [{ output_type: "display_data", metadata: {}, data: bundles.at(-1)! }],
        },
      ],
    });
    const folder = await mkdtemp(join(tmpdir(), "lawlab-slider-"));
    const browser = await browserType.launch({ executablePath: chromium, args: ["--no-sandbox"] });
    try {
      const file = join(folder, "page.html");
      await writeFile(file, page);
      const tab = await browser.newPage();
      const requests: string[] = [];
      tab.on("request", (request) => void requests.push(request.url()));
      await tab.goto(pathToFileURL(file).href);
      const sliders = tab.locator("input[type=range]");
      await sliders.first().waitFor();
      expect(await sliders.count()).toBe(count);
      const drawn = async (): Promise<string> =>
        tab.evaluate(() => {
          const canvas = document.querySelector("canvas");
          return canvas === null
            ? [...document.querySelectorAll("svg path")].map((path) => path.getAttribute("d")).join("|")
            : canvas.toDataURL();
        });
      const before = await drawn();
      for (let index = 0; index < count; index++) {
        const last = await drawn();
        await sliders.nth(index).evaluate((input) => {
          (input as HTMLInputElement).value = (input as HTMLInputElement).max;
          input.dispatchEvent(new Event("input", { bubbles: true }));
          input.dispatchEvent(new Event("change", { bubbles: true }));
        });
        await expect.poll(drawn, { timeout: 60_000 }).not.toBe(last);
      }
      expect(await drawn()).not.toBe(before);
      expect(requests.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
    } finally {
      await browser.close();
      await rm(folder, { recursive: true });
    }
  },
);
