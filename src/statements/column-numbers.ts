import { type Diagnostic, error } from "../../grammar/diagnostic.ts";
import type { CallNode, Expression, MemberNode } from "../../grammar/syntax.ts";
import type { GraphBuilder, NodeId } from "../law/expression.ts";
import type { ReadNumber } from "./domains.ts";
import { groupFunctions } from "./group-functions.ts";
import { valuesIn } from "./list-values.ts";
import { memberMistake, written } from "./misused-name.ts";
import type { Scope } from "./scope.ts";

const ofAColumn = new Set(["count", "mean", "median", "std", "quantile", "sum", "min", "max", "first", "last"]);

function isMember(e: Expression | undefined, scope: Scope): e is MemberNode {
  return e?.kind === "member" && scope.entities.get(e.object.name)?.kind === "data";
}

/** The number that `mean(runs.loss)`, `quantile(runs.loss, 0.9)` or `max(sizes)` is; undefined where no column or list is asked about. */
export function columnNumber(
  graph: GraphBuilder,
  node: CallNode,
  scope: Scope,
  diagnostics: Diagnostic[],
  numberIn: ReadNumber,
): NodeId | undefined {
  const [asked, second] = node.arguments;
  const row = groupFunctions.get(node.callee.name);
  if (row === undefined || asked === undefined || !ofAColumn.has(node.callee.name)) return undefined;
  const list = isMember(asked, scope) ? undefined : valuesIn(asked, scope, numberIn);
  if (list === undefined && !isMember(asked, scope)) return undefined;
  const refuse = (mistake: Diagnostic): NodeId => {
    diagnostics.push(mistake);
    return graph.constant(Number.NaN);
  };
  const count = node.arguments.length;
  if (count < row.least || count > row.most || (second !== undefined && second.kind !== "number"))
    return refuse(error("wrong-arguments", `${node.callee.name} takes ${row.arguments}`, node.span));
  const q = Float64Array.of(second?.kind === "number" ? second.value : 0);
  const numberOf = (values: Float64Array): NodeId => {
    const found = row.compute(values, q, values.length);
    return graph.constant(typeof found === "number" ? found : Number.NaN);
  };
  if (list !== undefined) {
    if (list.ok) return numberOf(Float64Array.from(list.value));
    diagnostics.push(...list.diagnostics);
    return graph.constant(Number.NaN);
  }
  if (!isMember(asked, scope)) return undefined;
  const data = scope.entities.get(asked.object.name);
  const column = data?.kind === "data" ? data.table.columns.get(asked.property.name) : undefined;
  if (column === undefined) return refuse(memberMistake(asked, scope));
  if (column.kind !== "number" && node.callee.name !== "count") {
    const name = `${written(asked.object.name)}.${written(asked.property.name)}`;
    return refuse(error("text-in-arithmetic", `${name} is a column of texts`, asked.span));
  }
  const values =
    column.kind === "number" ? column.values : Float64Array.from(column.values, (t) => (t === "" ? Number.NaN : 1));
  return numberOf(values);
}
