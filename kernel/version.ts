import { readFileSync } from "node:fs";

/** The version of this package, read from its package.json two folders above the compiled and the bundled file alike. */
export function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
