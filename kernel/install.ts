import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { logo } from "./logo.ts";

/** Writes the kernelspec into a Jupyter data folder and gives the folder made; `entry` is the absolute path of the command. */
export async function installKernelspec(dataFolder: string, entry: string): Promise<string> {
  const folder = join(dataFolder, "kernels", "lawlab");
  mkdirSync(folder, { recursive: true });
  const spec = {
    argv: [process.execPath, entry, "kernel", "{connection_file}"],
    display_name: "lawlab",
    language: "lawlab",
    interrupt_mode: "message",
    metadata: { debugger: false },
  };
  writeFileSync(join(folder, "kernel.json"), `${JSON.stringify(spec, null, 1)}\n`);
  writeFileSync(join(folder, "logo-svg.svg"), logo);
  const { Resvg } = await import("@resvg/resvg-js");
  for (const size of [32, 64]) {
    const png = new Resvg(logo, { fitTo: { mode: "width", value: size }, font: { loadSystemFonts: false } }).render();
    writeFileSync(join(folder, `logo-${size}x${size}.png`), png.asPng());
  }
  return folder;
}
