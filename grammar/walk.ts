import type { BindingNode, Clause, DefinitionNode, Domain, Expression, SearchNode, Statement } from "./syntax.ts";

/** The expressions directly inside an expression or range, from left to right. */
export function children(node: Domain): readonly Domain[] {
  switch (node.kind) {
    case "number":
    case "string":
    case "name":
    case "member":
      return [];
    case "unary":
      return [node.operand];
    case "binary":
    case "comparison":
    case "logical":
      return [node.left, node.right];
    case "membership":
      return [node.value, node.domain];
    case "call":
      return node.arguments;
    case "index":
      return [node.object, ...node.indices];
    case "aggregate":
      return [node.body, node.domain];
    case "conditional":
      return [node.test, node.consequent, node.alternative];
    case "list":
      return node.items;
    case "range":
      return [node.from, node.to];
  }
}

/** Calls `visit` for an expression and all inside it, outer ones first. */
export function walk(node: Domain, visit: (node: Domain) => void): void {
  visit(node);
  for (const child of children(node)) walk(child, visit);
}

/** The outermost expressions of a clause. */
export function clauseExpressions(clause: Clause): readonly Domain[] {
  switch (clause.kind) {
    case "on":
    case "matching":
    case "as":
    case "by":
    case "sharing":
      return [];
    case "to":
      return [clause.response];
    case "at":
      return clause.bindings.map((binding: BindingNode): Domain => binding.value);
    case "using":
      return [clause.loss, ...(clause.more ?? [])];
    case "keeping":
      return clause.items.flatMap((item) =>
        item.kind === "definition" ? [item.value] : [item.of, ...(item.against === undefined ? [] : [item.against])],
      );
    case "holdingOut":
      return [clause.condition];
    case "with":
      return clause.definitions.map((definition: DefinitionNode) => definition.value);
    case "where":
    case "subjectTo":
      return clause.conditions;
    case "over":
      return clause.searches.flatMap((search: SearchNode) => search.domain ?? []);
    case "for":
      return clause.search.domain === undefined ? [] : [clause.search.domain];
    case "against":
      return [clause.expression];
  }
}

/** The outermost expressions of a statement, those of its clauses last. */
export function statementExpressions(statement: Statement): readonly Domain[] {
  if (statement.kind === "explain") return statementExpressions(statement.statement);
  return [...headExpressions(statement), ...statement.clauses.flatMap(clauseExpressions)];
}

function headExpressions(statement: Exclude<Statement, { kind: "explain" }>): readonly Expression[] {
  switch (statement.kind) {
    case "data":
      return statement.source.kind === "table" ? statement.source.rows.flat() : [];
    case "law":
      return [statement.body];
    case "let":
    case "set":
      return statement.definitions.map((definition) => definition.value);
    case "fit":
    case "report":
      return [];
    case "predict":
      return statement.target === undefined ? [] : [statement.target];
    case "solve":
      return [statement.left, statement.right];
    case "minimize":
    case "maximize":
      return [statement.objective];
    case "plot":
      return [statement.of, ...(statement.others ?? [])];
    case "compare":
    case "export":
    case "import":
      return [];
    case "design":
      return [statement.runs, statement.target];
    case "assert":
      return statement.conditions;
    case "expression":
      return [statement.expression];
  }
}
