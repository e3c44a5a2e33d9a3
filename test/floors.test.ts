import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { parseAst } from "rolldown/parseAst";
import { describe, expect, it } from "vitest";
import { root } from "./support/paths.ts";

/** Floors from the ground; a file may import from its own floor and from those below. */
const floors: readonly (readonly string[])[] = [
  ["src/execute"],
  ["grammar"],
  ["src/data", "src/law", "src/library", "src/version.ts"],
  ["src/fit"],
  ["src/ask"],
  ["src/view"],
  ["src/export"],
  ["src/statements"],
  [
    "src/pipeline.ts",
    "src/session.ts",
    "src/tasks.ts",
    "src/worker.ts",
    "src/node-executor.ts",
    "src/warm-up.ts",
    "src/index.ts",
    "src/api.ts",
    "src/display.ts",
    "src/input.ts",
  ],
  ["kernel"],
];

/** The files at which a third-party package may enter. */
const packages: Readonly<Record<string, readonly string[]>> = {
  moo: ["grammar/tokens.ts"],
  nearley: ["grammar/parse.ts"],
  "fastest-levenshtein": ["grammar/nearest.ts", "src/data/read.ts"],
  "csv-parse": ["src/data/csv.ts"],
  hyparquet: ["src/data/parquet.ts"],
  "hyparquet-compressors": ["src/data/parquet.ts"],
  fzstd: ["src/data/decompress.ts"],
  "ml-matrix": ["src/fit/"],
  "pure-rand": ["src/fit/random.ts"],
  vega: ["src/view/render-static.ts", "src/view/font-metrics.ts"],
  "vega-lite": ["src/view/render-static.ts"],
  "d3-contour": ["src/view/isolines.ts"],
  "@resvg/resvg-js": ["src/view/render-static.ts", "kernel/install.ts"],
  "@duckdb/node-api": ["kernel/cells/sql.ts"],
  zeromq: ["kernel/transport/"],
  commander: ["kernel/command-line.ts"],
  "markdown-it": ["kernel/page-markdown.ts"],
  katex: ["kernel/page-markdown.ts"],
};

/** Where Node's own modules may enter `src`; the rest runs in a browser's worker unchanged. */
const nodeDoors = [
  "src/data/read.ts",
  "src/execute/threads.ts",
  "src/execute/block-threads.ts",
  "src/view/render-static.ts",
  "src/worker.ts",
];

interface Import {
  readonly from: string;
  readonly to: string;
}

function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(join(root, path)).isDirectory()) return sources(path);
    return path.endsWith(".ts") && !path.endsWith(".generated.ts") ? [path] : [];
  });
}

/** Every specifier a file imports, re-exports, imports dynamically or names in an inline `import("…")` type. */
function specifiers(path: string): readonly string[] {
  const text = readFileSync(join(root, path), "utf8");
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      node.forEach(visit);
      return;
    }
    if (typeof node !== "object" || node === null) return;
    const { source, type } = node as { source?: { value?: unknown }; type?: string };
    if (type !== undefined && /^(Import|Export|TSImport)/u.test(type) && typeof source?.value === "string")
      found.push(source.value);
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseAst(text, { lang: "ts" }));
  return found;
}

const files = ["grammar", "src", "kernel"].flatMap(sources);
const imports: readonly Import[] = files.flatMap((from) =>
  specifiers(from).map((to) => ({ from, to: to.startsWith(".") ? normalize(join(dirname(from), to)) : to })),
);
const own = imports.filter(({ to }) => /^(grammar|src|kernel|test|notebooks)\//u.test(to));

function floorOf(path: string): number {
  return floors.findIndex((names) => names.some((name) => path === name || path.startsWith(`${name}/`)));
}

describe("the floors", () => {
  it("hold every file", () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((f) => floorOf(f) < 0)).toEqual([]);
  });

  it("are never climbed by an import, types included", () => {
    const broken = own.filter(({ from, to }) => floorOf(to) > floorOf(from));
    expect(broken.map(({ from, to }) => `${from} imports ${to} from a higher floor`)).toEqual([]);
  });

  it("keep the kernel to the public door", () => {
    const broken = own.filter(
      ({ from, to }) => from.startsWith("kernel/") && /^(src|grammar)\//u.test(to) && to !== "src/index.ts",
    );
    expect(broken.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it("have no circles", () => {
    const next = new Map<string, readonly string[]>(
      files.map((f) => [f, own.filter((i) => i.from === f).map((i) => i.to)]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) {
        circles.push([...path.slice(path.indexOf(file)), file].join(" → "));
        return;
      }
      if (done.has(file)) return;
      for (const to of next.get(file) ?? []) visit(to, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  it("let a package in at its own files alone", () => {
    const foreign = imports.filter(({ to }) => !/^(grammar|src|kernel|test)\//u.test(to) && !to.startsWith("node:"));
    const broken = foreign.filter(({ from, to }) => {
      const name = to.startsWith("@") ? to.split("/").slice(0, 2).join("/") : (to.split("/")[0] ?? to);
      return !(packages[name] ?? []).some((door) => from === door || (door.endsWith("/") && from.startsWith(door)));
    });
    expect(broken.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it("let Node's own modules into src and grammar behind interfaces alone", () => {
    const broken = imports.filter(
      ({ from, to }) => to.startsWith("node:") && !from.startsWith("kernel/") && !nodeDoors.includes(from),
    );
    expect(broken.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it("are built of files below the wall of 300 lines", () => {
    const lines = (path: string): number => readFileSync(join(root, path), "utf8").split("\n").length - 1;
    const long = files.filter((f) => lines(f) > 300).map((f) => `${relative(".", f)}: ${lines(f)} lines`);
    expect(long).toEqual([]);
  });

  it("have no default export, any, enum or folder of odds and ends", () => {
    const odd = files.filter((f) => /\b(utils|helpers|misc)\b/u.test(f));
    const code = (f: string): string =>
      readFileSync(join(root, f), "utf8").replaceAll(
        /\/\*[\s\S]*?\*\/|\/\/.*|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/gu,
        "",
      );
    const broken = files.filter((f) =>
      /\bexport default\b|:\s*any\b|\bas any\b|^\s*(export\s+)?(const\s+)?enum\s/mu.test(code(f)),
    );
    expect([...odd, ...broken]).toEqual([]);
  });
});
