import { dependencies, type Graph, type GraphBuilder, type GraphNode, type NodeId, reachable } from "./expression.ts";

/** Copies the nodes under `roots` into `builder`, replacing parameters and inputs; returns the new roots. */
export function substitute(
  builder: GraphBuilder,
  graph: Graph,
  roots: readonly NodeId[],
  replace: { readonly parameter?: (index: number) => NodeId; readonly input?: (index: number) => NodeId },
): readonly NodeId[] {
  const copied = new Map<NodeId, NodeId>();
  const last = roots.length === 0 ? -1 : Math.max(...roots);
  const needed = reachable(graph, roots);
  for (let id = 0; id <= last; id++) {
    const node = graph.nodes[id];
    if (node === undefined || !needed[id]) continue;
    if (node.op === "prev") {
      const [initial = 0, start = 0] = node.args.map((a) => copied.get(a) ?? a);
      copied.set(id, builder.previous(initial, start, staysParametric(builder, graph, id, replace.parameter)));
    } else copied.set(id, copyNode(builder, node, copied, replace));
  }
  return roots.map((root) => copied.get(root) ?? root);
}

/** Whether the recursion of a `prev` still has parameters when some of them are replaced by other nodes. */
function staysParametric(
  builder: GraphBuilder,
  graph: Graph,
  previous: NodeId,
  replace: ((index: number) => NodeId) | undefined,
): boolean {
  const scan = graph.nodes.find((node) => node.op === "scan" && node.args[0] === previous);
  const marks = reachable(graph, scan === undefined ? [previous] : [...scan.args]);
  return graph.nodes.some((node, id) => {
    if (!marks[id] || node.op !== "param") return false;
    if (replace === undefined) return true;
    const made = replace(node.index ?? 0);
    return ((dependencies(builder)[made] ?? 0) & 1) === 1;
  });
}

/** A node of a whole run over other arguments. */
export function copyRunNode(builder: GraphBuilder, { op }: GraphNode, args: readonly NodeId[]): NodeId {
  const [a = 0, b = 0, c = 0, d = 0] = args;
  if (op === "place") return builder.place(a);
  if (op === "size") return builder.size(a);
  return op === "pick" ? builder.pick(a, b, c) : builder.total(a, b, c, d);
}

function copyNode(
  builder: GraphBuilder,
  node: GraphNode,
  copied: ReadonlyMap<NodeId, NodeId>,
  replace: { readonly parameter?: (index: number) => NodeId; readonly input?: (index: number) => NodeId },
): NodeId {
  switch (node.op) {
    case "const":
      return builder.constant(node.value ?? 0);
    case "param":
      return (replace.parameter ?? ((i: number) => builder.parameter(i)))(node.index ?? 0);
    case "input":
      return (replace.input ?? ((i: number) => builder.input(i)))(node.index ?? 0);
    case "scan": {
      const [previous = 0, next = 0, ...after] = node.args.map((a) => copied.get(a) ?? a);
      return builder.scan(previous, next, ...after);
    }
    case "prev":
      throw new Error("a row before is copied with its recursion");
    case "unknown":
      return builder.unknown();
    case "root": {
      const [residual = 0, low = 0, high = 0, unknown = 0] = node.args.map((a) => copied.get(a) ?? a);
      return builder.root(residual, low, high, unknown);
    }
    case "term":
      return builder.term();
    case "place":
    case "size":
    case "pick":
    case "total":
      return copyRunNode(
        builder,
        node,
        node.args.map((a) => copied.get(a) ?? a),
      );
    case "lag":
      return builder.lag(copied.get(node.args[0] ?? 0) ?? 0, copied.get(node.args[1] ?? 0) ?? 0);
    default:
      return builder.apply(node.op, ...node.args.map((a) => copied.get(a) ?? a));
  }
}
