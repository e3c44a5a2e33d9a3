import type { Statement } from "../../grammar/syntax.ts";
import type { Column } from "../data/table.ts";
import type { Scope } from "./scope.ts";

/** What changed a scope, kept so that a scope that was lost can be made again: done in order, deeds give the same names. */
export interface Deed {
  /** The statement as it was written; absent for a data set that was made elsewhere. */
  readonly text?: string;
  /** The columns of such a data set. */
  readonly columns?: readonly (readonly [string, Column])[];
  /** What it gave a meaning to, in words: a name, or `the fit of L`. */
  readonly names: readonly string[];
  /** The same as keys, with what is meant where a name is left out, and settings. */
  readonly defines: readonly string[];
  /** The keys of what it may have read of what stood before; never less than it did. */
  readonly uses: readonly string[];
  /** The work was interrupted: done again it would not stop where it did. */
  readonly cut: boolean;
}

/** The fit of a law is replaced without the law: it has a key of its own beside the law's name. */
const fitOf = (name: string): string => `fit of ${name}`;
const last = { law: "last law", data: "last data", fit: "last fit" };
const setting = (name: string): string => `set ${name}`;

/** The deed of one statement that has been run, from the scopes before and after it; undefined where nothing changed. */
export function deedOf(
  statement: Statement,
  text: string,
  before: Scope,
  after: Scope,
  cut: boolean,
): Deed | undefined {
  if (before === after) return undefined;
  const names: string[] = [];
  const defines: string[] = [];
  for (const [name, entity] of after.entities) {
    if (before.entities.get(name) === entity) continue;
    const isFit = statement.kind === "fit" && entity.kind === "law";
    names.push(isFit ? `the fit of ${name}` : name);
    if (!isFit) defines.push(name);
    defines.push(fitOf(name));
  }
  if (before.lastLaw !== after.lastLaw) defines.push(last.law);
  if (before.lastData !== after.lastData) defines.push(last.data);
  if (before.lastFit !== after.lastFit) defines.push(last.fit);
  const settings = Object.keys(after.settings) as (keyof Scope["settings"])[];
  for (const key of settings) if (before.settings[key] !== after.settings[key]) defines.push(setting(key));
  if (defines.length === 0) return undefined;
  const uses = [...usesOf(statement, text, before, defines)];
  if (statement.kind !== "set") uses.push(...settings.map(setting));
  return { text, names, defines, uses, cut };
}

/** The deed of a data set that came from outside the language. */
export function deedOfData(name: string, columns: readonly (readonly [string, Column])[]): Deed {
  return { columns, names: [name], defines: [name, fitOf(name), last.data], uses: [], cut: false };
}

/** The deed of a number or a function from outside the language; without a text it cannot be done again. */
export function deedOfElsewhere(name: string, text?: string): Deed {
  return {
    ...(text === undefined ? {} : { text }),
    names: [name],
    defines: [name, fitOf(name)],
    uses: [],
    cut: text === undefined,
  };
}

function usesOf(statement: Statement, text: string, before: Scope, defines: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  // The B of 2B is no name.
  for (const [word] of text.matchAll(/(?<![\p{L}\p{N}_])[\p{L}_][\p{L}\p{N}\p{M}_]*/gu))
    counts.set(word, (counts.get(word) ?? 0) + 1);
  const uses: string[] = [];
  const law = statement.kind === "fit" ? (statement.law?.name ?? before.lastLaw) : undefined;
  for (const name of before.entities.keys()) {
    const count = counts.get(name) ?? (text.includes(name) ? 2 : 0);
    // The name that a statement gives a new meaning to stands in it once.
    const read = count > (defines.includes(name) ? 1 : 0);
    if (name === law) {
      // To fit a law anew takes the law, and not its fit before.
      uses.push(name, ...(count > 1 ? [fitOf(name)] : []));
    } else if (read) uses.push(name, fitOf(name));
  }
  if (statement.kind === "fit") {
    if (statement.law === undefined) uses.push(last.law);
    if (!statement.clauses.some(({ kind }) => kind === "on")) uses.push(last.data);
  }
  // A parameter's name alone means that of the last fit; in a law it is the law's own.
  const parameters = before.lastFit?.result.law.parameters ?? [];
  if (statement.kind !== "law" && parameters.some(({ name }) => counts.has(name))) uses.push(last.fit);
  return uses;
}
