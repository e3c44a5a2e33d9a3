import { contextAt } from "../../grammar/completion-context.ts";
import { tokenize } from "../../grammar/tokens.ts";
import { units } from "../../grammar/units.ts";
import { libraryLaw } from "../library/library.ts";
import { escapeHtml, escapeLatex, escapeTerminal } from "../view/escape.ts";
import { formatEstimate } from "../view/format-number.ts";
import type { MimeBundle } from "../view/mime.ts";
import { columnDetail, letText, unitDetail } from "./complete.ts";
import { fitCardBundle } from "./fit-card.ts";
import { choiceTold, functionHelp, wordHelp } from "./language-help.ts";
import { lawText } from "./law.ts";
import { lawLatex } from "./law-latex.ts";
import { type FitRecord, fitNamed, type Scope } from "./scope.ts";

const namePattern = /[\p{L}\p{N}\p{M}_]/u;

/** The name around a cursor, with what it is a member of. */
function nameAt(text: string, cursor: number): { readonly name: string; readonly owner?: string } | undefined {
  const before = [...text.slice(0, cursor)];
  const after = [...text.slice(cursor)];
  let word = "";
  while (before.length > 0 && namePattern.test(before.at(-1) ?? "")) word = `${before.pop() ?? ""}${word}`;
  for (const character of after) {
    if (!namePattern.test(character)) break;
    word += character;
  }
  if (word === "") return undefined;
  const name = word.normalize("NFC");
  const owner = before.at(-1) === "." ? /([\p{L}\p{N}\p{M}_]+)\.$/u.exec(before.join(""))?.[1] : undefined;
  return { name, ...(owner === undefined ? {} : { owner: owner.normalize("NFC") }) };
}

/** What is known of the name under the cursor: a law as LaTeX, a fit's card, a data set's columns, a parameter's value. */
export function inspectIn(scope: Scope, text: string, cursor: number): MimeBundle | undefined {
  const found = nameAt(text, cursor);
  if (found === undefined) return undefined;
  const { name, owner } = found;
  if (owner !== undefined) {
    const fit = fitNamed(scope, owner);
    const entity = scope.entities.get(owner);
    if (fit !== undefined) return parameterBundle(fit, name);
    return entity?.kind === "data" && entity.table.columns.has(name)
      ? plain(`column ${name} of ${owner}: ${columnDetail(entity.table, name)}`)
      : undefined;
  }
  const entity = scope.entities.get(name);
  switch (entity?.kind) {
    case "law":
      return entity.fit === undefined
        ? {
            ...plain(`law ${lawText(entity.law)}\nnot fitted yet`),
            "text/latex": `$\\displaystyle ${lawLatex(entity.law)}$`,
          }
        : cardBundle(entity.fit);
    case "fit":
      return cardBundle(entity.fit);
    case "data":
      return plain(
        [
          `data set ${name}: ${entity.table.rows} rows`,
          ...[...entity.table.columns.keys()].map((c) => `  ${c}: ${columnDetail(entity.table, c)}`),
        ].join("\n"),
      );
    case "let":
      return plain(`let ${letText(name, entity)}`);
    case "function":
      return plain(`function ${name}(${entity.function.parameters.join(", ")})`);
    default:
      break;
  }
  const context = contextAt(text, cursor);
  const unfitted = scope.entities.get(context.law ?? scope.lastLaw ?? "");
  if (unfitted?.kind === "law" && unfitted.fit === undefined && unfitted.law.parameters.some((p) => p.name === name))
    return plain(`parameter ${name} of ${unfitted.law.name}, not fitted yet`);
  const parameter = scope.lastFit === undefined ? undefined : parameterBundle(scope.lastFit, name);
  if (parameter !== undefined) return parameter;
  const dataName = context.data ?? scope.lastData;
  const data = dataName === undefined ? undefined : scope.entities.get(dataName);
  if (data?.kind === "data" && data.table.columns.has(name))
    return plain(`column ${name} of ${dataName ?? ""}: ${columnDetail(data.table, name)}`);
  const published = libraryLaw(name);
  if (published !== undefined)
    return plain(
      [
        published.text,
        published.title,
        ...(["source", "units", "valid", "example"] as const).flatMap((word) =>
          published[word] === undefined ? [] : [`${word}: ${published[word]}`],
        ),
      ].join("\n"),
    );
  const help = functionHelp.get(name);
  if (help !== undefined) return plain(`function ${help.call}: ${help.told}`);
  const token = tokenize(text).find((t) => t.start <= cursor && cursor <= t.end && t.text.includes(name));
  const word = token?.type === "keyword" ? token.value : name;
  const said = wordHelp.get(word);
  if (said !== undefined) return plain(`${word}: ${said}`);
  const chosen = choiceTold(word);
  if (chosen.length > 0) return plain(chosen.join("\n"));
  return units.has(name) ? plain(`unit ${name}: ${unitDetail(name)}`) : undefined;
}

function parameterBundle(fit: FitRecord, name: string): MimeBundle | undefined {
  const parameter = fit.result.parameters.find((p) => p.name === name);
  if (parameter === undefined) return undefined;
  return plain(`parameter ${name} of ${fit.name}: ${formatEstimate(parameter.value, parameter.interval)}`);
}

/** A fit's card for a tooltip: without the data behind it. */
function cardBundle(fit: FitRecord): MimeBundle {
  const card = fitCardBundle(fit);
  return {
    "text/plain": card["text/plain"],
    "text/html": card["text/html"],
    "text/latex": `$\\displaystyle ${lawLatex(fit.result.law)}$`,
  };
}

function plain(text: string): MimeBundle {
  return {
    "text/plain": escapeTerminal(text),
    "text/html": `<pre>${escapeHtml(text)}</pre>`,
    "text/latex": `\\text{${escapeLatex(text)}}`,
  };
}
