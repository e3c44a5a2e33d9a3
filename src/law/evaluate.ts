import { bracketRoot } from "./bracket-root.ts";
import { type Graph, type GraphNode, type NodeId, reachable, reachableUntil } from "./expression.ts";
import { type Operation, operations } from "./functions.ts";
import { unknownCone } from "./implicit.ts";
import { type SumGroup, sumGroups } from "./run-sums.ts";

/** How a walk reads its leaves, and where the row stands in its run. */
export interface RowLeaves {
  readonly parameter: (index: number) => number;
  readonly input: (index: number) => number;
  /** The value of a node that stands in a column, if it does. */
  readonly column?: (id: NodeId) => number | undefined;
  /** What is carried from row to row, by the number of a recursion, or −1 less the node of a `lag`. */
  readonly states?: Map<number, number>;
  /** The run's rows [begin, end) and this row; `picked` reads a node at another. A point alone is a run of one row. */
  readonly run?: {
    readonly row: number;
    readonly begin: number;
    readonly end: number;
    readonly picked: (id: NodeId, row: number) => number | undefined;
  };
}

/**
 * Walks a graph: the value of each root at one point. The oracle that generated code is tested against, and the path
 * that serves where code generation is forbidden.
 */
export function evaluate(
  graph: Graph,
  roots: readonly NodeId[],
  parameters: ArrayLike<number>,
  inputs: ArrayLike<number>,
): Float64Array {
  const values = walkRow(graph, roots, {
    parameter: (index) => parameters[index] ?? Number.NaN,
    input: (index) => inputs[index] ?? Number.NaN,
  });
  return Float64Array.from(roots, (root) => values[root] ?? Number.NaN);
}

const plans = new WeakMap<readonly NodeId[], { readonly graph: Graph; readonly size: number; readonly sums: Sums }>();
type Sums = ReadonlyMap<NodeId, SumGroup>;

/** The sums under some roots, found once for the same list of roots. */
function sumsOf(graph: Graph, roots: readonly NodeId[]): Sums {
  const known = plans.get(roots);
  if (known !== undefined && known.graph === graph && known.size === graph.nodes.length) return known.sums;
  const marks = reachable(graph, roots);
  const sums = new Map<NodeId, SumGroup>();
  for (const group of sumGroups(graph, (id) => marks[id] === 1)) for (const id of group.members) sums.set(id, group);
  plans.set(roots, { graph, size: graph.nodes.length, sums });
  return sums;
}

/** Walks one row; the values of all nodes that the roots need, by node. */
export function walkRow(graph: Graph, roots: readonly NodeId[], leaves: RowLeaves): Float64Array {
  const last = roots.length === 0 ? -1 : Math.max(...roots);
  const values = new Float64Array(last + 1);
  const column = leaves.column ?? (() => undefined);
  // At a point alone what is picked can only be what stands there.
  const alone = leaves.run === undefined && leaves.column === undefined;
  const needed = alone ? reachable(graph, roots) : reachableUntil(graph, roots, (id) => column(id) !== undefined);
  const sums = sumsOf(graph, roots);
  const inLoop = new Set([...sums.values()].flatMap((g) => [g.term, ...g.inside]));
  for (let id = 0; id <= last; id++) {
    const node = graph.nodes[id];
    if (node === undefined) throw new Error(`graph has no node ${id} of ${graph.nodes.length}`);
    if (!needed[id] || inLoop.has(id)) continue;
    const known = column(id);
    if (known !== undefined) values[id] = known;
    else if (node.op === "param") values[id] = leaves.parameter(node.index ?? 0);
    else if (node.op === "input") values[id] = leaves.input(node.index ?? 0);
    else if (node.op === "root") values[id] = solve(graph, node, values);
    else if (node.op === "total") values[id] = total(graph, id, sums.get(id), values, leaves);
    else values[id] = operate(node, id, values, leaves);
  }
  return values;
}

/** One operation on values that are known; what is carried is read and kept. */
function operate(node: GraphNode, id: NodeId, values: Float64Array, { states, run }: RowLeaves): number {
  const [a = 0, b = 0, c = 0] = node.args;
  const begins = (start: NodeId): boolean => states === undefined || values[start] !== 0;
  const [x = Number.NaN, y = Number.NaN] = [values[a], values[b]];
  switch (node.op) {
    case "const":
      return node.value ?? Number.NaN;
    // While a root is looked for its cone is computed again and again; what stands here until then is not read.
    case "unknown":
      return Number.NaN;
    case "prev":
      return begins(b) ? x : (states?.get(node.index ?? 0) ?? Number.NaN);
    case "scan":
      states?.set(node.index ?? 0, y);
      return y;
    case "lag": {
      const before = begins(b) ? x : (states?.get(-1 - id) ?? Number.NaN);
      states?.set(-1 - id, x);
      return before;
    }
    case "place":
      return run === undefined ? 1 : run.row - run.begin + 1;
    case "size":
      return run === undefined ? 1 : run.end - run.begin;
    case "pick": {
      if (run === undefined) return y === 1 ? x : Number.NaN;
      const at = run.begin + y - 1;
      return Number.isInteger(y) && at >= run.begin && at < run.end ? (run.picked(a, at) ?? Number.NaN) : Number.NaN;
    }
    default:
      return operations[node.op as Operation].value(values[a] ?? 0, values[b] ?? 0, values[c] ?? 0);
  }
}

/** A sum over rows of the run: its terms computed one after another. */
function total(
  graph: Graph,
  id: NodeId,
  group: SumGroup | undefined,
  outside: Float64Array,
  leaves: RowLeaves,
): number {
  const [body = 0, from = 0, to = 0, term = 0] = graph.nodes[id]?.args ?? [];
  const low = Math.ceil(outside[from] ?? Number.NaN);
  const high = Math.floor(outside[to] ?? Number.NaN);
  if (high < low) return 0;
  const { run } = leaves;
  const [begin, end] = run === undefined ? [0, 1] : [run.begin, run.end];
  if (!(low >= 1 && high <= end - begin)) return Number.NaN;
  const values = outside.slice();
  const picked = (of: NodeId, at: number): number => run?.picked(of, at) ?? values[of] ?? Number.NaN;
  let sum = 0;
  for (let k = low; k <= high; k++) {
    if (group?.factors.some((factor) => picked(factor, begin + k - 1) === 0)) continue;
    values[term] = k;
    for (const inner of group?.inside ?? []) {
      const node = graph.nodes[inner];
      const [a = 0, b = 0] = node?.args ?? [];
      if (node?.op === "pick" && b === term)
        values[inner] = graph.nodes[a]?.op === "place" ? k : picked(a, begin + k - 1);
      else if (node !== undefined) values[inner] = operate(node, inner, values, leaves);
    }
    sum += values[body] ?? Number.NaN;
  }
  return sum;
}

function solve(graph: Graph, root: GraphNode, outside: Float64Array): number {
  const [residual = 0, low = 0, high = 0, unknown = 0] = root.args;
  const cone = unknownCone(graph, residual, unknown);
  const values = outside.slice();
  return bracketRoot(outside[low] ?? Number.NaN, outside[high] ?? Number.NaN, (x) => {
    for (const id of cone) {
      const node = graph.nodes[id];
      if (node === undefined) continue;
      const [a = 0, b = 0, c = 0] = node.args;
      values[id] =
        id === unknown ? x : operations[node.op as Operation].value(values[a] ?? 0, values[b] ?? 0, values[c] ?? 0);
    }
    return values[residual] ?? Number.NaN;
  });
}
