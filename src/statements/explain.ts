import { error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import type { ExplainStatement } from "../../grammar/syntax.ts";
import { pathText } from "../fit/evaluation-path.ts";
import type { FitRequest } from "../fit/fit.ts";
import { isLargeAndCoupled } from "../fit/lbfgs.ts";
import { lossText } from "../fit/loss/loss.ts";
import { objectiveSource } from "../fit/objective.ts";
import { makeProblem, type Problem } from "../fit/problem.ts";
import { isSeparable } from "../fit/variable-projection.ts";
import { escapeHtml, escapeTerminal } from "../view/escape.ts";
import { planFit } from "./fit-plan.ts";
import { lawText } from "./law.ts";
import { planOptimum } from "./optimum.ts";
import type { Scope } from "./scope.ts";
import { defineStatement, type StatementRow } from "./statement.ts";

interface Explanation {
  readonly name: string;
  readonly text: string;
}

const kinds = { plain: "as it is", log: "on a log scale", scaled: "scaled by its basis at the typical row" } as const;

function rowsText({ response, stream }: FitRequest): string {
  return stream === undefined
    ? `${response.length} rows`
    : `${stream.rows} rows read in ${stream.blocks} blocks at every pass, searched on ${response.length} of them first`;
}

/** What brings starts near before Newton's method. */
function approachText(problem: Problem, { loss }: FitRequest): string {
  if (isLargeAndCoupled(problem.model)) return "L-BFGS by gradients alone, then ";
  return loss.kind === "squares" && isSeparable(problem) ? "variable projection, then " : "";
}

function explainFit(
  statement: Extract<ExplainStatement["statement"], { kind: "fit" }>,
  scope: Scope,
): Outcome<Explanation> {
  const plan = planFit(statement, scope);
  if (!plan.ok) return plan;
  const { request, name } = plan.value;
  const problem = makeProblem({
    law: request.law,
    inputs: request.inputs,
    response: request.response,
    log: request.space === "log",
  });
  const parameter = (index: number): string => request.law.parameters[index]?.name ?? "";
  const linear = problem.coordinates.filter((c) => c.linear).map((c) => parameter(c.parameter));
  const lines = [
    `law        ${lawText(request.law)}`,
    `data       ${plan.value.data}: ${rowsText(request)}, response ${plan.value.response}`,
    `objective  sum of ${lossText(request.loss)} of residuals in ${request.space} space`,
    `linear     ${linear.length === 0 ? "none" : linear.join(", ")} (solved for at every start)`,
    ...problem.coordinates.map(
      (c) =>
        `searched   ${parameter(c.parameter)}: ${kinds[c.kind]}${c.linear ? ", linear" : ""}, ${boundsText(c.lower, c.upper)}`,
    ),
    `starts     ${request.starts}, generated; the loss narrows in steps of 4 to its width; ${approachText(problem, request)}damped Newton with the exact Hessian`,
    `draws      ${request.bootstrap === 0 ? "asymptotic" : `${request.bootstrap} bootstrap replicates`}, seed ${request.seed}`,
    `graph      ${problem.model.graph.nodes.length} nodes, ${problem.model.columnNodes.length} columns precomputed`,
    `path       ${pathText(problem.evaluator.path)}${distinctText(problem)}`,
    objectiveSource(problem.model, problem.log, problem.shape),
  ];
  return success({ name, text: lines.join("\n") });
}

function boundsText(lower: number, upper: number): string {
  if (!Number.isFinite(lower)) return Number.isFinite(upper) ? `at most ${upper}` : "unbounded";
  return Number.isFinite(upper) ? `bounds ${lower} to ${upper}` : `at least ${lower}`;
}

/** Which columns are looked up by value: their numbers of distinct values. */
function distinctText({ coded, evaluator: { path } }: Problem): string {
  if (coded.length === 0 || path !== "wasm") return "";
  const counts = coded.map(({ values }) => String(values.length));
  return `; powers and logarithms once for each of ${counts.join(" and ")} distinct values`;
}

function explain({ statement, span }: ExplainStatement, scope: Scope): Outcome<Explanation> {
  switch (statement.kind) {
    case "fit":
      return explainFit(statement, scope);
    case "minimize":
    case "maximize": {
      const plan = planOptimum(
        statement.objective,
        statement.clauses,
        statement.kind === "minimize" ? 1 : -1,
        scope.settings.interval,
        span,
        scope,
      );
      if (!plan.ok) return plan;
      const { searched, constraints, target } = plan.value;
      const text = [
        `searched     ${searched.join(", ")}`,
        `constraints  ${constraints.length}, equalities solved for one variable each`,
        `draws        ${target.compiled.draws}`,
        "method       the closed form of a power law under a product constraint where the law has that shape, else a global scan polished by Newton",
      ];
      return success({ name: statement.kind, text: text.join("\n") });
    }
    default:
      return failure(
        error("nothing-to-explain", `a ${statement.kind} has no plan to explain`, statement.span, {
          help: "explain fit … or explain minimize …",
        }),
      );
  }
}

/** `explain fit …`: the plan, without running it: what is linear, where it starts, the code that is generated. */
export const explainStatement: StatementRow<ExplainStatement> = defineStatement<
  ExplainStatement,
  Explanation,
  Explanation
>({
  check: explain,
  run: async (explanation) => success(explanation),
  bind: (_, scope) => scope,
  render: async ({ text }) => [{ "text/plain": escapeTerminal(text), "text/html": `<pre>${escapeHtml(text)}</pre>` }],
  json: ({ name, text }) => ({ kind: "explain", name, text }),
});
