import { contextAt, type Wanted } from "../../grammar/completion-context.ts";
import { printExpression, printName } from "../../grammar/print-expression.ts";
import type { Statement } from "../../grammar/syntax.ts";
import { units } from "../../grammar/units.ts";
import { extent } from "../ask/quantity.ts";
import { priors } from "../law/prior.ts";
import { libraryLaws } from "../library/library.ts";
import { formatNumber } from "../view/format-number.ts";
import { variableWords } from "../view/quantity.ts";
import { drawNames } from "./distributions.ts";
import { exportFormats } from "./export.ts";
import { lossNames, optionNames } from "./fit-options.ts";
import { type Choice, choiceHelp, functionHelp } from "./language-help.ts";
import { lawText } from "./law.ts";
import { type DataEntity, fitNamed, type LetEntity, namesOf, type Scope } from "./scope.ts";
import { settingNames } from "./set.ts";

/** One name offered at a cursor. */
export interface CompletionItem {
  readonly text: string;
  readonly type: string;
  /** What it is, in a few words: a column's range, a parameter's value. */
  readonly detail: string;
}

/** Names offered at a cursor; offsets are UTF-16 units of the text. */
export interface Completions {
  readonly start: number;
  readonly end: number;
  readonly items: readonly CompletionItem[];
}

const written = (name: string): string => printName({ kind: "name", name, span: { start: 0, end: 0 } });

/** The range of a column, or how many texts it holds, in words. */
export function columnDetail(table: DataEntity["table"], name: string): string {
  const column = table.columns.get(name);
  if (column === undefined) return "";
  if (column.kind === "string") return `text, ${new Set(column.values).size} different values`;
  const { quantity } = variableWords(name, column.values);
  const [low, high] = extent(column.values);
  const missing = column.values.reduce((n, x) => n + (Number.isNaN(x) ? 1 : 0), 0);
  return `${formatNumber(low, quantity)} to ${formatNumber(high, quantity)}${missing > 0 ? `, ${missing} missing` : ""}`;
}

