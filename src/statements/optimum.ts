import { error, failure, type Outcome, type Span, success } from "../../grammar/diagnostic.ts";
import type { CallNode, Clause, Expression, NameNode } from "../../grammar/syntax.ts";
import { powerLawMinimum } from "../ask/closed-form.ts";
import { type MinimizeProblem, type Minimum, minimize, type Variable } from "../ask/minimize.ts";
import { extrapolation } from "../ask/quantity.ts";
import { unlessInterrupted } from "../execute/cancellation.ts";
import { changesAlong } from "../fit/identifiability.ts";
import { drawsFor, intervalOf } from "../fit/intervals.ts";
import { indexedName } from "../law/indexed.ts";
import type { Scope } from "./scope.ts";
import { readTarget, type Target } from "./target.ts";
import { combinations, domainIn, numberIn } from "./values.ts";

/** A constrained optimum to be found: expression 0 is the objective, then left and right side of each constraint. */
export interface OptimumPlan {
  readonly target: Target;
  readonly sign: 1 | -1;
  readonly searched: readonly string[];
  readonly variables: readonly Variable[];
  readonly constraints: readonly { readonly operator: "=" | "<=" | ">="; readonly text: Expression }[];
  /** The variables that sum to one, by their places among those searched. */
  readonly simplices: readonly (readonly number[])[];
  readonly level: number;
  readonly span: Span;
}

/** One optimum, with the intervals that the draws give: NaN at both ends of what the data do not determine. */
export interface Optimum {
  readonly given: ReadonlyMap<string, number>;
  readonly at: ReadonlyMap<string, number>;
  readonly value: number;
  readonly valueInterval: readonly [number, number];
  readonly intervals: ReadonlyMap<string, readonly [number, number]>;
  readonly status: Minimum["status"];
  readonly edges: readonly string[];
  readonly method: "closed form" | "numeric";
  readonly beyond?: ReturnType<typeof extrapolation>;
}

/** Reads `OBJECTIVE over … subject to … at …`. */
export function planOptimum(
  objective: Expression,
  clauses: readonly Clause[],
  sign: 1 | -1,
  level: number,
  span: Span,
  scope: Scope,
): Outcome<OptimumPlan> {
  const over = clauses.find((c) => c.kind === "over");
  if (over?.kind !== "over")
    return failure(
      error("no-search", "say what is searched", span, { help: "write minimize L over N, D subject to 6*N*D = 1e24" }),
    );
  const again = over.searches.find((s, k) => over.searches.findIndex((t) => t.name.name === s.name.name) !== k);
  if (again !== undefined)
    return failure(
      error("repeated-name", `${again.name.name} is searched twice`, again.span, { help: "keep one of them" }),
    );
  const variables: Variable[] = [];
  const inputs: NameNode[] = [];
  const simplices: (readonly number[])[] = [];
  for (const { name, domain } of over.searches) {
    if (domain?.kind === "call" && domain.callee.name === "simplex") {
      const count = simplexSize(domain, scope);
      if (!count.ok) return count;
      const components = Array.from({ length: count.value }, (_, k) => variables.length + k);
      simplices.push(components);
      components.forEach((_, k) => {
        variables.push({ kind: "continuous", lo: 0, hi: 1 });
        inputs.push({ ...name, name: indexedName(name.name, [k + 1]) });
      });
      continue;
    }
    inputs.push(name);
    const read = domain === undefined ? undefined : domainIn(domain, scope);
    if (read?.ok === false) return read;
    if (read === undefined) variables.push({ kind: "continuous" });
    else if (read.value.kind === "range")
      variables.push({ kind: "continuous", lo: read.value.low, hi: read.value.high });
    else if (read.value.kind === "numbers") variables.push({ kind: "list", values: read.value.values });
    else return failure(error("text-in-arithmetic", "a text cannot be searched", domain?.span ?? span));
  }
  const conditions = clauses.flatMap((c) => (c.kind === "subjectTo" ? c.conditions : []));
  const sides: Expression[] = [];
  const constraints: OptimumPlan["constraints"][number][] = [];
  for (const condition of conditions) {
    if (condition.kind !== "comparison" || condition.operator === "!=") {
      return failure(
        error("not-a-constraint", "a constraint is an equality or an inequality", condition.span, {
          help: "write subject to 6*N*D = 1e24, D/N >= 5",
        }),
      );
    }
    sides.push(condition.left, condition.right);
    const operator = condition.operator === "=" ? "=" : condition.operator.startsWith("<") ? "<=" : ">=";
    constraints.push({ operator, text: condition });
  }
  const searched = inputs.map(({ name }) => name);
  const at = clauses.flatMap((c) => (c.kind === "at" ? c.bindings : []));
  const target = readTarget([objective, ...sides], at, scope, { inputs });
  if (!target.ok) return target;
  const open = target.value.bindings.domains.find((d) => d.domain.kind === "range");
  if (open !== undefined)
    return failure(
      error("not-a-list", `${open.name} must be a list here`, open.span, {
        help: "write at C in logspace(1e18, 1e26, 30)",
      }),
    );
  return success({ target: target.value, sign, searched, variables, constraints, simplices, level, span });
}

