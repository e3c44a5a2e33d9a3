import type { Expression, LawStatement, NameNode } from "../../grammar/syntax.ts";
import type { Table } from "../data/table.ts";
import type { FitResult } from "../fit/fit.ts";
import type { ObservedRows } from "../fit/predictions.ts";
import type { ForeignFunction } from "../law/foreign-function.ts";
import type { Law } from "../law/law.ts";
import type { Lineage } from "./lineage.ts";

/** A fit as a session keeps it: the result, and the data it was made of. */
export interface FitRecord {
  /** The name after `as`, else the law's. */
  readonly name: string;
  readonly result: FitResult;
  /** The data set's name. */
  readonly data: string;
  /** What the response is called, for axes and cards. */
  readonly response: string;
  /** Fitted rows: a column for each variable of the law. */
  readonly inputs: readonly Float64Array[];
  readonly observed: Float64Array;
  /** Rows held out by `holding out`, in the same form. */
  readonly heldOut?: ObservedRows & { readonly text: string };
  readonly sources: readonly { readonly name: string; readonly sha256: string }[];
  readonly dropped: readonly { readonly rows: number; readonly reason: string }[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  /** The statement as the formatter prints it. */
  readonly text: string;
  /** Of a fit `by` columns: the fit of each level; this record then stands for all, its parameters indexed by level. */
  readonly groups?: readonly { readonly key: string; readonly record: FitRecord }[];
}

/** A data set under its name. */
export interface DataEntity {
  readonly kind: "data";
  readonly table: Table;
  readonly sources: readonly { readonly name: string; readonly sha256: string }[];
  /** How it is made again of other rows; absent where that cannot be. */
  readonly lineage?: Lineage;
}
/** A data set that is read block by block: a fit reads all of it, and nothing else can. */
export interface StreamEntity {
  readonly kind: "stream";
  /** Some of its rows, spread over all, and those where a column is least or greatest. */
  readonly table: Table;
  readonly rows: number;
  readonly blocks: number;
  readonly read: (block: number) => Table;
}
/** A law, with its last fit if it has one. */
export interface LawEntity {
  readonly kind: "law";
  readonly law: Law;
  readonly fit?: FitRecord;
  /** What it was read from and where, to read it again over data that give its indexed parameters their levels. */
  readonly origin?: { readonly statement: LawStatement; readonly scope: Scope };
  /** What its values are counted in, where the library says so: `nats per token`. */
  readonly unit?: string;
}
/** A fit under a name of its own. */
export interface FitEntity {
  readonly kind: "fit";
  readonly fit: FitRecord;
}
/** A value or a function of the user's, meaning what its names meant where it was defined. */
export interface LetEntity {
  readonly kind: "let";
  readonly parameters?: readonly NameNode[];
  readonly value: Expression;
  readonly scope: Scope;
}
/** A function of another language. */
export interface FunctionEntity {
  readonly kind: "function";
  readonly function: ForeignFunction;
}
/** Anything a name may stand for. */
export type Entity = DataEntity | StreamEntity | LawEntity | FitEntity | LetEntity | FunctionEntity;

/** What `set` changes. */
export interface Settings {
  readonly seed: number;
  /** Level of intervals, e.g. 0.95. */
  readonly interval: number;
  readonly bootstrap: number;
  readonly starts: number;
}

/** Every name of a session. A scope is never changed: each statement gives the next one. */
export interface Scope {
  readonly entities: ReadonlyMap<string, Entity>;
  readonly settings: Settings;
  readonly lastLaw?: string;
  readonly lastData?: string;
  readonly lastFit?: FitRecord;
}

/** The scope of a new session: 1000 replicates, 95 % intervals (language.md §3.3). */
export const emptyScope: Scope = {
  entities: new Map(),
  settings: { seed: 1, interval: 0.95, bootstrap: 1000, starts: 64 },
};

/** The scope with one name more (or again). */
export function define(scope: Scope, name: string, entity: Entity, change: Partial<Scope> = {}): Scope {
  return { ...scope, ...change, entities: new Map(scope.entities).set(name, entity) };
}

/** The fit that a name stands for: a named fit, or a law's last one. */
export function fitNamed(scope: Scope, name: string): FitRecord | undefined {
  const entity = scope.entities.get(name);
  if (entity?.kind === "fit") return entity.fit;
  return entity?.kind === "law" ? entity.fit : undefined;
}

/** The names of one kind of entity, in order of definition. */
export function namesOf(scope: Scope, ...kinds: readonly Entity["kind"][]): readonly string[] {
  return [...scope.entities].filter(([, e]) => kinds.includes(e.kind)).map(([name]) => name);
}
