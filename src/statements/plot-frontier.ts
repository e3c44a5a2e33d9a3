import { error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import { clause, type PlotStatement } from "../../grammar/syntax.ts";
import { spread } from "../ask/predict.ts";
import { extent } from "../ask/quantity.ts";
import { chartBundle } from "../view/chart-bundle.ts";
import { formatNumber } from "../view/format-number.ts";
import { frontierChart } from "../view/frontier-chart.ts";
import { axisOf, responseAxis } from "./curve.ts";
import { type Drawing, plottedFit } from "./drawing.ts";
import { frontierAt, rowCompute } from "./frontier.ts";
import type { Scope } from "./scope.ts";
import { bindingsIn } from "./values.ts";

/** How far past the data's compute a frontier is drawn where no range is given. */
const beyondData = 100;
const budgets = 31;

/** `plot frontier of L`: the compute-optimal N, D and loss against C = 6·N·D, with bands. */
export function planFrontier(statement: PlotStatement, scope: Scope): Outcome<Drawing> {
  const fit = plottedFit(statement, scope);
  if (!fit.ok) return fit;
  const compute = rowCompute(fit.value);
  const { law } = fit.value.result;
  if (compute === undefined || law.variables.length !== 2) {
    return failure(
      error(
        "no-compute",
        `a frontier needs a law of N and D, and ${law.name} is one of ${law.variables.join(", ")}`,
        statement.of.span,
      ),
    );
  }
  const given = bindingsIn(clause(statement, "at")?.bindings ?? [], scope);
  if (!given.ok) return given;
  const binding = given.value.domains[0];
  const domain = binding?.domain;
  if (
    given.value.bound.size > 0 ||
    given.value.domains.length > 1 ||
    (domain !== undefined && domain.kind !== "range")
  ) {
    return failure(
      error("not-a-range", "a frontier runs over a range of compute", clause(statement, "at")?.span ?? statement.span, {
        help: "write at C in 1e18..1e26",
      }),
    );
  }
  if (binding !== undefined && binding.name !== "C") {
    return failure(
      error("unknown-variable", `a frontier runs over C, not over ${binding.name}`, binding.span, {
        help: "write at C in 1e18..1e26",
      }),
    );
  }
  const [low, high] = extent(compute);
  const range = domain?.kind === "range" ? [domain.low, domain.high] : [low, high * beyondData];
  const xs = spread(range[0] ?? low, range[1] ?? high, budgets);
  const optima = frontierAt(statement.of, [...xs], scope.settings.interval, statement.span, scope);
  if (!optima.ok) return optima;
  if (optima.value.length < 2)
    return failure(
      error("no-optimum", `${law.name} has no compute-optimal point over these budgets`, statement.of.span),
    );
  const at = Float64Array.from(optima.value, (o) => o.given.get("C") ?? Number.NaN);
  const panel = (name: "N" | "D") => {
    const values = optima.value.map((o) => o.at.get(name) ?? Number.NaN);
    const bands = optima.value.map((o) => o.intervals.get(name) ?? [Number.NaN, Number.NaN]);
    return {
      y: { ...axisOf(name, values), name: `${name}*` },
      values,
      band: { lower: bands.map((b) => b[0] ?? Number.NaN), upper: bands.map((b) => b[1] ?? Number.NaN) },
    };
  };
  const loss = optima.value.map((o) => o.value);
  return success(async () => [
    await chartBundle(
      frontierChart({
        title: `Compute-optimal frontier of ${fit.value.name}`,
        x: axisOf("C", at),
        xs: at,
        panels: [
          panel("N"),
          panel("D"),
          {
            y: responseAxis(fit.value.response, loss),
            values: loss,
            band: {
              lower: optima.value.map((o) => o.valueInterval[0]),
              upper: optima.value.map((o) => o.valueInterval[1]),
            },
          },
        ],
        dataRange: [low, high],
        intervalName: `${formatNumber(scope.settings.interval * 100)}% interval`,
      }),
    ),
  ]);
}
