import { type Diagnostic, error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import { functionNames } from "../../grammar/function-names.ts";
import { notYet } from "../../grammar/rules.ts";
import { clause, type ImportStatement, type NameNode, type StringNode } from "../../grammar/syntax.ts";
import { fileDiagnostic } from "../data/file-problem.ts";
import { readFitFile } from "../export/fit-file.ts";
import { fitCardBundle } from "./fit-card.ts";
import { define, type FitRecord, type Scope } from "./scope.ts";
import { defineStatement, type StatementContext, type StatementRow } from "./statement.ts";

interface Plan {
  readonly source: NameNode | StringNode;
  readonly as?: string;
}

/** A fit from a file that `export … as json` wrote. */
async function fromFile(
  path: StringNode,
  as: string | undefined,
  { files }: StatementContext,
): Promise<Outcome<FitRecord>> {
  let bytes: Uint8Array;
  try {
    const found = await files.read(path.value);
    const [first] = found;
    if (first === undefined || found.length > 1)
      return failure(
        error("not-a-fit", `${path.value} is ${found.length} files`, path.span, { help: "import one file" }),
      );
    bytes = first.bytes;
  } catch (thrown) {
    return failure(fileDiagnostic(thrown, path.value, path.span));
  }
  const record = readFitFile(new TextDecoder().decode(bytes)) as FitRecord | undefined;
  if (record === undefined)
    return failure(
      error("not-a-fit", `${path.value} holds no fit`, path.span, {
        help: 'import what export … as json to "….json" wrote; data are read with data runs = "…"',
      }),
    );
  return success(as === undefined ? record : { ...record, name: as });
}

function nameMistake(as: NameNode | undefined): Diagnostic | undefined {
  return as !== undefined && functionNames.has(as.name)
    ? error("function-name", `a fit cannot be called ${as.name}, which is a function of the language`, as.span, {
        help: "choose another name",
      })
    : undefined;
}

/** `import "chin.json"`: a fit with its draws, as another notebook exported it. */
export const importStatement: StatementRow<ImportStatement> = defineStatement<ImportStatement, Plan, FitRecord>({
  check: (statement) => {
    const as = clause(statement, "as")?.name;
    const mistake = nameMistake(as);
    if (mistake !== undefined) return failure(mistake);
    if (statement.source.kind === "name")
      return failure(notYet("import of a law of the library", statement.source.span));
    return success({ source: statement.source, ...(as === undefined ? {} : { as: as.name }) });
  },
  run: (plan, context) => fromFile(plan.source as StringNode, plan.as, context),
  bind: (record, scope: Scope) => define(scope, record.name, { kind: "fit", fit: record }, { lastFit: record }),
  render: async (record) => [fitCardBundle(record)],
  json: (record) => ({
    kind: "import",
    name: record.name,
    law: record.result.law.name,
    parameters: Object.fromEntries(record.result.parameters.map((p) => [p.name, p.value])),
  }),
});
