import { type Diagnostic, error } from "./diagnostic.ts";
import { printDomain, printExpression } from "./print-expression.ts";
import { clause, type Expression, type Statement } from "./syntax.ts";

/** The conditions of a statement that are none: a bare name, a number, arithmetic. */
export function conditionMistakes(statement: Statement): readonly Diagnostic[] {
  const lists = statement.clauses.map((clause) => {
    if (clause.kind === "where" || clause.kind === "subjectTo") return clause.conditions;
    return clause.kind === "holdingOut" ? [clause.condition] : [];
  });
  if (statement.kind === "assert") lists.unshift(statement.conditions);
  const several = severalBudgets(statement);
  if (several !== undefined) return [several];
  return lists.flatMap((conditions) =>
    conditions.flatMap((condition, index) => mistakesIn(condition, conditions.slice(index + 1))),
  );
}

/** `subject to 6*N*D = 1e20, 1e22` and `= [1e20, 1e22]`: an answer for each is asked with a name under `at`. */
function severalBudgets(statement: Statement): Diagnostic | undefined {
  const rule = clause(statement, "subjectTo");
  for (const [index, condition] of (rule?.conditions ?? []).entries()) {
    if (condition.kind !== "comparison" || condition.operator !== "=") continue;
    const { left, right } = condition;
    const others = rule?.conditions.slice(index + 1) ?? [];
    const end = others.findIndex(({ kind }) => kind !== "number");
    const numbers = end < 0 ? others : others.slice(0, end);
    const listed = right.kind === "list" && right.items.length > 0;
    if (!listed && (right.kind !== "number" || numbers.length === 0)) continue;
    const values = listed ? right.items : [right, ...numbers];
    const taken = clause(statement, "over")?.searches.map(({ name }) => name.name) ?? [];
    const name = ["C", "budget"].find((one) => !taken.includes(one)) ?? "amount";
    const text = `${name} at ${name} in [${values.map(printExpression).join(", ")}]`;
    const last = others.length === (listed ? 0 : numbers.length);
    const span = listed ? right.span : { start: right.span.start, end: values.at(-1)?.span.end ?? right.span.end };
    return error("several-values", "one value stands on a side of a condition, and here are several", span, {
      help: `write ${printExpression(left)} = ${text}: an answer for each`,
      ...(last && clause(statement, "at") === undefined ? { fix: { span, text } } : {}),
    });
  }
  return undefined;
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
