import { bracketRoot } from "./bracket-root.ts";
import { dependencies, type Graph, type GraphNode, type NodeId, reachable, reachableUntil } from "./expression.ts";
import { type Operation, operations } from "./functions.ts";
import { unknownCone } from "./implicit.ts";
import { type SumGroup, sumGroups } from "./run-sums.ts";

/** JavaScript for some nodes of a graph, holding nothing of the user's text: names are node numbers. */
export interface Emission {
  /** Declarations of what is carried from row to row, to stand before the loop. */
  readonly states: readonly string[];
  /** Statements that depend on parameters alone, to stand before the loop. */
  readonly hoisted: readonly string[];
  /** Statements for one row `i`. */
  readonly row: readonly string[];
  /** The expression that reads a node's value, after the statements above. */
  readonly read: (id: NodeId) => string;
}

/** How an emission reads a parameter, and an input or precomputed node, at row `i`. */
export interface EmissionNames {
  readonly parameter: (index: number) => string;
  readonly input: (index: number) => string;
  /** The expression of a node whose values stand in a column, if they do. */
  readonly column?: (id: NodeId) => string | undefined;
  /** Of rows in runs: the array of a node that is picked; `b` and `e` are then where the row's run begins and ends. */
  readonly picked?: (id: NodeId) => string;
}

function literal(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "(-Infinity)";
  return value < 0 || Object.is(value, -0) ? `(${value === 0 ? "-0" : value})` : String(value);
}

/** Emits the statements that compute `roots`: parameter-only nodes hoisted, columns read once a row, the rest in order. */
export function emitJs(graph: Graph, roots: readonly NodeId[], names: EmissionNames): Emission {
  const bits = dependencies(graph);
  const hoisted: string[] = [];
  const row: string[] = [];
  const states: string[] = [];
  const picked = names.picked ?? (() => "undefined");
  const stop = (id: NodeId): string | undefined => names.column?.(id);
  const needed = reachableUntil(graph, roots, (id) => stop(id) !== undefined);
  const read = (id: NodeId): string => {
    const node = graph.nodes[id];
    if (node?.op === "const") return literal(node.value ?? Number.NaN);
    return bits[id] === 1 ? `h${id}` : `v${id}`;
  };
  // What depends on an unknown is computed inside the search for its root alone, what on a sum's row inside its loop.
  const cones = new Map<NodeId, readonly NodeId[]>();
  graph.nodes.forEach((node, id) => {
    if (node.op === "root" && needed[id] && stop(id) === undefined)
      cones.set(id, unknownCone(graph, node.args[0] ?? 0, node.args[3] ?? 0));
  });
  const sums = new Map<NodeId, SumGroup>();
  for (const group of sumGroups(graph, (id) => needed[id] === 1 && stop(id) === undefined))
    for (const id of group.members) sums.set(id, group);
  const inside = new Set([...[...cones.values()].flat(), ...[...sums.values()].flatMap((g) => [g.term, ...g.inside])]);
  if (cones.size > 0) states.push(`const bracketRoot = (${bracketRoot.toString()});`);
  const done = new Set<NodeId>();
  // A group of sums may stand before nodes that it needs: these come with all that they are made of.
  const visited = new Set<NodeId>();
  const emitWithArguments = (id: NodeId): void => {
    if (visited.has(id)) return;
    visited.add(id);
    if (stop(id) === undefined) graph.nodes[id]?.args.forEach(emitWithArguments);
    emit(id);
  };
  const emit = (id: NodeId): void => {
    const node = graph.nodes[id];
    if (node === undefined || done.has(id) || !needed[id] || node.op === "const" || inside.has(id)) return;
    done.add(id);
    const place = bits[id] === 1 ? hoisted : row;
    const column = stop(id);
    if (column === undefined && (node.op === "prev" || node.op === "scan" || node.op === "lag")) {
      row.push(...seriesCode(id, node, read));
      if (node.op !== "prev") states.push(`let s${node.op === "lag" ? `l${id}` : node.index} = NaN;`);
      return;
    }
    const group = column === undefined ? sums.get(id) : undefined;
    if (group !== undefined) {
      // The loop of the whole group stands where the first of its sums is needed.
      for (const other of group.outside) emitWithArguments(other);
      for (const other of group.members) done.add(other);
      row.push(...sumCode(graph, group, read, picked));
      return;
    }
    let code: string;
    if (column !== undefined) code = column;
    else if (node.op === "param") code = names.parameter(node.index ?? 0);
    else if (node.op === "input") code = names.input(node.index ?? 0);
    else if (node.op === "root") code = rootCode(graph, node, cones.get(id) ?? [], read);
    else code = operationCode(node, read, picked);
    // A constant-only node (bits 0) cannot stand here: the builder folds it.
    (bits[id] === 0 ? hoisted : place).push(`const ${bits[id] === 0 ? `v${id}` : read(id)} = ${code};`);
  };
  for (const id of graph.nodes.keys()) emit(id);
  return { states, hoisted, row, read };
}

