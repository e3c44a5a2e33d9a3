import { type Diagnostic, error, failure, type Outcome, success, warning } from "../../grammar/diagnostic.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import { clause, type Expression, type SolveStatement } from "../../grammar/syntax.ts";
import { expandRoots, findRoots } from "../ask/root.ts";
import { changesAlong } from "../fit/identifiability.ts";
import { drawsFor, intervalOf } from "../fit/intervals.ts";
import { formatNumber } from "../view/format-number.ts";
import { variableWords } from "../view/quantity.ts";
import { table } from "../view/table.ts";
import { written } from "./misused-name.ts";
import type { Scope } from "./scope.ts";
import { defineStatement, type StatementRow } from "./statement.ts";
import { dataRange, readTarget, type Target } from "./target.ts";
import { combinations, domainIn, optionsIn } from "./values.ts";

interface Plan {
  readonly target: Target;
  readonly text: string;
  readonly unknown: string;
  readonly range?: readonly [number, number];
  readonly level: number;
  readonly span: { readonly start: number; readonly end: number };
}

interface Solution {
  readonly given: ReadonlyMap<string, number>;
  readonly value: number;
  /** Of an undetermined one NaN at both ends. */
  readonly interval: readonly [number, number];
  /** Draws that have this crossing, of all. */
  readonly share: number;
}

function check(statement: SolveStatement, scope: Scope): Outcome<Plan> {
  const search = clause(statement, "for")?.search;
  if (search === undefined)
    return failure(error("no-unknown", "solve needs the unknown", statement.span, { help: "write solve … = … for N" }));
  const options = optionsIn(clause(statement, "with")?.definitions ?? [], ["interval"], scope);
  if (!options.ok) return options;
  const difference: Expression = {
    kind: "binary",
    operator: "-",
    left: statement.left,
    right: statement.right,
    span: statement.span,
  };
  const target = readTarget([difference], clause(statement, "at")?.bindings ?? [], scope, {
    inputs: [search.name],
  });
  if (!target.ok) return target;
  const open = target.value.bindings.domains.find((d) => d.domain.kind === "range");
  if (open !== undefined)
    return failure(
      error("not-a-list", `${open.name} must be a list here`, open.span, { help: "write logspace(…, …, 10)" }),
    );
  const domain = search.domain === undefined ? undefined : domainIn(search.domain, scope);
  if (domain?.ok === false) return domain;
  if (domain !== undefined && domain.value.kind !== "range") {
    return failure(
      error("not-a-range", `${search.name.name} is looked for in a range`, search.span, {
        help: "write for N in 1M..1T",
      }),
    );
  }
  return success({
    target: target.value,
    text: `${printExpression(statement.left)} = ${printExpression(statement.right)}`,
    unknown: search.name.name,
    ...(domain?.value.kind === "range" ? { range: [domain.value.low, domain.value.high] as const } : {}),
    level: options.value.get("interval") ?? scope.settings.interval,
    span: statement.span,
  });
}

/** Values bound under `at` for which the two sides never meet, and by how much the left side is the greater where they are nearest. */
interface Gap {
  readonly given: ReadonlyMap<string, number>;
  readonly least: number;
}

function solveAll(plan: Plan): { readonly solutions: readonly Solution[]; readonly gaps: readonly Gap[] } {
  const { compiled, bindings } = plan.target;
  const quantity = compiled.quantity(0);
  const slot = compiled.inputs.indexOf(plan.unknown);
  const lists = bindings.domains.map((d) => (d.domain.kind === "numbers" ? d.domain.values : []));
  const near = dataRange(plan.target, plan.unknown);
  const gaps: Gap[] = [];
  const solutions = combinations(lists).flatMap((combo) => {
    const inputs = new Float64Array(compiled.inputs.length);
    combo.forEach((v, k) => {
      inputs[k] = v;
    });
    const roots = (draw: number, around?: number): readonly number[] => {
      const f = (x: number): number => {
        inputs[slot] = x;
        return quantity.evaluate(inputs, draw);
      };
      if (around !== undefined && around > 0) {
        const low = Math.max(around / 30, plan.range?.[0] ?? 0);
        const high = Math.min(around * 30, plan.range?.[1] ?? Number.POSITIVE_INFINITY);
        const close = low < high ? findRoots(f, { lo: low, hi: high, log: true, points: 24 }) : [];
        if (close.length > 0) return close;
      }
      if (plan.range !== undefined) return findRoots(f, { lo: plan.range[0], hi: plan.range[1] });
      return expandRoots(f, near === undefined || !(near[0] > 0) ? { positive: false } : { lo: near[0], hi: near[1] });
    };
    const given = new Map(bindings.domains.map((d, k) => [d.name, combo[k] ?? Number.NaN]));
    const found = roots(-1);
    if (found.length === 0) {
      const least = nearestGap((x) => {
        inputs[slot] = x;
        return quantity.evaluate(inputs, -1);
      }, plan.range);
      gaps.push({ given, least });
    }
    return found.map((value): Solution => {
      const nearest = (draw: number): number =>
        roots(draw, value).reduce(
          (best, x) =>
            Math.abs(Math.log(x / value)) < Math.abs(Math.log(best / value)) || Number.isNaN(best) ? x : best,
          Number.NaN,
        );
      if (compiled.draws === 0) return { given, value, interval: [value, value], share: 1 };
      if (compiled.alike.some(([above, below]) => changesAlong(nearest(above), nearest(below))))
        return { given, value, interval: [Number.NaN, Number.NaN], share: 1 };
      const atDraws = drawsFor(compiled.rule, compiled.draws).map(nearest);
      const draws = atDraws.slice(0, compiled.draws);
      return {
        given,
        value,
        interval: intervalOf(
          { estimate: value, draws, replicates: atDraws.slice(compiled.draws) },
          compiled.rule,
          plan.level,
        ),
        share: draws.filter(Number.isFinite).length / compiled.draws,
      };
    });
  });
  return { solutions, gaps };
}