/** Shares of more parts than this leave more to search than `minimize` can. */
const largestSimplex = 5;

function simplexSize({ arguments: args, span }: CallNode, scope: Scope): Outcome<number> {
  const [size] = args;
  const count = size === undefined || args.length !== 1 ? undefined : numberIn(size, scope);
  if (count?.ok === false) return count;
  if (count === undefined || !Number.isInteger(count.value) || count.value < 2 || count.value > largestSimplex)
    return failure(
      error("bad-count", "simplex takes the number of parts that sum to one", span, {
        help: `write r in simplex(3): from 2 to ${largestSimplex} parts`,
      }),
    );
  return success(count.value);
}

/** Finds the optimum at every combination of the listed values, and again at every draw. */
export function findOptima(plan: OptimumPlan, signal?: { readonly aborted: boolean }): readonly Optimum[] {
  const lists = plan.target.bindings.domains.map((d) => (d.domain.kind === "numbers" ? d.domain.values : []));
  return combinations(lists).flatMap((combo) =>
    signal?.aborted ? [] : (unlessInterrupted(() => [optimumAt(plan, combo)]) ?? []),
  );
}

/** The optimum of one draw; no coordinates where it has none. */
interface Reached {
  readonly x: readonly number[];
  readonly value: number;
}

function optimumAt(plan: OptimumPlan, combo: readonly number[]): Optimum {
  const { compiled, bindings } = plan.target;
  const slots = plan.searched.map((name) => compiled.inputs.indexOf(name));
  const inputs = new Float64Array(compiled.inputs.length).fill(Number.NaN);
  combo.forEach((v, k) => {
    inputs[k] = v;
  });
  const objective = compiled.quantity(0);
  const sides = plan.constraints.map((c, k) => ({
    ...c,
    left: compiled.quantity(1 + 2 * k),
    right: compiled.quantity(2 + 2 * k),
  }));
  const place = (x: ArrayLike<number>): Float64Array => {
    slots.forEach((slot, k) => {
      inputs[slot] = x[k] ?? Number.NaN;
    });
    return inputs;
  };
  const problem = (draw: number): MinimizeProblem => {
    // Each side is divided by its size, so that 1e24 FLOP and 1 agree to the same digits.
    const difference =
      (k: number) =>
      (x: Float64Array): number => {
        const side = sides[k];
        if (side === undefined) return 0;
        const at = place(x);
        const a = side.left.evaluate(at, draw);
        const b = side.right.evaluate(at, draw);
        const d = a > 0 && b > 0 ? Math.log(a / b) : a - b;
        return side.operator === ">=" ? -d : d;
      };
    const indices = sides.map((_, k) => k);
    return {
      variables: plan.variables,
      objective: (x) => plan.sign * objective.evaluate(place(x), draw),
      equalities: [
        ...plan.simplices.map((own) => (x: Float64Array) => own.reduce((sum, k) => sum + (x[k] ?? 0), -1)),
        ...indices.filter((k) => sides[k]?.operator === "=").map(difference),
      ],
      inequalities: indices.filter((k) => sides[k]?.operator !== "=").map(difference),
    };
  };
  const closed = closedForm(plan, inputs, slots);
  const exact = closed?.(-1);
  const found: Minimum | undefined = exact === undefined ? minimize(problem(-1)) : undefined;
  const best = exact ?? [...(found?.x ?? [])];
  const value = exact === undefined ? plan.sign * (found?.value ?? Number.NaN) : objective.evaluate(place(exact), -1);
  const fine = exact !== undefined || found?.status === "minimum" || found?.status === "edge";
  let previous = found;
  const reach = (draw: number): Reached => {
    const here = closed?.(draw);
    if (here !== undefined) return { x: here, value: objective.evaluate(place(here), draw) };
    const next = minimize(problem(draw), previous ?? minimize(problem(-1)));
    if (next.status !== "minimum" && next.status !== "edge") return { x: [], value: Number.NaN };
    previous ??= next;
    return { x: [...next.x], value: plan.sign * next.value };
  };
  const reached = fine ? drawsFor(compiled.rule, compiled.draws).map(reach) : [];
  const alike = fine ? compiled.alike.map((ends) => ends.map(reach)) : [];
  const interval = (of: (end: Reached) => number, estimate: number): readonly [number, number] => {
    const all = reached.map(of);
    // An end of a range, or an entry of a list, that every draw agrees on is certain.
    if (all.every((x) => x === estimate)) return [estimate, estimate];
    const open = alike.some(([above, below]) => above && below && changesAlong(of(above), of(below)));
    if (open) return [Number.NaN, Number.NaN];
    const draws = all.slice(0, compiled.draws);
    return intervalOf({ estimate, draws, replicates: all.slice(compiled.draws) }, compiled.rule, plan.level);
  };
  const variable = (k: number) => (end: Reached) => end.x[k] ?? Number.NaN;
  const intervals = new Map(
    plan.searched.map((name, k) => [name, interval(variable(k), best[k] ?? Number.NaN)] as const),
  );
  const at = new Map(plan.searched.map((name, k) => [name, best[k] ?? Number.NaN] as const));
  const [n, d] = [plan.searched.indexOf("N"), plan.searched.indexOf("D")];
  if (n >= 0 && d >= 0) {
    const ratio = (end: Reached): number => variable(d)(end) / variable(n)(end);
    at.set("D/N", ratio({ x: best, value }));
    intervals.set("D/N", interval(ratio, at.get("D/N") ?? Number.NaN));
  }
  const beyond = fine ? extrapolation(objective, place(best)) : undefined;
  return {
    given: new Map(bindings.domains.map((b, k) => [b.name, combo[k] ?? Number.NaN])),
    at,
    value,
    valueInterval: interval((end) => end.value, value),
    intervals,
    status: found?.status ?? "minimum",
    edges: (found?.edges ?? []).map(
      (e) => `${plan.searched[e.variable] ?? ""} at its ${e.side === "lo" ? "lower" : "upper"} end`,
    ),
    method: exact === undefined ? "numeric" : "closed form",
    ...(beyond === undefined ? {} : { beyond }),
  };
}

/** The closed form for two powers under one monomial constraint, where the plan has that shape and no bounds. */
function closedForm(
  plan: OptimumPlan,
  inputs: Float64Array,
  slots: readonly number[],
): ((draw: number) => readonly number[] | undefined) | undefined {
  const { compiled } = plan.target;
  const [constraint] = plan.constraints;
  const [first, second] = slots;
  if (plan.sign !== 1 || plan.constraints.length !== 1 || constraint?.operator !== "=") return undefined;
  if (slots.length !== 2 || first === undefined || second === undefined) return undefined;
  if (plan.variables.some((v) => v.kind !== "continuous" || v.lo !== undefined || v.hi !== undefined)) return undefined;
  const [objective = 0, left = 0, right = 0] = compiled.roots;
  return (draw) =>
    powerLawMinimum(compiled.graph, { objective, left, right }, compiled.parameters(draw), inputs, [first, second]);
}
