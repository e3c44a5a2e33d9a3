import { success } from "../../grammar/diagnostic.ts";
import type { DesignStatement } from "../../grammar/syntax.ts";
import { findDesign } from "../ask/design.ts";
import { sampleQuantity } from "../ask/quantity.ts";
import { intervalOf } from "../fit/intervals.ts";
import { formatEstimate, formatNumber } from "../view/format-number.ts";
import { variableWords } from "../view/quantity.ts";
import { table } from "../view/table.ts";
import { type DesignPlan, infeasibleDesign, planDesign } from "./design-plan.ts";
import { defineStatement, type StatementRow } from "./statement.ts";

interface Result {
  readonly plan: DesignPlan;
  readonly runs: readonly (readonly number[])[];
  readonly value: number;
  readonly before: readonly [number, number];
  readonly after: readonly [number, number];
}

/** An interval that has so much of its variance left: narrower to each side, in the logarithm where all is positive. */
function narrowed(value: number, [low, high]: readonly [number, number], share: number): readonly [number, number] {
  const root = Math.sqrt(share);
  if (low > 0) return [value * (low / value) ** root, value * (high / value) ** root];
  return [value + root * (low - value), value + root * (high - value)];
}

/** `design 8 runs for L(70B, 1.4T) over … subject to …`: the next runs that most narrow an answer's interval. */
export const designStatement: StatementRow<DesignStatement> = defineStatement<DesignStatement, DesignPlan, Result>({
  check: (statement, scope) => planDesign(statement, scope),
  run: async (plan) => {
    const found = findDesign(plan.problem);
    if (found === undefined) return infeasibleDesign(plan);
    const sampled = sampleQuantity(plan.quantity, []);
    const before = intervalOf(sampled, plan.quantity.rule, plan.level);
    const { estimate: value } = sampled;
    return success({ plan, runs: found.runs, value, before, after: narrowed(value, before, found.share) });
  },
  bind: (_, scope) => scope,
  render: async ({ plan, runs, value, before, after }) => {
    const spent = plan.problem.budgets.map((_, k) =>
      runs.reduce((sum, run) => sum + (plan.problem.costs(run)[k] ?? 0), 0),
    );
    const level = `${formatNumber(plan.level * 100)}% interval`;
    const columns = plan.names.map((name, k) => {
      const values = runs.map((run) => run[k] ?? Number.NaN);
      return { name, format: variableWords(name, values).quantity };
    });
    const notes = [
      `${plan.text} is ${formatEstimate(value, before)} now and expected ${formatEstimate(value, after)} with the runs (${level})`,
      ...spent.map(
        (s, k) =>
          `the runs take ${formatNumber(s)} of ${formatNumber(plan.problem.budgets[k] ?? 0)} of ${plan.budgetTexts[k]}`,
      ),
      "expected of runs as noisy as those of the fit, its law made linear about the estimate",
    ];
    return [
      table({
        caption: `The next ${runs.length} run${runs.length === 1 ? "" : "s"} for ${plan.text}`,
        columns: [{ name: "run", format: "integer" }, ...columns],
        rows: runs.map((run, k) => [k + 1, ...run]),
        note: notes.join(". "),
      }),
    ];
  },
  json: ({ plan, runs, value, before, after }) => ({
    kind: "design",
    runs: runs.map((run) => Object.fromEntries(plan.names.map((name, k) => [name, run[k]]))),
    value,
    before,
    after,
  }),
});
