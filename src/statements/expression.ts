import { type Diagnostic, type Span, success, warning } from "../../grammar/diagnostic.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import type { ExpressionStatement } from "../../grammar/syntax.ts";
import { type PredictedPoint, predictPoint } from "../ask/predict.ts";
import type { Quantity } from "../ask/quantity.ts";
import { escapeHtml, oneLine } from "../view/escape.ts";
import { formatEstimate, formatNumber, latexNumber } from "../view/format-number.ts";
import { compileInScope } from "./meaning.ts";
import { defineStatement, type StatementRow } from "./statement.ts";

interface Plan {
  readonly text: string;
  readonly level: number;
  readonly quantity: Quantity;
  readonly span: Span;
}

function noValue({ text, span }: Plan, value: number): Diagnostic {
  return Number.isNaN(value)
    ? warning("not-a-number", `${text} has no value`, span, {
        help: "it divides zero by zero, or takes a root or a logarithm of a negative number",
      })
    : warning("not-a-number", `${text} is infinite`, span, {
        help: "it divides by zero, or grows beyond 1.8e308, the largest number",
      });
}

/** A bare expression: its value, with an interval where a fit is involved. */
export const expressionStatement: StatementRow<ExpressionStatement> = defineStatement<
  ExpressionStatement,
  Plan,
  { readonly plan: Plan; readonly point: PredictedPoint }
>({
  check: ({ expression }, scope) => {
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
    const point = predictPoint(plan.quantity, [], plan.level);
    return success({ plan, point }, Number.isFinite(point.value) ? [] : [noValue(plan, point.value)]);
  },
  bind: (_, scope) => scope,
  render: async ({ plan, point }) => {
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
  json: ({ plan, point }) => ({
    kind: "value",
    value: point.value,
    ...(plan.quantity.draws > 0 ? { interval: point.interval } : {}),
  }),
});
