import { type Diagnostic, error, failure, type Outcome, type Span, success } from "../../grammar/diagnostic.ts";
import { nearest } from "../../grammar/nearest.ts";
import { clause, type ExportStatement } from "../../grammar/syntax.ts";
import { fileDiagnostic } from "../data/file-problem.ts";
import type { Exported, Written } from "../export/exported.ts";
import { fitFile } from "../export/fit-file.ts";
import { pythonModule } from "../export/python.ts";
import { typescriptModule } from "../export/typescript.ts";
import { vegaSpec } from "../export/vega.ts";
import { freeParameters, type Law, settledValues } from "../law/law.ts";
import { vegaLiteMime } from "../view/chart-bundle.ts";
import { escapeHtml, escapeTerminal, oneLine } from "../view/escape.ts";
import type { MimeBundle } from "../view/mime.ts";
import { fitMimeJson } from "./fit-json.ts";
import { lawHead, lawText } from "./law.ts";
import { fittedLatex, lawLatex } from "./law-latex.ts";
import { kindWords, written } from "./misused-name.ts";
import { type FitRecord, fitNamed, namesOf, type Scope } from "./scope.ts";
import { defineStatement, type StatementRow } from "./statement.ts";

/** What may be exported: a fit, or a law whose numbers all stand in it. */
interface Subject {
  readonly exported: Exported;
  readonly record?: FitRecord;
  /** The range of each variable over the data of the fit. */
  readonly ranges: readonly (readonly [number, number] | undefined)[];
}

type Writer = (subject: Subject) => Written;

/** One row a format. */
const formats: Readonly<Record<string, Writer>> = {
  latex: ({ exported: { law }, record }) => ({
    text:
      record === undefined
        ? `\\[\n  ${lawLatex(law)}\n\\]\n`
        : `\\begin{align*}\n  ${lawLatex(law)} \\\\\n  ${fittedLatex(law, new Map(record.result.parameters.map((p) => [p.name, p])))}\n\\end{align*}\n`,
  }),
  json: ({ record, exported: { law } }) =>
    record === undefined
      ? { lacks: "only a fit has draws to keep; a law is its own text" }
      : { text: fitFile(fitMimeJson(record), record, [law]) },
  python: ({ exported }) => pythonModule(exported),
  typescript: ({ exported }) => typescriptModule(exported),
  vega: ({ exported, ranges }) => {
    const made = vegaSpec({ ...exported, formula: lawHead(exported.law) }, ranges);
    return "lacks" in made ? made : { text: `${JSON.stringify(made.spec, undefined, 1)}\n` };
  },
};

/** What a fit may be exported as. */
export const exportFormats: readonly string[] = Object.keys(formats);

interface Plan {
  readonly name: string;
  readonly format: string;
  readonly text: string;
  readonly to?: { readonly path: string; readonly span: Span };
}

function check(statement: ExportStatement, scope: Scope): Outcome<Plan> {
  const as = clause(statement, "as")?.name;
  const names = Object.keys(formats);
  if (as === undefined)
    return failure(
      error("no-format", "it is not said what to export to", statement.span, {
        note: `formats: ${names.join(", ")}`,
        help: `write export ${written(statement.fit.name)} as latex`,
      }),
    );
  const write = Object.hasOwn(formats, as.name) ? formats[as.name] : undefined;
  if (write === undefined) {
    const offer = nearest(as.name, names);
    return failure(
      error("unknown-format", `there is no format ${as.name} to export to`, as.span, {
        note: `formats: ${names.join(", ")}`,
        ...(offer === undefined ? {} : { help: `did you mean ${offer}?`, fix: { span: as.span, text: offer } }),
      }),
    );
  }
  const to = clause(statement, "to")?.response;
  if (to !== undefined && to.kind !== "string")
    return failure(
      error("not-a-path", "export … to needs a file's name in quotes", to.span, { help: 'write to "chin.py"' }),
    );
  const subject = subjectOf(statement, scope);
  if (!subject.ok) return subject;
  const made = write(subject.value);
  if ("lacks" in made)
    return failure(
      error("no-export", `${written(statement.fit.name)} cannot be written as ${as.name}: ${made.lacks}`, as.span, {
        help:
          as.name === "vega"
            ? `plot curve of ${written(statement.fit.name)} against … at … = …, … in 1..10 draws it for values and ranges of your own`
            : subject.value.record === undefined
              ? "export it as latex instead"
              : `export ${written(statement.fit.name)} as json: another notebook can import it`,
      }),
    );
  return success({
    name: statement.fit.name,
    format: as.name,
    text: made.text,
    ...(to === undefined ? {} : { to: { path: to.value, span: to.span } }),
  });
}

