import { type Completeness, completeness } from "../grammar/completeness.ts";
import type { Diagnostic } from "../grammar/diagnostic.ts";
import { functionNames } from "../grammar/function-names.ts";
import { parse } from "../grammar/parse.ts";
import type { FileAccess } from "./data/file-access.ts";
import { sampleBlocks } from "./data/sample-blocks.ts";
import { type Column as DataColumn, makeTable, type Table } from "./data/table.ts";
import type { Cancellation, Progress } from "./execute/cancellation.ts";
import type { Executor } from "./execute/executor.ts";
import { localExecutor } from "./execute/local.ts";
import type { ForeignFunction } from "./law/foreign-function.ts";
import { runProgram, type Shown } from "./pipeline.ts";
import { type Completions, completeIn } from "./statements/complete.ts";
import { type Deed, deedOfData, deedOfElsewhere } from "./statements/deeds.ts";
import { estimatesOnly } from "./statements/estimates-only.ts";
import { checkStatement } from "./statements/index.ts";
import { inspectIn } from "./statements/inspect.ts";
import { lawText } from "./statements/law.ts";
import { rootedIn } from "./statements/lineage.ts";
import { define, type Entity, emptyScope, type Scope } from "./statements/scope.ts";
import { type ScopeValue, scopeValues } from "./statements/scope-values.ts";
import { bandAt, type SliderQuestion } from "./statements/slider-band.ts";
import { tasks } from "./tasks.ts";
import type { MimeBundle } from "./view/mime.ts";

export type { Completeness } from "../grammar/completeness.ts";
export type { FileAccess } from "./data/file-access.ts";
export type { Column as DataColumn } from "./data/table.ts";
export type { ForeignAnswer, ForeignFunction } from "./law/foreign-function.ts";
export type { Shown } from "./pipeline.ts";
export type { Completions } from "./statements/complete.ts";
export type { Deed } from "./statements/deeds.ts";
export type { ScopeValue, VariableKind } from "./statements/scope-values.ts";
export type { SliderQuestion } from "./statements/slider-band.ts";

/** How a program is run. */
export interface RunOptions {
  readonly signal?: Cancellation;
  readonly show?: (shown: Shown) => void;
  readonly progress?: (progress: Progress) => void;
}

/** What a program gave: one JSON object a statement (language.md §6), ending with the first error. */
export interface RunResult {
  readonly ok: boolean;
  readonly results: readonly Readonly<Record<string, unknown>>[];
  /** Errors and warnings, in order; their spans are offsets into the text that was run. */
  readonly diagnostics: readonly Diagnostic[];
  /** True when the work was interrupted; what was found until then has been shown and is marked. */
  readonly interrupted: boolean;
}

/** What one session offers to a kernel, a command line or a page. */
export interface SessionApi {
  /** Runs a program; after an error the scope is as it was before. Never rejects for what the user wrote. */
  run(text: string, options?: RunOptions): Promise<RunResult>;
  /** Every mistake that can be found without running or reading anything. */
  check(text: string): readonly Diagnostic[];
  complete(text: string, cursor: number): Completions;
  /** What is known of the name under the cursor, as text/plain, text/html and text/latex where it has one. */
  inspect(text: string, cursor: number): MimeBundle | undefined;
  isComplete(text: string): Completeness;
  /** The rows of a chart's band where its sliders stand now; undefined where there is none, or the fit is another by now. */
  sliderBand(question: SliderQuestion, positions: readonly number[]): readonly object[] | undefined;
  /** Every name in scope, in the order of definition. */
  names(): readonly ScopeName[];
  /** The data sets in scope by name, with their columns in order, not copied. */
  data(): ReadonlyMap<string, ReadonlyMap<string, DataColumn>>;
  /** Puts a data set made elsewhere into scope; throws where its columns differ in length. */
  define(name: string, columns: Iterable<readonly [string, DataColumn]>): void;
  /** Puts rows into scope that a fit reads block by block, pass after pass; each block is read once now, for a sample. */
  defineBlocks(name: string, blocks: number, read: (block: number) => Iterable<readonly [string, DataColumn]>): void;
  /** What the names stand for, as plain data; what stays the same is the same object from call to call. */
  values(): ReadonlyMap<string, ScopeValue>;
  /** Puts a function of another language into scope, to be called on numbers and on columns; false where the language has one of that name. */
  defineFunction(name: string, callee: ForeignFunction): boolean;
  /** Puts a number into scope, as `let` does. */
  defineNumber(name: string, value: number): void;
  /** Forgets every name. */
  reset(): void;
  /** What has changed the scope since the last call, so that another session can be brought to the same one. */
  takeDeeds(): Deeds;
  /** Does again what changed another session's scope; false where that cannot be, and then no name is changed. */
  redo(deed: Deed, signal?: Cancellation): Promise<boolean>;
}

/** What has changed a scope, in order. */
export interface Deeds {
  /** Every name was forgotten before them. */
  readonly fresh: boolean;
  readonly deeds: readonly Deed[];
}

/** A name in scope and what it is. */
export interface ScopeName {
  readonly name: string;
  readonly kind: Entity["kind"];
  /** In a few words: a data set's columns, a law's text, what a fit was made of. */
  readonly detail: string;
}

