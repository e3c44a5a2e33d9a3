import {
  type Diagnostic,
  error,
  failure,
  type Outcome,
  type Span,
  success,
  warning,
} from "../../grammar/diagnostic.ts";
import { nearest } from "../../grammar/nearest.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import { type CallNode, type CompareStatement, clause, type Expression, type NameNode } from "../../grammar/syntax.ts";
import { type Contender, compareFits, type Measure, type Standing } from "../ask/compare.ts";
import { likelihoodOf } from "../ask/likelihood.ts";
import { clustersOf } from "../fit/clusters.ts";
import { type FitResult, fitLawOn } from "../fit/fit.ts";
import { formatNumber } from "../view/format-number.ts";
import { type TableCell, table } from "../view/table.ts";
import { contenderStatement, type Entrant, planContenders } from "./contenders.ts";
import type { FitPlan } from "./fit-plan.ts";
import { rowsOf, unlikely } from "./judged-rows.ts";
import type { Scope } from "./scope.ts";
import { defineStatement, type StatementContext, type StatementRow } from "./statement.ts";
import { valuelessLaw } from "./valueless-law.ts";
import { optionsIn } from "./values.ts";

interface Plan {
  readonly measures: readonly Measure[];
  readonly level: number;
  readonly data: string;
  /** What the far rows are, in the program's words. */
  readonly far?: string;
  readonly entrants: readonly {
    readonly name: string;
    readonly plan: FitPlan;
    /** Fitted apart where the far rows of `extrapolation` are rows of the others. */
    readonly below?: FitPlan;
  }[];
  readonly span: Span;
}

const measures: readonly Measure[] = ["aicc", "bic", "extrapolation"];

/** Reads what follows `using`: measures in order, and the condition of `extrapolation`. */
function readMeasures(
  statement: CompareStatement,
): Outcome<{ readonly chosen: readonly Measure[]; readonly far?: Expression }> {
  const using = clause(statement, "using");
  const held = clause(statement, "holdingOut") !== undefined;
  if (using === undefined) return success({ chosen: held ? ["extrapolation", "aicc", "bic"] : ["aicc", "bic"] });
  if (using.space !== undefined)
    return failure(
      error("misplaced-space", "each fit is compared in its own space", using.span, {
        help: `leave out in ${using.space}`,
      }),
    );
  const chosen: Measure[] = [];
  let far: Expression | undefined;
  for (const node of [using.loss, ...(using.more ?? [])]) {
    const name = node.kind === "name" ? node.name : node.callee.name;
    const measure = measures.find((m) => m === name);
    if (measure === undefined) return failure(unknownMeasure(name, node));
    const args = node.kind === "call" ? node.arguments : [];
    if (args.length > (measure === "extrapolation" ? 1 : 0))
      return failure(
        error(
          "wrong-arguments",
          `${name} takes ${measure === "extrapolation" ? "one condition" : "no argument"}`,
          node.span,
        ),
      );
    if (chosen.includes(measure))
      return failure(error("repeated-name", `${name} stands twice`, node.span, { help: "keep one of them" }));
    if (measure === "extrapolation") [far] = args;
    if (measure === "extrapolation" && far === undefined && !held)
      return failure(
        error("no-far-rows", "extrapolation needs rows to predict", node.span, {
          help: "write extrapolation(C > 1e21), or holding out C > 1e21",
        }),
      );
    chosen.push(measure);
  }
  // Rows that are held out are predicted, whatever decides.
  if (held && !chosen.includes("extrapolation")) chosen.push("extrapolation");
  return success({ chosen, ...(far === undefined ? {} : { far }) });
}

function unknownMeasure(name: string, { span }: NameNode | CallNode): Diagnostic {
  const offer = nearest(name, measures);
  return error("unknown-measure", `there is no measure ${name}`, span, {
    note: `measures: ${measures.join(", ")}`,
    ...(offer === undefined
      ? { help: "compare by aicc, bic or extrapolation(C > 1e21)" }
      : { help: `did you mean ${offer}?`, fix: { span, text: offer } }),
  });
}

function check(statement: CompareStatement, scope: Scope): Outcome<Plan> {
  const read = readMeasures(statement);
  if (!read.ok) return read;
  const options = optionsIn(
    clause(statement, "with")?.definitions ?? [],
    ["bootstrap", "seed", "starts", "interval"],
    scope,
  );
  if (!options.ok) return options;
  const { chosen, far } = read.value;
  const holding = clause(statement, "holdingOut");
  const contenders = planContenders(statement, holding?.condition, scope);
  if (!contenders.ok) return contenders;
  const { data, entrants, warnings } = contenders.value;
  const judged: Plan["entrants"][number][] = [];
  for (const entrant of entrants) {
    const { plan } = entrant;
    const refusal = unlikely(chosen, entrant.plan, entrant.node) ?? unlike(chosen, entrants[0] ?? entrant, entrant);
    if (refusal !== undefined) return failure(refusal);
    if (far === undefined) {
      judged.push({ name: entrant.name, plan });
      continue;
    }
    const below = contenderStatement(entrant, far);
    if (!below.ok) return below;
    if (below.value.used.heldOut.length === 0)
      return failure(error("no-far-rows", `no row of ${data} meets ${printExpression(far)}`, far.span));
    judged.push({ name: entrant.name, plan, below: below.value });
  }
  const farText = far ?? holding?.condition;
  return success(
    {
      measures: chosen,
      level: options.value.get("interval") ?? scope.settings.interval,
      data,
      entrants: judged,
      span: statement.span,
      ...(farText === undefined ? {} : { far: printExpression(farText) }),
    },
    warnings,
  );
}

