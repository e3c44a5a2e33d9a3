import type { Operation } from "./functions.ts";

/** A node's place in its graph; arguments always stand before the node that uses them. */
export type NodeId = number;

/**
 * Operations along the rows of a run. `lag(x, start)` is x of the row before; `prev(initial, start)` the value that the
 * `scan(prev, next)` of the same index had there; where `start` is not 0 a run begins, with x or the initial value.
 */
export type SeriesOperation = "prev" | "scan" | "lag";

/**
 * `root(residual, low, high, unknown)` is the value of its `unknown` between low and high at which the residual is 0.
 * What depends on the unknown is computed only while it is looked for.
 */
export type ImplicitOperation = "root" | "unknown";

/**
 * Operations on a run as a whole; `start` is not 0 where one begins. `place(start)` counts its rows from 1, `size(start)`
 * says how many there are, `pick(x, k, start)` is x at the k-th of them. `total(body, from, to, term)` is the sum of `body`
 * over the rows from..to, each of which `term` stands for in turn: the key of the picks in the body.
 */
export type RunOperation = "place" | "size" | "pick" | "total" | "term";

/**
 * One operation of a graph. `value` belongs to `const` (and says of a `prev` whether its recursion has parameters),
 * `index` to `param` (a parameter), `input` (a variable), `prev` and `scan` (their state).
 */
export interface GraphNode {
  readonly op: "const" | "param" | "input" | SeriesOperation | ImplicitOperation | RunOperation | Operation;
  readonly args: readonly NodeId[];
  readonly value?: number;
  readonly index?: number;
}

const alongRun: ReadonlySet<string> = new Set(["prev", "scan", "lag", "place", "size", "pick", "total", "term"]);

/** Whether an operation goes along the rows of a run, or asks about a run as a whole. */
export function isAlongRun(op: GraphNode["op"]): op is SeriesOperation | RunOperation {
  return alongRun.has(op);
}

/** A law's arithmetic as plain cloneable data, in topological order, without repeated nodes. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
}

/** Marks the nodes that the roots use: 1 at their ids. */
export function reachable(graph: Graph, roots: readonly NodeId[]): Uint8Array {
  const marks = new Uint8Array(graph.nodes.length);
  for (const root of roots) marks[root] = 1;
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    if (marks[id]) for (const arg of graph.nodes[id]?.args ?? []) marks[arg] = 1;
  }
  return marks;
}

/**
 * What a node depends on: bit 1 a parameter, bit 2 an input, bit 4 the unknown of a root or the row of a sum; parameters in `only` (when
 * given) alone count, an unknown among them as −1 less its index.
 */
export function dependencies(
  graph: Graph,
  only?: (parameter: number) => boolean,
  /** Whether the row before counts as depending on all that its recursion may. */
  recursive = true,
): Uint8Array {
  const bits = new Uint8Array(graph.nodes.length);
  graph.nodes.forEach((node, id) => {
    let bit = 0;
    if (node.op === "param") bit = only === undefined || only(node.index ?? 0) ? 1 : 0;
    else if (node.op === "input") bit = 2;
    else if (node.op === "unknown") bit = only === undefined ? 4 : only(-1 - (node.index ?? 0)) ? 1 : 0;
    else if (node.op === "term") bit = 4;
    else for (const arg of node.args) bit |= bits[arg] ?? 0;
    if (node.op === "root" || node.op === "total") bit &= 3;
    if (node.op === "prev" && node.value === 1 && recursive) bit |= 1;
    bits[id] = bit;
  });
  return bits;
}

/** Marks what the roots use, without looking below the nodes that stand in columns. */
export function reachableUntil(graph: Graph, roots: readonly NodeId[], stop: (id: NodeId) => boolean): Uint8Array {
  const marks = new Uint8Array(graph.nodes.length);
  for (const root of roots) marks[root] = 1;
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    const node = graph.nodes[id];
    if (!marks[id] || node === undefined || stop(id)) continue;
    // What is picked stands in a column of its own.
    for (const arg of node.op === "pick" ? node.args.slice(1, 2) : node.args) marks[arg] = 1;
  }
  return marks;
}