/** The difference of least size on a scan of the range, or of every decade of positive numbers; NaN where it has no value. */
function nearestGap(f: (x: number) => number, range: readonly [number, number] | undefined): number {
  const [low, high] = range ?? [-300, 300];
  let least = Number.NaN;
  for (let i = 0; i <= 600; i++) {
    const place = low + ((high - low) * i) / 600;
    const value = f(range === undefined ? 10 ** place : place);
    if (Number.isFinite(value) && !(Math.abs(value) >= Math.abs(least))) least = value;
  }
  return least;
}

function gapWarning(plan: Plan, { given, least }: Gap): Diagnostic {
  const where = [...given].map(
    ([name, value]) => `${written(name)} = ${formatNumber(value, variableWords(name, [value]).quantity)}`,
  );
  const place = where.length === 0 ? "" : ` at ${where.join(", ")}`;
  const side = least > 0 ? "greater" : "smaller";
  const reason = Number.isFinite(least)
    ? `: the left side is ${side} by at least ${formatNumber(Math.abs(least))}`
    : "";
  return warning("no-crossing", `${plan.text} has no solution for ${plan.unknown}${place}${reason}`, plan.span, {
    help: `plot both sides, or look in another range: for ${written(plan.unknown)} in a..b`,
  });
}

/** `solve … = … for X`: the values of X where both sides agree, each with an interval. */
export const solveStatement: StatementRow<SolveStatement> = defineStatement<
  SolveStatement,
  Plan,
  { readonly plan: Plan; readonly solutions: readonly Solution[] }
>({
  check,
  run: async (plan) => {
    const { solutions, gaps } = solveAll(plan);
    const warnings = gaps.map((gap) => gapWarning(plan, gap));
    const partial = solutions.find((s) => s.share < 0.99);
    if (partial !== undefined) {
      warnings.push(
        warning(
          "partial-crossing",
          `only ${formatNumber(100 * partial.share)} % of the draws have this solution: its interval is of those alone`,
          plan.span,
        ),
      );
    }
    return success({ plan, solutions }, warnings);
  },
  bind: (_, scope) => scope,
  render: async ({ plan, solutions }) => {
    const names = plan.target.bindings.domains.map((d) => d.name);
    const words = (name: string, values: readonly number[]) => ({ name, format: variableWords(name, values).quantity });
    const uncertain = plan.target.compiled.draws > 0;
    return [
      table({
        caption: `${plan.text} solved for ${plan.unknown}`,
        columns: [
          ...names.map((name) =>
            words(
              name,
              solutions.map((s) => s.given.get(name) ?? Number.NaN),
            ),
          ),
          words(
            plan.unknown,
            solutions.map((s) => s.value),
          ),
          ...(uncertain
            ? [
                {
                  name: `${formatNumber(plan.level * 100)}% interval`,
                  format: variableWords(
                    plan.unknown,
                    solutions.map((s) => s.value),
                  ).quantity,
                },
              ]
            : []),
        ],
        rows: solutions.map((s) => [
          ...names.map((n) => s.given.get(n) ?? null),
          s.value,
          ...(uncertain ? [s.interval] : []),
        ]),
        ...(solutions.length === 0 ? { note: "no crossing" } : {}),
      }),
    ];
  },
  json: ({ plan, solutions }) => ({
    kind: "solve",
    for: plan.unknown,
    points: solutions.map((s) => ({ given: Object.fromEntries(s.given), value: s.value, interval: s.interval })),
  }),
});
