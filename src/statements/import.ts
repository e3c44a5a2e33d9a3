import { type Diagnostic, error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import { functionNames } from "../../grammar/function-names.ts";
import { clause, type ImportStatement, type NameNode, type StringNode } from "../../grammar/syntax.ts";
import { fileDiagnostic } from "../data/file-problem.ts";
import { readFitFile } from "../export/fit-file.ts";
import { escapeHtml, oneLine } from "../view/escape.ts";
import type { MimeBundle } from "../view/mime.ts";
import { fitCardBundle } from "./fit-card.ts";
import { lawBundle, lawText } from "./law.ts";
import { type LawFile, readLawFile } from "./law-file.ts";
import { lawLatex } from "./law-latex.ts";
import { type ImportedLaw, importLaw } from "./library-law.ts";
import { define, type FitRecord } from "./scope.ts";
import { defineStatement, type StatementContext, type StatementRow } from "./statement.ts";

type Plan =
  | { readonly kind: "law"; readonly law: ImportedLaw }
  | { readonly kind: "file"; readonly path: StringNode; readonly as?: NameNode };

type Result =
  | { readonly kind: "law"; readonly law: ImportedLaw }
  | { readonly kind: "laws"; readonly file: LawFile }
  | { readonly kind: "fit"; readonly record: FitRecord };

/** The laws of a `.law` file, or a fit from a file that `export … as json` wrote. */
async function fromFile(
  path: StringNode,
  as: NameNode | undefined,
  context: StatementContext,
): Promise<Outcome<Result>> {
  let bytes: Uint8Array;
  try {
    const found = await context.files.read(path.value, context.signal);
    const [first] = found;
    if (first === undefined || found.length > 1)
      return failure(
        error("not-a-fit", `${path.value} is ${found.length} files`, path.span, { help: "import one file" }),
      );
    bytes = first.bytes;
  } catch (thrown) {
    return failure(fileDiagnostic(thrown, path.value, path.span));
  }
  if (path.value.endsWith(".law")) {
    const file = await readLawFile(new TextDecoder().decode(bytes), path, as, context);
    return file.ok ? success({ kind: "laws", file: file.value }) : file;
  }
  const record = readFitFile(new TextDecoder().decode(bytes)) as FitRecord | undefined;
  if (record === undefined)
    return failure(
      error("not-a-fit", `${path.value} holds no fit`, path.span, {
        help: 'import a file of laws, "….law", or what export … as json to "….json" wrote; data are read with data runs = "…"',
      }),
    );
  return success({ kind: "fit", record: as === undefined ? record : { ...record, name: as.name } });
}

function nameMistake(as: NameNode | undefined): Diagnostic | undefined {
  return as !== undefined && functionNames.has(as.name)
    ? error("function-name", `nothing can be called ${as.name}, which is a function of the language`, as.span, {
        help: "choose another name",
      })
    : undefined;
}

/**
 * `import besiroglu2024 as besi`: a law of the library; `import "mine.law"`: the laws of a file; `import "chin.json"`: a
 * fit with its draws, as it was exported.
 */
export const importStatement: StatementRow<ImportStatement> = defineStatement<ImportStatement, Plan, Result>({
  check: ({ source, ...statement }) => {
    const as = clause(statement, "as")?.name;
    const mistake = nameMistake(as);
    if (mistake !== undefined) return failure(mistake);
    if (source.kind === "string") return success({ kind: "file", path: source, ...(as === undefined ? {} : { as }) });
    const law = importLaw(source, as?.name);
    return law.ok ? success({ kind: "law", law: law.value }) : law;
  },
  run: async (plan, context) => (plan.kind === "law" ? success(plan) : fromFile(plan.path, plan.as, context)),
  bind: (result, scope) => {
    if (result.kind === "law") return define(scope, result.law.name, result.law.entity, { lastLaw: result.law.name });
    if (result.kind === "fit")
      return define(scope, result.record.name, { kind: "fit", fit: result.record }, { lastFit: result.record });
    const lastLaw = result.file.laws.at(-1)?.[0] ?? "";
    return result.file.entities.reduce((next, [name, entity]) => define(next, name, entity, { lastLaw }), scope);
  },
  render: async (result) => {
    if (result.kind === "fit") return [fitCardBundle(result.record)];
    return result.kind === "law"
      ? [libraryLawBundle(result.law)]
      : result.file.laws.map(([, { law }]) => lawBundle(law));
  },
  json: (result) => {
    if (result.kind === "fit") {
      const { name, result: fit } = result.record;
      const parameters = Object.fromEntries(fit.parameters.map((p) => [p.name, p.value]));
      return { kind: "import", name, law: fit.law.name, parameters };
    }
    if (result.kind === "law") {
      const { name, entry, entity } = result.law;
      return { kind: "import", name, law: entry.name, text: lawText(entity.law), source: entry.source };
    }
    const { laws } = result.file;
    return {
      kind: "import",
      name: laws.map(([name]) => name).join(", "),
      text: laws.map(([, { law }]) => lawText(law)).join("\n"),
    };
  },
});

/** A law of the library with its source, units and range. */
function libraryLawBundle({ entry, entity }: Pick<ImportedLaw, "entry" | "entity">): MimeBundle {
  const lines = [
    lawText(entity.law),
    entry.title,
    `source: ${entry.source}`,
    `units: ${entry.units}`,
    ...(entry.valid === undefined ? [] : [`valid: ${entry.valid}`]),
    ...(entry.example === undefined ? [] : [`example: ${entry.example}`]),
  ];
  return {
    "text/plain": lines.map(oneLine).join("\n"),
    "text/html": `<p><code>${escapeHtml(lines[0] ?? "")}</code><br>${lines.slice(1).map(escapeHtml).join("<br>")}</p>`,
    "text/latex": `$\\displaystyle ${lawLatex(entity.law)}$`,
  };
}