function subjectOf({ fit }: ExportStatement, scope: Scope): Outcome<Subject> {
  const record = fitNamed(scope, fit.name);
  const entity = scope.entities.get(fit.name);
  if (record !== undefined) {
    const { law, estimate } = record.result;
    return success({ exported: exportedOf(fit.name, law, estimate), record, ranges: record.inputs.map(extentOf) });
  }
  if (entity?.kind === "law" && freeParameters(entity.law).length === 0) {
    const { law } = entity;
    const values = settledValues(law);
    return success({ exported: exportedOf(fit.name, law, values), ranges: law.variables.map(() => undefined) });
  }
  return failure(notExportable(fit.name, fit.span, entity === undefined ? undefined : kindWords(entity), scope));
}

function exportedOf(name: string, law: Law, values: ArrayLike<number>): Exported {
  return { name, law, values, formula: lawText(law) };
}

function extentOf(column: Float64Array): readonly [number, number] | undefined {
  const finite = column.filter(Number.isFinite);
  return finite.length === 0
    ? undefined
    : [finite.reduce((a, b) => Math.min(a, b)), finite.reduce((a, b) => Math.max(a, b))];
}

function notExportable(name: string, span: Span, kind: string | undefined, scope: Scope): Diagnostic {
  const fits = namesOf(scope, "fit", "law").filter((n) => fitNamed(scope, n) !== undefined);
  const offer = nearest(name, fits);
  const isLaw = scope.entities.get(name)?.kind === "law";
  return error(
    "no-fit",
    isLaw
      ? `the law ${name} has not been fitted`
      : kind === undefined
        ? `there is no fit ${name}`
        : `${name} is ${kind}, not a fit`,
    span,
    {
      note: fits.length === 0 ? "nothing is fitted yet" : `fits: ${fits.map(written).join(", ")}`,
      ...(offer === undefined || isLaw
        ? { help: isLaw ? `fit it first: fit ${written(name)} on …` : "export a fit by its name" }
        : { help: `did you mean ${written(offer)}?`, fix: { span, text: written(offer) } }),
    },
  );
}

/** `export chin as python to "chin.py"`: a fit for other programs, shown or written; the only statement that writes. */
export const exportStatement: StatementRow<ExportStatement> = defineStatement<ExportStatement, Plan, Plan>({
  check,
  run: async (plan, { files }) => {
    const { to } = plan;
    if (to === undefined) return success(plan);
    if (files.write === undefined)
      return failure(
        error("no-write", `${to.path} is not written: writing is switched off here`, to.span, {
          help: "leave out to, and the export is shown",
        }),
      );
    try {
      await files.write(to.path, plan.text);
    } catch (thrown) {
      return failure(fileDiagnostic(thrown, to.path, to.span));
    }
    return success(plan);
  },
  bind: (_, scope) => scope,
  render: async (plan) => [shown(plan)],
  json: ({ name, format, text, to }) => ({
    kind: "export",
    name,
    format,
    ...(to === undefined ? { text } : { path: to.path }),
  }),
});

function shown({ name, format, text, to }: Plan): MimeBundle {
  if (to !== undefined) {
    const told = oneLine(`${name} as ${format}: ${to.path}`);
    return { "text/plain": told, "text/html": `<p>${escapeHtml(told)}</p>` };
  }
  const plain = { "text/plain": escapeTerminal(text), "text/html": `<pre>${escapeHtml(text)}</pre>` };
  if (format === "latex") return { ...plain, "text/latex": text };
  if (format === "vega") return { "text/plain": escapeTerminal(text), [vegaLiteMime]: JSON.parse(text) as object };
  return plain;
}
