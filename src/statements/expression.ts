import { type Diagnostic, error, failure, type Span, success, warning } from "../../grammar/diagnostic.ts";
import { functionNames } from "../../grammar/function-names.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import type { Expression, ExpressionStatement } from "../../grammar/syntax.ts";
import { type PredictedPoint, predictPoint } from "../ask/predict.ts";
import type { Quantity } from "../ask/quantity.ts";
import { escapeHtml, oneLine } from "../view/escape.ts";
import { formatEstimate, formatNumber, latexNumber } from "../view/format-number.ts";
import { compileInScope } from "./meaning.ts";
import type { Scope } from "./scope.ts";
import { type ShownName, shownName } from "./shown-name.ts";
import { defineStatement, type StatementRow } from "./statement.ts";

interface ValuePlan {
  readonly text: string;
  readonly level: number;
  readonly quantity: Quantity;
  readonly span: Span;
}

/** What is asked for: a number, or what a name stands for. */
type Plan = ValuePlan | ShownName;
type Found = { readonly plan: ValuePlan; readonly point: PredictedPoint } | ShownName;

function noValue({ text, span }: ValuePlan, value: number): Diagnostic {
  return Number.isNaN(value)
    ? warning("not-a-number", `${text} has no value`, span, {
        help: "it divides zero by zero, or takes a root or a logarithm of a negative number",
      })
    : warning("not-a-number", `${text} is infinite`, span, {
        help: "it divides by zero, or grows beyond 1.8e308, the largest number",
      });
}

/** `x = 5` and `L(N) = E + A/N^α` where the left side is not known yet: a definition that lacks its verb. */
function definition(expression: Expression, scope: Scope): Diagnostic | undefined {
  if (expression.kind !== "comparison" || expression.operator !== "=") return undefined;
  const { left } = expression;
  const name = left.kind === "call" ? left.callee.name : left.kind === "name" ? left.name : undefined;
  const known = name === undefined || functionNames.has(name) || scope.entities.has(name);
  if (known || scope.lastFit?.result.law.parameters.some((p) => p.name === name)) return undefined;
  const verb = left.kind === "call" ? "law" : "let";
  return error("missing-verb", `= compares here, and there is no ${name} to compare`, left.span, {
    help: `to define it write ${verb} ${printExpression(left)} = …`,
    fix: { span: { start: left.span.start, end: left.span.start }, text: `${verb} ` },
  });
}

/** A bare expression: its value, with an interval where a fit is involved. */
export const expressionStatement: StatementRow<ExpressionStatement> = defineStatement<ExpressionStatement, Plan, Found>(
  {
    check: ({ expression }, scope) => {
      const shown = shownName(expression, scope);
      if (shown !== undefined) return success(shown);
      const meant = definition(expression, scope);
      if (meant !== undefined) return failure(meant);
      const compiled = compileInScope([expression], scope, { inputs: [] });
      if (!compiled.ok) return compiled;
      return success({
        text: printExpression(expression),
        level: scope.settings.interval,
        quantity: compiled.value.quantity(0),
        span: expression.span,
      });
    },
    run: async (plan) => {
      if ("bundles" in plan) return success(plan);
      const point = predictPoint(plan.quantity, [], plan.level);
      return success({ plan, point }, Number.isFinite(point.value) ? [] : [noValue(plan, point.value)]);
    },
    bind: (_, scope) => scope,
    render: async (found) => {
      if ("bundles" in found) return found.bundles();
      const { plan, point } = found;
      const uncertain = plan.quantity.draws > 0;
      const text = uncertain ? formatEstimate(point.value, point.interval) : formatNumber(point.value, "plain", 10);
      const note = uncertain ? ` (${formatNumber(plan.level * 100)}% interval)` : "";
      return [
        {
          "text/plain": oneLine(`${text}${note}`),
          "text/html": `<p>${escapeHtml(plan.text)} = <strong>${escapeHtml(text)}</strong>${escapeHtml(note)}</p>`,
          "text/latex": `$${latexNumber(text)}$`,
        },
      ];
    },
    json: (found) => {
      if ("bundles" in found) return found.json();
      const { quantity } = found.plan;
      const { value, interval } = found.point;
      return { kind: "value", value, ...(quantity.draws > 0 ? { interval } : {}) };
    },
  },
);
