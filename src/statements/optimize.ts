import { success, warning } from "../../grammar/diagnostic.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import { clause, type OptimizeStatement } from "../../grammar/syntax.ts";
import { formatNumber } from "../view/format-number.ts";
import { variableWords } from "../view/quantity.ts";
import { type TableCell, type TableColumn, table } from "../view/table.ts";
import { findOptima, type Optimum, type OptimumPlan, planOptimum } from "./optimum.ts";
import { beyondNote } from "./point-table.ts";
import { defineStatement, type StatementRow } from "./statement.ts";
import { optionsIn } from "./values.ts";

interface Plan extends OptimumPlan {
  readonly verb: "minimize" | "maximize";
  readonly text: string;
}

interface Result {
  readonly plan: Plan;
  readonly optima: readonly Optimum[];
}

const complaints = {
  unattained: "falls as far as one looks: there is no minimum inside the domain",
  infeasible: "no point obeys the constraints",
  tooMany: "too many free variables or combinations to search: at most 4 free variables after the equalities",
} as const;

const remedies = {
  unattained: "search within a range, as in over N in 1M..1T, or add a constraint",
  infeasible: "loosen a constraint or a range",
  tooMany: "fix some variables with at, or shorten a list",
} as const;

/** `minimize … over … subject to …`: constrained optima with intervals, in closed form where the law has one. */
export const optimizeStatement: StatementRow<OptimizeStatement> = defineStatement<OptimizeStatement, Plan, Result>({
  check: (statement, scope) => {
    const options = optionsIn(clause(statement, "with")?.definitions ?? [], ["interval"], scope);
    if (!options.ok) return options;
    const level = options.value.get("interval") ?? scope.settings.interval;
    const sign = statement.kind === "minimize" ? 1 : -1;
    const plan = planOptimum(statement.objective, statement.clauses, sign, level, statement.span, scope);
    return plan.ok
      ? success({ ...plan.value, verb: statement.kind, text: printExpression(statement.objective) }, plan.warnings)
      : plan;
  },
  run: async (plan, { signal }) => {
    const optima = findOptima(plan, signal);
    const warnings = optima.flatMap((o) => {
      if (o.status === "edge")
        return [
          warning(
            "optimum-at-edge",
            `the ${plan.verb === "minimize" ? "minimum" : "maximum"} is on an end of its range: ${o.edges.join(", ")}`,
            plan.span,
          ),
        ];
      if (o.status === "minimum") return [];
      const words = complaints[o.status];
      return [
        warning(
          o.status === "infeasible" ? "infeasible" : "no-optimum",
          o.status === "unattained"
            ? `${plan.text} ${plan.verb === "maximize" ? words.replace("falls", "rises").replace("minimum", "maximum") : words}`
            : words,
          plan.span,
          { help: remedies[o.status] },
        ),
      ];
    });
    return success({ plan, optima }, warnings.slice(0, 3));
  },
  bind: (_, scope) => scope,
  render: async ({ plan, optima }) => {
    const given = plan.target.bindings.domains.map((d) => d.name);
    const names = [...(optima[0]?.at.keys() ?? [])];
    const quantity = (name: string, of: (o: Optimum) => number | undefined): TableColumn => ({
      name,
      format:
        name === "D/N"
          ? "plain"
          : variableWords(
              name,
              optima.map((o) => of(o) ?? Number.NaN),
            ).quantity,
    });
    const uncertain = plan.target.compiled.draws > 0;
    const level = `${formatNumber(plan.level * 100)}% interval`;
    const columns: TableColumn[] = [
      ...given.map((name) => quantity(name, (o) => o.given.get(name))),
      ...names.flatMap((name) => {
        const column = quantity(name, (o) => o.at.get(name));
        return uncertain ? [column, { ...column, name: level }] : [column];
      }),
      { name: plan.text },
      ...(uncertain ? [{ name: level }] : []),
    ];
    const rows = optima.map((o): readonly TableCell[] => [
      ...given.map((name) => o.given.get(name) ?? null),
      ...names.flatMap((name): TableCell[] => [
        usable(o) ? (o.at.get(name) ?? null) : null,
        ...(uncertain ? [usable(o) ? (o.intervals.get(name) ?? null) : null] : []),
      ]),
      usable(o) ? o.value : null,
      ...(uncertain ? [usable(o) ? o.valueInterval : null] : []),
    ]);
    const notes = [
      optima.some((o) => o.method === "closed form") ? "In closed form" : undefined,
      beyondNote(
        optima.map((o) => ({
          value: o.value,
          interval: o.valueInterval,
          ...(o.beyond === undefined ? {} : { beyond: o.beyond }),
        })),
      ),
    ].filter((n) => n !== undefined);
    return [
      table({
        caption: `${plan.text} ${plan.verb}d over ${plan.searched.join(", ")}`,
        columns,
        rows,
        ...(notes.length === 0 ? {} : { note: notes.join(". ") }),
      }),
    ];
  },
  json: ({ plan, optima }) => ({
    kind: plan.verb,
    points: optima.map((o) => ({
      given: Object.fromEntries(o.given),
      at: Object.fromEntries(o.at),
      value: usable(o) ? o.value : null,
      interval: o.valueInterval,
      intervals: Object.fromEntries(o.intervals),
      status: o.status,
      ...(o.beyond === undefined ? {} : { beyond: { variable: o.beyond.variable, decades: o.beyond.decades } }),
    })),
  }),
});

function usable(o: Optimum): boolean {
  return o.status === "minimum" || o.status === "edge";
}
