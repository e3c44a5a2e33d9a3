import { error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import { nearest } from "../../grammar/nearest.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import type { CallNode, DefinitionNode, Expression } from "../../grammar/syntax.ts";
import type { Law } from "../law/law.ts";
import type { Scope } from "./scope.ts";
import { combinations, domainIn, numberIn } from "./values.ts";

/** No grid of starts has more points than this. */
const mostStarts = 100_000;

/** Whether the option `starts` gives points and not their number. */
export function givesPoints(definition: DefinitionNode): boolean {
  const { name, value } = definition;
  return (
    name.name === "starts" && value.kind === "call" && (value.callee.name === "grid" || value.callee.name === "point")
  );
}

/** `starts = grid(α in [0, 0.5, 1], E in [1, 2])` or `point(α = 0.3, …)`: points over the law's parameters, NaN where left open. */
export function readStarts(definition: DefinitionNode, law: Law, scope: Scope): Outcome<readonly Float64Array[]> {
  const call = definition.value as CallNode;
  const named: { readonly indices: readonly number[]; readonly values: readonly number[] }[] = [];
  for (const argument of call.arguments) {
    const read = readOne(argument, call, law, scope);
    if (!read.ok) return read;
    named.push(read.value);
  }
  if (named.length === 0)
    return failure(
      error("wrong-arguments", `${call.callee.name} names no parameter`, call.span, {
        help: "write point(α = 0.3) or grid(α in [0, 0.5, 1])",
      }),
    );
  const count = named.reduce((product, { values }) => product * values.length, 1);
  if (count > mostStarts)
    return failure(error("too-large", `the grid would have ${count} starts: ${mostStarts} at most`, call.span));
  const starts = combinations(named.map(({ values }) => values)).map((combo) => {
    const theta = Float64Array.from(law.parameters, (p) => p.fixed ?? Number.NaN);
    combo.forEach((value, k) => {
      for (const index of named[k]?.indices ?? []) theta[index] = value;
    });
    return theta;
  });
  return success(starts);
}

function readOne(
  argument: Expression,
  call: CallNode,
  law: Law,
  scope: Scope,
): Outcome<{ readonly indices: readonly number[]; readonly values: readonly number[] }> {
  const point = call.callee.name === "point";
  const name =
    point && argument.kind === "comparison" && argument.operator === "="
      ? argument.left
      : !point && argument.kind === "membership"
        ? argument.value
        : undefined;
  if (name === undefined || (name.kind !== "name" && name.kind !== "index")) {
    return failure(
      error("bad-option", point ? "a point gives parameters by =" : "a grid gives parameters by in", argument.span, {
        help: point ? "write point(α = 0.3, E = 1.7)" : "write grid(α in [0, 0.5, 1], E in [1, 2])",
      }),
    );
  }
  const text = name.kind === "name" ? name.name : printExpression(name);
  const indices = law.parameters.flatMap((p, k) => (p.name === text || p.indexed?.base === text ? [k] : []));
  if (indices.length === 0) {
    const names = law.parameters.map((p) => p.name);
    const offer = nearest(text, names);
    return failure(
      error("unknown-parameter", `the law ${law.name} has no parameter ${text}`, name.span, {
        note: `parameters: ${names.slice(0, 12).join(", ") || "none"}`,
        ...(offer === undefined ? {} : { help: `did you mean ${offer}?` }),
      }),
    );
  }
  if (argument.kind === "comparison") {
    const value = numberIn(argument.right, scope);
    return value.ok ? success({ indices, values: [value.value] }) : value;
  }
  if (argument.kind !== "membership") throw new Error("a start is a comparison or a membership");
  const domain = domainIn(argument.domain, scope);
  if (!domain.ok) return domain;
  if (domain.value.kind !== "numbers")
    return failure(
      error("not-a-list", "a grid of starts needs lists of numbers", argument.domain.span, {
        help: `write ${text} in [0, 0.5, 1] or linspace(0, 1, 5)`,
      }),
    );
  return success({ indices, values: domain.value.values });
}
