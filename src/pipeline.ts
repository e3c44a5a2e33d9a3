import { type Diagnostic, error } from "../grammar/diagnostic.ts";
import { parse } from "../grammar/parse.ts";
import { printExpression } from "../grammar/print-expression.ts";
import { positionAt, sourceText } from "../grammar/source.ts";
import type { Expression, Program, Statement } from "../grammar/syntax.ts";
import { Interruption } from "./execute/cancellation.ts";
import { type Deed, deedOf } from "./statements/deeds.ts";
import { executeStatement } from "./statements/index.ts";
import type { Scope } from "./statements/scope.ts";
import type { JsonObject, StatementContext } from "./statements/statement.ts";
import { formatNumber } from "./view/format-number.ts";
import type { MimeBundle } from "./view/mime.ts";

/** What a statement shows, as soon as it is there. */
export interface Shown {
  /** `result` for the value of a program's last bare expression, else `display`. */
  readonly role: "display" | "result";
  readonly bundle: MimeBundle;
}

/** What running a program gave: the scope after it (before it, if a statement failed) and what each statement says. */
export interface PipelineResult {
  readonly ok: boolean;
  readonly scope: Scope;
  readonly results: readonly JsonObject[];
  readonly diagnostics: readonly Diagnostic[];
  readonly interrupted: boolean;
  /** What made the scope after it of the one before, statement by statement. */
  readonly deeds: readonly Deed[];
}

/**
 * The whole compiler on one page: text → tree → for each statement, in order: check → plan → run → bind → render.
 * The first error ends the program and leaves the scope as it was; a failed `assert` is told and the program goes on.
 */
export async function runProgram(
  text: string,
  scope: Scope,
  context: StatementContext,
  show: (shown: Shown) => void,
): Promise<PipelineResult> {
  const parsed = parse(text);
  if (!parsed.ok)
    return {
      ok: false,
      scope,
      results: parsed.diagnostics.slice(0, 1).map((d) => errorJson(text, d)),
      diagnostics: parsed.diagnostics,
      interrupted: false,
      deeds: [],
    };
  return runStatements(text, parsed.value, [...parsed.warnings], scope, context, show);
}

async function runStatements(
  text: string,
  program: Program,
  diagnostics: Diagnostic[],
  before: Scope,
  context: StatementContext,
  show: (shown: Shown) => void,
): Promise<PipelineResult> {
  const results: JsonObject[] = [];
  let scope = before;
  const deeds: Deed[] = [];
  let held = true;
  for (const [index, statement] of program.statements.entries()) {
    if (context.signal?.aborted) return { ok: false, scope, results, diagnostics, interrupted: true, deeds };
    const executed = await executeStatement(statement, scope, context).catch(stopped);
    const cut = context.signal?.aborted === true;
    // Work that was stopped before it had anything to show, such as a download, has made no mistake.
    if (executed === undefined || (!executed.ok && cut))
      return { ok: false, scope, results, diagnostics, interrupted: true, deeds };
    if (!executed.ok) {
      diagnostics.push(...executed.diagnostics);
      const [first] = executed.diagnostics;
      if (first !== undefined) results.push(errorJson(text, first));
      return { ok: false, scope: before, results, diagnostics, interrupted: false, deeds: [] };
    }
    diagnostics.push(...executed.warnings);
    const written = text.slice(statement.span.start, statement.span.end);
    const deed = deedOf(statement, written, scope, executed.value.scope, cut);
    if (deed !== undefined) deeds.push(deed);
    scope = executed.value.scope;
    const last = index === program.statements.length - 1;
    const role = statement.kind === "expression" && last ? "result" : "display";
    for (const bundle of executed.value.bundles) show({ role, bundle });
    results.push(executed.value.json);
    if (executed.value.json.kind === "assert" && executed.value.json.passed === false) {
      held = false;
      diagnostics.push(...failedConditions(statement, executed.value.json));
    }
  }
  return { ok: held, scope, results, diagnostics, interrupted: context.signal?.aborted === true, deeds };
}

/** Nothing, where work was stopped; any other problem goes on. */
function stopped(problem: unknown): undefined {
  if (!(problem instanceof Interruption)) throw problem;
}

/** What the left side of a condition came to, in words. */
function found(condition: Expression | undefined, value: number | null | undefined): string {
  if (typeof value !== "number" || (condition?.kind !== "comparison" && condition?.kind !== "membership")) return "";
  const left = condition.kind === "comparison" ? condition.left : condition.value;
  if (left.kind === "number") return "";
  return `: ${printExpression(left)} ${Number.isNaN(value) ? "has no value" : `is ${formatNumber(value)}`}`;
}

/** One diagnostic for each condition that does not hold, at its own place. */
function failedConditions(statement: Statement, json: JsonObject): readonly Diagnostic[] {
  if (statement.kind !== "assert" || !Array.isArray(json.conditions)) return [];
  return json.conditions.flatMap(
    (condition: { readonly text: string; readonly passed: boolean; readonly value?: number | null }, k) =>
      condition.passed
        ? []
        : [
            error(
              "assertion-failed",
              `${condition.text} does not hold${found(statement.conditions[k], condition.value)}`,
              statement.conditions[k]?.span ?? statement.span,
            ),
          ],
  );
}

/** An error as `--json` prints it: line and column count from 1, columns and length in code points. */
export function errorJson(text: string, diagnostic: Diagnostic): JsonObject {
  const { line, column } = positionAt(sourceText(text), diagnostic.span.start);
  const length = [...text.slice(diagnostic.span.start, diagnostic.span.end)].length;
  return {
    kind: "error",
    code: diagnostic.code,
    message: diagnostic.message,
    span: { line, column, length },
    ...(diagnostic.help === undefined ? {} : { help: diagnostic.help }),
  };
}
