import { type Diagnostic, error, failure, type Outcome, type Span, success } from "../../grammar/diagnostic.ts";
import { nearestColumn } from "../../grammar/nearest.ts";
import { printExpression, printName } from "../../grammar/print-expression.ts";
import { clause, type Expression, type FitStatement } from "../../grammar/syntax.ts";
import { column, type Table } from "../data/table.ts";
import { compileColumns } from "../law/compile.ts";
import type { Law } from "../law/law.ts";
import { computeColumn, numberColumn, unknownColumn } from "./columns.ts";
import { levelColumn } from "./law-over-data.ts";
import { compileInScope } from "./meaning.ts";
import { written } from "./misused-name.ts";
import type { Scope } from "./scope.ts";

/** The response of a fit: what `to` says, else the column named as the law, else `loss`. */
export function responseOf(
  statement: FitStatement,
  law: Law,
  table: Table,
  data: string,
  scope: Scope,
): Outcome<{ readonly values: Float64Array; readonly text: string; readonly span: Span }> {
  const to = clause(statement, "to");
  if (to !== undefined) {
    const made =
      to.response.kind === "name" && column(table, to.response.name) === undefined
        ? failure(unknownColumn(table, to.response.name, to.response.span, data))
        : computeColumn(to.response, table, scope, data);
    if (!made.ok) return made;
    if (made.value.kind === "number")
      return success({ values: made.value.values, text: printExpression(to.response), span: to.response.span });
    const named =
      to.response.kind === "name" ? numberColumn(table, to.response.name, to.response.span, data) : undefined;
    return named?.ok === false
      ? named
      : failure(error("not-a-number", "the response must be numbers", to.response.span));
  }
  const span = clause(statement, "on")?.span ?? statement.span;
  const name = column(table, law.name) !== undefined ? law.name : "loss";
  if (column(table, name) === undefined) {
    const near = nearestColumn(name, [...table.columns.keys()]);
    return failure(
      error("no-response", `${data} has neither a column ${law.name} nor loss`, span, {
        note: `columns: ${[...table.columns.keys()].slice(0, 12).join(", ")}`,
        help: `name the response: fit ${law.name} to ${near === undefined ? "…" : written(near)} on ${data}`,
      }),
    );
  }
  const values = numberColumn(table, name, span, data);
  return values.ok ? success({ values: values.value, text: name, span }) : values;
}

/** The mistake of a column that is fitted and is a variable of the law as well. */
function explainsItself(law: Law, variable: string, statement: FitStatement): Diagnostic {
  const name = written(variable);
  return error(
    "response-is-variable",
    `${name} is what ${written(law.name)} is fitted to and also its variable: it would explain itself`,
    clause(statement, "to")?.response.span ?? statement.span,
    { help: `fit another column, fit ${written(law.name)} to …, or bind the variable: at ${name} = …` },
  );
}

/** The law's variables and externals as columns; with fits among them, also as each draw makes them. */
export function inputsOf(
  statement: FitStatement,
  law: Law,
  table: Table,
  data: string,
  scope: Scope,
  response: string,
): Outcome<{
  readonly columns: readonly Float64Array[];
  readonly columnsOf?: (draw: number) => readonly Float64Array[];
}> {
  const at = clause(statement, "at");
  const bound = new Map<string, Expression>();
  for (const binding of at?.bindings ?? []) {
    const { name, span } = binding.name;
    if (!law.variables.includes(name)) {
      return failure(
        error("unknown-variable", `the law ${law.name} has no variable ${name}`, span, {
          note: `variables: ${law.variables.join(", ")}`,
        }),
      );
    }
    if (binding.relation === "in") {
      return failure(
        error("not-bound", `a fit binds ${name} with =, to a column or an expression of columns`, binding.span, {
          help: `write at ${printName(binding.name)} = …`,
        }),
      );
    }
    bound.set(name, binding.value);
  }
  const span = at?.span ?? clause(statement, "on")?.span ?? statement.span;
  const columns: Float64Array[] = [];
  const varying: ((draw: number) => Float64Array)[] = [];
  let uncertain = law.externals.some((e) => e.draws.length > 0);
  for (const variable of law.variables) {
    const expression = bound.get(variable);
    if (expression === undefined) {
      const known = column(table, variable);
      if (known === undefined) return failure(missingVariable(law, variable, table, data, span));
      if (variable === response) return failure(explainsItself(law, variable, statement));
      const level = levelColumn(law, variable, known);
      const values = level === undefined ? numberColumn(table, variable, span, data) : success(level);
      if (!values.ok) return values;
      columns.push(values.value);
      varying.push(() => values.value);
      continue;
    }
    const made = computeColumn(expression, table, scope, data);
    if (!made.ok) return made;
    const content = levelColumn(law, variable, made.value);
    if (content === undefined) return failure(error("not-a-number", `${variable} must be numbers`, expression.span));
    columns.push(content);
    const draws = drawnColumn(expression, table, scope);
    if (draws === undefined) varying.push(() => content);
    else {
      uncertain = true;
      varying.push(draws);
    }
  }
  for (const external of law.externals) {
    columns.push(new Float64Array(table.rows).fill(external.value));
    const { draws, value } = external;
    varying.push((draw) =>
      new Float64Array(table.rows).fill(draws.length > 0 ? (draws[draw % draws.length] ?? value) : value),
    );
  }
  return success({ columns, ...(uncertain ? { columnsOf: (draw: number) => varying.map((make) => make(draw)) } : {}) });
}

/** A column that depends on a fit, as one of the fit's draws makes it; undefined where nothing is uncertain. */
function drawnColumn(expression: Expression, table: Table, scope: Scope): ((draw: number) => Float64Array) | undefined {
  const names = [...table.columns].flatMap(([name, c]) => (c.kind === "number" ? [name] : []));
  const compiled = compileInScope([expression], scope, { inputs: names });
  if (!compiled.ok || compiled.value.draws === 0) return undefined;
  const inputs = names.map((name) => {
    const found = column(table, name);
    return found?.kind === "number" ? found.values : new Float64Array(0);
  });
  const compute = compileColumns(compiled.value.graph, [compiled.value.roots[0] ?? 0]);
  return (draw) => {
    const out = new Float64Array(table.rows);
    compute(compiled.value.parameters(draw % compiled.value.draws), inputs, 0, table.rows, [out]);
    return out;
  };
}

function missingVariable(law: Law, variable: string, table: Table, data: string, span: Span): Diagnostic {
  const names = [...table.columns.keys()];
  const near = nearestColumn(variable, names);
  return unknownColumn(
    table,
    variable,
    span,
    data,
    near === undefined
      ? `bind it: fit ${law.name} on ${data} at ${variable} = …`
      : `did you mean ${near}? write fit ${law.name} on ${data} at ${variable} = ${near}`,
  );
}
