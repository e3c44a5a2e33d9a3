import type { Expression, NameNode } from "../../grammar/syntax.ts";
import type { ForeignFunction } from "./foreign-function.ts";
import type { LevelData } from "./indexed.ts";
import type { External, Law } from "./law.ts";

/** What a law's body may name beyond its own variables and parameters. */
export interface Surroundings {
  /** A law's form, its parameters to join this law's. */
  readonly law: (name: string) => Law | undefined;
  /** A fit, frozen: its law and an external for each of the law's parameters. */
  readonly fit: (name: string) => { readonly law: Law; readonly externals: readonly External[] } | undefined;
  /** A let: its value, or its parameters and body, and what its names mean where it was defined. */
  readonly definition: (name: string) => OuterDefinition | undefined;
  /** A bare parameter of the last fit, frozen; only what a let names so is meant, for a law's own names are its parameters. */
  readonly parameter?: (name: string) => External | undefined;
  /** A function of another language. */
  readonly foreign?: (name: string) => ForeignFunction | undefined;
  readonly known: () => readonly string[];
  /** The data that give indexed parameters their levels; without them the law stays open. */
  readonly data?: LevelData;
  /** Variables by whose levels every parameter but the shared ones is indexed. */
  readonly grouped?: { readonly by: readonly string[]; readonly shared: ReadonlySet<string> };
}

/** A let as a law meets it. */
export interface OuterDefinition {
  readonly parameters?: readonly NameNode[];
  readonly value: Expression;
  readonly surroundings: Surroundings;
}

/** The external of a law along runs that is 1 where one begins. */
export const runStart: External = { name: "\u0000start", value: 1, draws: new Float64Array(0) };
