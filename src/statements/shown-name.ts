import type { Expression } from "../../grammar/syntax.ts";
import type { MimeBundle } from "../view/mime.ts";
import { dataJson } from "./data.ts";
import { preview } from "./data-preview.ts";
import { fitCardBundle } from "./fit-card.ts";
import { groupBundles, groupsJson } from "./fit-groups.ts";
import { fitJson } from "./fit-json.ts";
import { lawBundle, lawJson } from "./law.ts";
import type { FitRecord, Scope } from "./scope.ts";
import type { JsonObject } from "./statement.ts";

/** What a name alone stands for, as the statement that defined it showed it. */
export interface ShownName {
  readonly bundles: () => readonly MimeBundle[];
  readonly json: () => JsonObject;
}

/** The data set, the law or the fit that a bare name stands for; undefined where it stands for a number or nothing. */
export function shownName(expression: Expression, scope: Scope): ShownName | undefined {
  if (expression.kind !== "name") return undefined;
  const { name } = expression;
  const entity = scope.entities.get(name);
  switch (entity?.kind) {
    case "data":
      return { bundles: () => [preview(name, entity.table)], json: () => dataJson(name, entity.table) };
    case "law":
      return entity.fit === undefined
        ? { bundles: () => [lawBundle(entity.law)], json: () => lawJson(entity.law) }
        : shownFit(entity.fit);
    case "fit":
      return shownFit(entity.fit);
    default:
      return undefined;
  }
}

function shownFit(record: FitRecord): ShownName {
  return record.groups === undefined
    ? { bundles: () => [fitCardBundle(record)], json: () => fitJson(record) }
    : { bundles: () => groupBundles(record), json: () => groupsJson(record) };
}
