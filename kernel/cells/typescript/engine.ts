import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runInThisContext } from "node:vm";
import { CellPlaces } from "./cell-places.ts";
import type { Problem, TypeScriptItem } from "./messages.ts";
import type { StatementReader } from "./positions.ts";

/** What running a cell gave. */
export type Ran = { readonly ok: true; readonly value?: unknown } | { readonly ok: false; readonly problem: Problem };

/** How TypeScript cells are run: behind this interface another engine can stand. */
export interface TypeScriptEngine {
  /** Makes variables known to the type checker, over any of the same name; their values are put into `variables`. */
  declare(names: readonly { readonly name: string; readonly type: string }[]): void;
  /** Runs a cell to its end; `stopped` rejects when it is interrupted while it awaits. */
  run(code: string, stopped: Promise<never>): Promise<Ran>;
  complete(code: string, cursor: number): Completed;
  /** The type of what stands at the cursor, and its documentation. */
  inspect(code: string, cursor: number): string | undefined;
  /** Runs a module's source by itself and gives what it exports. */
  evaluate(source: string): Record<string, unknown>;
  /** What a cell has thrown, with its places. */
  problem(thrown: unknown): Problem;
  /** The top-level variables of all cells so far; they may be set. */
  readonly variables: Record<string, unknown>;
}

/** Names that fit at a cursor, in place of `start`..`end`. */
export interface Completed {
  readonly start: number;
  readonly end: number;
  readonly items: readonly TypeScriptItem[];
}

// tslab's own types need a compiler of its own age: what is used of it is written down here.
interface TslabDiagnostic {
  readonly fileName?: string;
  readonly start: { readonly line: number; readonly character: number };
  readonly messageText: string;
}
interface Converted {
  readonly output?: string;
  readonly declOutput?: string;
  readonly diagnostics: readonly TslabDiagnostic[];
  readonly hasToplevelAwait?: boolean;
  readonly lastExpressionVar?: string;
  readonly sideOutputs?: readonly { readonly path: string; readonly data: string }[];
}
interface Converter {
  convert(declarations: string, source: string): Converted;
  complete(
    declarations: string,
    source: string,
    position: number,
  ): {
    readonly start: number;
    readonly end: number;
    readonly candidates: readonly string[];
    readonly original?: { readonly entries: readonly { readonly name: string; readonly kind: string }[] };
  };
  inspect(
    declarations: string,
    source: string,
    position: number,
  ):
    | {
        readonly displayParts?: readonly { readonly text: string }[];
        readonly documentation?: readonly { readonly text: string }[];
      }
    | undefined;
}
interface Compiler extends StatementReader {
  readonly sys: Record<"fileExists" | "readFile" | "directoryExists", (path: string, encoding?: string) => unknown>;
  readonly ModuleResolutionKind: Record<"Node10" | "Bundler", number>;
  transpileModule(source: string, options: object): { readonly outputText: string };
}
type Require = NodeJS.Require;

/** How many names get their types with them: each is a question to the type checker. */
const mostDetailed = 10;

/** tslab's converter in this thread, with modules resolved from `folder`; takes a second. `display` is told what tslab's own displays. */
export function createEngine(
  folder: string,
  display: (content: { readonly data: Record<string, unknown> }) => void,
): TypeScriptEngine {
  const own = createRequire(import.meta.url);
  const tslab = createRequire(own.resolve("tslab/dist/converter.js"));
  const compiler = tslab("@tslab/typescript-for-tslab") as Compiler;
  const home = packageFolder();
  offerPackage(compiler, folder, home);
  // tslab asks for Node10 by its name, which does not read the `exports` of a package.
  compiler.ModuleResolutionKind.Node10 = compiler.ModuleResolutionKind.Bundler;
  const { createConverter } = tslab("./converter.js") as {
    createConverter(options: { readonly isJS: boolean; readonly isBrowser: boolean }): Converter;
  };
  const converter = createConverter({ isJS: false, isBrowser: false });
  const variables: Record<string, unknown> = {};
  const scope = exportsOf(variables);
  const modules = moduleLoader(folder, home, () => {
    const jupyter = tslab("./jupyter.js") as { lastWriteDisplayData: unknown };
    jupyter.lastWriteDisplayData = display;
    return tslab("./public.js");
  });
  const places = new CellPlaces(compiler);
  let declarations = "";
  const problemOf = (found: readonly TslabDiagnostic[]): Problem => ({
    name: "TypeScript",
    message: found.map(place).join("\n"),
    lines: found.map(place),
  });
  return {
    variables,
    problem: (thrown) => places.problem(thrown),
    declare(names) {
      if (names.length === 0) return;
      const source = names.map(({ name, type }) => `declare let ${name}: ${type};`).join("\n");
      declarations = converter.convert(declarations, source).declOutput ?? declarations;
    },
    async run(code, stopped) {
      const made = converter.convert(declarations, code);
      modules.add(made.sideOutputs ?? []);
      if (made.diagnostics.length > 0) return { ok: false, problem: problemOf(made.diagnostics) };
      try {
        const source = `(${made.hasToplevelAwait ? "async " : ""}function (exports, require) {\n${made.output ?? ""}\n})`;
        const filename = places.add(code, source);
        const cell = runInThisContext(source, { filename }) as (exports: object, require: Require) => unknown;
        await Promise.race([cell(scope, modules.require), stopped]);
      } catch (thrown) {
        return { ok: false, problem: places.problem(thrown) };
      }
      declarations = made.declOutput ?? "";
      const last = made.lastExpressionVar;
      if (last === undefined) return { ok: true };
      const value = variables[last];
      delete variables[last];
      return { ok: true, value };
    },
    complete(code, cursor) {
      const found = converter.complete(declarations, code, cursor);
      const kinds = new Map(found.original?.entries.map(({ name, kind }) => [name, kind]));
      const typed = found.candidates.slice(0, found.candidates.length > mostDetailed ? 0 : mostDetailed);
      const types = new Map(
        typed.map((name) => {
          const source = code.slice(0, found.start) + name + code.slice(found.end);
          return [name, textOf(converter.inspect(declarations, source, found.start))] as const;
        }),
      );
      return {
        start: found.start,
        end: found.end,
        items: found.candidates.map((text) => ({
          text,
          type: kinds.get(text) ?? "",
          detail: types.get(text)?.split("\n")[0] ?? "",
        })),
      };
    },
    inspect: (code, cursor) => textOf(converter.inspect(declarations, code, cursor)),
    evaluate(source) {
      const { outputText } = compiler.transpileModule(source, { compilerOptions: { module: 1, target: 9 } });
      const exported: Record<string, unknown> = {};
      (runInThisContext(`(function (exports) { ${outputText}\n})`) as (exports: object) => void)(exported);
      return exported;
    },
  };
}

