import { type Diagnostic, error, failure, type Outcome, type Span, success } from "../../grammar/diagnostic.ts";
import { nearest } from "../../grammar/nearest.ts";
import type { BindingNode, Expression, NameNode } from "../../grammar/syntax.ts";
import { walk } from "../../grammar/walk.ts";
import type { FitResult } from "../fit/fit.ts";
import { levelText } from "../law/indexed.ts";
import { textCode } from "../law/text-code.ts";
import { type Compiled, compileInScope } from "./meaning.ts";
import { written } from "./misused-name.ts";
import { fitNamed, type Scope } from "./scope.ts";
import { type Bindings, bindingsIn } from "./values.ts";

/** A question put to fits: what is computed, over which lists and ranges, with which variable left free. */
export interface Target {
  readonly compiled: Compiled;
  readonly bindings: Bindings;
  /** The fit whose response the target is, if it is one law alone: it alone has an interval for a new row. */
  readonly observed?: FitResult;
}

/** The expression that stands for the last fit. */
export function lastFitExpression(scope: Scope, span: Span): Outcome<Expression> {
  const fit = scope.lastFit;
  if (fit !== undefined) {
    if (fitNamed(scope, fit.name) === fit) return success({ kind: "name", name: fit.name, span });
    return failure(
      error("no-fit", `${fit.name}, the name of the last fit, means something else by now`, span, {
        help: `fit again, and give the fit a name of its own: fit … on … as ${fit.name === "best" ? "first" : "best"}`,
      }),
    );
  }
  return failure(error("no-fit", "there is no fit to ask", span, { help: "fit a law first: fit L on runs" }));
}

/**
 * Reads expressions with the bindings of an `at` clause; `inputs` are further variables (searched, or solved for).
 * Every bound name must be used: a binding nobody reads is a mistake.
 */
export function readTarget(
  expressions: readonly Expression[],
  bindingNodes: readonly BindingNode[],
  scope: Scope,
  options: { readonly inputs?: readonly NameNode[]; readonly free?: boolean; readonly rows?: boolean } = {},
): Outcome<Target> {
  const read = bindingsIn(bindingNodes, scope);
  if (!read.ok) return read;
  const textual = textVariables(scope);
  const text = read.value.domains.find((d) => d.domain.kind === "texts" && !textual.has(d.name));
  const bindings = { value: withCodes(read.value) };
  if (text !== undefined) return failure(error("text-in-arithmetic", `${text.name} must be numbers`, text.span));
  const names = bindings.value.domains.map((d) => d.name);
  const unknowns = options.inputs ?? [];
  const inputs = [...names, ...unknowns.map((n) => n.name).filter((n) => !names.includes(n))];
  // Bound values are read too, so that what they leave open becomes free like anything else.
  const bound = [...bindings.value.bound.keys()].map((name): Expression => {
    const span = bindings.value.bound.get(name)?.span ?? { start: 0, end: 0 };
    return { kind: "name", name, span };
  });
  const compiled = compileInScope([...expressions, ...bound], scope, {
    inputs,
    bound: bindings.value.bound,
    ...(options.free === undefined ? {} : { free: options.free }),
  });
  const used = usedNames(expressions, [...bindings.value.bound.values()], scope);
  // A component is used where its vector is.
  const unused = [...bindingNodes.map((b) => b.name), ...unknowns].find(
    ({ name }) => !used.has(name) && !used.has(name.replace(/\[\d+\]$/u, "")),
  );
  // A name that is unknown altogether says more than what follows from it.
  if (unused !== undefined && (compiled.ok || compiled.diagnostics.every((d) => d.code === "unbound-variable")))
    return failure(unusedName(unused.name, unused.span, used));
  if (!compiled.ok) return compiled;
  // Over the rows of a data set a level is a column like the others.
  const unbound = options.rows ? undefined : unboundLevel(compiled.value);
  if (unbound !== undefined) return failure(unbound(expressions[0]?.span ?? { start: 0, end: 0 }));
  const [first] = expressions;
  const observed = first === undefined ? undefined : observedFit(first, scope);
  return success({
    compiled: compiled.value,
    bindings: bindings.value,
    ...(observed === undefined ? {} : { observed }),
  });
}

/** Variables of the scope's laws that take texts. */
function textVariables(scope: Scope): ReadonlySet<string> {
  return new Set(
    [...scope.entities.values()].flatMap((e) => {
      const laws = e.kind === "fit" ? [e.fit.result.law] : e.kind === "law" ? [e.law, e.fit?.result.law] : [];
      return laws.flatMap((law) => law?.texts ?? []);
    }),
  );
}

/** Lists of texts as their codes. */
function withCodes(bindings: Bindings): Bindings {
  const domains = bindings.domains.map((d) =>
    d.domain.kind === "texts"
      ? { ...d, domain: { kind: "numbers" as const, values: d.domain.values.map(textCode) } }
      : d,
  );
  return { ...bindings, domains };
}

/** A level cannot be left free: no curve runs along it. */
function unboundLevel({ free, fits }: Compiled): ((span: Span) => Diagnostic) | undefined {
  for (const { result, inputs } of fits) {
    const { law } = result;
    const name = free.find((f) => law.levels?.includes(f) || law.texts?.includes(f));
    if (name === undefined) continue;
    const known = [...new Set(inputs[law.variables.indexOf(name)])].map(levelText);
    return (span) =>
      error("unbound-variable", `${name} is a level and has to be said`, span, {
        note: `${name}: ${known.slice(0, 12).join(", ")}${known.length > 12 ? ", …" : ""}`,
        help: `write at ${written(name)} = ${known[0] ?? "…"}, or at ${written(name)} in [${known.slice(0, 2).join(", ")}]`,
      });
  }
  return undefined;
}

function unusedName(name: string, span: Span, used: ReadonlySet<string>): Diagnostic {
  const offer = nearest(name, used);
  return error("unknown-variable", `nothing here depends on ${name}`, span, {
    note: `variables: ${[...used].map(written).join(", ") || "none"}`,
    ...(offer === undefined ? {} : { help: `did you mean ${written(offer)}?`, fix: { span, text: written(offer) } }),
  });
}

function usedNames(expressions: readonly Expression[], bound: readonly Expression[], scope: Scope): Set<string> {
  const used = new Set<string>();
  for (const expression of [...expressions, ...bound]) {
    walk(expression, (node) => {
      if (node.kind !== "name") return;
      const entity = scope.entities.get(node.name);
      const law = fitNamed(scope, node.name)?.result.law ?? (entity?.kind === "law" ? entity.law : undefined);
      // A law's bare name stands for the law at its own variables; a let reads nothing of this statement.
      if (law === undefined) used.add(node.name);
      else for (const variable of [...law.variables, ...(law.signature ?? [])]) used.add(variable);
    });
  }
  return used;
}

function observedFit(expression: Expression, scope: Scope): FitResult | undefined {
  const name =
    expression.kind === "name" ? expression.name : expression.kind === "call" ? expression.callee.name : undefined;
  return name === undefined ? undefined : fitNamed(scope, name)?.result;
}

/** The range of a variable over the data of every fit involved. */
export function dataRange({ compiled }: Target, variable: string): readonly [number, number] | undefined {
  let range: readonly [number, number] | undefined;
  for (const fit of compiled.fits) {
    const column = fit.inputs[fit.result.law.variables.indexOf(variable)];
    if (column === undefined || column.length === 0) continue;
    let [low, high] = range ?? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const x of column) {
      if (x < low) low = x;
      if (x > high) high = x;
    }
    range = [low, high];
  }
  return range;
}
