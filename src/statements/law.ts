import type { Outcome } from "../../grammar/diagnostic.ts";
import { printDefinition } from "../../grammar/print.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import type { LawStatement } from "../../grammar/syntax.ts";
import { checkLaw, type Surroundings } from "../law/check.ts";
import { type External, freeParameters, type Law } from "../law/law.ts";
import { escapeHtml, oneLine } from "../view/escape.ts";
import type { MimeBundle } from "../view/mime.ts";
import { lawLatex } from "./law-latex.ts";
import { written } from "./misused-name.ts";
import { define, type FitRecord, fitNamed, type Scope } from "./scope.ts";
import { defineStatement, type JsonObject, type StatementRow } from "./statement.ts";

/** What a law's body may name in a scope: laws by form, fits frozen with their draws, lets. */
export function surroundingsOf(scope: Scope): Surroundings {
  return {
    law: (name) => {
      const entity = scope.entities.get(name);
      return entity?.kind === "law" ? entity.law : undefined;
    },
    fit: (name) => {
      const fit = fitNamed(scope, name);
      return fit === undefined ? undefined : { law: fit.result.law, externals: externalsOf(name, fit) };
    },
    definition: (name) => {
      const entity = scope.entities.get(name);
      return entity?.kind === "let" ? { ...entity, surroundings: surroundingsOf(entity.scope) } : undefined;
    },
    parameter: (name) => {
      const fit = scope.lastFit;
      return fit === undefined ? undefined : externalsOf(fit.name, fit).find((e) => e.name === `${fit.name}.${name}`);
    },
    foreign: (name) => {
      const entity = scope.entities.get(name);
      return entity?.kind === "function" ? entity.function : undefined;
    },
    known: () => [...scope.entities.keys()],
  };
}

function externalsOf(name: string, fit: FitRecord): readonly External[] {
  const { law, estimate, draws } = fit.result;
  return law.parameters.map((p, index) => ({
    name: `${name}.${p.name}`,
    value: estimate[index] ?? Number.NaN,
    draws: Float64Array.from({ length: draws.count }, (_, k) => draws.values[k * draws.width + index] ?? Number.NaN),
  }));
}

/** The law as the formatter prints it: `L(N, D) = E + A/N^α`. */
export function lawText(law: Law): string {
  const { definitions = [], runs = [] } = law;
  const along = runs.length === 0 ? "" : ` by ${runs.map(written).join(", ")}`;
  return `${lawHead(law)}${along}${definitions.length === 0 ? "" : ` with ${definitions.map(printDefinition).join(", ")}`}`;
}

/** A law without its local definitions, where there is room for one line. */
export function lawHead(law: Law): string {
  return `${written(law.name)}(${(law.signature ?? law.variables).map(written).join(", ")}) = ${printExpression(law.body)}`;
}

interface ReadLaw {
  readonly law: Law;
  readonly statement: LawStatement;
}

/** `law NAME(variables) = …`: a formula whose free names are parameters. */
export const lawStatement: StatementRow<LawStatement> = defineStatement<LawStatement, ReadLaw, ReadLaw>({
  check: (statement, scope): Outcome<ReadLaw> => {
    const law = checkLaw(statement, surroundingsOf(scope));
    return law.ok ? { ...law, value: { law: law.value, statement } } : law;
  },
  run: async (read) => ({ ok: true, value: read, warnings: [] }),
  bind: ({ law, statement }, scope) =>
    define(scope, law.name, { kind: "law", law, origin: { statement, scope } }, { lastLaw: law.name }),
  render: async ({ law }) => [lawBundle(law)],
  json: ({ law }) => lawJson(law),
});

/** A law's text, and which of its parameters are free. */
export function lawBundle(law: Law): MimeBundle {
  const free = freeParameters(law).map((index) => law.parameters[index]?.name ?? "");
  const note = free.length === 0 ? "no free parameters" : `parameters ${free.join(", ")}`;
  return {
    "text/plain": oneLine(`${lawText(law)}   (${note})`),
    "text/html": `<p><code>${escapeHtml(lawText(law))}</code> <small>${escapeHtml(note)}</small></p>`,
    "text/latex": `$\\displaystyle ${lawLatex(law)}$`,
  };
}

/** A law as `--json` prints it. */
export function lawJson(law: Law): JsonObject {
  return { kind: "law", name: law.name, text: lawText(law), parameters: law.parameters.map((p) => p.name) };
}
