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
import { clause, type FitStatement } from "../../grammar/syntax.ts";
import { column } from "../data/table.ts";
import { asymptoticRows, type FitRequest } from "../fit/fit.ts";
import type { ObservedRows } from "../fit/predictions.ts";
import { hasPriors } from "../fit/with-priors.ts";
import { freeParameters, type Law } from "../law/law.ts";
import { lossOf } from "./fit-options.ts";
import { readRows, remadeRows, takeValues } from "./fit-rows.ts";
import { runRows } from "./fit-series.ts";
import { givesPoints, readStarts } from "./fit-starts.ts";
import { streamFor } from "./fit-stream.ts";
import { lawText } from "./law.ts";
import { readLawFor } from "./law-over-data.ts";
import { kindWords, unknownData, written } from "./misused-name.ts";
import { type DataEntity, type LawEntity, namesOf, type Scope, type StreamEntity } from "./scope.ts";

/** Everything a fit needs, read from the statement and the data; the request itself is plain data. */
export interface FitPlan {
  readonly name: string;
  readonly lawName: string;
  readonly data: string;
  readonly response: string;
  readonly request: FitRequest;
  readonly heldOut?: ObservedRows & { readonly text: string };
  readonly dropped: readonly { readonly rows: number; readonly reason: string }[];
  /** The data's rows that are fitted, and those held out. */
  readonly used: { readonly fitted: readonly number[]; readonly heldOut: readonly number[] };
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
  const reading = readLawFor(statement, entity);
  if (!reading.ok) return reading;
  const open = reading.value.law;