/** Everything in scope that fits at the cursor, the likeliest kind first. */
export function completeIn(scope: Scope, text: string, cursor: number): Completions {
  const context = contextAt(text, cursor);
  const items: CompletionItem[] = [];
  for (const wanted of context.wants) items.push(...itemsOf(wanted, scope, context, text));
  for (const word of context.words) items.push({ text: word, type: "keyword", detail: "" });
  const seen = new Set<string>();
  const prefix = context.prefix.toLowerCase();
  const fitting = items.filter((item) => {
    if (seen.has(item.text) || !item.text.replace(/^`/u, "").toLowerCase().startsWith(prefix)) return false;
    seen.add(item.text);
    return true;
  });
  return { start: context.start, end: context.end, items: fitting };
}

function itemsOf(
  wanted: Wanted,
  scope: Scope,
  context: ReturnType<typeof contextAt>,
  text: string,
): readonly CompletionItem[] {
  switch (wanted) {
    case "data":
      return namesOf(scope, "data").map((name) => ({
        text: written(name),
        type: "data",
        detail: dataDetail(scope, name),
      }));
    case "law":
      return namesOf(scope, "law").map((name) => ({
        text: written(name),
        type: "law",
        detail: lawDetail(scope, name),
      }));
    case "fit":
      return namesOf(scope, "fit", "law").flatMap((name) =>
        fitNamed(scope, name) === undefined
          ? []
          : [{ text: written(name), type: "fit", detail: lawDetail(scope, name) }],
      );
    case "let":
      return namesOf(scope, "let").flatMap((name) => {
        const entity = scope.entities.get(name);
        return entity?.kind === "let" ? [{ text: written(name), type: "let", detail: letText(name, entity) }] : [];
      });
    case "column": {
      const name = context.data ?? scope.lastData;
      const entity = name === undefined ? undefined : scope.entities.get(name);
      return entity?.kind === "data" ? columnItems(entity) : [];
    }
    case "variable":
      return variablesOf(scope, context.law).map((name) => ({
        text: written(name),
        type: "variable",
        detail: "variable",
      }));
    case "parameter":
      return parameterItems(scope, context.law);
    case "function":
      return [...functionItems(context.statement), ...plainItems(namesOf(scope, "function").map(written), "function")];
    case "library":
      return libraryLaws().map(({ name, title }) => ({ text: name, type: "law", detail: title }));
    case "measure":
      return choices("measure", ["aicc", "bic", "extrapolation"]);
    case "format":
      return choices("format", exportFormats);
    case "loss":
      return choices("loss", lossNames);
    case "option":
      return choices("option", context.statement === "set" ? settingNames : optionNames);
    case "unit":
      return [...units.keys()].map((name) => ({ text: name, type: "unit", detail: unitDetail(name) }));
    case "distribution":
      return choices("distribution", context.statement === "data" ? drawNames : Object.keys(priors));
    case "member": {
      const owner =
        /([\p{L}\p{N}_]+)\.[\p{L}\p{N}_]*$/u.exec(text.slice(0, Math.max(context.start, context.end)))?.[1] ?? "";
      const entity = scope.entities.get(owner);
      if (entity?.kind === "data") return columnItems(entity);
      return fitNamed(scope, owner) === undefined ? [] : parameterItems(scope, owner);
    }
    default:
      return [];
  }
}

/** A let as a program defines it. */
export function letText(name: string, { parameters, value }: LetEntity): string {
  const of = parameters === undefined ? "" : `(${parameters.map(printName).join(", ")})`;
  return `${written(name)}${of} = ${printExpression(value)}`;
}

function choices(kind: Choice, names: readonly string[]): readonly CompletionItem[] {
  return names.map((text) => ({ text, type: kind, detail: choiceHelp[kind].get(text) ?? kind }));
}

function plainItems(names: readonly string[], type: string): readonly CompletionItem[] {
  return names.map((text) => ({ text, type, detail: type }));
}

/** The functions that may stand in a statement, but `ln`, which is printed `log`. */
function functionItems(statement: Statement["kind"]): readonly CompletionItem[] {
  return [...functionHelp].flatMap(([name, { call, told, statements }]) =>
    name === "ln" || (statements !== undefined && !statements.includes(statement))
      ? []
      : [{ text: name, type: "function", detail: `${call}: ${told}` }],
  );
}

/** What a unit multiplies its number by. */
export function unitDetail(name: string): string {
  const { mantissa, exponent } = units.get(name) ?? { mantissa: 1, exponent: 0 };
  return mantissa === 1 && exponent === 0 ? "counted one by one: a factor of 1" : `a factor of ${mantissa}e${exponent}`;
}

function columnItems(entity: DataEntity): readonly CompletionItem[] {
  return [...entity.table.columns.keys()].map((name) => ({
    text: written(name),
    type: "column",
    detail: columnDetail(entity.table, name),
  }));
}

function dataDetail(scope: Scope, name: string): string {
  const entity = scope.entities.get(name);
  return entity?.kind === "data" ? `${entity.table.rows} rows` : "";
}

function lawDetail(scope: Scope, name: string): string {
  const entity = scope.entities.get(name);
  const law = entity?.kind === "law" ? entity.law : fitNamed(scope, name)?.result.law;
  return law === undefined ? "" : lawText(law);
}

function variablesOf(scope: Scope, name: string | undefined): readonly string[] {
  const wanted = name ?? scope.lastFit?.name ?? scope.lastLaw;
  const entity = wanted === undefined ? undefined : scope.entities.get(wanted);
  if (entity?.kind === "law") return entity.law.variables;
  return entity?.kind === "fit" ? entity.fit.result.law.variables : [];
}

function parameterItems(scope: Scope, name: string | undefined): readonly CompletionItem[] {
  const law = scope.entities.get(name ?? "");
  if (law?.kind === "law" && law.fit === undefined)
    return law.law.parameters.map((p) => ({
      text: written(p.name),
      type: "parameter",
      detail: `parameter of ${law.law.name}, not fitted yet`,
    }));
  const fit = (name === undefined ? undefined : fitNamed(scope, name)) ?? scope.lastFit;
  return (fit?.result.parameters ?? []).map((p) => ({
    text: written(p.name),
    type: "parameter",
    detail: `${p.name} = ${formatNumber(p.value)}`,
  }));
}
