import { error, failure, type Outcome, type Span, success } from "../../grammar/diagnostic.ts";
import { nearest } from "../../grammar/nearest.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import type { BindingNode, DefinitionNode, Domain, Expression } from "../../grammar/syntax.ts";
import { indexedName } from "../law/indexed.ts";
import { type DomainValue, readDomain } from "./domains.ts";
import { numberIn } from "./meaning.ts";
import type { Scope } from "./scope.ts";

export { numberIn } from "./meaning.ts";

/** Reads a domain: `a..b`, `[…]`, `linspace(a, b, n)`, `logspace(a, b, n)`, `integers(a, b)`, or a let that is a list. */
export function domainIn(domain: Domain, scope: Scope): Outcome<DomainValue> {
  return readDomain(domain, scope, numberIn);
}

/** `at` clauses taken apart: names bound to an expression, and names that run over a domain, left to right. */
export interface Bindings {
  readonly bound: ReadonlyMap<string, Expression>;
  readonly domains: readonly { readonly name: string; readonly domain: DomainValue; readonly span: Span }[];
}

/** Reads the bindings of an `at` clause. */
export function bindingsIn(bindings: readonly BindingNode[], scope: Scope): Outcome<Bindings> {
  const bound = new Map<string, Expression>();
  const domains: { readonly name: string; readonly domain: DomainValue; readonly span: Span }[] = [];
  for (const binding of bindings) {
    const { name } = binding.name;
    if (bound.has(name) || domains.some((d) => d.name === name)) {
      return failure(error("repeated-name", `${name} is bound twice`, binding.name.span, { help: "keep one of them" }));
    }
    if (binding.relation === "=" && binding.value.kind === "list")
      for (const [k, item] of binding.value.items.entries()) bound.set(indexedName(name, [k + 1]), item);
    else if (binding.relation === "=") bound.set(name, binding.value);
    else {
      const domain = domainIn(binding.value, scope);
      if (!domain.ok) return domain;
      domains.push({ name, domain: domain.value, span: binding.span });
    }
  }
  return success({ bound, domains });
}

/** The options after `with`, each a number, refused where the statement does not know them. */
export function optionsIn(
  definitions: readonly DefinitionNode[],
  known: readonly string[],
  scope: Scope,
): Outcome<ReadonlyMap<string, number>> {
  const options = new Map<string, number>();
  for (const { name, value } of definitions) {
    if (!known.includes(name.name)) {
      const offer = nearest(name.name, known);
      return failure(
        error("unknown-option", `there is no option ${name.name} here`, name.span, {
          note: `options: ${known.join(", ")}`,
          ...(offer === undefined ? {} : { help: `did you mean ${offer}?`, fix: { span: name.span, text: offer } }),
        }),
      );
    }
    if (options.has(name.name)) {
      return failure(error("repeated-name", `${name.name} is set twice`, name.span, { help: "keep one of them" }));
    }
    const number = numberIn(value, scope);
    if (!number.ok) return number;
    const complaint = optionMistake(name.name, number.value);
    if (complaint !== undefined)
      return failure(
        error("bad-option", `${name.name} cannot be ${printExpression(value)}`, value.span, {
          help: `${name.name} ${complaint}`,
        }),
      );
    options.set(name.name, number.value);
  }
  return success(options);
}

function optionMistake(name: string, value: number): string | undefined {
  switch (name) {
    case "interval":
      return value > 0 && value < 1 ? undefined : "lies between 0% and 100%, as in interval = 90%";
    case "bootstrap":
      return Number.isInteger(value) && value >= 0 && value <= 1_000_000
        ? undefined
        : "is a whole number from 0 to a million";
    case "starts":
      return Number.isInteger(value) && value >= 1 && value <= 100_000
        ? undefined
        : "is a whole number from 1 to 100000";
    case "seed":
      return Number.isInteger(value) && value >= 0 && value < 2 ** 31
        ? undefined
        : "is a whole number from 0 to 2147483647";
    default:
      return undefined;
  }
}

/** Every combination of lists, the last one running fastest. */
export function combinations<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return lists.reduce<readonly (readonly T[])[]>(
    (rows, list) => rows.flatMap((row) => list.map((x) => [...row, x])),
    [[]],
  );
}
