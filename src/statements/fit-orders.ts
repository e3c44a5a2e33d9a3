import { type Diagnostic, error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import { nearest } from "../../grammar/nearest.ts";
import { type BindingNode, type Clause, clause, type FitStatement } from "../../grammar/syntax.ts";
import { compareFits, type Measure } from "../ask/compare.ts";
import { freeParameters } from "../law/law.ts";
import { formatNumber } from "../view/format-number.ts";
import type { MimeBundle } from "../view/mime.ts";
import { table } from "../view/table.ts";
import { type FitPlan, planFit } from "./fit-plan.ts";
import { rowsOf, unlikely } from "./judged-rows.ts";
import type { FitRecord, Scope } from "./scope.ts";
import type { JsonObject } from "./statement.ts";
import { domainIn } from "./values.ts";

/** `fit W on runs at n in [1, 2, 3] keeping argmin(aicc)`: a plan an order, and what chooses among them. */
export interface OrdersPlan {
  readonly variable: string;
  readonly measure: "aicc" | "bic";
  readonly orders: readonly { readonly value: number; readonly plan: FitPlan; readonly statement: FitStatement }[];
}

/** What each order came to, the chosen one first. */
export interface Orders {
  readonly variable: string;
  readonly measure: "aicc" | "bic";
  readonly rows: readonly { readonly value: number; readonly parameters: number; readonly criterion: number }[];
}

const criteria = ["aicc", "bic"] as const;
const example = "write fit W on runs at n in [1, 2, 3] keeping argmin(aicc)";

/** Plans one fit an order; undefined for a fit that keeps nothing. */
export function planOrders(statement: FitStatement, scope: Scope): Outcome<OrdersPlan> | undefined {
  const keeping = clause(statement, "keeping");
  if (keeping === undefined) return undefined;
  const [item, second] = keeping.items;
  const { of, callee } = item?.kind === "pick" ? item : { of: undefined, callee: undefined };
  if (second !== undefined || of?.kind !== "name" || callee?.name !== "argmin")
    return failure(
      error("bad-keeping", "a fit keeps the order with the least criterion", keeping.span, { help: example }),
    );
  const measure = criteria.find((c) => c === of.name);
  if (measure === undefined) {
    const offer = nearest(of.name, criteria);
    return failure(
      error("unknown-measure", `no order is chosen by ${of.name}`, of.span, {
        note: `measures: ${criteria.join(", ")}`,
        ...(offer === undefined
          ? { help: example }
          : { help: `did you mean ${offer}?`, fix: { span: of.span, text: offer } }),
      }),
    );
  }
  const by = clause(statement, "by");
  if (by !== undefined)
    return failure(
      error("bad-keeping", "an order is chosen for one fit, not for groups", by.span, {
        help: "fit each group apart: data one = runs where …",
      }),
    );
  const listed = (clause(statement, "at")?.bindings ?? []).filter((b) => b.relation === "in");
  const [binding, another] = listed;
  if (binding === undefined || another !== undefined)
    return failure(
      error("bad-keeping", "the orders are the values of one variable", (another ?? keeping).span, { help: example }),
    );
  const domain = domainIn(binding.value, scope);
  if (!domain.ok) return domain;
  if (domain.value.kind !== "numbers")
    return failure(error("not-a-list", `${binding.name.name} must be a list here`, binding.span, { help: example }));
  const orders: OrdersPlan["orders"][number][] = [];
  const warnings: Diagnostic[] = [];
  for (const value of domain.value.values) {
    const single = atOrder(statement, binding, value);
    const plan = planFit(single, scope);
    if (!plan.ok) return plan;
    const refusal = unlikely([measure], plan.value, { name: plan.value.name, span: of.span });
    if (refusal !== undefined) return failure(refusal);
    for (const w of plan.warnings) if (!warnings.some((known) => known.message === w.message)) warnings.push(w);
    orders.push({ value, plan: plan.value, statement: single });
  }
  return success({ variable: binding.name.name, measure, orders }, warnings);
}

/** The statement at one order, which keeps nothing. */
function atOrder(statement: FitStatement, binding: BindingNode, value: number): FitStatement {
  const { name, span } = binding;
  const one: BindingNode = {
    kind: "binding",
    relation: "=",
    name,
    value: { kind: "number", value, text: String(value), span: binding.value.span },
    span,
  };
  const clauses = statement.clauses.flatMap((c): readonly Clause[] => {
    if (c.kind === "keeping") return [];
    return [c.kind === "at" ? { ...c, bindings: c.bindings.map((b) => (b === binding ? one : b)) } : c];
  });
  return { ...statement, clauses };
}

/** The orders ranked by the criterion, the first the one to keep. */
export function rankOrders(
  { variable, measure, orders }: OrdersPlan,
  records: readonly FitRecord[],
): { readonly orders: Orders; readonly chosen: FitRecord | undefined } {
  const measures: readonly Measure[] = [measure];
  const standings = compareFits(
    records.flatMap((record, k) => {
      const order = orders[k];
      return order === undefined ? [] : [{ name: String(k), fit: record.result, rows: rowsOf(order.plan) }];
    }),
    measures,
    0.95,
  );
  const rows = standings.map((s) => ({
    value: orders[Number(s.name)]?.value ?? Number.NaN,
    parameters: freeParameters(records[Number(s.name)]?.result.law ?? records[0]!.result.law).length,
    criterion: s.values.get(measure) ?? Number.NaN,
  }));
  const [best] = standings;
  return { orders: { variable, measure, rows }, chosen: best === undefined ? undefined : records[Number(best.name)] };
}

/** The orders side by side, the chosen one first. */
export function ordersBundle({ variable, measure, rows }: Orders): MimeBundle {
  const title = measure === "aicc" ? "AICc" : "BIC";
  const [first] = rows;
  return table({
    caption: `Orders ${variable} by ${title}`,
    columns: [{ name: variable }, { name: "parameters", format: "integer" }, { name: title }, { name: `difference` }],
    rows: rows.map((r) => [r.value, r.parameters, r.criterion, r.criterion - (first?.criterion ?? Number.NaN)]),
    note: `${variable} = ${formatNumber(first?.value ?? Number.NaN)} is kept`,
  });
}

/** The orders as `--json` prints them, the chosen one first. */
export function ordersJson({ variable, measure, rows }: Orders): readonly JsonObject[] {
  return rows.map((r) => ({ [variable]: r.value, parameters: r.parameters, [measure]: r.criterion }));
}
