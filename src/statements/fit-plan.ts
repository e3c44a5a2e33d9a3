import {
  type Diagnostic,
  error,
  failure,
  type Outcome,
  type Span,
  success,
  warning,
} from "../../grammar/diagnostic.ts";
import { nearest } from "../../grammar/nearest.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import { clause, type Expression, type FitStatement } from "../../grammar/syntax.ts";
import { column, type Table } from "../data/table.ts";
import type { FitRequest } from "../fit/fit.ts";
import type { LossChoice } from "../fit/loss/loss.ts";
import { compileColumns } from "../law/compile.ts";
import { freeParameters, type Law } from "../law/law.ts";
import { computeColumn, numberColumn, unknownColumn } from "./columns.ts";
import { compileInScope } from "./meaning.ts";
import { type DataEntity, type LawEntity, namesOf, type Scope } from "./scope.ts";
import { numberIn, optionsIn } from "./values.ts";

/** Everything a fit needs, read from the statement and the data; the request itself is plain data. */
export interface FitPlan {
  readonly name: string;
  readonly lawName: string;
  readonly data: string;
  readonly response: string;
  readonly request: FitRequest;
  readonly heldOut?: {
    readonly inputs: readonly Float64Array[];
    readonly observed: Float64Array;
    readonly text: string;
  };
  readonly dropped: readonly { readonly rows: number; readonly reason: string }[];
  readonly sources: DataEntity["sources"];
  readonly span: Span;
}

/** Reads a fit statement: its law, data, response, loss and options; rows that cannot be used are counted, not hidden. */
export function planFit(statement: FitStatement, scope: Scope): Outcome<FitPlan> {
  const warnings: Diagnostic[] = [];
  const law = lawOf(statement, scope);
  if (!law.ok) return law;
  const { name: lawName, entity } = law.value;
  const data = dataOf(statement, scope);
  if (!data.ok) return data;
  const { name: dataName, entity: dataEntity } = data.value;
  const { table } = dataEntity;
  const form = entity.law;

  const response = responseOf(statement, form, table, dataName, scope);
  if (!response.ok) return response;
  const inputs = inputsOf(statement, form, table, dataName, scope);
  if (!inputs.ok) return inputs;
  const options = fitOptions(statement, table, dataName, scope);
  if (!options.ok) return options;
  const held = heldOutMask(statement, table, dataName, scope);
  if (!held.ok) return held;

  const { columns, columnsOf } = inputs.value;
  const y = response.value.values;
  const weights = options.value.weights;
  const usable: number[] = [];
  const outside: number[] = [];
  let missing = 0;
  for (let row = 0; row < table.rows; row++) {
    const complete =
      Number.isFinite(y[row]) &&
      columns.every((c) => Number.isFinite(c[row])) &&
      (weights === undefined || (weights[row] ?? 0) > 0);
    if (!complete) missing++;
    else (held.value?.mask[row] ? outside : usable).push(row);
  }
  const take = (values: Float64Array, rows: readonly number[]): Float64Array =>
    Float64Array.from(rows, (row) => values[row] ?? Number.NaN);
  const observed = take(y, usable);
  const loss = lossOf(statement, observed, response.value.span, response.value.text, scope);
  if (!loss.ok) return loss;
  const refusal = tooFewRows(form, usable.length, dataName, statement);
  if (refusal !== undefined) return failure(refusal);
  if (missing > 0) {
    warnings.push(
      warning(
        "rows-dropped",
        `${missing} of ${table.rows} rows of ${dataName} are not used: a value is missing or not finite`,
        statement.span,
      ),
    );
  }
  for (const parameter of form.parameters) {
    if (column(table, parameter.name) !== undefined) {
      warnings.push(
        warning(
          "parameter-is-column",
          `${parameter.name} is a parameter of ${lawName} and also a column of ${dataName}`,
          statement.span,
          {
            help: `if the column is meant, make it a variable: law ${lawName}(${[...form.variables, parameter.name].join(", ")}) = …`,
          },
        ),
      );
    }
  }
  const settings = scope.settings;
  const request: FitRequest = {
    law: form,
    inputs: columns.map((c) => take(c, usable)),
    response: observed,
    ...(weights === undefined ? {} : { weights: take(weights, usable) }),
    ...loss.value,
    starts: options.value.numbers.get("starts") ?? settings.starts,
    bootstrap: options.value.numbers.get("bootstrap") ?? settings.bootstrap,
    seed: options.value.numbers.get("seed") ?? settings.seed,
    level: options.value.numbers.get("interval") ?? settings.interval,
    ...(columnsOf === undefined ? {} : { inputsOf: (draw: number) => columnsOf(draw).map((c) => take(c, usable)) }),
  };
  return success(
    {
      name: clause(statement, "as")?.name.name ?? lawName,
      lawName,
      data: dataName,
      response: response.value.text,
      request,
      ...(held.value === undefined
        ? {}
        : {
            heldOut: {
              inputs: columns.map((c) => take(c, outside)),
              observed: take(y, outside),
              text: held.value.text,
            },
          }),
      dropped: missing === 0 ? [] : [{ rows: missing, reason: "a value is missing or not finite" }],
      sources: dataEntity.sources,
      span: statement.span,
    },
    warnings,
  );
}

