import { type Diagnostic, error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import type { Clause, FitStatement } from "../../grammar/syntax.ts";
import type { RowStream } from "../fit/stream.ts";
import { hasPriors } from "../fit/with-priors.ts";
import type { Law } from "../law/law.ts";
import { type FitRows, readRows, takeValues } from "./fit-rows.ts";
import { onlyFitted } from "./misused-name.ts";
import type { Scope, StreamEntity } from "./scope.ts";

/** The rows of a fit of a data set that is read block by block; a failure where the fit needs whole columns at once. */
export function streamFor(
  statement: FitStatement,
  law: Law,
  { blocks, read, rows }: StreamEntity,
  data: string,
  scope: Scope,
  sample: FitRows,
): Outcome<RowStream> {
  const clause = statement.clauses.find((c) => !canStream(c));
  if (clause !== undefined) return failure(onlyFitted(data, clause.span));
  if (
    law.runs !== undefined ||
    sample.columnsOf !== undefined ||
    hasPriors(law) ||
    law.parameters.some((p) => p.indexed)
  )
    return failure(wholeColumns(statement, law, data));
  return success({
    rows,
    blocks,
    read: (block) => {
      const found = readRows(statement, law, read(block), data, scope);
      if (!found.ok) throw new TypeError(`block ${block}: ${found.diagnostics[0]?.message ?? "it cannot be read"}`);
      const { columns, response, weights, usable, missing } = found.value;
      return {
        inputs: columns.map((column) => takeValues(column, usable)),
        response: takeValues(response.values, usable),
        ...(weights === undefined ? {} : { weights: takeValues(weights, usable) }),
        missing,
      };
    },
  });
}

/** Whether a clause speaks of single rows by the names of their columns, or of no rows at all. */
function canStream(clause: Clause): boolean {
  switch (clause.kind) {
    case "on":
    case "as":
    case "using":
      return true;
    case "to":
      return clause.response.kind === "name";
    case "with":
      return clause.definitions.every(({ name, value }) =>
        name.name === "weights" ? value.kind === "name" : ["starts", "seed", "interval"].includes(name.name),
      );
    default:
      return false;
  }
}

function wholeColumns(statement: FitStatement, law: Law, data: string): Diagnostic {
  return error(
    "read-in-blocks",
    `${data} is read block by block, and ${law.name} needs whole columns at once`,
    statement.span,
    {
      help: "a law that goes along runs, has parameters by level or priors, or uses another fit needs rows that fit in memory",
    },
  );
}