  const read = readRows(statement, open, table, dataName, scope);
  if (!read.ok) return read;
  warnings.push(...read.warnings);
  const { response, columns, columnsOf, weights, clusters, numbers, usable, outside, missing } = read.value;
  const { values: y, text: responseText } = response;
  const take = takeValues;
  const observed = take(y, usable);
  const loss = lossOf(statement, observed, response.span, responseText, scope);
  if (!loss.ok) return loss;
  const closed = reading.value.over(
    columns.map((c) => take(c, usable)),
    usable.length,
  );
  if (!closed.ok) return closed;
  const form = closed.value;
  const refusal = tooFewRows(form, usable.length, { missing, held: outside.length }, dataName, statement);
  if (refusal !== undefined) return failure(refusal);
  if (missing > 0 && dataEntity.kind === "data") {
    warnings.push(
      warning(
        "rows-dropped",
        `${missing} of ${table.rows} rows of ${dataName} ${missing === 1 ? "is" : "are"} not ${form.runs === undefined ? "used" : "fitted, but still counted along the run"}: a value is missing or not finite`,
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
  const runs = form.runs === undefined ? undefined : runRows(form, table, columns, usable, statement.span, dataName);
  if (runs?.ok === false) return runs;
  // Along runs every draw of another fit would change the recursion of each resample; its estimates are used instead.
  const drawn = form.runs === undefined ? columnsOf : undefined;
  if (columnsOf !== undefined && drawn === undefined) {
    warnings.push(
      warning(
        "frozen-chain",
        `${lawName} goes along runs: the fits that it uses stand at their estimates, and the intervals leave out how uncertain they are`,
        statement.span,
        { help: "to carry that too, write the other law's form in this one and fit both together" },
      ),
    );
  }
  const far =
    form.runs === undefined || read.value.held === undefined
      ? undefined
      : runRows(form, table, columns, outside, statement.span, dataName);
  if (far?.ok === false) return far;
  const points = clause(statement, "with")?.definitions.find(givesPoints);
  const starts = points === undefined ? undefined : readStarts(points, form, scope);
  if (starts?.ok === false) return starts;
  const settings = scope.settings;
  // A column of clusters, a chained fit or a prior has its spread by draws alone, however many rows there are.
  const streamed = dataEntity.kind === "stream";
  const stream = streamed ? streamFor(statement, open, dataEntity, dataName, scope, read.value) : undefined;
  if (stream?.ok === false) return stream;
  const many =
    (streamed || usable.length > asymptoticRows) &&
    clusters === undefined &&
    runs === undefined &&
    drawn === undefined &&
    (streamed || dataEntity.lineage?.derived !== true) &&
    !hasPriors(form);
  const seed = numbers.get("seed") ?? settings.seed;
  const remade =
    !streamed && runs === undefined && clusters === undefined
      ? remadeRows(statement, open, dataEntity, dataName, scope, seed)
      : undefined;
  const replicates = numbers.get("bootstrap") ?? (many ? 0 : settings.bootstrap);
  if (!streamed && dataEntity.lineage === undefined && runs === undefined && clusters === undefined && replicates > 0) {
    warnings.push(
      warning(
        "rows-along-runs",
        `rows of ${dataName} were computed from others of their run, and each is drawn as if it stood alone`,
        statement.span,
        { help: "name the column that tells the runs apart, to draw whole runs: with cluster = run" },
      ),
    );
  }
  const request: FitRequest = {
    law: form,
    inputs: columns.map((c) => take(c, usable)),
    response: observed,
    ...(weights === undefined ? {} : { weights: take(weights, usable) }),
    ...(clusters === undefined ? {} : { clusters: usable.map((row) => clusters.values[row] ?? "") }),
    ...(runs === undefined ? {} : { series: runs.value.series }),
    // A run's errors belong together: whole runs are drawn.
    ...(runs === undefined || clusters !== undefined ? {} : { clusters: runs.value.labels }),
    ...loss.value,
    // The user's points take the place of the generated ones.
    starts: starts?.value.length ?? numbers.get("starts") ?? Math.min(settings.starts, affordable(form)),
    ...(starts === undefined ? {} : { userStarts: starts.value }),
    bootstrap: replicates,
    seed,
    level: numbers.get("interval") ?? settings.interval,
    ...(drawn === undefined ? {} : { inputsOf: (draw: number) => drawn(draw).map((c) => take(c, usable)) }),
    ...(remade === undefined ? {} : { remade }),
    ...(stream === undefined ? {} : { stream: stream.value }),
  };
  return success(
    {
      name: clause(statement, "as")?.name.name ?? lawName,
      lawName,
      data: dataName,
      response: responseText,
      request,
      ...(read.value.held === undefined
        ? {}
        : {
            heldOut: {
              inputs: columns.map((c) => take(c, outside)),
              observed: take(y, outside),
              ...(far === undefined ? {} : { series: far.value.series }),
              text: read.value.held,
            },
          }),
      used: { fitted: usable, heldOut: outside },
      dropped: missing === 0 || streamed ? [] : [{ rows: missing, reason: "a value is missing or not finite" }],
      sources: streamed ? [] : dataEntity.sources,
      span: statement.span,
    },
    warnings,
  );
}

/** Starts where the program says nothing: of a law that sums over the rows of runs each is dear. */
function affordable({ graph }: Law): number {
  return graph.nodes.some(({ op }) => op === "total") ? 24 : Number.POSITIVE_INFINITY;
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
    error(
      "unknown-law",
      entity === undefined ? `there is no law ${name}` : `${name} is ${kindWords(entity)}, not a law`,
      span,
      {
        note: laws.length === 0 ? "no law is defined yet" : `laws: ${laws.map(written).join(", ")}`,
        ...(offer === undefined
          ? {
              help:
                laws.length === 0
                  ? `define one first: law ${written(name)}(N, D) = E + A/N^α + B/D^β`
                  : "name one of them",
            }
          : { help: `did you mean ${written(offer)}?`, fix: { span, text: written(offer) } }),
      },
    ),
  );
}

function dataOf(
  statement: FitStatement,
  scope: Scope,
): Outcome<{ readonly name: string; readonly entity: DataEntity | StreamEntity }> {
  const on = clause(statement, "on");
  const name = on?.data.name ?? scope.lastData;
  const sets = namesOf(scope, "data");
  const entity = name === undefined ? undefined : scope.entities.get(name);
  if (name !== undefined && (entity?.kind === "data" || entity?.kind === "stream")) return success({ name, entity });
  if (on !== undefined) return failure(unknownData(on.data, scope));
  return failure(
    error("unknown-data", "it is not said what data to fit", statement.span, {
      note: sets.length === 0 ? "no data set is defined yet" : `data sets: ${sets.map(written).join(", ")}`,
      help:
        sets.length === 0 ? 'define one first: data runs = "runs.csv"' : `write fit … on ${written(sets.at(-1) ?? "")}`,
    }),
  );
}

function tooFewRows(
  law: Law,
  rows: number,
  { missing, held }: { readonly missing: number; readonly held: number },
  data: string,
  statement: FitStatement,
): Diagnostic | undefined {
  const free = freeParameters(law).length;
  const span = clause(statement, "on")?.span ?? statement.span;
  if (free === 0) {
    return error(
      "nothing-to-fit",
      `the law ${law.name} has no free parameters`,
      statement.law?.span ?? statement.span,
      {
        help:
          law.parameters.length === 0
            ? `use it as it is: predict ${law.name} at …`
            : `use it as it is: predict ${law.name} at …; or write it with its constants free: law ${lawText(law)}`,
      },
    );
  }
  if (rows >= free) return undefined;
  return error(
    "too-few-rows",
    `${data} has ${rows} usable row${rows === 1 ? "" : "s"} for ${free} free parameters`,
    span,
    {
      ...(missing + held === 0 ? {} : { note: `${held} held out, ${missing} with a value missing or no weight` }),
      help: "add rows, or fix or tie parameters in the law's where",
    },
  );
}