/** The probability of counts and a density of rates have different units: no criterion compares them. */
function unlike(chosen: readonly Measure[], first: Entrant, { plan, node }: Entrant): Diagnostic | undefined {
  const criterion = chosen.find((m) => m !== "extrapolation");
  if (criterion === undefined || likelihoodOf(plan.request.loss) === likelihoodOf(first.plan.request.loss))
    return undefined;
  return error(
    "no-likelihood",
    `${criterion} cannot compare ${node.name} with ${first.node.name}: one is a probability of counts, the other a density`,
    node.span,
    { help: "compare using extrapolation(C > 1e21), or fit both by binomial" },
  );
}

async function fitOne(plan: FitPlan, { executor, signal, progress }: StatementContext): Promise<Outcome<FitResult>> {
  const fit = await fitLawOn(executor, plan.request, {
    ...(signal === undefined ? {} : { signal }),
    ...(progress === undefined ? {} : { progress }),
  });
  if (fit.starts === 0 && fit.status !== "interrupted") return failure(valuelessLaw(plan.request, plan.span));
  return success(fit);
}

async function run(plan: Plan, context: StatementContext): Promise<Outcome<Result>> {
  const contenders: Contender[] = [];
  for (const { name, plan: shared, below } of plan.entrants) {
    const fit = await fitOne(shared, context);
    if (!fit.ok) return fit;
    const lower = below === undefined ? undefined : await fitOne(below, context);
    if (lower?.ok === false) return lower;
    const far = (below ?? shared).heldOut;
    contenders.push({
      name,
      fit: fit.value,
      rows: rowsOf(shared),
      ...(shared.request.clusters === undefined ? {} : { clusters: clustersOf(shared.request.clusters) }),
      ...(far === undefined || far.observed.length === 0
        ? {}
        : { extrapolated: { fit: lower?.value ?? fit.value, far } }),
    });
  }
  const standings = compareFits(contenders, plan.measures, plan.level);
  const [first] = contenders;
  return success({ plan, standings, rows: first?.rows.observed.length ?? 0 }, weakFits(contenders, plan.span));
}

function weakFits(contenders: readonly Contender[], span: Span): readonly Diagnostic[] {
  const weak = contenders.filter(({ fit }) => fit.status !== "converged" && fit.status !== "exact");
  return weak.map(({ name, fit }) =>
    warning("unattained", `the fit of ${name} is ${fit.status}: what is compared is not its optimum`, span),
  );
}

interface Result {
  readonly plan: Plan;
  readonly standings: readonly Standing[];
  readonly rows: number;
}

const titles: Readonly<Record<Measure, string>> = { aicc: "AICc", bic: "BIC", extrapolation: "extrapolation" };

/** `compare a, b, … on runs using aicc, bic, extrapolation(C > 1e21)`: fits of the same rows, the best first. */
export const compareStatement: StatementRow<CompareStatement> = defineStatement<CompareStatement, Plan, Result>({
  check,
  run,
  bind: (_, scope) => scope,
  render: async ({ plan, standings, rows }) => {
    const [primary = "aicc"] = plan.measures;
    const notes = [
      `${rows} rows for every fit; ${titles[primary]} decides, the smaller the better; a difference is from the first, its interval from paired bootstrap replicates`,
      ...(plan.far === undefined
        ? []
        : [
            `extrapolation is the root mean square error, of ln where the response is positive, on rows with ${plan.far}`,
          ]),
    ];
    return [
      table({
        caption: `Comparison on ${plan.data}`,
        columns: [
          { name: "fit", format: "text" },
          { name: "parameters", format: "integer" },
          ...plan.measures.map((m) => ({ name: titles[m] })),
          { name: `difference of ${titles[primary]}` },
          { name: `${formatNumber(plan.level * 100)}% interval` },
        ],
        rows: standings.map((s): readonly TableCell[] => [
          s.name,
          s.parameters - 1,
          ...plan.measures.map((m) => s.values.get(m) ?? null),
          s.difference.value,
          s.difference.interval ?? null,
        ]),
        note: notes.join(". "),
      }),
    ];
  },
  json: ({ plan, standings }) => ({
    kind: "compare",
    rows: standings.map((s) => ({
      fit: s.name,
      parameters: s.parameters - 1,
      ...Object.fromEntries(plan.measures.map((m) => [m, s.values.get(m) ?? Number.NaN])),
      difference: {
        measure: plan.measures[0],
        value: s.difference.value,
        ...(s.difference.interval === undefined ? {} : { interval: s.difference.interval }),
      },
    })),
  }),
});
