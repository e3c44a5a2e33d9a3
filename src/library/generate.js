// Puts the files of the library into one module, so that src reads none: `npm run grammar` runs it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const folder = new URL("./", import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".law"))
  .sort();
const entries = names.map(
  (name) => `  [${JSON.stringify(name.slice(0, -4))}, ${JSON.stringify(readFileSync(new URL(name, folder), "utf8"))}],`,
);
writeFileSync(
  new URL("library.generated.ts", folder),
  `export const lawFiles: readonly (readonly [string, string])[] = [\n${entries.join("\n")}\n];\n`,
);
