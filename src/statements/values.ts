import { type Diagnostic, error, failure, type Outcome, type Span, success } from "../../grammar/diagnostic.ts";
import { nearest } from "../../grammar/nearest.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import type { BindingNode, DefinitionNode, Domain, Expression, ListNode } from "../../grammar/syntax.ts";
import { formatNumber } from "../view/format-number.ts";
import { compileInScope } from "./meaning.ts";
import type { Scope } from "./scope.ts";

/** What may stand after `in`: numbers, texts, or a range. */
export type DomainValue =
  | { readonly kind: "numbers"; readonly values: readonly number[] }
  | { readonly kind: "texts"; readonly values: readonly string[] }
  | { readonly kind: "range"; readonly low: number; readonly high: number };

/** A list is at most this long; grids of several lists are bounded separately. */
const longestList = 1_000_000;

/** The number an expression stands for, at the estimates of the fits it names. */
export function numberIn(expression: Expression, scope: Scope): Outcome<number> {
  const compiled = compileInScope([expression], scope, { inputs: [] });
  if (!compiled.ok) return compiled;
  return success(compiled.value.quantity(0).evaluate([], -1));
}

/** Reads a domain: `a..b`, `[…]`, `linspace(a, b, n)`, `logspace(a, b, n)`, `integers(a, b)`, or a let that is a list. */
export function domainIn(domain: Domain, scope: Scope): Outcome<DomainValue> {
  if (domain.kind === "range") {
    const low = numberIn(domain.from, scope);
    const high = numberIn(domain.to, scope);
    if (!low.ok) return low;
    if (!high.ok) return high;
    if (!(low.value < high.value)) {
      return failure(
        error(
          "empty-range",
          `the range ${formatNumber(low.value, "count")}..${formatNumber(high.value, "count")} is empty`,
          domain.span,
          {
            help: "write the smaller end first",
          },
        ),
      );
    }
    return success({ kind: "range", low: low.value, high: high.value });
  }
  if (domain.kind === "list") {
    if (domain.items.some((item) => item.kind === "string")) {
      const stray = mixedList(domain);
      if (stray !== undefined) return failure(stray);
      return success({
        kind: "texts",
        values: domain.items.flatMap((item) => (item.kind === "string" ? [item.value] : [])),
      });
    }
    const values: number[] = [];
    for (const item of domain.items) {
      const value = numberIn(item, scope);
      if (!value.ok) return value;
      values.push(value.value);
    }
    return success({ kind: "numbers", values });
  }
  if (domain.kind === "name") {
    const entity = scope.entities.get(domain.name);
    if (entity?.kind === "let" && entity.parameters === undefined) return domainIn(entity.value, entity.scope);
  }
  if (domain.kind === "call") return listCall(domain.callee.name, domain.arguments, domain.span, scope);
  return failure(
    error("not-a-domain", "after `in` stands a range or a list", domain.span, {
      help: "write 1B..10T, [1B, 7B], logspace(1B, 10T, 20) or integers(1, 8)",
    }),
  );
}

/** The diagnostic for a list of numbers and texts; undefined where it is of one kind. */
export function mixedList({ items }: ListNode): Diagnostic | undefined {
  const stray = items.some((item) => item.kind === "string") ? items.find((item) => item.kind !== "string") : undefined;
  return stray === undefined
    ? undefined
    : error("mixed-list", "a list holds numbers or texts, not both", stray.span, { help: "put texts between quotes" });
}

function listCall(name: string, args: readonly Expression[], span: Span, scope: Scope): Outcome<DomainValue> {
  const wanted = name === "integers" ? 2 : name === "linspace" || name === "logspace" ? 3 : 0;
  if (wanted === 0) {
    return failure(
      error("not-a-domain", `${name}(…) is not a list`, span, {
        help: "lists are linspace, logspace, integers, or [a, b, c]",
      }),
    );
  }
  if (args.length !== wanted) {
    return failure(error("wrong-arguments", `${name} takes ${wanted} arguments, not ${args.length}`, span));
  }
  const numbers: number[] = [];
  for (const arg of args) {
    const value = numberIn(arg, scope);
    if (!value.ok) return value;
    numbers.push(value.value);
  }
  const [a = 0, b = 0, n = 0] = numbers;
  const count = name === "integers" ? Math.floor(b) - Math.ceil(a) + 1 : n;
  if (!Number.isInteger(count) || count < 1 || count > longestList) {
    return failure(
      error("bad-count", `${name} cannot give ${formatNumber(count)} values`, span, {
        help: "ask for a whole number of values, from 1 to a million",
      }),
    );
  }
  if (name === "logspace" && !(a > 0 && b > 0)) {
    return failure(error("not-positive", "logspace needs ends above zero", span, { help: "use linspace" }));
  }
  const at = (k: number): number => {
    if (name === "integers") return Math.ceil(a) + k;
    const t = count === 1 ? 0 : k / (count - 1);
    if (k === 0) return a;
    if (k === count - 1) return b;
    return name === "linspace" ? a + t * (b - a) : Math.exp(Math.log(a) + t * (Math.log(b) - Math.log(a)));
  };
  return success({ kind: "numbers", values: Array.from({ length: count }, (_, k) => at(k)) });
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
    if (binding.relation === "=") bound.set(name, binding.value);
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
