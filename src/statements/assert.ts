import { type Diagnostic, error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import type { AssertStatement, CallNode, Domain, Expression } from "../../grammar/syntax.ts";
import { children } from "../../grammar/walk.ts";
import { predictPoint } from "../ask/predict.ts";
import { formatNumber } from "../view/format-number.ts";
import { table } from "../view/table.ts";
import { compileInScope } from "./meaning.ts";
import { written } from "./misused-name.ts";
import { predictOn } from "./predict-on.ts";
import { rewrite } from "./rewrite.ts";
import { fitNamed, namesOf, type Scope } from "./scope.ts";
import { defineStatement, type StatementRow } from "./statement.ts";

interface Condition {
  readonly text: string;
  readonly passed: boolean;
  /** The number that was compared, where there is one. */
  readonly value?: number;
}

/** The functions that only `assert` knows, each giving a number (truth is 1). */
const assertions: ReadonlyMap<string, (node: CallNode, scope: Scope) => Outcome<number>> = new Map([
  ["P", probability],
  ["converged", converged],
  ["at_bound", atBound],
  ["coverage", coverage],
]);

/** The share of draws in which a condition holds; NaN where the data do not determine what it compares. */
function probability(node: CallNode, scope: Scope): Outcome<number> {
  const [condition] = node.arguments;
  if (condition === undefined || node.arguments.length !== 1)
    return failure(
      error("wrong-arguments", "P takes one condition", node.span, { help: "write P(L(7B, 140B) < 2.3) > 95%" }),
    );
  if (!isCondition(condition))
    return failure(
      error("not-a-condition", "P takes a condition, and this is a number", condition.span, {
        help: "compare it with something, as in P(L(7B, 140B) < 2.3) > 95%",
      }),
    );
  const compiled = compileInScope([condition], scope, { inputs: [] });
  if (!compiled.ok) return compiled;
  const quantity = compiled.value.quantity(0);
  if (quantity.draws === 0) return success(quantity.evaluate([], -1) !== 0 ? 1 : 0);
  if (comparedIn(condition).some((side) => isUndetermined(side, scope))) return success(Number.NaN);
  let held = 0;
  for (let k = 0; k < quantity.draws; k++) if (quantity.evaluate([], k) !== 0) held++;
  return success(held / quantity.draws);
}

/** The numbers that a condition compares. */
function comparedIn(condition: Domain): readonly Domain[] {
  if (condition.kind === "comparison") return [condition.left, condition.right];
  return condition.kind === "membership" ? [condition.value] : children(condition).flatMap(comparedIn);
}

function isUndetermined(side: Domain, scope: Scope): boolean {
  if (side.kind === "range" || side.kind === "list") return false;
  const compiled = compileInScope([side], scope, { inputs: [] });
  return compiled.ok && compiled.value.quantity(0).undetermined([]);
}

function converged(node: CallNode, scope: Scope): Outcome<number> {
  const [name] = node.arguments;
  const fit = name?.kind === "name" ? fitNamed(scope, name.name) : undefined;
  if (fit === undefined)
    return failure(
      error("no-fit", "converged takes the name of a fit", (name ?? node).span, {
        note: fitsNote(scope),
        help: "write converged(L)",
      }),
    );
  return success(fit.result.status === "converged" || fit.result.status === "exact" ? 1 : 0);
}

function atBound(node: CallNode, scope: Scope): Outcome<number> {
  const [name] = node.arguments;
  const fit = name?.kind === "member" ? fitNamed(scope, name.object.name) : scope.lastFit;
  const wanted = name?.kind === "member" ? name.property.name : name?.kind === "name" ? name.name : "";
  const parameter = fit?.result.parameters.find((p) => p.name === wanted);
  if (parameter === undefined)
    return failure(
      error("unknown-parameter", "at_bound takes a parameter of a fit", (name ?? node).span, {
        note:
          fit === undefined
            ? fitsNote(scope)
            : `parameters: ${fit.result.parameters.map((p) => written(p.name)).join(", ")}`,
        help: "write at_bound(α) or at_bound(chin.α)",
      }),
    );
  return success(parameter.state === "atLowerBound" || parameter.state === "atUpperBound" ? 1 : 0);
}

/** The share of a data set's rows that lie in the interval for a new row. */
function coverage(node: CallNode, scope: Scope): Outcome<number> {
  const [target, data] = node.arguments;
  if (target === undefined || data?.kind !== "name")
    return failure(
      error("wrong-arguments", "coverage takes a fit and a data set", node.span, {
        help: "write coverage(L, heldout) >= 80%",
      }),
    );
  const on = predictOn(target, data, [], scope.settings.interval, scope);
  if (!on.ok) return on;
  const known = on.value.rows.filter((r) => r.observed !== undefined);
  const inside = known.filter(
    (r) => (r.observed ?? 0) >= (r.point.observation?.[0] ?? 0) && (r.observed ?? 0) <= (r.point.observation?.[1] ?? 0),
  );
  if (known.length === 0)
    return failure(
      error("no-response", `${data.name} has no observed response to cover`, data.span, {
        help: "cover rows that hold the response the law was fitted to",
      }),
    );
  return success(inside.length / known.length);
}

function isCondition(e: Expression): boolean {
  return (
    e.kind === "comparison" ||
    e.kind === "membership" ||
    e.kind === "logical" ||
    (e.kind === "unary" && e.operator === "not")
  );
}

function fitsNote(scope: Scope): string {
  const fits = namesOf(scope, "fit", "law").filter((name) => fitNamed(scope, name) !== undefined);
  return fits.length === 0 ? "nothing is fitted yet" : `fits: ${fits.map(written).join(", ")}`;
}

function judge(condition: Expression, scope: Scope): Outcome<Condition> {
  const diagnostics: Diagnostic[] = [];
  const plain = rewrite(condition, (e) => {
    const special = e.kind === "call" ? assertions.get(e.callee.name) : undefined;
    // A law or a function of the user's may be called P too; it comes first.
    if (special === undefined || e.kind !== "call" || scope.entities.has(e.callee.name)) return undefined;
    const value = special(e, scope);
    if (!value.ok) diagnostics.push(...value.diagnostics);
    return { kind: "number", value: value.ok ? value.value : Number.NaN, text: "", span: e.span };
  });
  if (diagnostics.length > 0) return failure(...diagnostics);
  const shown = plain.kind === "comparison" ? plain.left : plain.kind === "membership" ? plain.value : plain;
  const compiled = compileInScope([plain, shown], scope, { inputs: [] });
  if (!compiled.ok) return compiled;
  const value = predictPoint(compiled.value.quantity(1), [], scope.settings.interval).value;
  return success({
    text: printExpression(condition),
    passed: compiled.value.quantity(0).evaluate([], -1) === 1,
    value,
  });
}

/** `assert …`: conditions that must hold, of estimates, of probabilities over the draws, of a fit's state. */
export const assertStatement: StatementRow<AssertStatement> = defineStatement<
  AssertStatement,
  readonly Condition[],
  readonly Condition[]
>({
  check: ({ conditions }, scope) => {
    const judged: Condition[] = [];
    for (const condition of conditions) {
      const one = judge(condition, scope);
      if (!one.ok) return one;
      judged.push(one.value);
    }
    return success(judged);
  },
  run: async (conditions) => success(conditions),
  bind: (_, scope) => scope,
  render: async (conditions) => {
    const failed = conditions.filter((c) => !c.passed).length;
    return [
      table({
        caption:
          failed === 0
            ? conditions.length === 1
              ? "the condition holds"
              : `all ${conditions.length} conditions hold`
            : `${failed} of ${conditions.length} conditions failed`,
        columns: [
          { name: "condition", format: "text" },
          { name: "value", format: "text" },
          { name: "holds", format: "text" },
        ],
        rows: conditions.map((c) => [
          c.text,
          c.value === undefined ? "" : formatNumber(c.value),
          c.passed ? "yes" : "NO",
        ]),
      }),
    ];
  },
  json: (conditions) => ({ kind: "assert", passed: conditions.every((c) => c.passed), conditions }),
});