/** One operation on values that are read; `j` is the row of the term where one is summed. */
function operationCode(node: GraphNode, read: (id: NodeId) => string, picked: (id: NodeId) => string): string {
  const [a = 0, b = 0] = node.args;
  switch (node.op) {
    case "place":
      return "i - b + 1";
    case "size":
      return "e - b";
    case "pick": {
      const key = read(b);
      return `${key} >= 1 && ${key} <= e - b && ${key} % 1 === 0 ? ${picked(a)}[b + ${key} - 1] : NaN`;
    }
    default: {
      const [x = "", y = "", z = ""] = node.args.map(read);
      return operations[node.op as Operation].code(x, y, z);
    }
  }
}

/** The loop over the rows of some sums; beyond the run's rows there is no value. */
function sumCode(
  graph: Graph,
  { from, to, term, members, inside, factors }: SumGroup,
  read: (id: NodeId) => string,
  picked: (id: NodeId) => string,
): readonly string[] {
  const within = inside.map((id) => {
    const node = graph.nodes[id];
    if (node === undefined) return "";
    const [a = 0, b = 0] = node.args;
    const direct = node.op === "pick" && b === term;
    const code = !direct
      ? operationCode(node, read, picked)
      : graph.nodes[a]?.op === "place"
        ? "j - b + 1"
        : `${picked(a)}[j]`;
    return `const ${read(id)} = ${code};`;
  });
  const all = (value: string): string => members.map((id) => `${read(id)} = ${value};`).join(" ");
  const name = `${read(members[0] ?? 0)}`;
  const [low, high] = [`low${name}`, `high${name}`];
  return [
    `let ${members.map((id) => `${read(id)} = 0`).join(", ")};`,
    `const ${low} = Math.ceil(${read(from)}), ${high} = Math.floor(${read(to)});`,
    `if (!(${high} < ${low}) && !(${low} >= 1 && ${high} <= e - b)) { ${all("NaN")} }`,
    `else for (let j = b + ${low} - 1; j < b + ${high}; j++) {`,
    ...factors.map((id) => `if (${picked(id)}[j] === 0) continue;`),
    ...within,
    ...members.map((id) => `${read(id)} += ${read(graph.nodes[id]?.args[0] ?? 0)};`),
    "}",
  ];
}

/** The search for a root: its cone as the body of a function of the unknown. */
function rootCode(graph: Graph, node: GraphNode, cone: readonly NodeId[], read: (id: NodeId) => string): string {
  const [residual = 0, low = 0, high = 0, unknown = 0] = node.args;
  const lines = cone.flatMap((id) => {
    const inner = graph.nodes[id];
    if (id === unknown || inner === undefined) return [];
    const [a = "", b = "", c = ""] = inner.args.map(read);
    return [`const ${read(id)} = ${operations[inner.op as Operation].code(a, b, c)};`];
  });
  return `bracketRoot(${read(low)}, ${read(high)}, (${read(unknown)}) => { ${lines.join(" ")} return ${read(residual)}; })`;
}

/** What is carried from the row before: read at `prev`, kept at `scan`; `lag` does both. */
function seriesCode(id: NodeId, node: GraphNode, read: (id: NodeId) => string): readonly string[] {
  const [a = 0, b = 0] = node.args;
  switch (node.op) {
    case "prev":
      return [`const v${id} = ${read(b)} !== 0 ? ${read(a)} : s${node.index};`];
    case "lag":
      return [`const v${id} = ${read(b)} !== 0 ? ${read(a)} : sl${id};`, `sl${id} = ${read(a)};`];
    default:
      return [`const v${id} = ${read(b)};`, `s${node.index} = v${id};`];
  }
}

/** The nodes without parameters that other nodes need row by row: worth computing once for a data set. */
export function dataOnlyNodes(
  graph: Graph,
  roots: readonly NodeId[],
  /** Nodes that are computed apart, whose arguments need no column. */
  apart: readonly NodeId[] = [],
): readonly NodeId[] {
  const bits = dependencies(graph);
  const elsewhere = new Set(apart);
  const needed =
    elsewhere.size === 0 ? reachable(graph, roots) : reachableUntil(graph, roots, (id) => elsewhere.has(id));
  const wanted = new Set<NodeId>();
  const consider = (id: NodeId): void => {
    if (bits[id] === 2) wanted.add(id);
  };
  graph.nodes.forEach((node, id) => {
    // What depends on the unknown of a root is computed row by row too.
    if (needed[id] && !elsewhere.has(id) && ((bits[id] ?? 0) & 5) !== 0) node.args.forEach(consider);
  });
  roots.forEach(consider);
  return [...wanted].sort((a, b) => a - b);
}
