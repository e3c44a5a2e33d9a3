import { error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import { nearest } from "../../grammar/nearest.ts";
import { clause, type FitStatement, type NameNode } from "../../grammar/syntax.ts";
import type { Column } from "../data/table.ts";
import { checkLaw, type Surroundings } from "../law/check.ts";
import type { Law } from "../law/law.ts";
import { textCode } from "../law/text-code.ts";
import { externalBase } from "../law/tidy-law.ts";
import { surroundingsOf } from "./law.ts";
import type { LawEntity } from "./scope.ts";

/** A law as one fit means it, and how to read it again once the fit's rows are known. */
export interface LawReading {
  readonly law: Law;
  /** The law over its rows: every indexed parameter has its levels. The columns stand in the order of the law's inputs. */
  readonly over: (columns: readonly Float64Array[], rows: number) => Outcome<Law>;
}

/** Reads a fit's law: with `by … sharing …` every parameter but the shared ones is indexed by the group's columns. */
export function readLawFor(statement: FitStatement, entity: LawEntity): Outcome<LawReading> {
  const { origin } = entity;
  const sharing = clause(statement, "sharing");
  const by = clause(statement, "by");
  if (sharing !== undefined && by === undefined) {
    return failure(
      error("sharing-without-by", "sharing says what groups have in common, and there are no groups", sharing.span, {
        help: `name the column of the groups: fit … by corpus sharing ${sharing.names.map((n) => n.name).join(", ")}`,
      }),
    );
  }
  if (origin === undefined || (by === undefined && !entity.law.open)) return success(fixedReading(entity.law));
  if (sharing !== undefined) {
    const unknown = unknownShared(entity.law, sharing.names);
    if (unknown !== undefined) return failure(unknown);
  }
  return by === undefined
    ? readGrouped(entity, [], [])
    : readGrouped(
        entity,
        by.names,
        (sharing?.names ?? []).map((n) => n.name),
      );
}

/** Reads a law with its parameters indexed by groups, save the shared ones. */
export function readGrouped(
  { law: plain, origin }: LawEntity,
  by: readonly NameNode[],
  shared: readonly string[],
): Outcome<LawReading> {
  if (origin === undefined) return success(fixedReading(plain));
  const { statement } = origin;
  const added = by.filter((name) => !statement.variables.some((v) => v.name === name.name));
  const variables = [...statement.variables, ...added];
  const extended = { ...statement, variables };
  const surroundings: Surroundings = {
    ...surroundingsOf(origin.scope),
    ...(by.length === 0 ? {} : { grouped: { by: by.map((n) => n.name), shared: new Set(shared) } }),
  };
  const open = checkLaw(extended, surroundings);
  if (!open.ok) return open;
  const law = open.value;
  return success({
    law,
    over: (columns, rows) => {
      if (!law.open) return success(law);
      const inputs: Float64Array[] = [];
      variables.forEach((v, k) => {
        const found = columns[law.variables.indexOf(v.name)];
        if (found !== undefined) inputs[k] = found;
      });
      law.externals.forEach((_, k) => {
        const found = columns[law.variables.length + k];
        if (found !== undefined) inputs[externalBase + k] = found;
      });
      return checkLaw(extended, { ...surroundings, data: { rows, columns: inputs } });
    },
  });
}

function fixedReading(law: Law): LawReading {
  return { law, over: () => success(law) };
}

function unknownShared(law: Law, names: readonly NameNode[]): ReturnType<typeof error> | undefined {
  const bases = [...new Set(law.parameters.map((p) => p.indexed?.base ?? p.name))];
  const unknown = names.find((n) => !bases.includes(n.name));
  if (unknown === undefined) return undefined;
  const offer = nearest(unknown.name, bases);
  return error("unknown-parameter", `the law ${law.name} has no parameter ${unknown.name}`, unknown.span, {
    note: `parameters: ${bases.join(", ") || "none"}`,
    ...(offer === undefined ? {} : { help: `did you mean ${offer}?`, fix: { span: unknown.span, text: offer } }),
  });
}

/** A column as a law's input: texts by their codes, where the law takes texts; an empty text is a missing value. */
export function levelColumn(law: Law, variable: string, content: Column): Float64Array | undefined {
  if (content.kind === "number") return content.values;
  if (!law.texts?.includes(variable)) return undefined;
  const codes = new Map<string, number>();
  return Float64Array.from(content.values, (text) => {
    if (text === "") return Number.NaN;
    const code = codes.get(text) ?? textCode(text);
    codes.set(text, code);
    return code;
  });
}
