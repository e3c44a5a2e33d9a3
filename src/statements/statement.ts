import type { Outcome } from "../../grammar/diagnostic.ts";
import type { Statement } from "../../grammar/syntax.ts";
import type { FileAccess } from "../data/file-access.ts";
import { type Cancellation, heeding, type Progress } from "../execute/cancellation.ts";
import type { Executor } from "../execute/executor.ts";
import type { MimeBundle } from "../view/mime.ts";
import type { Scope } from "./scope.ts";

/** What a running statement may use of the world outside. */
export interface StatementContext {
  readonly files: FileAccess;
  /** Where the independent parts of a fit run. */
  readonly executor: Executor;
  readonly signal?: Cancellation;
  readonly progress?: (progress: Progress) => void;
}

/** A plain JSON object: what `--json` prints for a statement. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * A statement as five verbs: `check` it in a scope (giving a plan), `run` the plan, `bind` the result to names, `render`
 * it for people (pure, one bundle a thing shown) and give its `json` for tools (language.md §6).
 */
export interface StatementVerbs<S extends Statement, P, R> {
  readonly check: (statement: S, scope: Scope) => Outcome<P>;
  readonly run: (plan: P, context: StatementContext) => Promise<Outcome<R>>;
  readonly bind: (result: R, scope: Scope) => Scope;
  readonly render: (result: R) => Promise<readonly MimeBundle[]>;
  readonly json: (result: R) => JsonObject;
}

/** A statement's outcome with its types forgotten, as the pipeline handles it. */
export interface Executed {
  readonly scope: Scope;
  readonly bundles: readonly MimeBundle[];
  readonly json: JsonObject;
}

/** What the statement table holds: one statement run from check to render. */
export interface StatementRow<S extends Statement> {
  /** Finds what is wrong without running or reading anything. */
  readonly check: (statement: S, scope: Scope) => Outcome<unknown>;
  readonly execute: (statement: S, scope: Scope, context: StatementContext) => Promise<Outcome<Executed>>;
}

/** Ties the five verbs of a statement together, so that the table needs to know no plan or result type. */
export function defineStatement<S extends Statement, P, R>(verbs: StatementVerbs<S, P, R>): StatementRow<S> {
  return {
    check: verbs.check,
    execute: async (statement, scope, context) => {
      const plan = heeding(context.signal, () => verbs.check(statement, scope));
      if (!plan.ok) return plan;
      const result = await heeding(context.signal, () => verbs.run(plan.value, context));
      if (!result.ok) return result;
      return {
        ok: true,
        value: {
          scope: verbs.bind(result.value, scope),
          bundles: await verbs.render(result.value),
          json: verbs.json(result.value),
        },
        warnings: [...plan.warnings, ...result.warnings],
      };
    },
  };
}
