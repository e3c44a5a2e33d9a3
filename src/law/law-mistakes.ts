import { type Diagnostic, error, type Span, warning } from "../../grammar/diagnostic.ts";
import { type CallNode, clause, type LawStatement, type NameNode } from "../../grammar/syntax.ts";
import { dependencies, type GraphBuilder, type NodeId, reachable } from "./expression.ts";
import type { Law } from "./law.ts";
import type { Argument } from "./meanings.ts";

/** Whether a call has as many arguments as it needs; else it is told. */
export function countMatches(node: CallNode, got: number, wanted: number, diagnostics: Diagnostic[]): boolean {
  if (got === wanted) return true;
  const noun = wanted === 1 ? "argument" : "arguments";
  diagnostics.push(error("wrong-arguments", `${node.callee.name} takes ${wanted} ${noun}, not ${got}`, node.span));
  return false;
}

/** What the names of a function's arguments mean in one call. */
export function argumentsOf(names: readonly NameNode[] = [], args: readonly Argument[]): ReadonlyMap<string, Argument> {
  return new Map(names.map((p, k) => [p.name, args[k] ?? []]));
}

/** The diagnostic of a law that calls itself. */
export function callsItself({ callee }: CallNode): Diagnostic {
  return error("circular-definition", `the law ${callee.name} calls itself`, callee.span, {
    help: "to build on an earlier law, give the new one another name",
  });
}

/** The diagnostic of a law with indexed parameters inside another. */
export function openInside({ callee, span }: CallNode): Diagnostic {
  return error("not-yet", "a law with indexed parameters cannot stand inside another law yet", span, {
    help: `fit ${callee.name} first and call the fit by its own name`,
  });
}

/** The diagnostic of a function that is named and not called. */
export function uncalledFunction({ name, span }: NameNode, parameters: readonly NameNode[] = []): Diagnostic {
  return error("uncalled-function", `${name} is a function`, span, {
    help: `call it: ${name}(${parameters.map(() => "…").join(", ")})`,
  });
}

/** Tells the names that stand twice in a list. */
export function repeatedNames(
  names: readonly NameNode[],
  diagnostics: Diagnostic[],
  what = "stands twice among the variables",
): void {
  const seen = new Set<string>();
  for (const node of names) {
    if (seen.has(node.name)) diagnostics.push(error("repeated-name", `${node.name} ${what}`, node.span));
    seen.add(node.name);
  }
}

/** The warnings of variables that nothing under the root uses; `otherwise` says of one that it is used in another way. */
export function unusedVariables(
  statement: LawStatement,
  builder: GraphBuilder,
  root: NodeId,
  otherwise: (name: string, index: number) => boolean,
): readonly Diagnostic[] {
  const used = reachable(builder, [root]);
  const inputs = new Set(builder.nodes.flatMap((n, id) => (used[id] && n.op === "input" ? [n.index] : [])));
  return statement.variables.flatMap((v, index) => {
    if (inputs.has(index) || otherwise(v.name, index)) return [];
    return [
      warning("unused-variable", `the law does not use its variable ${v.name}`, v.span, {
        help: "leave it out, or write it into the law",
      }),
    ];
  });
}

/** The diagnostic of a law that takes a function's name. */
export function reservedName({ name, span }: NameNode): Diagnostic {
  return error("reserved-name", `${name} is a function of the language`, span, { help: "give the law another name" });
}

/** The diagnostic of a vector where one number is needed. */
export function vectorAsNumber({ name, span }: NameNode): Diagnostic {
  return error("vector-as-number", `${name} is a vector, and here one number is needed`, span, {
    help: `name a component, as in ${name}[1], or sum over them: sum(${name}[i] for i in 1..n)`,
  });
}

/** The diagnostic of a component that is none. */
export function badComponent(name: string, span: Span): Diagnostic {
  return error("bad-index", `a component of ${name} is told by one whole number`, span, {
    help: `write ${name}[1], or ${name}[j] inside a sum over j`,
  });
}

/** The diagnostic of a row of the run that is not told by one number of the data. */
export function badRow({ name, span }: NameNode): Diagnostic {
  return error("bad-index", `a row of ${name} is told by one number that no parameter changes`, span, {
    help: `write ${name}[k] inside a sum over k, or ${name}[row() - 1]`,
  });
}

/** The diagnostic of a parameter indexed by another. */
export function indexedByParameter(base: string, span: Span): Diagnostic {
  return error("bad-index", `${base} cannot be indexed by a parameter`, span, {
    help: "an index is a variable of the law or a number",
  });
}

/** What keeps a law along runs out of another's body: it goes along the same runs, as a form, on data alone. */
export function runsInside(
  { callee, span }: CallNode,
  called: Law,
  frozen: boolean,
  outer: LawStatement,
  { builder, args }: { readonly builder: GraphBuilder; readonly args: readonly NodeId[] },
): Diagnostic | undefined {
  if (called.runs === undefined) return undefined;
  const own = called.runs.join(", ");
  const by = clause(outer, "by")?.names.map(({ name }) => name) ?? [];
  if (by.length === 0)
    return error("series-without-run", `${callee.name} goes along the rows of a run, and no run is named here`, span, {
      help: `say it of this law too: law ${outer.name.name}(…) = … by ${own}`,
    });
  if (by.join(", ") !== own)
    return error(
      "series-without-run",
      `${callee.name} goes along runs by ${own}, and this law by ${by.join(", ")}`,
      span,
      {
        help: `two laws by the same column can stand in one: by ${own}`,
      },
    );
  if (frozen)
    return error("not-yet", "a fit of a law along runs cannot stand inside another law yet", span, {
      help: `write the law itself, whose parameters are fitted anew: ${called.name}(…)`,
    });
  const bits = dependencies(builder);
  if (args.every((arg) => ((bits[arg] ?? 0) & 1) === 0)) return undefined;
  return error("not-yet", `${callee.name} goes along data, and what it is given here has parameters`, span, {
    help: "write its body out in this one",
  });
}
