import { type Diagnostic, type Outcome, success } from "../../grammar/diagnostic.ts";
import type { Domain } from "../../grammar/syntax.ts";
import { textCode } from "../law/text-code.ts";
import { type ReadNumber, readDomain } from "./domains.ts";
import { isList } from "./lists.ts";
import type { Scope } from "./scope.ts";

/** The values of a list, or of a column as `runs.loss`; texts stand as their codes. Undefined for anything else. */
export function valuesIn(domain: Domain, scope: Scope, numberIn: ReadNumber): Outcome<readonly number[]> | undefined {
  if (domain.kind === "member") {
    const entity = scope.entities.get(domain.object.name);
    const found = entity?.kind === "data" ? entity.table.columns.get(domain.property.name) : undefined;
    if (found === undefined) return undefined;
    return success(found.kind === "number" ? [...found.values] : found.values.map(textCode));
  }
  if (domain.kind === "range" || !isList(domain, scope)) return undefined;
  const list = readDomain(domain, scope, numberIn);
  if (!list.ok) return list;
  if (list.value.kind === "range") return undefined;
  return success(list.value.kind === "numbers" ? list.value.values : list.value.values.map(textCode));
}

/** As valuesIn, with its mistakes told. */
export function toldValues(
  domain: Domain,
  scope: Scope,
  numberIn: ReadNumber,
  diagnostics: Diagnostic[],
): readonly number[] | undefined {
  const values = valuesIn(domain, scope, numberIn);
  if (values?.ok === false) diagnostics.push(...values.diagnostics);
  return values?.ok === true ? values.value : undefined;
}
