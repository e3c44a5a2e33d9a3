import { type Diagnostic, error } from "./diagnostic.ts";
import { printDomain, printExpression } from "./print-expression.ts";
import type { Expression, Statement } from "./syntax.ts";

/** The conditions of a statement that are none: a bare name, a number, arithmetic. */
export function conditionMistakes(statement: Statement): readonly Diagnostic[] {
  const lists = statement.clauses.map((clause) => {
    if (clause.kind === "where" || clause.kind === "subjectTo") return clause.conditions;
    return clause.kind === "holdingOut" ? [clause.condition] : [];
  });
  if (statement.kind === "assert") lists.unshift(statement.conditions);
  return lists.flatMap((conditions) =>
    conditions.flatMap((condition, index) => mistakesIn(condition, conditions.slice(index + 1))),
  );
}

function mistakesIn(condition: Expression, following: readonly Expression[]): readonly Diagnostic[] {
  switch (condition.kind) {
    case "comparison":
    case "membership":
    case "call":
    case "aggregate":
    case "conditional":
      return [];
    case "logical":
      return [
        ...mistakesIn(condition.left, [condition.right, ...following]),
        ...mistakesIn(condition.right, following),
      ];
    case "unary":
      return condition.operator === "not" ? mistakesIn(condition.operand, []) : [notACondition(condition)];
    case "name":
    case "member":
    case "index":
      return [bareName(condition, following)];
    default:
      return [notACondition(condition)];
  }
}

function notACondition(expression: Expression): Diagnostic {
  return error("not-a-condition", "this is no condition", expression.span, {
    help: "compare it with something, as in D/N > 20",
  });
}

/** `A, B > 0`: the name is offered the comparison that follows it. */
function bareName(name: Expression, following: readonly Expression[]): Diagnostic {
  const model = following.find((condition) => condition.kind === "comparison" || condition.kind === "membership");
  const spelling = name.kind === "name" ? name.name : printExpression(name);
  const rest = model === undefined ? undefined : restOf(model);
  if (rest === undefined) {
    return error("bare-condition", `the name ${spelling} alone is no condition`, name.span, {
      help: `compare it with something, as in ${spelling} > 0`,
    });
  }
  return error("bare-condition", `the name ${spelling} alone is no condition`, name.span, {
    help: `write ${spelling} ${rest}`,
    fix: { span: { start: name.span.end, end: name.span.end }, text: ` ${rest}` },
  });
}

function restOf(model: Expression): string | undefined {
  if (model.kind === "comparison") return `${model.operator} ${printExpression(model.right)}`;
  if (model.kind === "membership") return `in ${printDomain(model.domain)}`;
  return undefined;
}
