import { type Diagnostic, error } from "../../grammar/diagnostic.ts";
import { nearest } from "../../grammar/nearest.ts";
import type { IndexNode, NameNode } from "../../grammar/syntax.ts";
import type { GraphBuilder, NodeId } from "../law/expression.ts";
import { indexedName, levelText, pickLevel } from "../law/indexed.ts";
import type { Law } from "../law/law.ts";
import { shownCell } from "../law/text-code.ts";
import type { FitSlots } from "./fit-slots.ts";
import type { FitRecord } from "./scope.ts";

/**
 * `E["llama"]` of a fit: the parameter of that level, or of whichever level an index has. Undefined where the fit has
 * nothing indexed under the name; a level that it lacks is a diagnostic, or NaN in a term that may be none.
 */
export function indexedParameter(
  graph: GraphBuilder,
  slots: FitSlots,
  fit: FitRecord,
  base: string,
  node: IndexNode,
  indices: readonly NodeId[],
  mayLack: boolean,
): NodeId | Diagnostic | undefined {
  const levels = fit.result.law.parameters.flatMap((p, index) =>
    p.indexed?.base === base ? [{ name: p.name, codes: p.indexed.codes, node: () => slots.parameter(fit, index) }] : [],
  );
  if (levels.length === 0) return undefined;
  const { value, known } = pickLevel(graph, indices, levels);
  if (graph.valueOf(known) === 1) return value;
  if (mayLack && graph.valueOf(known) === 0) return graph.constant(Number.NaN);
  if (graph.valueOf(known) === undefined) return graph.apply("select", known, value, graph.constant(Number.NaN));
  const names = levels.map((l) => l.name);
  const wanted = indexedName(
    base,
    indices.map((i) => graph.valueOf(i) ?? 0),
  );
  const offer = nearest(wanted, names);
  return error("unknown-level", `the fit ${fit.name} has no ${wanted}`, node.span, {
    note: `it has ${firstOf(names)}`,
    ...(offer === undefined ? {} : { help: `did you mean ${offer}?` }),
  });
}

/** The mistake of a level that a fit's data have not had; undefined where it is none, or is not known yet. */
export function levelMistake(
  law: Law,
  variable: string,
  column: Float64Array,
  value: number | undefined,
  node: NameNode,
): Diagnostic | undefined {
  if (value === undefined || column.includes(value) || !law.levels?.includes(variable)) return undefined;
  const known = [...new Set(column)].map(levelText);
  const offer = nearest(
    String(shownCell(value)),
    [...new Set(column)].map((level) => String(shownCell(level))),
  );
  return error("unknown-level", `the fit of ${law.name} has not seen ${variable} = ${levelText(value)}`, node.span, {
    note: `${variable}: ${firstOf(known)}`,
    ...(offer === undefined ? {} : { help: `did you mean ${known.find((level) => level.includes(offer))}?` }),
  });
}

function firstOf(names: readonly string[]): string {
  return `${names.slice(0, 12).join(", ")}${names.length > 12 ? ", …" : ""}`;
}
