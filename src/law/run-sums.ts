import { dependencies, type Graph, type NodeId, reachable } from "./expression.ts";

/** The sums of a graph that run over the same rows, so that one loop makes them all. */
export interface SumGroup {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: NodeId;
  readonly members: readonly NodeId[];
  /** The nodes inside the loop, in order; the term itself is not among them. */
  readonly inside: readonly NodeId[];
  /** What the loop reads that is computed before it. */
  readonly outside: readonly NodeId[];
  /** A term is nothing where one of these, factors of every member, is 0 at its row. */
  readonly factors: readonly NodeId[];
}

/** Groups the sums among `wanted` nodes; a sum whose terms need another of the same rows stands in a group of its own. */
export function sumGroups(graph: Graph, wanted: (id: NodeId) => boolean): readonly SumGroup[] {
  const byRows = new Map<string, NodeId[]>();
  graph.nodes.forEach((node, id) => {
    if (node.op !== "total" || !wanted(id)) return;
    const key = node.args.slice(1).join(",");
    byRows.set(key, [...(byRows.get(key) ?? []), id]);
  });
  return [...byRows.values()].flatMap((members) => {
    const groups: NodeId[][] = [];
    for (const id of members) {
      const needs = reachable(graph, outsideOf(graph, [id]));
      const place = groups.find((group) => group.every((other) => needs[other] !== 1));
      if (place === undefined) groups.push([id]);
      else place.push(id);
    }
    return groups.map((group) => groupOf(graph, group));
  });
}

function groupOf(graph: Graph, members: readonly NodeId[]): SumGroup {
  const [, from = 0, to = 0, term = 0] = graph.nodes[members[0] ?? 0]?.args ?? [];
  const inside = insideOf(graph, members);
  const bits = dependencies(graph);
  const bodies = members.map((id) => graph.nodes[id]?.args[0] ?? 0);
  const factors = [...factorsOf(graph, bodies)].filter((id) => bits[id] === 2);
  return { from, to, term, members, inside, outside: outsideOf(graph, members), factors };
}

/** The nodes of the bodies that differ from term to term. */
function insideOf(graph: Graph, members: readonly NodeId[]): readonly NodeId[] {
  const bodies = members.map((id) => graph.nodes[id]?.args[0] ?? 0);
  const term = graph.nodes[members[0] ?? 0]?.args[3] ?? 0;
  const marks = reachable(graph, bodies);
  const found = new Set<NodeId>([term]);
  graph.nodes.forEach((node, id) => {
    // A picked value is computed at its own row, where the term is none.
    const args = node.op === "pick" ? node.args.slice(1, 2) : node.args;
    if (marks[id] && args.some((arg) => found.has(arg))) found.add(id);
  });
  found.delete(term);
  return [...found];
}

function outsideOf(graph: Graph, members: readonly NodeId[]): readonly NodeId[] {
  const inside = new Set(insideOf(graph, members));
  const found = new Set<NodeId>();
  const take = (id: NodeId): void => {
    const node = graph.nodes[id];
    if (!inside.has(id) && node?.op !== "term" && node?.op !== "const") found.add(id);
  };
  for (const id of members) for (const arg of graph.nodes[id]?.args.slice(0, 3) ?? []) take(arg);
  for (const id of inside) {
    const node = graph.nodes[id];
    // What is picked at a row of the sum stands in a column of the run.
    for (const arg of node?.op === "pick" ? node.args.slice(1, 2) : (node?.args ?? [])) take(arg);
  }
  return [...found];
}

/** The rows' own nodes that every one of some bodies has as a factor. */
function factorsOf(graph: Graph, bodies: readonly NodeId[]): ReadonlySet<NodeId> {
  const memo = new Map<NodeId, ReadonlySet<NodeId>>();
  const both = (a: ReadonlySet<NodeId>, b: ReadonlySet<NodeId>): ReadonlySet<NodeId> =>
    new Set([...a].filter((id) => b.has(id)));
  const visit = (id: NodeId, picked: boolean): ReadonlySet<NodeId> => {
    const known = memo.get(id);
    if (known !== undefined) return known;
    const node = graph.nodes[id];
    const [a = 0, b = 0, c = 0] = node?.args ?? [];
    let made: ReadonlySet<NodeId>;
    if (node?.op === "neg") made = visit(a, picked);
    else if (node?.op === "mul") made = new Set([...visit(a, picked), ...visit(b, picked)]);
    else if (node?.op === "div") made = visit(a, picked);
    else if (node?.op === "add" || node?.op === "sub") made = both(visit(a, picked), visit(b, picked));
    else if (node?.op === "select") made = both(visit(b, picked), visit(c, picked));
    else if (node?.op === "pick" && graph.nodes[b]?.op === "term") made = visit(a, true);
    else made = new Set();
    // Of a node that is picked as a whole it is itself a factor, beside those in it.
    if (picked) made = new Set([...made, id]);
    memo.set(id, made);
    return made;
  };
  return bodies.map((body) => visit(body, false)).reduce(both);
}
