import { type Diagnostic, error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import { nearest } from "../../grammar/nearest.ts";
import { parse } from "../../grammar/parse.ts";
import type { LawStatement, NameNode } from "../../grammar/syntax.ts";
import { checkLaw } from "../law/check.ts";
import { type LibraryLaw, libraryLaw, libraryLaws } from "../library/library.ts";
import { surroundingsOf } from "./law.ts";
import { emptyScope, type LawEntity } from "./scope.ts";

/** A law of the library under the name that a program gives it. */
export interface ImportedLaw {
  readonly name: string;
  readonly entry: LibraryLaw;
  readonly entity: LawEntity;
}

/** Reads a law of the library; a name that it does not have is told with the nearest it has. */
export function importLaw(source: NameNode, as: string | undefined): Outcome<ImportedLaw> {
  const entry = libraryLaw(source.name);
  if (entry === undefined) return failure(unknownLibraryLaw(source));
  const parsed = parse(entry.text);
  const statement = parsed.ok ? parsed.value.statements[0] : undefined;
  if (statement?.kind !== "law") throw new Error(`${entry.name}.law holds no law`);
  const name = as ?? entry.name;
  const named: LawStatement = { ...statement, name: { ...statement.name, name } };
  const law = checkLaw(named, surroundingsOf(emptyScope));
  if (!law.ok) return law;
  return success({
    name,
    entry,
    entity: {
      kind: "law",
      law: law.value,
      origin: { statement: named, scope: emptyScope },
      ...(/loss in nats per token/.test(entry.units) ? { unit: "nats per token" } : {}),
    },
  });
}

function unknownLibraryLaw({ name, span }: NameNode): Diagnostic {
  const names = libraryLaws().map((law) => law.name);
  const offer = nearest(name, names);
  return error("unknown-library-law", `the library has no law ${name}`, span, {
    note: "lawlab laws lists those it has",
    ...(offer === undefined
      ? { help: 'a file is imported by its name in quotes: import "chin.json"' }
      : { help: `did you mean ${offer}?`, fix: { span, text: offer } }),
  });
}
