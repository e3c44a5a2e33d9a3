import { clause, type LawStatement } from "../../grammar/syntax.ts";
import { GraphBuilder, type NodeId } from "./expression.ts";
import { indexedName, textInputs } from "./indexed.ts";
import type { External, Law, LawParameter } from "./law.ts";
import { substitute } from "./substitute.ts";

/** While a law is read its inputs are numbered from 0 for variables, and from these for externals and for components of vectors. */
export const externalBase = 1_000_000;
export const componentBase = 2_000_000;

/** What reading a law has put together. */
export interface LawParts {
  readonly statement: LawStatement;
  readonly builder: GraphBuilder;
  readonly root: NodeId;
  readonly guards: readonly NodeId[];
  readonly parameters: readonly LawParameter[];
  readonly variables: ReadonlyMap<string, number>;
  readonly externals: readonly External[];
  /** The inputs that are components of a vector, by its name and then by component. */
  readonly components: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** Inputs that are levels. */
  readonly levels: ReadonlySet<number>;
  readonly open: boolean;
}

/** Numbers a law's inputs as its columns will stand: vectors give way to their components, externals come last. */
export function tidyLaw(parts: LawParts): Law {
  const { statement, builder, root, variables, externals, parameters, open } = parts;
  const runs = clause(statement, "by");
  const texts = textInputs(builder, [root, ...parts.guards]);
  const named = (indices: ReadonlySet<number>): readonly string[] =>
    [...variables].flatMap(([name, index]) => (indices.has(index) ? [name] : []));
  const levels = named(parts.levels);
  const textual = open ? [...new Set([...levels, ...named(texts)])] : named(texts);
  const names: string[] = [];
  const places = new Map<number, number>();
  for (const [name, index] of variables) {
    const own = parts.components.get(name);
    if (own === undefined) places.set(index, names.push(name) - 1);
    else
      for (const [component, id] of [...own].sort(([a], [b]) => a - b))
        places.set(id, names.push(indexedName(name, [component])) - 1);
  }
  const place = (index: number): number =>
    index >= externalBase && index < componentBase ? names.length + index - externalBase : (places.get(index) ?? 0);
  const tidy = new GraphBuilder();
  const roots = substitute(tidy, builder, [root, ...parts.guards, ...parameters.map((p) => p.tied ?? root)], {
    input: (index) => tidy.input(place(index)),
  });
  const definitions = clause(statement, "with")?.definitions;
  const guards = roots.slice(1, 1 + parts.guards.length);
  return {
    name: statement.name.name,
    variables: names,
    ...(parts.components.size === 0 ? {} : { signature: [...variables.keys()] }),
    externals,
    parameters: parameters.map((p, k) =>
      p.tied === undefined ? p : { ...p, tied: roots[1 + guards.length + k] ?? 0 },
    ),
    graph: { nodes: tidy.nodes },
    root: roots[0] ?? 0,
    body: statement.body,
    ...(definitions === undefined ? {} : { definitions }),
    ...(guards.length === 0 ? {} : { guards }),
    ...(runs === undefined ? {} : { runs: runs.names.map((n) => n.name) }),
    ...(levels.length === 0 ? {} : { levels }),
    ...(textual.length === 0 ? {} : { texts: textual }),
    ...(open ? { open } : {}),
  };
}
