import { error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import type { PlotStatement } from "../../grammar/syntax.ts";
import type { MimeBundle } from "../view/mime.ts";
import { written } from "./misused-name.ts";
import { type FitRecord, fitNamed, namesOf, type Scope } from "./scope.ts";

/** A chart that is ready to be drawn. */
export type Drawing = () => Promise<readonly MimeBundle[]>;

/** The fit that a plot is of. */
export function plottedFit(statement: PlotStatement, scope: Scope): Outcome<FitRecord> {
  const { of } = statement;
  const fit = of.kind === "name" ? fitNamed(scope, of.name) : undefined;
  if (fit !== undefined) return success(fit);
  const fits = namesOf(scope, "fit", "law").filter((name) => fitNamed(scope, name) !== undefined);
  return failure(
    error("no-fit", `plot ${statement.shape} needs a fitted law`, of.span, {
      note: fits.length === 0 ? "nothing is fitted yet" : `fits: ${fits.map(written).join(", ")}`,
      help: fits.length === 0 ? "fit one first: fit L on runs" : "name one of them",
    }),
  );
}
