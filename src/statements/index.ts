import type { Outcome } from "../../grammar/diagnostic.ts";
import type { Statement } from "../../grammar/syntax.ts";
import { assertStatement } from "./assert.ts";
import { compareStatement } from "./compare.ts";
import { dataStatement } from "./data.ts";
import { designStatement } from "./design.ts";
import { explainStatement } from "./explain.ts";
import { exportStatement } from "./export.ts";
import { expressionStatement } from "./expression.ts";
import { fitStatement } from "./fit.ts";
import { importStatement } from "./import.ts";
import { lawStatement } from "./law.ts";
import { letStatement } from "./let.ts";
import { optimizeStatement } from "./optimize.ts";
import { plotStatement } from "./plot.ts";
import { predictStatement } from "./predict.ts";
import { reportStatement } from "./report.ts";
import type { Scope } from "./scope.ts";
import { setStatement } from "./set.ts";
import { solveStatement } from "./solve.ts";
import type { Executed, StatementContext, StatementRow } from "./statement.ts";

/** Every kind of statement; one missing here does not compile. */
const table: { readonly [K in Statement["kind"]]: StatementRow<Extract<Statement, { readonly kind: K }>> } = {
  data: dataStatement,
  law: lawStatement,
  let: letStatement,
  fit: fitStatement,
  predict: predictStatement,
  solve: solveStatement,
  minimize: optimizeStatement as StatementRow<Extract<Statement, { readonly kind: "minimize" }>>,
  maximize: optimizeStatement as StatementRow<Extract<Statement, { readonly kind: "maximize" }>>,
  plot: plotStatement,
  compare: compareStatement,
  export: exportStatement,
  import: importStatement,
  design: designStatement,
  assert: assertStatement,
  report: reportStatement,
  set: setStatement,
  explain: explainStatement,
  expression: expressionStatement,
};

/** Checks, runs and renders one statement. */
export function executeStatement(
  statement: Statement,
  scope: Scope,
  context: StatementContext,
): Promise<Outcome<Executed>> {
  return (table[statement.kind] as StatementRow<Statement>).execute(statement, scope, context);
}

/** What can be said against a statement without running it. */
export function checkStatement(statement: Statement, scope: Scope): Outcome<unknown> {
  return (table[statement.kind] as StatementRow<Statement>).check(statement, scope);
}
