import { type Diagnostic, error, type Span } from "../../grammar/diagnostic.ts";
import type { Measure } from "../ask/compare.ts";
import { likelihoodOf } from "../ask/likelihood.ts";
import { lossText } from "../fit/loss/loss.ts";
import type { ObservedRows } from "../fit/predictions.ts";
import type { FitPlan } from "./fit-plan.ts";

/** The rows that a planned fit is judged on: inputs, externals among them, responses, and the trials of rates. */
export function rowsOf({ request }: FitPlan): ObservedRows {
  const { law, inputs, response, weights, loss, series } = request;
  return {
    inputs: inputs.slice(0, law.variables.length + law.externals.length),
    observed: response,
    ...(series === undefined ? {} : { series }),
    ...(loss.kind === "binomial" && weights !== undefined ? { trials: weights } : {}),
  };
}

/** The mistake of asking a criterion of a fit whose loss has no likelihood, or whose rows do not count alike. */
export function unlikely(
  chosen: readonly Measure[],
  { request }: FitPlan,
  { name, span }: { readonly name: string; readonly span: Span },
): Diagnostic | undefined {
  const criterion = chosen.find((m) => m !== "extrapolation");
  if (criterion === undefined || request.loss.kind === "binomial") return undefined;
  const help = "compare using extrapolation(C > 1e21)";
  if (request.weights !== undefined)
    return error("no-likelihood", `${criterion} has no meaning for ${name}, whose rows are weighted`, span, { help });
  if (likelihoodOf(request.loss) !== undefined) return undefined;
  return error(
    "no-likelihood",
    `${lossText(request.loss)} of ${name} is no likelihood, which ${criterion} asks for`,
    span,
    { help },
  );
}
