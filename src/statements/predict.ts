import {
  type Diagnostic,
  error,
  failure,
  type Outcome,
  type Span,
  success,
  warning,
} from "../../grammar/diagnostic.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import { clause, type Expression, type PredictStatement } from "../../grammar/syntax.ts";
import { type Curve, type PredictedPoint, predictPoint, roundValues } from "../ask/predict.ts";
import { shownCell } from "../law/text-code.ts";
import { formatNumber } from "../view/format-number.ts";
import { curveBundles, curvePoints, curvesAlong, unitOf } from "./curve.ts";
import { written } from "./misused-name.ts";
import { pointTable } from "./point-table.ts";
import { type PredictOn, predictOn, renderPredictOn } from "./predict-on.ts";
import type { Scope } from "./scope.ts";
import { defineStatement, type JsonObject, type StatementRow } from "./statement.ts";
import { dataRange, lastFitExpression, readTarget, type Target } from "./target.ts";
import { combinations, optionsIn } from "./values.ts";

/** A prediction at some points: the bound and listed values of each, and the answer. */
export interface Predicted {
  readonly at: ReadonlyMap<string, number>;
  readonly point: PredictedPoint;
}

interface PointsPlan {
  readonly kind: "points";
  readonly target: Target;
  readonly text: string;
  readonly unit?: string;
  readonly level: number;
  /** The variable that the curve runs along, with its range; absent for single points. */
  readonly along?: { readonly name: string; readonly low: number; readonly high: number; readonly free: boolean };
  readonly scope: Scope;
  readonly span: Span;
}

type Plan = PointsPlan | { readonly kind: "on"; readonly on: PredictOn };

interface Result {
  readonly plan: Plan;
  readonly points: readonly Predicted[];
  readonly curves: readonly Curve[];
}

/** No answer has more points than this. */
const mostPoints = 20_000;

function check(statement: PredictStatement, scope: Scope): Outcome<Plan> {
  const asked: Outcome<Expression> =
    statement.target === undefined ? lastFitExpression(scope, statement.span) : success(statement.target);
  if (!asked.ok) return asked;
  const options = optionsIn(clause(statement, "with")?.definitions ?? [], ["interval"], scope);
  if (!options.ok) return options;
  const level = options.value.get("interval") ?? scope.settings.interval;
  const on = clause(statement, "on");
  if (on !== undefined) {
    const plan = predictOn(asked.value, on.data, clause(statement, "at")?.bindings ?? [], level, scope);
    return plan.ok ? success({ kind: "on", on: plan.value }, plan.warnings) : plan;
  }
  const target = readTarget([asked.value], clause(statement, "at")?.bindings ?? [], scope, { free: true });
  if (!target.ok) return target;
  const { free } = target.value.compiled;
  const ranges = target.value.bindings.domains.flatMap((d) =>
    d.domain.kind === "range" ? [{ ...d, domain: d.domain }] : [],
  );
  const open = [...free, ...ranges.map((r) => r.name)];
  if (open.length > 1) {
    const words = free.length > 1 ? `${free.join(" and ")} are both free` : `${open.join(" and ")} are both open`;
    return failure(
      error("two-free-variables", `${words}: a prediction runs along one variable`, statement.span, {
        help: `bind one of them, as in predict ${printExpression(asked.value)} at ${written(open[0] ?? "")} = …`,
      }),
    );
  }
  const [range] = ranges;
  const [name] = free;
  const plan = {
    kind: "points",
    target: target.value,
    text: printExpression(asked.value),
    ...unitOf(asked.value, scope),
    level,
    scope,
    span: statement.span,
  } as const;
  if (range !== undefined)
    return success({
      ...plan,
      along: { name: range.name, low: range.domain.low, high: range.domain.high, free: false },
    });
  if (name === undefined) return success(plan);
  const data = dataRange(target.value, name);
  if (data === undefined || !(data[0] < data[1])) {
    return failure(
      error("unbound-variable", `the variable ${name} has no value and no data to run over`, statement.span, {
        help: `bind it: at ${written(name)} = …`,
      }),
    );
  }
  return success({ ...plan, along: { name, low: data[0], high: data[1], free: true } });
}

