import { type Diagnostic, error, failure, type Outcome, type Span, success } from "../../grammar/diagnostic.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import { type ComparisonNode, clause, type DesignStatement, type Expression } from "../../grammar/syntax.ts";
import type { DesignAxis, DesignProblem } from "../ask/design.ts";
import type { Quantity } from "../ask/quantity.ts";
import { linearFit } from "./design-sensitivity.ts";
import { compileInScope } from "./meaning.ts";
import { written } from "./misused-name.ts";
import type { FitRecord, Scope } from "./scope.ts";
import { readTarget } from "./target.ts";
import { domainIn, optionsIn } from "./values.ts";

/** Runs to be designed: the numeric problem, the answer, and the words for both. */
export interface DesignPlan {
  readonly problem: DesignProblem;
  readonly quantity: Quantity;
  /** The searched variables. */
  readonly names: readonly string[];
  readonly text: string;
  readonly budgetTexts: readonly string[];
  readonly level: number;
  readonly span: Span;
}

/** So many runs are designed at once, at most. */
const mostRuns = 64;

/** Reads a design statement: one fit's answer, what is searched of a run, and what the runs may cost one by one and in sum. */
export function planDesign(statement: DesignStatement, scope: Scope): Outcome<DesignPlan> {
  const { runs, target, span } = statement;
  if (!Number.isInteger(runs.value) || runs.value < 1 || runs.value > mostRuns)
    return failure(
      error("bad-count", `${printExpression(runs)} cannot be designed`, runs.span, {
        help: `ask for a whole number of runs, from 1 to ${mostRuns}`,
      }),
    );
  const options = optionsIn(clause(statement, "with")?.definitions ?? [], ["interval"], scope);
  if (!options.ok) return options;
  const answer = compileInScope([target], scope, { inputs: [] });
  if (!answer.ok) return answer;
  const [fit, other] = answer.value.fits;
  if (fit === undefined || other !== undefined || answer.value.draws === 0 || unfit(fit))
    return failure(noDesign(target, fit, other));
  const axes = axesOf(statement, fit, scope);
  if (!axes.ok) return axes;
  const names = [...axes.value.keys()];
  const { variables } = fit.result.law;
  const constraints = (clause(statement, "subjectTo")?.conditions ?? []).map(readConstraint);
  const refused = constraints.find((c) => "severity" in c);
  if (refused !== undefined && "severity" in refused) return failure(refused);
  const rules = constraints.flatMap((c) => ("severity" in c ? [] : [c]));
  const searches = (clause(statement, "over")?.searches ?? []).map((s) => s.name);
  const asName = (name: string): Expression => ({ kind: "name", name, span });
  const read = readTarget(
    [...variables.map(asName), ...rules.flatMap((c) => [c.left, c.right])],
    clause(statement, "at")?.bindings ?? [],
    scope,
    { inputs: searches, free: true },
  );
  if (!read.ok) return read;
  const { compiled, bindings } = read.value;
  const open = [...compiled.free, ...bindings.domains.map((d) => d.name)];
  if (open[0] !== undefined)
    return failure(
      error("unbound-variable", `${open[0]} has no value in a run`, span, {
        help: `search it: over ${written(open[0])} in …, or bind it to one value: at ${written(open[0])} = …`,
      }),
    );
  const order = names.map((name) => compiled.inputs.indexOf(name));
  const placed = (run: readonly number[]): Float64Array => {
    const inputs = new Float64Array(compiled.inputs.length);
    order.forEach((slot, k) => {
      inputs[slot] = run[k] ?? Number.NaN;
    });
    return inputs;
  };
  const values = Array.from({ length: variables.length + 2 * rules.length }, (_, k) => compiled.quantity(k));
  const at = (k: number, run: readonly number[]): number => values[k]?.evaluate(placed(run), -1) ?? Number.NaN;
  const linear = linearFit(fit);
  if (linear.covariance === undefined)
    return failure(
      error(
        "no-design",
        `the rows of ${fit.name} leave a parameter open, so no interval can be narrowed`,
        target.span,
        {
          help: "fix or tie a parameter in the law's where",
        },
      ),
    );
  const sides = rules.map((rule, k) => ({ ...rule, k: variables.length + 2 * k }));
  const budgets = sides.filter((s) => s.total);
  return success({
    problem: {
      axes: [...axes.value.values()],
      count: runs.value,
      sensitivity: (run) => linear.sensitivity(variables.map((_, k) => at(k, run))),
      target: linear.gradient(answer.value),
      covariance: linear.covariance,
      allowed: (run) =>
        sides.every(
          ({ total, k, strict }) => total || (strict ? at(k, run) < at(k + 1, run) : at(k, run) <= at(k + 1, run)),
        ),
      costs: (run) => budgets.map(({ k }) => at(k, run)),
      budgets: budgets.map(({ k }) => at(k + 1, [])),
    },
    quantity: answer.value.quantity(0),
    names,
    text: printExpression(target),
    budgetTexts: budgets.map(({ left }) => `sum(${printExpression(left)})`),
    level: options.value.get("interval") ?? scope.settings.interval,
    span,
  });
}

