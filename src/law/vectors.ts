import type { Diagnostic } from "../../grammar/diagnostic.ts";
import type { CallNode, IndexNode, NameNode } from "../../grammar/syntax.ts";
import type { Components } from "./components.ts";
import type { GraphBuilder, NodeId } from "./expression.ts";
import { indexedName } from "./indexed.ts";
import type { Law } from "./law.ts";
import { badComponent, vectorAsNumber } from "./law-mistakes.ts";
import type { Argument } from "./meanings.ts";

/** The variables as a law's text has them, each with the numbers of its components; none for a number. */
export function signatureOf(law: Law): readonly { readonly name: string; readonly components: readonly number[] }[] {
  return (law.signature ?? law.variables).map((name) => ({
    name,
    components: law.variables.includes(name) ? [] : componentsOf(name, law.variables),
  }));
}

/** The numbers k of the names `r[k]` among others, in ascending order. */
export function componentsOf(vector: string, names: readonly string[]): readonly number[] {
  return names
    .flatMap((name) => {
      const k = name.startsWith(`${vector}[`) ? Number(name.slice(vector.length + 1, -1)) : Number.NaN;
      return indexedName(vector, [k]) === name ? [k] : [];
    })
    .sort((a, b) => a - b);
}

/**
 * A call's arguments in the order of a law's variables, or what does not fit, in words. An argument that is still to be
 * told (of a function that is only checked) fits wherever a vector stands.
 */
export function argumentsFor(law: Law, args: readonly Argument[], untold = false): readonly NodeId[] | string {
  const wanted = signatureOf(law);
  const flat = args.flat();
  const vectors = wanted.some(({ components }) => components.length > 0);
  if ((!vectors || args.length !== wanted.length) && flat.length === law.variables.length) return flat;
  if (args.length !== wanted.length)
    return `${law.name} takes ${wanted.length} argument${wanted.length === 1 ? "" : "s"}, not ${args.length}`;
  const made: NodeId[] = [];
  for (const [k, { name, components }] of wanted.entries()) {
    const given = args[k] ?? [];
    const longest = components.at(-1) ?? 1;
    if (untold && given.length === 1)
      made.push(...(components.length === 0 ? [1] : components).map(() => given[0] ?? 0));
    else if (components.length === 0 && given.length !== 1) return `${name} of ${law.name} is a number, not a vector`;
    else if (components.length > 0 && given.length !== longest)
      return `${name} of ${law.name} is a vector of ${longest} components, not ${given.length === 1 ? "a number" : given.length}`;
    else made.push(...(components.length === 0 ? given : components.map((c) => given[c - 1] ?? 0)));
  }
  return made;
}

/** The components of a vector among a function's arguments. */
export function vectorIn(bound: ReadonlyMap<string, Argument>, { name }: NameNode): Argument | undefined {
  const own = bound.get(name);
  return own === undefined || own.length === 1 ? undefined : own;
}

/** A function's argument where one number is needed. */
export function numberOf(argument: Argument, node: NameNode): NodeId | Diagnostic {
  return argument.length === 1 ? (argument[0] ?? 0) : vectorAsNumber(node);
}

/** `r[2]` of a vector among a function's arguments, or its mistake; undefined where the name is no argument. */
export function boundComponent(
  graph: GraphBuilder,
  bound: ReadonlyMap<string, Argument>,
  { object, span }: IndexNode,
  indices: readonly NodeId[],
): NodeId | Diagnostic | undefined {
  const own = object.kind === "name" ? bound.get(object.name) : undefined;
  if (own === undefined || object.kind !== "name") return undefined;
  const at = indices.length === 1 ? graph.valueOf(indices[0] ?? 0) : undefined;
  return own[(at ?? 0) - 1] ?? badComponent(object.name, span);
}

/** The arguments of a call inside a law, its vectors among them given the components that the called law has. */
export function withVectors(
  graph: GraphBuilder,
  node: CallNode,
  args: readonly Argument[],
  called: Law,
  { variables, components }: { readonly variables: ReadonlyMap<string, number>; readonly components: Components },
): readonly Argument[] {
  const wanted = signatureOf(called);
  return args.map((given, k) => {
    const written = node.arguments[k];
    const count = wanted[k]?.components.at(-1) ?? 0;
    if (written?.kind !== "name" || given.length !== 1 || count === 0 || !variables.has(written.name)) return given;
    return Array.from({ length: count }, (_, c) => components.input(graph, written.name, c + 1));
  });
}