function place({ fileName, start, messageText }: TslabDiagnostic): string {
  return `${fileName === undefined ? "" : `${fileName} `}${start.line + 1}:${start.character + 1} - ${messageText}`;
}

function textOf(info: ReturnType<Converter["inspect"]>): string | undefined {
  const shown = (info?.displayParts ?? []).map(({ text }) => text).join("");
  const told = (info?.documentation ?? []).map(({ text }) => text).join("");
  return shown === "" ? undefined : told === "" ? shown : `${shown}\n\n${told}`;
}

/** Compiled cells define their names as properties with getters, where a later cell must be able to set them. */
function exportsOf(variables: Record<string, unknown>): object {
  return new Proxy(variables, {
    defineProperty: (target, name, { get, value }) => {
      if (name !== "__esModule") target[String(name)] = get === undefined ? value : get();
      return true;
    },
  });
}

interface ModuleLoader {
  readonly require: Require;
  /** Takes the compiled TypeScript files that a cell imports. */
  add(outputs: readonly { readonly path: string; readonly data: string }[]): void;
}

/** `require` from the notebook's folder: its packages, its TypeScript files, tslab, and this package where the folder has none. */
function moduleLoader(folder: string, home: string, tslab: () => unknown): ModuleLoader {
  const sources = new Map<string, string>();
  const loaded = new Map<string, { exports: unknown }>();
  const requireFrom = (from: string): Require => {
    const plain = createRequire(join(from, "cell.js"));
    const load = (id: string): unknown => {
      if (id === "tslab") return tslab();
      if (id === "lawlab" && !existsSync(join(folder, "node_modules", "lawlab"))) return plain(home);
      const path = join(from, id);
      const file = id.startsWith(".") ? [path, `${path}.js`].find((name) => sources.has(name)) : undefined;
      if (file === undefined) return plain(id);
      const known = loaded.get(file);
      if (known !== undefined) return known.exports;
      const module = { exports: {} };
      loaded.set(file, module);
      const body = `(function (exports, require, module) { ${sources.get(file)}\n})`;
      const run = runInThisContext(body, { filename: file }) as (e: object, r: Require, m: object) => void;
      run(module.exports, requireFrom(dirname(file)), module);
      return module.exports;
    };
    return Object.assign(load, {
      cache: plain.cache,
      extensions: plain.extensions,
      main: plain.main,
      resolve: plain.resolve,
    });
  };
  return {
    require: requireFrom(folder),
    add(outputs) {
      for (const { path, data } of outputs) {
        sources.set(path, data);
        loaded.delete(path);
      }
    },
  };
}

/** Lets the type checker find this package's types where the notebook's folder has no copy of its own. */
function offerPackage(compiler: Compiler, folder: string, home: string): void {
  const place = join(folder, "node_modules", "lawlab");
  if (existsSync(place)) return;
  for (const name of ["fileExists", "readFile", "directoryExists"] as const) {
    const plain = compiler.sys[name].bind(compiler.sys);
    compiler.sys[name] = (path, encoding) =>
      plain(path === place || path.startsWith(`${place}/`) ? home + path.slice(place.length) : path, encoding);
  }
}

/** The folder of this package: the nearest one above with its package.json. */
function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const file = join(folder, "package.json");
    if (existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { name?: string }).name === "lawlab")
      return folder;
    const above = dirname(folder);
    if (above === folder) throw new Error("this package's folder is not found");
    folder = above;
  }
}