function lawOf(statement: FitStatement, scope: Scope): Outcome<{ readonly name: string; readonly entity: LawEntity }> {
  const where = clause(statement, "where");
  if (where !== undefined) {
    const data = clause(statement, "on")?.data.name ?? "runs";
    return failure(
      error("fit-where", "a fit has no where: rows are chosen where the data are defined", where.span, {
        help: `write data kept = ${data} where ${where.conditions.map(printExpression).join(", ")}, then fit … on kept; bounds belong to the law`,
      }),
    );
  }
  const name = statement.law?.name ?? scope.lastLaw;
  if (name === undefined) {
    return failure(
      error("no-law", "there is no law to fit", statement.span, {
        help: "define one first: law L(N, D) = E + A/N^α + B/D^β",
      }),
    );
  }
  const entity = scope.entities.get(name);
  if (entity?.kind === "law") return success({ name, entity });
  const laws = namesOf(scope, "law");
  const offer = nearest(name, laws);
  const span = statement.law?.span ?? statement.span;
  return failure(
    error("unknown-law", `there is no law ${name}`, span, {
      note: laws.length === 0 ? "no law is defined yet" : `laws: ${laws.join(", ")}`,
      ...(offer === undefined ? {} : { help: `did you mean ${offer}?`, fix: { span, text: offer } }),
    }),
  );
}

function dataOf(
  statement: FitStatement,
  scope: Scope,
): Outcome<{ readonly name: string; readonly entity: DataEntity }> {
  const on = clause(statement, "on");
  const name = on?.data.name ?? scope.lastData;
  const sets = namesOf(scope, "data");
  const entity = name === undefined ? undefined : scope.entities.get(name);
  if (name !== undefined && entity?.kind === "data") return success({ name, entity });
  const offer = name === undefined ? undefined : nearest(name, sets);
  const span = on?.data.span ?? statement.span;
  return failure(
    error("unknown-data", name === undefined ? "there are no data to fit" : `there is no data set ${name}`, span, {
      note: sets.length === 0 ? "no data set is defined yet" : `data sets: ${sets.join(", ")}`,
      help: offer === undefined ? `define it first: data ${name ?? "runs"} = "runs.csv"` : `did you mean ${offer}?`,
      ...(offer === undefined ? {} : { fix: { span, text: offer } }),
    }),
  );
}

function responseOf(
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
    return failure(
      error("no-response", `${data} has neither a column ${law.name} nor loss`, span, {
        note: `columns: ${[...table.columns.keys()].slice(0, 12).join(", ")}`,
        help: `name the response: fit ${law.name} to … on ${data}`,
      }),
    );
  }
  const values = numberColumn(table, name, span, data);
  return values.ok ? success({ values: values.value, text: name, span }) : values;
}

/** The law's variables and externals as columns; with fits among them, also as each draw makes them. */
function inputsOf(
  statement: FitStatement,
  law: Law,
  table: Table,
  data: string,
  scope: Scope,
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
        error("not-bound", `a fit binds ${name} with =, to a column or an expression of columns`, binding.span),
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
      const values = numberColumn(table, variable, span, data);
      if (!values.ok) return values;
      columns.push(values.value);
      varying.push(() => values.value);
      continue;
    }
    const made = computeColumn(expression, table, scope, data);
    if (!made.ok) return made;
    if (made.value.kind !== "number")
      return failure(error("not-a-number", `${variable} must be numbers`, expression.span));
    columns.push(made.value.values);
    const draws = drawnColumn(expression, table, scope);
    if (draws === undefined)
      varying.push(() => (made.value.kind === "number" ? made.value.values : new Float64Array(0)));
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
  const near = nearest(variable, names) ?? names.find((n) => n.toLowerCase().startsWith(`${variable.toLowerCase()}_`));
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

