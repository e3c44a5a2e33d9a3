import { type Outcome, type Span, success } from "../../grammar/diagnostic.ts";
import type { Clause, Expression, NameNode } from "../../grammar/syntax.ts";
import { findOptima, type Optimum, planOptimum } from "./optimum.ts";
import type { FitRecord, Scope } from "./scope.ts";

/** 6·N·D, the training compute of a dense transformer in FLOP (Kaplan et al. 2020). */
export const computeOf = (n: number, d: number): number => 6 * n * d;

/** The compute-optimal N, D and response of a law of N and D, under 6·N·D = C, at each budget. */
export function frontierAt(
  of: Expression,
  budgets: readonly number[],
  level: number,
  span: Span,
  scope: Scope,
): Outcome<readonly Optimum[]> {
  const name = (text: string): NameNode => ({ kind: "name", name: text, span });
  const number = (value: number): Expression => ({ kind: "number", value, text: String(value), span });
  const product = (left: Expression, right: Expression): Expression => ({
    kind: "binary",
    operator: "*",
    left,
    right,
    span,
  });
  const clauses: readonly Clause[] = [
    {
      kind: "over",
      searches: [
        { kind: "search", name: name("N"), span },
        { kind: "search", name: name("D"), span },
      ],
      span,
    },
    {
      kind: "subjectTo",
      conditions: [
        {
          kind: "comparison",
          operator: "=",
          left: product(product(number(6), name("N")), name("D")),
          right: name("C"),
          span,
        },
      ],
      span,
    },
    {
      kind: "at",
      bindings: [
        {
          kind: "binding",
          relation: "in",
          name: name("C"),
          value: { kind: "list", items: budgets.map(number), span },
          span,
        },
      ],
      span,
    },
  ];
  const plan = planOptimum(of, clauses, 1, level, span, scope);
  return plan.ok ? success(findOptima(plan.value).filter((o) => o.status === "minimum")) : plan;
}

/** The compute of each fitted row, for a law of N and D. */
export function rowCompute(fit: FitRecord): Float64Array | undefined {
  const { variables } = fit.result.law;
  const n = fit.inputs[variables.indexOf("N")];
  const d = fit.inputs[variables.indexOf("D")];
  return n === undefined || d === undefined
    ? undefined
    : Float64Array.from(n, (x, i) => computeOf(x, d[i] ?? Number.NaN));
}
