import { type Diagnostic, error, type Span } from "../../grammar/diagnostic.ts";
import type { FitRequest } from "../fit/fit.ts";
import { compilePoint } from "../law/compile.ts";
import { formatNumber } from "../view/format-number.ts";

/** Parameter values tried, where the bounds allow them: none is whole, for a negative number has whole powers. */
const trials = [0.5, 1.7, -0.6, 3.3];

/**
 * The diagnostic for a law that has no finite value on some row wherever a fit might start: it names the first row that
 * has none under any parameters tried (a power of a negative number, a division by zero), or else the range of the numbers.
 */
export function valuelessLaw({ law, inputs, response, space }: FitRequest, span: Span): Diagnostic {
  const compute = compilePoint(law.graph, [law.root]);
  const out = new Float64Array(1);
  const value = (row: number, trial: number): number => {
    const parameters = law.parameters.map(
      ({ fixed, lower, upper }) => fixed ?? Math.min(Math.max(trial, lower), upper),
    );
    compute(
      parameters,
      inputs.map((column) => column[row] ?? Number.NaN),
      out,
    );
    return out[0] ?? Number.NaN;
  };
  const row = Array.from(response, (_, k) => k).find((k) => !trials.some((trial) => Number.isFinite(value(k, trial))));
  if (row !== undefined) {
    const at = law.variables.map((name, k) => `${name} = ${formatNumber(inputs[k]?.[row] ?? Number.NaN)}`).join(", ");
    return error("no-finite-value", `the law ${law.name} has no value at ${at}, whatever its parameters`, span, {
      help: "a power or a logarithm of a negative number, or a division by zero: leave such rows out with data … where, or change the law",
    });
  }
  return error("no-finite-value", `no parameters were found at which ${law.name} has a value on every row`, span, {
    help:
      space === "log"
        ? "bound its parameters so that it stays above zero, give its variables smaller numbers (with n = N/1e9), or fit in linear"
        : "bound its parameters, or give its variables smaller numbers (with n = N/1e9)",
  });
}
