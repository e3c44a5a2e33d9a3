import type { Span } from "./diagnostic.ts";
import { across, type Chain, endOf, list } from "./nodes.ts";
import type * as tree from "./syntax.ts";
import type { Token } from "./tokens.ts";

type Head = tree.Statement;

/** `explain` and the statement explained. */
export function explain(verb: Token, statement: tree.Statement): Head {
  return { kind: "explain", statement, clauses: [], span: across(verb, statement.span) };
}

/** A statement with one more clause. */
export function extend<S extends tree.Statement>(statement: S, clause: tree.Clause): S {
  return { ...statement, clauses: [...statement.clauses, clause], span: across(statement.span, clause.span) };
}

type Sourced = { readonly source: tree.DataSource; readonly span: Span };

/** A data set read from a file. */
export function file(path: tree.StringNode): Sourced {
  return { source: { kind: "file", path }, span: path.span };
}

/** A data set made from another. */
export function dataset(name: tree.NameNode): Sourced {
  return { source: { kind: "dataset", name }, span: name.span };
}

/** `data NAME = …`. */
export function data(verb: Token, name: tree.NameNode, from: Sourced): Head {
  return { kind: "data", name, source: from.source, clauses: [], span: across(verb, from.span) };
}

/** `data NAME = at …`. */
export function grid(verb: Token, name: tree.NameNode, clause: tree.Clause): Head {
  return { kind: "data", name, source: { kind: "grid" }, clauses: [clause], span: across(verb, clause.span) };
}

/** `data NAME(columns) = [rows]`. */
export function table(
  verb: Token,
  name: tree.NameNode,
  columns: readonly tree.NameNode[],
  rows: Chain<Chain<tree.Expression>>,
  end: Token,
): Head {
  return {
    kind: "data",
    name,
    source: { kind: "table", columns, rows: list(rows).map(list) },
    clauses: [],
    span: across(verb, end),
  };
}

/** `law NAME(variables) = body`. */
export function law(
  verb: Token,
  name: tree.NameNode,
  variables: readonly tree.NameNode[],
  body: tree.Expression,
): Head {
  return { kind: "law", name, variables, body, clauses: [], span: across(verb, body.span) };
}

/** `let` and its definitions. */
export function let_(verb: Token, definitions: Chain<tree.DefinitionNode>): Head {
  return { kind: "let", definitions: list(definitions), clauses: [], span: across(verb, endOf(definitions)) };
}

/** `set` and its options. */
export function set(verb: Token, definitions: Chain<tree.DefinitionNode>): Head {
  return { kind: "set", definitions: list(definitions), clauses: [], span: across(verb, endOf(definitions)) };
}

/** `fit`, of the last law or a named one. */
export function fit(verb: Token, law?: tree.NameNode): Head {
  return { kind: "fit", ...(law && { law }), clauses: [], span: across(verb, law?.span ?? verb) };
}

/** `predict TARGET`. */
export function predict(verb: Token, target: tree.Expression): Head {
  return { kind: "predict", target, clauses: [], span: across(verb, target.span) };
}

/** `predict N = 7e9`: the last fit, at what is bound. */
export function predictAt(verb: Token, bindings: Chain<tree.BindingNode>): Head {
  const first = list(bindings)[0]!;
  return predictClause(verb, { kind: "at", bindings: list(bindings), span: across(first.span, endOf(bindings)) });
}

/** `predict at …` or `predict on …`: the last fit. */
export function predictClause(verb: Token, clause: tree.Clause): Head {
  return { kind: "predict", clauses: [clause], span: across(verb, clause.span) };
}

/** `solve LEFT = RIGHT`. */
export function solve(verb: Token, left: tree.Expression, right: tree.Expression): Head {
  return { kind: "solve", left, right, clauses: [], span: across(verb, right.span) };
}

/** `minimize` or `maximize` an objective. */
export function optimize(verb: Token, objective: tree.Expression): Head {
  return {
    kind: verb.text === "minimize" ? "minimize" : "maximize",
    objective,
    clauses: [],
    span: across(verb, objective.span),
  };
}

/** `plot SHAPE of EXPRESSION`. */
export function plot(verb: Token, shape: Token, of: tree.Expression): Head {
  return {
    kind: "plot",
    shape: shape.text as tree.PlotStatement["shape"],
    of,
    clauses: [],
    span: across(verb, of.span),
  };
}

/** `plot profile of PARAMETER, …`. */
export function profile(verb: Token, shape: Token, of: Chain<tree.Expression>): Head {
  const [first, ...others] = list(of);
  const head = plot(verb, shape, first!) as tree.PlotStatement;
  return { ...head, ...(others.length > 0 && { others }), span: across(verb, endOf(of)) };
}

/** `compare` and the fits or laws compared. */
export function compare(verb: Token, fits: Chain<tree.NameNode>): Head {
  return { kind: "compare", fits: list(fits), clauses: [], span: across(verb, endOf(fits)) };
}

/** `export FIT`. */
export function export_(verb: Token, fit: tree.NameNode): Head {
  return { kind: "export", fit, clauses: [], span: across(verb, fit.span) };
}

/** `import NAME` or `import "FILE"`. */
export function import_(verb: Token, source: tree.NameNode | tree.StringNode): Head {
  return { kind: "import", source, clauses: [], span: across(verb, source.span) };
}

/** `assert` and its conditions. */
export function assert(verb: Token, conditions: Chain<tree.Expression>): Head {
  return { kind: "assert", conditions: list(conditions), clauses: [], span: across(verb, endOf(conditions)) };
}

/** `design 8 runs for EXPRESSION`. */
export function design(verb: Token, runs: tree.NumberNode, target: tree.Expression): Head {
  return { kind: "design", runs, target, clauses: [], span: across(verb, target.span) };
}

/** `report`, of the last fit or a named one. */
export function report(verb: Token, fit?: tree.NameNode): Head {
  return { kind: "report", ...(fit && { fit }), clauses: [], span: across(verb, fit?.span ?? verb) };
}

/** A bare expression. */
export function bare(expression: tree.Expression): Head {
  return { kind: "expression", expression, clauses: [], span: expression.span };
}
