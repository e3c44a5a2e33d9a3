import type { Graph, NodeId } from "./expression.ts";

/** The levels that a product asks of inputs by the masks at its front (`input = level`, one or zero), by input. */
function levelsOf(graph: Graph, id: NodeId): ReadonlyMap<NodeId, NodeId> {
  const levels = new Map<NodeId, NodeId>();
  let rest: NodeId | undefined = id;
  while (rest !== undefined) {
    const node: Graph["nodes"][number] | undefined = graph.nodes[rest];
    const front: NodeId | undefined = node?.op === "mul" ? node.args[0] : rest;
    const mask = graph.nodes[front ?? -1];
    const [input = 0, level = 0] = mask?.args ?? [];
    if (node?.op === "neg") rest = node.args[0];
    else if (mask?.op === "eq" && graph.nodes[input]?.op === "input" && graph.nodes[level]?.op === "const") {
      levels.set(input, level);
      rest = node?.op === "mul" ? node.args[1] : undefined;
    } else break;
  }
  return levels;
}

/** Whether nodes i and j of a list are never both other than zero, for they are of different levels of an input. */
export function levelsApart(graph: Graph, nodes: readonly NodeId[]): (i: number, j: number) => boolean {
  const levels = nodes.map((id) => levelsOf(graph, id));
  return (i, j) => [...(levels[i] ?? [])].some(([input, level]) => (levels[j]?.get(input) ?? level) !== level);
}
