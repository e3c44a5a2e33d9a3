import { clauseWords } from "../../grammar/clauses.ts";
import { error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import { type Clause, clause, type PlotStatement } from "../../grammar/syntax.ts";
import { seriesTarget } from "./predict-series.ts";
import type { Scope } from "./scope.ts";
import { optionsIn } from "./values.ts";

/** The clauses that each shape reads beside `with`; a shape that is not here reads what it likes. */
const read: Partial<Record<PlotStatement["shape"], readonly Clause["kind"][]>> = {
  curve: ["against", "at", "by"],
  residual: ["against"],
  isoflop: ["on"],
  contour: ["over", "at"],
  frontier: ["at"],
};

/** What the curve of a law along runs reads. */
const ofRuns: readonly Clause["kind"][] = ["against", "on"];

/**
 * The scope in which a plot is drawn: `with interval` holds for it alone. A clause that its shape does not read is refused,
 * for it would silently change nothing.
 */
export function plotScope(statement: PlotStatement, scope: Scope): Outcome<Scope> {
  const along = statement.shape === "curve" && seriesTarget(statement.of, scope) !== undefined;
  const known = along ? ofRuns : read[statement.shape];
  if (known === undefined) return success(scope);
  const stray = statement.clauses.find(({ kind }) => kind !== "with" && !known.includes(kind));
  if (stray !== undefined) {
    const word = clauseWords[stray.kind];
    const span = { start: stray.span.start, end: stray.span.start + word.length };
    return failure(
      error("foreign-clause", `plot ${statement.shape}${along ? " of a law along runs" : ""} takes no ${word}`, span, {
        help: `its clauses: ${[...known, "with" as const].map((kind) => clauseWords[kind]).join(", ")}`,
      }),
    );
  }
  const options = optionsIn(clause(statement, "with")?.definitions ?? [], ["interval"], scope);
  if (!options.ok) return options;
  const interval = options.value.get("interval") ?? scope.settings.interval;
  return success({ ...scope, settings: { ...scope.settings, interval } });
}
