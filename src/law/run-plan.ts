import { dependencies, type Graph, type NodeId, reachable } from "./expression.ts";
import { sumGroups } from "./run-sums.ts";

/** How nodes of runs are computed: columns over all rows, pass after pass, and then the roots at any rows. */
export interface RunPlan {
  /** Nodes that stand in columns; each pass reads those of the passes before it. */
  readonly passes: readonly (readonly NodeId[])[];
  /** The columns without parameters. */
  readonly fixed: ReadonlySet<NodeId>;
  /** The input that is not 0 where a run begins; undefined where every row begins one. */
  readonly start?: number;
}

const carried: ReadonlySet<string> = new Set(["scan", "lag"]);

/** Whether something under the roots asks about a run as a whole. */
export function asksRuns(graph: Graph, roots: readonly NodeId[]): boolean {
  const marks = reachable(graph, roots);
  return graph.nodes.some((node, id) => marks[id] === 1 && /^(?:place|size|pick|total)$/.test(node.op));
}

/** Plans the passes: what is picked, what a sum is skipped by, and what is carried from row to row stand in columns. */
export function planRuns(graph: Graph, roots: readonly NodeId[]): RunPlan {
  const marks = reachable(graph, roots);
  const bits = dependencies(graph);
  const sources = new Set<NodeId>();
  let begin: NodeId | undefined;
  const depth = new Int32Array(graph.nodes.length);
  graph.nodes.forEach((node, id) => {
    if (!marks[id]) return;
    for (const arg of node.args) depth[id] = Math.max(depth[id] ?? 0, depth[arg] ?? 0);
    if (node.op === "pick") {
      sources.add(node.args[0] ?? 0);
      depth[id] = Math.max(depth[id] ?? 0, (depth[node.args[0] ?? 0] ?? 0) + 1);
    }
    if (carried.has(node.op)) sources.add(id);
    if (node.op === "pick") begin = node.args[2];
    else if (node.op === "place" || node.op === "size") begin = node.args[0];
  });
  for (const { factors } of sumGroups(graph, (id) => marks[id] === 1)) for (const id of factors) sources.add(id);
  const passes: NodeId[][] = [];
  for (const id of [...sources].sort((a, b) => a - b)) {
    const pass = passes[depth[id] ?? 0] ?? [];
    passes[depth[id] ?? 0] = pass;
    pass.push(id);
  }
  const node = begin === undefined ? undefined : graph.nodes[begin];
  return {
    passes: passes.filter((pass) => pass !== undefined),
    fixed: new Set([...sources].filter((id) => ((bits[id] ?? 0) & 1) === 0)),
    ...(node?.op === "input" ? { start: node.index ?? 0 } : {}),
  };
}

/** Where the run of each row begins, and the row after its last. */
export interface RunBounds {
  readonly begin: Int32Array;
  readonly end: Int32Array;
}

/** Reads the bounds from the column that tells where runs begin. */
export function runBounds(start: ArrayLike<number> | undefined, rows: number): RunBounds {
  const begin = new Int32Array(rows);
  const end = new Int32Array(rows);
  for (let i = 0; i < rows; i++) begin[i] = i === 0 || start === undefined || start[i] !== 0 ? i : begin[i - 1]!;
  for (let i = rows - 1; i >= 0; i--) end[i] = i === rows - 1 || begin[i + 1] === i + 1 ? i + 1 : end[i + 1]!;
  return { begin, end };
}
