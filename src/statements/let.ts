import { type Diagnostic, error, failure, success } from "../../grammar/diagnostic.ts";
import { functionNames } from "../../grammar/function-names.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import type { DefinitionNode, LetStatement } from "../../grammar/syntax.ts";
import { oneLine } from "../view/escape.ts";
import { isList } from "./lists.ts";
import { compileInScope } from "./meaning.ts";
import { define, type Scope } from "./scope.ts";
import { defineStatement, type StatementRow } from "./statement.ts";
import { domainIn } from "./values.ts";

interface LetPlan {
  readonly definitions: readonly DefinitionNode[];
}

/** Checks one definition in the scope before it: a list, a number, or a function of its own parameters. */
function mistakes(definition: DefinitionNode, scope: Scope): readonly Diagnostic[] {
  const { name, parameters, value } = definition;
  if (functionNames.has(name.name)) {
    return [
      error("reserved-name", `${name.name} is a function of the language`, name.span, { help: "choose another name" }),
    ];
  }
  const twice = parameters?.find((p, k) => parameters.findIndex((q) => q.name === p.name) !== k);
  if (twice !== undefined)
    return [error("repeated-name", `${twice.name} stands twice among the parameters`, twice.span)];
  if (parameters === undefined && isList(value, scope)) {
    const list = domainIn(value, scope);
    return list.ok ? [] : list.diagnostics;
  }
  if (value.kind === "string")
    return [error("text-in-arithmetic", "a let is a number, a list or a function", value.span)];
  const inputs = parameters?.map((p) => p.name) ?? [];
  const compiled = compileInScope([value], scope, { inputs, calls: true, untold: inputs.length > 0 });
  return compiled.ok ? [] : compiled.diagnostics;
}

function bindAll(definitions: readonly DefinitionNode[], scope: Scope): Scope {
  return definitions.reduce((next, { name, parameters, value }) => {
    // The definition means what its names mean here; a later law of the same name does not change it.
    return define(next, name.name, {
      kind: "let",
      value,
      scope: next,
      ...(parameters === undefined ? {} : { parameters }),
    });
  }, scope);
}

/** `let NAME = …`, `let f(x) = …`. */
export const letStatement: StatementRow<LetStatement> = defineStatement<LetStatement, LetPlan, LetPlan>({
  check: ({ definitions }, scope) => {
    let inner = scope;
    const found: Diagnostic[] = [];
    for (const definition of definitions) {
      found.push(...mistakes(definition, inner));
      inner = bindAll([definition], inner);
    }
    return found.length > 0 ? failure(...found) : success({ definitions });
  },
  run: async (plan) => success(plan),
  bind: ({ definitions }, scope) => bindAll(definitions, scope),
  render: async () => [],
  json: ({ definitions }) => ({
    kind: "let",
    name: definitions.map((d) => d.name.name).join(", "),
    text: definitions
      .map((d) =>
        oneLine(
          `${d.name.name}${d.parameters === undefined ? "" : `(${d.parameters.map((p) => p.name).join(", ")})`} = ${printExpression(d.value)}`,
        ),
      )
      .join(", "),
  }),
});