/** What a session is opened with. */
export interface SessionOptions {
  readonly files: FileAccess;
  /** Where the independent parts of a fit run; on the session's own thread where nothing is said. */
  readonly executor?: Executor;
}

/** A scope carried from cell to cell. */
export class Session implements SessionApi {
  private scope: Scope = emptyScope;
  private deeds: Deed[] = [];
  private fresh = false;
  private readonly files: FileAccess;
  private readonly executor: Executor;

  constructor(options: SessionOptions) {
    this.files = options.files;
    this.executor = options.executor ?? localExecutor(tasks);
  }

  async run(text: string, options: RunOptions = {}): Promise<RunResult> {
    const context = {
      files: this.files,
      executor: this.executor,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.progress === undefined ? {} : { progress: options.progress }),
    };
    const { scope, deeds, ...result } = await runProgram(text, this.scope, context, options.show ?? (() => {}));
    this.scope = scope;
    this.deeds.push(...deeds);
    return result;
  }

  check(text: string): readonly Diagnostic[] {
    const parsed = parse(text);
    if (!parsed.ok) return parsed.diagnostics;
    // A name that the text itself defines is not in scope yet: what uses it can be judged only when it runs.
    const [first] = parsed.value.statements;
    if (first === undefined || parsed.value.statements.length > 1) return parsed.warnings;
    const outcome = checkStatement(first, estimatesOnly(this.scope));
    return outcome.ok ? [...parsed.warnings, ...outcome.warnings] : outcome.diagnostics;
  }

  complete(text: string, cursor: number): Completions {
    return completeIn(this.scope, text, cursor);
  }

  inspect(text: string, cursor: number): MimeBundle | undefined {
    return inspectIn(this.scope, text, cursor);
  }

  isComplete(text: string): Completeness {
    return completeness(text);
  }

  sliderBand(question: SliderQuestion, positions: readonly number[]): readonly object[] | undefined {
    return bandAt(question, positions, this.scope);
  }

  names(): readonly ScopeName[] {
    return [...this.scope.entities].map(([name, entity]) => ({ name, kind: entity.kind, detail: detailOf(entity) }));
  }

  data(): ReadonlyMap<string, ReadonlyMap<string, DataColumn>> {
    return new Map(
      [...this.scope.entities].flatMap(([name, entity]) =>
        entity.kind === "data" ? [[name, entity.table.columns] as const] : [],
      ),
    );
  }

  define(name: string, columns: Iterable<readonly [string, DataColumn]>): void {
    const table = makeTable(columns);
    const entity: Entity = { kind: "data", table, sources: [], lineage: rootedIn(table) };
    this.scope = define(this.scope, name, entity, { lastData: name });
    this.deeds.push(deedOfData(name, [...entity.table.columns]));
  }

  defineBlocks(name: string, blocks: number, read: (block: number) => Iterable<readonly [string, DataColumn]>): void {
    const table = (block: number): Table => makeTable(read(block));
    this.scope = define(
      this.scope,
      name,
      { kind: "stream", blocks, read: table, ...sampleBlocks(blocks, table) },
      { lastData: name },
    );
    this.deeds.push(deedOfElsewhere(name));
  }

  values(): ReadonlyMap<string, ScopeValue> {
    return scopeValues(this.scope);
  }

  defineFunction(name: string, callee: ForeignFunction): boolean {
    if (functionNames.has(name)) return false;
    this.scope = define(this.scope, name, { kind: "function", function: callee });
    this.deeds.push(deedOfElsewhere(name));
    return true;
  }

  defineNumber(name: string, value: number): void {
    const node = { kind: "number", value, text: String(value), span: { start: 0, end: 0 } } as const;
    this.scope = define(this.scope, name, { kind: "let", value: node, scope: emptyScope });
    this.deeds.push(deedOfElsewhere(name, Number.isFinite(value) ? `let ${name} = ${value}` : undefined));
  }

  takeDeeds(): Deeds {
    const taken = { fresh: this.fresh, deeds: this.deeds };
    this.deeds = [];
    this.fresh = false;
    return taken;
  }

  async redo({ text, columns, names, cut }: Deed, signal?: Cancellation): Promise<boolean> {
    if (cut || signal?.aborted === true) return false;
    if (columns !== undefined) this.define(names[0] ?? "", columns);
    else if (text === undefined) return false;
    else return (await this.run(text, signal === undefined ? {} : { signal })).diagnostics.every(notAnError);
    return true;
  }

  reset(): void {
    this.scope = emptyScope;
    this.deeds = [];
    this.fresh = true;
  }
}

function notAnError({ severity }: Diagnostic): boolean {
  return severity !== "error";
}

function detailOf(entity: Entity): string {
  switch (entity.kind) {
    case "data":
      return `${entity.table.rows} rows of ${[...entity.table.columns.keys()].join(", ")}`;
    case "stream":
      return `${entity.rows} rows of ${[...entity.table.columns.keys()].join(", ")}, in ${entity.blocks} blocks`;
    case "law":
      return lawText(entity.law);
    case "fit":
      return `of ${entity.fit.data}`;
    case "let":
      return entity.parameters === undefined ? "" : "a function";
    case "function":
      return `of ${entity.function.parameters.join(", ")}`;
  }
}
