import { type Diagnostic, error, type Span } from "../../grammar/diagnostic.ts";
import { nearest } from "../../grammar/nearest.ts";
import { printName } from "../../grammar/print-expression.ts";
import type { MemberNode, NameNode } from "../../grammar/syntax.ts";
import type { Law } from "../law/law.ts";
import { type Entity, fitNamed, namesOf, type Scope } from "./scope.ts";

/** A name as a program writes it: in backticks where it must be. */
export function written(name: string): string {
  return printName({ kind: "name", name, span: { start: 0, end: 0 } });
}

const kinds = {
  data: "a data set",
  stream: "a data set read block by block",
  law: "a law",
  fit: "a fit",
  let: "a let",
  function: "a function",
} as const;

/** What a name stands for, in words: `a law`, `a data set`. */
export function kindWords(entity: Entity): string {
  return kinds[entity.kind];
}

/** The diagnostic for a data set that is not there, or for another thing's name in its place. */
export function unknownData(node: NameNode, scope: Scope): Diagnostic {
  const { name, span } = node;
  const known = namesOf(scope, "data");
  const entity = scope.entities.get(name);
  const offer = nearest(name, known);
  if (entity?.kind === "stream") return onlyFitted(name, span);
  const message =
    entity === undefined ? `there is no data set ${name}` : `${name} is ${kindWords(entity)}, not a data set`;
  return error("unknown-data", message, span, {
    note: known.length === 0 ? "no data set is defined yet" : `data sets: ${known.map(written).join(", ")}`,
    help:
      offer === undefined ? `define it first: data ${written(name)} = "runs.csv"` : `did you mean ${written(offer)}?`,
    ...(offer === undefined ? {} : { fix: { span, text: written(offer) } }),
  });
}

/** The diagnostic for anything but a plain fit of rows that memory does not hold. */
export function onlyFitted(name: string, span: Span): Diagnostic {
  return error(
    "read-in-blocks",
    `${name} is read block by block: a law can be fitted to its columns, and no more`,
    span,
    {
      help: "compute what else is wanted where its blocks are made",
    },
  );
}

/** `chin.β`: a parameter that is no bare name, for it is not the last fit's. */
export function parameterElsewhere(name: string, scope: Scope): string | undefined {
  const owner = [...scope.entities.keys()].find((entity) =>
    fitNamed(scope, entity)?.result.law.parameters.some((p) => p.name === name),
  );
  return owner === undefined ? undefined : `${written(owner)}.${written(name)}`;
}

/** The diagnostic for `chin.gamma`, `runs.N` or `nothing.α` where a number is needed. */
export function memberMistake(node: MemberNode, scope: Scope): Diagnostic {
  const { object, property, span } = node;
  const fit = fitNamed(scope, object.name);
  const entity = scope.entities.get(object.name);
  if (fit !== undefined) {
    const names = fit.result.law.parameters.map((p) => p.name);
    const offer = nearest(property.name, names);
    return error("unknown-parameter", `the fit ${object.name} has no parameter ${property.name}`, property.span, {
      note: `parameters: ${names.map(written).join(", ")}`,
      ...(offer === undefined
        ? {}
        : { help: `did you mean ${written(offer)}?`, fix: { span: property.span, text: written(offer) } }),
    });
  }
  if (entity?.kind === "data") {
    const text = `${written(object.name)}.${written(property.name)}`;
    if (entity.table.columns.has(property.name)) {
      return error("column-in-arithmetic", `${text} is a column, and here one number is needed`, span, {
        help: `take a number of it, as in mean(${text}), or compute with columns where the data are defined: data more = ${written(object.name)} with x = 2*${written(property.name)}`,
      });
    }
    return error("unknown-column", `the data set ${object.name} has no column ${property.name}`, property.span, {
      note: `columns: ${[...entity.table.columns.keys()].slice(0, 12).map(written).join(", ")}`,
    });
  }
  if (entity?.kind === "law") {
    return error("law-without-fit", `the law ${object.name} has not been fitted: its parameters have no values`, span, {
      help: `write fit ${written(object.name)} on … first`,
    });
  }
  const fits = namesOf(scope, "fit", "law").filter((name) => fitNamed(scope, name) !== undefined);
  const message =
    entity === undefined ? `there is no fit ${object.name}` : `${object.name} is ${kindWords(entity)}, not a fit`;
  return error("no-fit", message, object.span, {
    note: fits.length === 0 ? "nothing is fitted yet" : `fits: ${fits.map(written).join(", ")}`,
    help: "name a fit and one of its parameters, as in chin.β",
  });
}

/** The diagnostic for calling what is no function and no law. */
export function notCallable(node: NameNode, entity: Entity): Diagnostic {
  const what = entity.kind === "let" ? "a value" : kindWords(entity);
  return error("not-a-function", `${node.name} is ${what}, not a function or a law`, node.span, {
    help:
      entity.kind === "let"
        ? `to multiply write ${written(node.name)}*(…)`
        : "call a law, a fit or a let with parameters",
  });
}

/** The diagnostic for a variable that has no value: `law` is the one whose bare name asked for it, if one did. */
export function unboundVariable(name: string, node: NameNode, law: Law | undefined, bindable: boolean): Diagnostic {
  const called = `${written(node.name)}(${(law?.variables ?? []).map(() => "…").join(", ")})`;
  const help = bindable
    ? `bind it: at ${written(name)} = …`
    : law === undefined
      ? `put a number in its place, or ask predict … at ${written(name)} = …`
      : `give it its arguments, as in ${called}, or ask predict ${written(node.name)} at …`;
  return error("unbound-variable", `the variable ${name} has no value here`, node.span, { help });
}