function answer(plan: PointsPlan): Outcome<Result> {
  const { compiled, bindings, observed } = plan.target;
  const quantity = compiled.quantity(0);
  const lists = bindings.domains.map((d) => (d.domain.kind === "numbers" ? d.domain.values : [Number.NaN]));
  const combos = combinations(lists);
  const along = plan.along;
  const slot = along === undefined ? -1 : compiled.inputs.indexOf(along.name);
  const boundNames = [...bindings.bound.keys()];
  const bound = boundNames.map((_, k) => compiled.quantity(1 + k));
  if (combos.length * (along === undefined ? 1 : curvePoints) > mostPoints) {
    return failure(
      error("too-large", `the prediction would have ${formatNumber(combos.length, "count")} points`, plan.span, {
        help: `ask for at most ${mostPoints} at a time`,
      }),
    );
  }
  const inputsAt = (combo: readonly number[], x?: number): Float64Array => {
    const inputs = new Float64Array(compiled.inputs.length).fill(Number.NaN);
    combo.forEach((v, k) => {
      inputs[k] = v;
    });
    if (slot >= 0 && x !== undefined) inputs[slot] = x;
    return inputs;
  };
  const points: Predicted[] = [];
  const curves: Curve[] = [];
  const describe = (inputs: Float64Array): ReadonlyMap<string, number> => {
    const at = new Map<string, number>();
    compiled.inputs.forEach((name, k) => void at.set(name, inputs[k] ?? Number.NaN));
    boundNames.forEach((name, k) => void at.set(name, bound[k]?.evaluate(inputs, -1) ?? Number.NaN));
    return at;
  };
  for (const combo of combos) {
    const xs = along === undefined ? [undefined] : roundValues(along.low, along.high);
    for (const x of xs) {
      const inputs = inputsAt(combo, x);
      points.push({ at: describe(inputs), point: predictPoint(quantity, inputs, plan.level, observed) });
    }
  }
  if (along !== undefined) curves.push(...curvesAlong(plan.target, along, plan.level));
  const failed = points.find(({ point }) => !Number.isFinite(point.value));
  const warnings = failed === undefined ? [] : [noValue(plan, failed)];
  return success({ plan, points, curves }, warnings);
}

function noValue({ text, span }: PointsPlan, { at, point }: Predicted): Diagnostic {
  const place = [...at].map(([name, x]) => `${name} = ${formatNumber(x)}`).join(", ");
  return warning(
    "not-a-number",
    `${text} ${Number.isNaN(point.value) ? "has no value" : "is infinite"} at ${place}`,
    span,
    { help: "a law of powers and logarithms asks for positive variables" },
  );
}

/** `predict …`: values with intervals at points, along a range or a free variable, or for the rows of a data set. */
export const predictStatement: StatementRow<PredictStatement> = defineStatement<PredictStatement, Plan, Result>({
  check,
  run: async (plan) => (plan.kind === "on" ? success({ plan, points: [], curves: [] }) : answer(plan)),
  bind: (_, scope) => scope,
  render: async ({ plan, points, curves }) => {
    if (plan.kind === "on") return renderPredictOn(plan.on);
    const shown = pointTable(plan, points);
    return plan.along === undefined ? [shown] : [shown, ...(await curveBundles(plan, plan.along, curves))];
  },
  json: ({ plan, points }) => (plan.kind === "on" ? plan.on.json : predictJson(plan, points)),
});

function predictJson(plan: PointsPlan, points: readonly Predicted[]): JsonObject {
  return {
    kind: "predict",
    points: points.map(({ at, point }) => ({
      at: Object.fromEntries([...at].map(([name, x]) => [name, shownCell(x)])),
      value: point.value,
      interval: point.interval,
      ...(point.observation === undefined ? {} : { observation: point.observation }),
      ...(point.beyond === undefined
        ? {}
        : { beyond: { variable: point.beyond.variable, decades: point.beyond.decades } }),
    })),
    free: plan.along?.free === true ? [plan.along.name] : [],
  };
}
