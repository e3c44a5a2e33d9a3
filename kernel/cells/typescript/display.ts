import { inspect } from "node:util";
import { bundleOf, displayTarget } from "../../../src/index.ts";
import type { Content } from "../../wire/message.ts";

/** Makes the library's `display` in this thread show through `show`. */
export function displayHook(show: (bundle: Content, id: string | undefined, update: boolean) => void): void {
  (globalThis as { [displayTarget]?: unknown })[displayTarget] = show;
}

/** How the value of a cell's last expression is shown: as its own bundle where it has one, else as text. */
export function resultBundle(value: unknown): Content {
  return bundleOf(value) ?? { "text/plain": inspect(value, { depth: 4, maxArrayLength: 50, maxStringLength: 10_000 }) };
}
