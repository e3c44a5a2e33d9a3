import type { Expression } from "../../grammar/syntax.ts";
import type { Scope } from "./scope.ts";

/** The functions that give a list of numbers. */
export const listFunctions: ReadonlySet<string> = new Set(["linspace", "logspace", "integers"]);

/** Whether an expression is a list: written out, made by a list function, or the name of such a let. */
export function isList(expression: Expression, scope: Scope): boolean {
  if (expression.kind === "list") return true;
  if (expression.kind === "call") return listFunctions.has(expression.callee.name);
  if (expression.kind !== "name") return false;
  const entity = scope.entities.get(expression.name);
  // Each let stands in the scope before it, so this ends.
  return entity?.kind === "let" && entity.parameters === undefined && isList(entity.value, entity.scope);
}
