import { printExpression } from "../../grammar/print-expression.ts";
import type { Expression, MemberNode } from "../../grammar/syntax.ts";
import { column, makeTable } from "../data/table.ts";
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

/** The data set, the law, the fit or the column that a bare name stands for; undefined where it stands for a number or nothing. */
export function shownName(expression: Expression, scope: Scope): ShownName | undefined {
  if (expression.kind === "member") return shownColumn(expression, scope);
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

function shownColumn(node: MemberNode, scope: Scope): ShownName | undefined {
  const data = scope.entities.get(node.object.name);
  const found = data?.kind === "data" ? column(data.table, node.property.name) : undefined;
  if (found === undefined) return undefined;
  const name = printExpression(node);
  const alone = makeTable([[node.property.name, found]]);
  return { bundles: () => [preview(name, alone)], json: () => dataJson(name, alone) };
}

function shownFit(record: FitRecord): ShownName {
  return record.groups === undefined
    ? { bundles: () => [fitCardBundle(record)], json: () => fitJson(record) }
    : { bundles: () => groupBundles(record), json: () => groupsJson(record) };
}
