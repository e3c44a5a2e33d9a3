import { type Diagnostic, failure, type Outcome, success, warning } from "../../grammar/diagnostic.ts";
import { printStatement } from "../../grammar/print.ts";
import { clause, type FitStatement } from "../../grammar/syntax.ts";
import { fitLawOn } from "../fit/fit.ts";
import { fitCardBundle } from "./fit-card.ts";
import { type GroupedPlan, groupBundles, groupsJson, joinRecords, planGroups } from "./fit-groups.ts";
import { fitJson } from "./fit-json.ts";
import { type Orders, type OrdersPlan, ordersBundle, ordersJson, planOrders, rankOrders } from "./fit-orders.ts";
import { type FitPlan, planFit } from "./fit-plan.ts";
import { computeMismatch, fitWarnings } from "./fit-warnings.ts";
import { define, type FitRecord, type Scope } from "./scope.ts";
import { defineStatement, type StatementContext, type StatementRow } from "./statement.ts";
import { valuelessLaw } from "./valueless-law.ts";

interface SinglePlan extends FitPlan {
  readonly text: string;
  readonly said: readonly { readonly code: string; readonly message: string }[];
}
interface ManyPlan {
  readonly grouped: GroupedPlan;
  readonly name: string;
  readonly lawName: string;
  readonly text: string;
}
interface OrderedPlan extends OrdersPlan {
  readonly text: string;
  readonly lawName: string;
}
type Plan = SinglePlan | ManyPlan | OrderedPlan;
/** A fit to be bound to its name; with `keeping` also what the other orders came to. */
interface Made {
  readonly record: FitRecord;
  readonly lawName: string;
  readonly orders?: Orders;
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

/** Runs one plan: a fit and what is to be said of it. */
async function runPlan(
  plan: SinglePlan,
  { executor, signal, progress }: StatementContext,
): Promise<Outcome<FitRecord>> {
  const result = await fitLawOn(executor, plan.request, {
    ...(signal === undefined ? {} : { signal }),
    ...(progress === undefined ? {} : { progress }),
  });
  if (result.starts === 0 && result.status !== "interrupted") return failure(valuelessLaw(plan.request, plan.span));
  const inputs = plan.request.inputs.slice(0, plan.request.law.variables.length);
  const { missing = 0 } = result;
  const left = missing === 0 ? [] : [{ rows: missing, reason: "a value is missing or not finite" }];
  const warnings = [
    ...left.map(({ rows, reason }) =>
      warning(
        "rows-dropped",
        `${rows} of ${rows + result.rows} rows of ${plan.data} are not used: ${reason}`,
        plan.span,
      ),
    ),
    ...fitWarnings(result, inputs, plan.span),
  ];
  const record: FitRecord = {
    name: plan.name,
    result,
    data: plan.data,
    response: plan.response,
    inputs,
    observed: plan.request.response,
    ...(plan.heldOut === undefined ? {} : { heldOut: plan.heldOut }),
    sources: plan.sources,
    dropped: [...plan.dropped, ...left],
    warnings: [...plan.said, ...warnings].map(({ code, message }) => ({ code, message })),
    text: plan.text,
  };
  return success(record, warnings);
}

/** Runs a plan a group and joins the fits into one that answers for every level. */
async function runGroups(plan: ManyPlan, context: StatementContext): Promise<Outcome<FitRecord>> {
  const warnings: Diagnostic[] = [];
  const records: FitRecord[] = [];
  for (const { key, plan: part } of plan.grouped.groups) {
    const run = await runPlan({ ...part, text: plan.text, said: [] }, context);
    const inGroup = (d: Diagnostic): Diagnostic => ({ ...d, message: `in the group ${key}: ${d.message}` });
    if (!run.ok) return failure(...run.diagnostics.map(inGroup));
    warnings.push(...run.warnings.map(inGroup));
    records.push(run.value);
  }
  const joined = joinRecords(plan.grouped, plan.name, records);
  if (joined === undefined) throw new Error("a grouped plan has a group");
  return success(joined, warnings);
}

/** Runs a plan an order and keeps the best of the fits. */
async function runOrders(plan: OrderedPlan, context: StatementContext): Promise<Outcome<Made>> {
  const records: FitRecord[] = [];
  const warnings: (readonly Diagnostic[])[] = [];
  for (const { plan: part } of plan.orders) {
    const run = await runPlan({ ...part, text: plan.text, said: [] }, context);
    if (!run.ok) return run;
    records.push(run.value);
    warnings.push(run.warnings);
  }
  const { orders, chosen } = rankOrders(plan, records);
  if (chosen === undefined) throw new Error("an order is chosen among one or more");
  return success({ record: chosen, lawName: plan.lawName, orders }, warnings[records.indexOf(chosen)] ?? []);
}

/** `fit LAW to RESPONSE on DATA …`: the global optimum with draws, intervals and warnings; `by` a column one a level. */
export const fitStatement: StatementRow<FitStatement> = defineStatement<FitStatement, Plan, Made>({
  check: (statement, scope) => {
    const text = printStatement(statement);
    const ordered = planOrders(statement, scope);
    if (ordered?.ok === true) {
      const lawName = ordered.value.orders[0]?.plan.lawName ?? "";
      return success({ ...ordered.value, text, lawName }, ordered.warnings);
    }
    if (ordered !== undefined) return ordered;
    const grouped = planGroups(statement, scope);
    if (grouped !== undefined) {
      if (!grouped.ok) return grouped;
      const [first] = grouped.value.groups;
      const lawName = first?.plan.lawName ?? "";
      const name = clause(statement, "as")?.name.name ?? lawName;
      return success({ grouped: grouped.value, name, lawName, text }, grouped.warnings);
    }
    const plan = planFit(statement, scope);
    if (!plan.ok) return plan;
    const data = scope.entities.get(plan.value.data);
    const mismatch = data?.kind === "data" ? computeMismatch(data.table, plan.value.span) : [];
    const warnings = [...plan.warnings, ...mismatch];
    return success({ ...plan.value, text, said: warnings }, warnings);
  },
  run: async (plan, context) => {
    if ("orders" in plan) return runOrders(plan, context);
    const run = await ("grouped" in plan ? runGroups(plan, context) : runPlan(plan, context));
    return run.ok ? { ...run, value: { record: run.value, lawName: plan.lawName } } : run;
  },
  bind: ({ record, lawName }, scope) => bindFit(record, lawName, scope),
  render: async ({ record, orders }) => [
    ...(orders === undefined ? [] : [ordersBundle(orders)]),
    ...(record.groups === undefined ? [fitCardBundle(record)] : groupBundles(record)),
  ],
  json: ({ record, orders }) => ({
    ...(record.groups === undefined ? fitJson(record) : groupsJson(record)),
    ...(orders === undefined ? {} : { orders: ordersJson(orders) }),
  }),
});
