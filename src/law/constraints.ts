import { type Diagnostic, error, type Span } from "../../grammar/diagnostic.ts";
import { nearest } from "../../grammar/nearest.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import type { ComparisonNode, Domain, Expression, LawStatement, MembershipNode } from "../../grammar/syntax.ts";
import { buildExpression, type Meanings } from "./build.ts";
import { evaluate } from "./evaluate.ts";
import { dependencies, type GraphBuilder, type NodeId } from "./expression.ts";
import type { LawParameter } from "./law.ts";
import { isPriorName, priors } from "./prior.ts";

/**
 * Reads a law's `where`: bounds (`A > 0`, `E in 0..3`), fixed values (`E = 1.69`) and ties (`α = β`, `β = α/2`; the
 * left side is the one that follows). Returns the parameters in their order with what was said of each.
 */
export function applyConstraints(
  statement: LawStatement,
  builder: GraphBuilder,
  parameters: Map<string, LawParameter>,
  meanings: Meanings,
  diagnostics: Diagnostic[],
  /** Whether levels are still to come, so that one that is named may be none yet. */
  open = false,
): readonly LawParameter[] {
  const body = new Set(parameters.keys());
  /** The last condition that names a parameter alone on a side. */
  const placeOf = (name: string): Span => {
    const about = (e: Expression): boolean => e.kind === "name" && e.name === name;
    const found = conditions.findLast((c) =>
      c.kind === "comparison" ? about(c.left) || about(c.right) : c.kind === "membership" && about(c.value),
    );
    return found?.span ?? statement.name.span;
  };
  /** What is said of an indexed name is said of every level. */
  const levelsOf = (name: string): readonly string[] =>
    body.has(name) ? [name] : [...parameters].flatMap(([key, p]) => (p.indexed?.base === name ? [key] : []));
  const result = new Map(parameters);
  const conditions = statement.clauses.flatMap((c) => (c.kind === "where" ? c.conditions : []));
  const build = (e: Expression): NodeId => buildExpression(builder, e, meanings, diagnostics);

  const constant = (e: Expression): number | undefined => {
    const before = diagnostics.length;
    const node = build(e);
    if (diagnostics.length > before) return undefined;
    if (dependencies(builder)[node] !== 0) {
      diagnostics.push(
        error("not-a-number", "a bound must be a number", e.span, {
          help: "write a number, or a range of numbers as in 0..1",
        }),
      );
      return undefined;
    }
    return evaluate(builder, [node], [], [])[0];
  };
  const update = (name: string, change: (old: LawParameter) => Partial<LawParameter>): void => {
    for (const level of levelsOf(name)) {
      const old = result.get(level);
      if (old !== undefined) result.set(level, { ...old, ...change(old) });
    }
  };
  const raise = (name: string, lower: number): void => update(name, (old) => ({ lower: Math.max(old.lower, lower) }));
  const cap = (name: string, upper: number): void => update(name, (old) => ({ upper: Math.min(old.upper, upper) }));

  /** The ends of open bounds, which the parameter may not be. */
  const excluded = new Map<string, readonly number[]>();

  const owns = (e: Expression): string | undefined => {
    const text = e.kind === "name" ? e.name : e.kind === "index" ? printExpression(e) : undefined;
    if (text !== undefined && levelsOf(text).length > 0) return text;
    // Before there are data, a level that is named may come with them.
    return open && e.kind === "index" && e.object.kind === "name" && levelsOf(e.object.name).length > 0
      ? text
      : undefined;
  };
  const unknown = (condition: Domain): void => {
    const text = "a law's `where` bounds, fixes or ties one of its parameters";
    const parted = condition.kind === "logical" && condition.operator === "and";
    diagnostics.push(
      error("not-a-constraint", text, condition.span, {
        note: `parameters: ${[...body].join(", ") || "none"}`,
        help: parted
          ? `part conditions by commas: ${printExpression(condition.left)}, ${printExpression(condition.right)}`
          : "write A > 0, E in 0..3, E = 1.69, or α = β",
      }),
    );
  };

  const comparison = (e: ComparisonNode): void => {
    const left = owns(e.left);
    const right = owns(e.right);
    if (e.operator === "=") {
      equality(e, left, right);
      return;
    }
    if (e.operator === "~") {
      prior(e, left);
      return;
    }
    if (e.operator === "!=" || (left === undefined && right === undefined)) {
      missing(e);
      return;
    }
    const name = left ?? right ?? "";
    const value = constant(left === undefined ? e.left : e.right);
    if (value === undefined) return;
    const above = (e.operator === ">" || e.operator === ">=") === (left !== undefined);
    if (e.operator === ">" || e.operator === "<")
      for (const level of levelsOf(name)) excluded.set(level, [...(excluded.get(level) ?? []), value]);
    if (above) raise(name, value);
    else cap(name, value);
  };
  const prior = (e: ComparisonNode, name: string | undefined): void => {
    const { right } = e;
    if (name === undefined) {
      missing(e);
      return;
    }
    if (right.kind !== "call" || !isPriorName(right.callee.name)) {
      diagnostics.push(
        error("unknown-distribution", "after ~ stands a distribution", right.span, {
          note: `distributions: ${Object.keys(priors).join(", ")}`,
          help: `write ${name} ~ normal(0.35, 0.1)`,
        }),
      );
      return;
    }
    const distribution = right.callee.name;
    const row = priors[distribution];
    if (right.arguments.length !== row.names.length) {
      const wanted = `${row.names.length} argument${row.names.length === 1 ? "" : "s"}`;
      diagnostics.push(
        error("wrong-arguments", `${distribution} takes ${wanted}: ${row.names.join(", ")}`, right.span),
      );
      return;
    }
    const values: number[] = [];
    for (const argument of right.arguments) {
      const value = constant(argument);
      if (value === undefined) return;
      values.push(value);
    }
    const mistake = row.mistake(values);
    if (mistake !== undefined) {
      diagnostics.push(error("bad-distribution", `${distribution} ${mistake}`, right.span));
      return;
    }
    const [low, high] = row.support(values);
    if (Number.isFinite(low)) raise(name, low);
    if (Number.isFinite(high)) cap(name, high);
    update(name, () => ({ prior: { distribution, arguments: values } }));
  };
  const missing = (e: ComparisonNode | MembershipNode): void => {
    const subject = e.kind === "membership" ? e.value : e.left.kind === "name" ? e.left : e.right;
    if (subject.kind !== "name") {
      unknown(e);
      return;
    }
    const offer = nearest(subject.name, body);
    diagnostics.push(
      error("unknown-parameter", `the law has no parameter ${subject.name}`, subject.span, {
        note: `parameters: ${[...body].join(", ") || "none"}`,
        ...(offer === undefined ? {} : { help: `did you mean ${offer}?`, fix: { span: subject.span, text: offer } }),
      }),
    );
  };
  const equality = (e: ComparisonNode, left: string | undefined, right: string | undefined): void => {
    const name = left ?? right;
    if (name === undefined) {
      missing(e);
      return;
    }
    const before = diagnostics.length;
    const node = build(left === undefined ? e.left : e.right);
    if (diagnostics.length > before) return;
    const bits = dependencies(builder)[node] ?? 0;
    const value = bits === 0 ? evaluate(builder, [node], [], [])[0] : undefined;
    if (value !== undefined) update(name, () => ({ fixed: value }));
    else if (bits === 1) {
      const own = new Set(levelsOf(name));
      const self = dependencies(builder, (index) => own.has([...parameters.keys()][index] ?? ""))[node];
      if (self !== 0) diagnostics.push(error("circular-definition", `${name} is tied to itself`, e.span));
      else update(name, () => ({ tied: node }));
    } else diagnostics.push(error("not-a-constraint", "a parameter cannot be tied to a variable of the law", e.span));
  };

  for (const condition of conditions) {
    if (condition.kind === "comparison") comparison(condition);
    else if (condition.kind === "membership") {
      const name = owns(condition.value);
      if (name === undefined) missing(condition);
      else if (condition.domain.kind !== "range") unknown(condition.domain);
      else {
        const low = constant(condition.domain.from);
        const high = constant(condition.domain.to);
        if (low !== undefined) raise(name, low);
        if (high !== undefined) cap(name, high);
      }
    } else unknown(condition);
  }
  checkCircles(result, builder, [...parameters.keys()], placeOf, diagnostics);
  for (const [name, { prior: given, fixed, tied }] of result) {
    if (given === undefined || (fixed === undefined && tied === undefined)) continue;
    const what = fixed === undefined ? "tied" : "fixed";
    diagnostics.push(error("not-a-constraint", `${name} is ${what}, so it takes no prior`, placeOf(name)));
  }
  for (const [name, { lower, upper }] of result) {
    const above = excluded.get(name)?.includes(lower) ? `above ${lower}` : `at least ${lower}`;
    const below = excluded.get(name)?.includes(upper) ? `below ${upper}` : `at most ${upper}`;
    if (lower > upper || (lower === upper && excluded.get(name)?.includes(lower))) {
      diagnostics.push(
        error("empty-bounds", `${name} cannot be both ${above} and ${below}`, placeOf(name), {
          help: "write the smaller bound first, or drop one of them",
        }),
      );
    }
  }
  // A tie may name a parameter that the body does not: it joins the law.
  for (const [name, parameter] of parameters) if (!result.has(name)) result.set(name, parameter);
  return [...result.values()];
}

/** `α = β` with `β = α` leaves neither free. */
function checkCircles(
  parameters: ReadonlyMap<string, LawParameter>,
  builder: GraphBuilder,
  order: readonly string[],
  placeOf: (name: string) => Span,
  diagnostics: Diagnostic[],
): void {
  const uses = (node: NodeId): readonly string[] =>
    order.filter((_, index) => (dependencies(builder, (i) => i === index)[node] ?? 0) === 1);
  const visit = (name: string, path: readonly string[]): boolean => {
    if (path.includes(name)) return true;
    const tied = parameters.get(name)?.tied;
    return tied !== undefined && uses(tied).some((next) => visit(next, [...path, name]));
  };
  for (const name of parameters.keys()) {
    if (visit(name, [])) {
      diagnostics.push(
        error("circular-definition", `the ties of ${name} lead back to itself`, placeOf(name), {
          help: "drop one of the ties",
        }),
      );
      return;
    }
  }
}
