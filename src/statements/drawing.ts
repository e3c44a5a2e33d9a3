import { error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import type { PlotStatement } from "../../grammar/syntax.ts";
import type { MimeBundle } from "../view/mime.ts";
import { type FitRecord, fitNamed, type Scope } from "./scope.ts";

/** A chart that is ready to be drawn. */
export type Drawing = () => Promise<readonly MimeBundle[]>;

/** The fit that a plot is of. */
export function plottedFit(statement: PlotStatement, scope: Scope): Outcome<FitRecord> {
  const { of } = statement;
  const fit = of.kind === "name" ? fitNamed(scope, of.name) : undefined;
  if (fit !== undefined) return success(fit);
  return failure(
    error("no-fit", `plot ${statement.shape} needs a fitted law`, of.span, {
      help: "name a law that has been fitted, or a fit",
    }),
  );
}
