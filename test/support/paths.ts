import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's root; compiled tests stand three folders below it. */
export const root: string = fileURLToPath(new URL("../../..", import.meta.url));

/** The command as it is published: one bundled file. */
export const lawlab: string = join(root, "dist", "bin", "lawlab.js");

/** The folder of the Python programs the tests compare with and are driven by. */
export const venv: string = join(root, ".venv");

/** A program of that folder, such as `python` or `jupyter`. */
export function venvProgram(name: string): string {
  return join(venv, "bin", name);
}

/** Where tests leave what a person may want to look at; not kept by git. */
export const out: string = join(root, "out");

/** The folder shared between the projects; there on the machines of the team only. */
export const shared: string = join(root, "..", "shared");
