import { failure, success } from "../../grammar/diagnostic.ts";
import { printStatement } from "../../grammar/print.ts";
import type { FitStatement } from "../../grammar/syntax.ts";
import { fitLaw } from "../fit/fit.ts";
import { fitCardBundle } from "./fit-card.ts";
import { fitJson } from "./fit-json.ts";
import { type FitPlan, planFit } from "./fit-plan.ts";
import { computeMismatch, fitWarnings } from "./fit-warnings.ts";
import { define, type FitRecord, type Scope } from "./scope.ts";
import { defineStatement, type StatementRow } from "./statement.ts";
import { valuelessLaw } from "./valueless-law.ts";

interface Plan extends FitPlan {
  readonly text: string;
  readonly said: readonly { readonly code: string; readonly message: string }[];
}

/** Gives the scope a fit: under its own name if it has one, and as its law's last fit. */
function bindFit(record: FitRecord, lawName: string, scope: Scope): Scope {
  const law = scope.entities.get(lawName);
  const withLaw = law?.kind === "law" ? define(scope, lawName, { ...law, fit: record }) : scope;
  const change = { lastFit: record };
  return record.name === lawName
    ? { ...withLaw, ...change }
    : define(withLaw, record.name, { kind: "fit", fit: record }, change);
}

/** `fit LAW to RESPONSE on DATA …`: the global optimum with draws, intervals and warnings. */
export const fitStatement: StatementRow<FitStatement> = defineStatement<
  FitStatement,
  Plan,
  { readonly record: FitRecord; readonly lawName: string }
>({
  check: (statement, scope) => {
    const plan = planFit(statement, scope);
    if (!plan.ok) return plan;
    const data = scope.entities.get(plan.value.data);
    const mismatch = data?.kind === "data" ? computeMismatch(data.table, plan.value.span) : [];
    const warnings = [...plan.warnings, ...mismatch];
    return success({ ...plan.value, text: printStatement(statement), said: warnings }, warnings);
  },
  run: async (plan, { signal, progress }) => {
    const result = fitLaw(plan.request, {
      ...(signal === undefined ? {} : { signal }),
      ...(progress === undefined ? {} : { progress }),
    });
    if (result.starts === 0 && result.status !== "interrupted") return failure(valuelessLaw(plan.request, plan.span));
    const warnings = fitWarnings(result, plan.request.inputs.slice(0, plan.request.law.variables.length), plan.span);
    const record: FitRecord = {
      name: plan.name,
      result,
      data: plan.data,
      response: plan.response,
      inputs: plan.request.inputs.slice(0, plan.request.law.variables.length),
      observed: plan.request.response,
      ...(plan.heldOut === undefined ? {} : { heldOut: plan.heldOut }),
      sources: plan.sources,
      dropped: plan.dropped,
      warnings: [...plan.said, ...warnings].map(({ code, message }) => ({ code, message })),
      text: plan.text,
    };
    return success({ record, lawName: plan.lawName }, warnings);
  },
  bind: ({ record, lawName }, scope) => bindFit(record, lawName, scope),
  render: async ({ record }) => [fitCardBundle(record)],
  json: ({ record }) => fitJson(record),
});
