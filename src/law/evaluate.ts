import { bracketRoot } from "./bracket-root.ts";
import type { Graph, GraphNode, NodeId } from "./expression.ts";
import { type Operation, operations } from "./functions.ts";
import { unknownCone } from "./implicit.ts";

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
  const last = roots.length === 0 ? -1 : Math.max(...roots);
  const values = new Float64Array(last + 1);
  for (let id = 0; id <= last; id++) {
    const node = graph.nodes[id];
    if (node === undefined) throw new Error(`graph has no node ${id} of ${graph.nodes.length}`);
    const [a = 0, b = 0, c = 0] = node.args;
    switch (node.op) {
      case "const":
        values[id] = node.value ?? Number.NaN;
        break;
      case "param":
        values[id] = parameters[node.index ?? 0] ?? Number.NaN;
        break;
      case "input":
        values[id] = inputs[node.index ?? 0] ?? Number.NaN;
        break;
      // While a root is looked for its cone is computed again and again; what stands here until then is not read.
      case "unknown":
        values[id] = Number.NaN;
        break;
      case "root":
        values[id] = solve(graph, node, values);
        break;
      // A point alone is the first row of its run.
      case "prev":
      case "lag":
        values[id] = values[a] ?? Number.NaN;
        break;
      case "scan":
        values[id] = values[b] ?? Number.NaN;
        break;
      default:
        values[id] = operations[node.op as Operation].value(values[a] ?? 0, values[b] ?? 0, values[c] ?? 0);
    }
  }
  return Float64Array.from(roots, (root) => values[root] ?? Number.NaN);
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
