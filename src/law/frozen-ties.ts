import type { Clause, DefinitionNode, Expression, LawStatement } from "../../grammar/syntax.ts";
import { clauseExpressions, walk } from "../../grammar/walk.ts";

/**
 * The law with each `where Nc = size.Nc` said as `with Nc = size.Nc`: a parameter that is held at another fit's is no
 * parameter of this law, but a name for the frozen one, whose draws are carried along.
 */
export function withFrozenTies(statement: LawStatement, isFit: (name: string) => boolean): LawStatement {
  const used = new Set<string>();
  for (const expression of [statement.body, ...statement.clauses.flatMap(definitionsOnly)])
    walk(expression, (e) => void (e.kind === "name" && used.add(e.name)));
  const moved: DefinitionNode[] = [];
  const stays = (condition: Expression): boolean => {
    if (condition.kind !== "comparison" || condition.operator !== "=" || condition.left.kind !== "name") return true;
    const { left, right, span } = condition;
    let frozen = false;
    walk(right, (e) => {
      if (e.kind === "member" && isFit(e.object.name)) frozen = true;
    });
    if (!frozen || !used.has(left.name) || statement.variables.some((v) => v.name === left.name)) return true;
    moved.push({ kind: "definition", name: left, relation: "=", value: right, span });
    return false;
  };
  const clauses = statement.clauses.flatMap((clause): readonly Clause[] => {
    if (clause.kind !== "where") return [clause];
    const conditions = clause.conditions.filter(stays);
    return conditions.length === 0 ? [] : [{ ...clause, conditions }];
  });
  const [first] = moved;
  return first === undefined
    ? statement
    : { ...statement, clauses: [...clauses, { kind: "with", definitions: moved, span: first.span }] };
}

const definitionsOnly = (clause: Clause): ReturnType<typeof clauseExpressions> =>
  clause.kind === "with" ? clauseExpressions(clause) : [];
