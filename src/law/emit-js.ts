import { bracketRoot } from "./bracket-root.ts";
import { dependencies, type Graph, type GraphNode, type NodeId, reachable } from "./expression.ts";
import { type Operation, operations } from "./functions.ts";
import { unknownCone } from "./implicit.ts";

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
  const stop = (id: NodeId): string | undefined => names.column?.(id);
  const needed = reachableUntil(graph, roots, (id) => stop(id) !== undefined);
  const read = (id: NodeId): string => {
    const node = graph.nodes[id];
    if (node?.op === "const") return literal(node.value ?? Number.NaN);
    return bits[id] === 1 ? `h${id}` : `v${id}`;
  };
  // What depends on an unknown is computed inside the search for its root alone.
  const cones = new Map<NodeId, readonly NodeId[]>();
  graph.nodes.forEach((node, id) => {
    if (node.op === "root" && needed[id] && stop(id) === undefined)
      cones.set(id, unknownCone(graph, node.args[0] ?? 0, node.args[3] ?? 0));
  });
  const inside = new Set([...cones.values()].flat());
  if (cones.size > 0) states.push(`const bracketRoot = (${bracketRoot.toString()});`);
  graph.nodes.forEach((node, id) => {
    if (!needed[id] || node.op === "const" || inside.has(id)) return;
    const place = bits[id] === 1 ? hoisted : row;
    const column = stop(id);
    if (column === undefined && (node.op === "prev" || node.op === "scan" || node.op === "lag")) {
      row.push(...seriesCode(id, node, read));
      if (node.op !== "prev") states.push(`let s${node.op === "lag" ? `l${id}` : node.index} = NaN;`);
      return;
    }
    let code: string;
    if (column !== undefined) code = column;
    else if (node.op === "param") code = names.parameter(node.index ?? 0);
    else if (node.op === "input") code = names.input(node.index ?? 0);
    else if (node.op === "root") code = rootCode(graph, node, cones.get(id) ?? [], read);
    else {
      const [a = "", b = "", c = ""] = node.args.map(read);
      code = operations[node.op as Operation].code(a, b, c);
    }
    // A constant-only node (bits 0) cannot stand here: the builder folds it.
    (bits[id] === 0 ? hoisted : place).push(`const ${bits[id] === 0 ? `v${id}` : read(id)} = ${code};`);
  });
  return { states, hoisted, row, read };
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

function reachableUntil(graph: Graph, roots: readonly NodeId[], stop: (id: NodeId) => boolean): Uint8Array {
  const marks = new Uint8Array(graph.nodes.length);
  for (const root of roots) marks[root] = 1;
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    if (marks[id] && !stop(id)) for (const arg of graph.nodes[id]?.args ?? []) marks[arg] = 1;
  }
  return marks;
}

/** The nodes without parameters that other nodes need row by row: worth computing once for a data set. */
export function dataOnlyNodes(graph: Graph, roots: readonly NodeId[]): readonly NodeId[] {
  const bits = dependencies(graph);
  const needed = reachable(graph, roots);
  const wanted = new Set<NodeId>();
  const consider = (id: NodeId): void => {
    if (bits[id] === 2) wanted.add(id);
  };
  graph.nodes.forEach((node, id) => {
    // What depends on the unknown of a root is computed row by row too.
    if (needed[id] && ((bits[id] ?? 0) & 5) !== 0) node.args.forEach(consider);
  });
  roots.forEach(consider);
  return [...wanted].sort((a, b) => a - b);
}
