import { type Diagnostic, error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import { parse } from "../../grammar/parse.ts";
import { positionAt, sourceText } from "../../grammar/source.ts";
import type { NameNode, Statement, StringNode } from "../../grammar/syntax.ts";
import { lawStatement } from "./law.ts";
import { letStatement } from "./let.ts";
import { type Entity, emptyScope, type LawEntity, type Scope } from "./scope.ts";
import type { Executed, StatementContext } from "./statement.ts";

/** What a file of laws gives: its laws and lets by name, in order, and the last of the laws. */
export interface LawFile {
  readonly entities: readonly (readonly [name: string, entity: Entity])[];
  readonly laws: readonly (readonly [name: string, law: LawEntity])[];
}

/** Reads a `.law` file of `law` and `let` statements, which see one another and nothing else; `as` renames its one law. */
export async function readLawFile(
  text: string,
  path: StringNode,
  as: NameNode | undefined,
  context: StatementContext,
): Promise<Outcome<LawFile>> {
  const source = sourceText(text);
  const refuse = (at: number, message: string, help?: string): Outcome<never> =>
    failure(
      error("not-a-law", `line ${positionAt(source, at).line} of ${path.value}: ${message}`, path.span, {
        help: help ?? "mend the file",
      }),
    );
  const refuseAs = ([first]: readonly Diagnostic[]): Outcome<never> =>
    refuse(first?.span.start ?? 0, first?.message ?? "it cannot be read", first?.help);
  const parsed = parse(text);
  if (!parsed.ok) return refuseAs(parsed.diagnostics);
  const { statements } = parsed.value;
  const laws = statements.filter((statement) => statement.kind === "law");
  const stray = statements.find(({ kind }) => kind !== "law" && kind !== "let");
  if (stray !== undefined)
    return refuse(
      stray.span.start,
      "an imported file holds law and let statements alone",
      "move what it does to the program",
    );
  if (laws.length === 0) return refuse(0, "it holds no law", "write one, as in law L(N) = E + A/N^α");
  if (as !== undefined && laws.length > 1)
    return failure(
      error("not-a-law", `${path.value} holds ${laws.length} laws, which one name cannot stand for`, as.span, {
        help: "leave out as: each has its own name",
      }),
    );
  let scope = emptyScope;
  for (const statement of statements) {
    const read = await readStatement(as === undefined ? statement : renamed(statement, as), scope, context);
    if (!read.ok) return refuseAs(read.diagnostics);
    scope = read.value.scope;
  }
  const entities = [...scope.entities];
  return success({ entities, laws: entities.flatMap(([name, e]) => (e.kind === "law" ? [[name, e] as const] : [])) });
}

function renamed(statement: Statement, { name }: NameNode): Statement {
  return statement.kind === "law" ? { ...statement, name: { ...statement.name, name } } : statement;
}

async function readStatement(
  statement: Statement,
  scope: Scope,
  context: StatementContext,
): Promise<Outcome<Pick<Executed, "scope">>> {
  if (statement.kind === "law") return lawStatement.execute(statement, scope, context);
  if (statement.kind === "let") return letStatement.execute(statement, scope, context);
  return success({ scope });
}
