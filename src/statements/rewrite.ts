import type { Domain, Expression } from "../../grammar/syntax.ts";

/** Rebuilds an expression from the outside in: where `replace` gives another expression, that stands in its place. */
export function rewrite(expression: Expression, replace: (e: Expression) => Expression | undefined): Expression {
  const made = replace(expression);
  if (made !== undefined) return made;
  const inner = (e: Expression): Expression => rewrite(e, replace);
  const domain = (d: Domain): Domain =>
    d.kind === "range" ? { ...d, from: inner(d.from), to: inner(d.to) } : inner(d);
  switch (expression.kind) {
    case "number":
    case "string":
    case "name":
    case "member":
      return expression;
    case "unary":
      return { ...expression, operand: inner(expression.operand) };
    case "binary":
    case "comparison":
    case "logical":
      return { ...expression, left: inner(expression.left), right: inner(expression.right) };
    case "membership":
      return { ...expression, value: inner(expression.value), domain: domain(expression.domain) };
    case "call":
      return { ...expression, arguments: expression.arguments.map(inner) };
    case "conditional":
      return {
        ...expression,
        test: inner(expression.test),
        consequent: inner(expression.consequent),
        alternative: inner(expression.alternative),
      };
    case "index":
      return { ...expression, indices: expression.indices.map(inner) };
    case "aggregate":
      return { ...expression, body: inner(expression.body), domain: domain(expression.domain) };
    case "list":
      return { ...expression, items: expression.items.map(inner) };
  }
}