function fitOptions(
  statement: FitStatement,
  table: Table,
  data: string,
  scope: Scope,
): Outcome<{ readonly numbers: ReadonlyMap<string, number>; readonly weights?: Float64Array }> {
  const definitions = clause(statement, "with")?.definitions ?? [];
  const weight = definitions.find((d) => d.name.name === "weights");
  const numbers = optionsIn(
    definitions.filter((d) => d !== weight),
    ["starts", "weights", "bootstrap", "seed", "interval"],
    scope,
  );
  if (!numbers.ok) return numbers;
  if (weight === undefined) return success({ numbers: numbers.value });
  const made = computeColumn(weight.value, table, scope, data);
  if (!made.ok) return made;
  if (made.value.kind !== "number") return failure(error("not-a-number", "weights must be numbers", weight.value.span));
  const negative = made.value.values.findIndex((w) => w < 0);
  if (negative >= 0)
    return failure(error("negative-weight", `the weight of row ${negative + 1} is negative`, weight.value.span));
  return success({ numbers: numbers.value, weights: made.value.values });
}

function heldOutMask(
  statement: FitStatement,
  table: Table,
  data: string,
  scope: Scope,
): Outcome<{ readonly mask: Float64Array; readonly text: string } | undefined> {
  const holding = clause(statement, "holdingOut");
  if (holding === undefined) return success(undefined);
  const made = computeColumn(holding.condition, table, scope, data);
  if (!made.ok) return made;
  if (made.value.kind !== "number")
    return failure(error("not-a-condition", "holding out needs a condition", holding.condition.span));
  const { values } = made.value;
  if (!values.some((x) => x !== 0)) {
    return success({ mask: values, text: printExpression(holding.condition) }, [
      warning("nothing-held-out", `no row of ${data} is held out`, holding.span),
    ]);
  }
  return success({ mask: values, text: printExpression(holding.condition) });
}

function lossOf(
  statement: FitStatement,
  observed: Float64Array,
  span: Span,
  response: string,
  scope: Scope,
): Outcome<{ readonly loss: LossChoice; readonly space: "log" | "linear" }> {
  const using = clause(statement, "using");
  const nonPositive = observed.findIndex((y) => !(y > 0));
  if (using?.space === "log" && nonPositive >= 0) {
    return failure(
      error(
        "not-positive",
        `${response} is ${observed[nonPositive]} in row ${nonPositive + 1}: its logarithm does not exist`,
        span,
        {
          help: "fit in linear, or choose the rows with data … where",
        },
      ),
    );
  }
  const space = using?.space ?? (nonPositive >= 0 ? "linear" : "log");
  if (using === undefined) return success({ loss: { kind: "adaptiveHuber" }, space });
  const { loss } = using;
  const name = loss.kind === "name" ? loss.name : loss.callee.name;
  const args = loss.kind === "call" ? loss.arguments : [];
  const takes = name === "huber" ? 1 : 0;
  if (!["huber", "squares", "absolute"].includes(name)) {
    return failure(
      error("unknown-loss", `there is no loss ${name}`, loss.span, {
        help: "losses: huber, huber(1e-3), squares, absolute",
      }),
    );
  }
  if (args.length > takes)
    return failure(
      error("wrong-arguments", `${name} takes ${takes === 0 ? "no argument" : "one argument"}`, loss.span),
    );
  const [width] = args;
  if (name === "huber" && width !== undefined) {
    const delta = numberIn(width, scope);
    if (!delta.ok) return delta;
    if (!(delta.value > 0))
      return failure(error("not-positive", "the width of a Huber loss must be above zero", width.span));
    return success({ loss: { kind: "huber", delta: delta.value }, space });
  }
  if (name === "squares" || name === "absolute") return success({ loss: { kind: name }, space });
  return success({ loss: { kind: "adaptiveHuber" }, space });
}

function tooFewRows(law: Law, rows: number, data: string, statement: FitStatement): Diagnostic | undefined {
  const free = freeParameters(law).length;
  const span = clause(statement, "on")?.span ?? statement.span;
  if (free === 0) {
    return error(
      "nothing-to-fit",
      `the law ${law.name} has no free parameters`,
      statement.law?.span ?? statement.span,
      { help: `use it as it is: predict ${law.name} at …` },
    );
  }
  if (rows >= free) return undefined;
  return error(
    "too-few-rows",
    `${data} has ${rows} usable row${rows === 1 ? "" : "s"} for ${free} free parameters`,
    span,
    {
      help: "add rows, or fix or tie parameters in the law's where",
    },
  );
}
