import { failure } from "../../grammar/diagnostic.ts";
import { notYet } from "../../grammar/rules.ts";
import type { Statement } from "../../grammar/syntax.ts";
import { defineStatement, type StatementRow } from "./statement.ts";

/** A statement that the grammar reads and nothing carries out yet. */
export function notBuilt<S extends Statement>(what: string): StatementRow<S> {
  return defineStatement<S, undefined, undefined>({
    check: ({ span }) => failure(notYet(what, span)),
    run: async () => ({ ok: true, value: undefined, warnings: [] }),
    bind: (_, scope) => scope,
    render: async () => [],
    json: () => ({ kind: what }),
  });
}
