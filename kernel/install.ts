import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { logo } from "./logo.ts";
import { protocolVersion } from "./wire/message.ts";

/** Writes the kernelspec into a Jupyter data folder and gives the folder made; `entry` is the absolute path of the command. */
export async function installKernelspec(dataFolder: string, entry: string): Promise<string> {
  const folder = join(dataFolder, "kernels", "lawlab");
  mkdirSync(folder, { recursive: true });
  const spec = {
    argv: [process.execPath, entry, "kernel", "{connection_file}"],
    display_name: "lawlab",
    language: "lawlab",
    interrupt_mode: "message",
    // From 5.5 on a launcher may let the kernel choose its ports and register them.
    kernel_protocol_version: protocolVersion,
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

/**
 * Copies the extension for JupyterLab, built into `built`, to a Jupyter data folder and gives the folder made; undefined
 * when it has not been built. JupyterLab reads it at its next start.
 */
export function installLabextension(dataFolder: string, built: string, version: string): string | undefined {
  const entry = existsSync(built) ? readdirSync(built).find((name) => /^remoteEntry.*\.js$/.test(name)) : undefined;
  if (entry === undefined) return undefined;
  const folder = join(dataFolder, "labextensions", "lawlab");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "static"), { recursive: true });
  copyFileSync(join(built, entry), join(folder, "static", entry));
  const description = {
    name: "lawlab",
    version,
    description: "Highlighting, indentation and mistakes as you type for lawlab",
    license: "MIT",
    jupyterlab: { extension: true, _build: { load: `static/${entry}`, extension: "./extension" } },
  };
  const install = {
    packageManager: "npm",
    packageName: "lawlab",
    uninstallInstructions: `Delete the folder ${folder}`,
  };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(description, null, 1)}\n`);
  writeFileSync(join(folder, "install.json"), `${JSON.stringify(install, null, 1)}\n`);
  return folder;
}