function unfit({ result }: FitRecord): boolean {
  return result.law.runs !== undefined || result.loss.kind === "binomial";
}

function noDesign(target: Expression, fit: FitRecord | undefined, other: FitRecord | undefined): Diagnostic {
  const text = printExpression(target);
  if (other !== undefined)
    return error(
      "no-design",
      `${text} asks ${fit?.name} and ${other.name}: runs are designed for one fit`,
      target.span,
      {
        help: "ask for an answer of one of them",
      },
    );
  if (fit !== undefined && unfit(fit))
    return error(
      "no-design",
      `${fit.name} is a fit of ${fit.result.law.runs === undefined ? "rates" : "whole runs"}, for which nothing is designed`,
      target.span,
      {
        help: "ask for an answer of a law of single rows",
      },
    );
  return error("no-design", `${text} has no interval that runs could narrow`, target.span, {
    help: "fit a law with bootstrap replicates first: fit L on runs",
  });
}

/** What is searched of a run, by name: every search needs its range or list. */
function axesOf(statement: DesignStatement, fit: FitRecord, scope: Scope): Outcome<ReadonlyMap<string, DesignAxis>> {
  const over = clause(statement, "over");
  const { variables } = fit.result.law;
  const example = variables.map((v) => `${written(v)} in …`).join(", ");
  if (over === undefined)
    return failure(
      error("no-search", "say what may be chosen of a run", statement.span, { help: `write over ${example}` }),
    );
  const axes = new Map<string, DesignAxis>();
  for (const { name, domain, span } of over.searches) {
    if (axes.has(name.name))
      return failure(error("repeated-name", `${name.name} is searched twice`, name.span, { help: "keep one of them" }));
    if (domain === undefined)
      return failure(
        error("no-range", `it is not said how far ${name.name} may go in a run`, span, {
          help: `write over ${written(name.name)} in 20M..1B`,
        }),
      );
    const read = domainIn(domain, scope);
    if (!read.ok) return read;
    if (read.value.kind === "texts")
      return failure(error("text-in-arithmetic", `${name.name} must be numbers`, domain.span));
    axes.set(name.name, read.value.kind === "range" ? read.value : { kind: "list", values: read.value.values });
  }
  return success(axes);
}

interface Rule {
  /** True of `sum(…) <= …`, which all runs share. */
  readonly total: boolean;
  readonly strict: boolean;
  readonly left: Expression;
  readonly right: Expression;
}

/** A constraint with the smaller side left; `sum(…)` of an expression is a budget of all runs together. */
function readConstraint(condition: Expression): Rule | Diagnostic {
  const { kind, span } = condition;
  const refuse = (message: string, help: string): Diagnostic => error("not-a-constraint", message, span, { help });
  if (kind !== "comparison" || !["<", "<=", ">", ">="].includes(condition.operator))
    return refuse("a constraint of a design is an inequality", "write subject to sum(6*N*D) <= 1e20, D/N >= 5");
  const { left, right, operator }: ComparisonNode = condition;
  const [small, large] = operator.startsWith("<") ? [left, right] : [right, left];
  const summed = sumOf(small);
  if (sumOf(large) !== undefined)
    return refuse("runs have a budget, not a least expense", "write subject to sum(6*N*D) <= 1e20");
  return { total: summed !== undefined, strict: !operator.includes("="), left: summed ?? small, right: large };
}

function sumOf(expression: Expression): Expression | undefined {
  const [argument] = expression.kind === "call" ? expression.arguments : [];
  return expression.kind === "call" && expression.callee.name === "sum" && expression.arguments.length === 1
    ? argument
    : undefined;
}

/** The mistake of constraints that no runs obey. */
export function infeasibleDesign({ span, problem }: DesignPlan): Outcome<never> {
  return failure(
    error("infeasible", `no ${problem.count} runs obey the constraints`, span, {
      help: "loosen a constraint or a range, or ask for fewer runs",
    }),
  );
}
