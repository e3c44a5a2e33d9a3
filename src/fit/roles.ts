import { dependencies, type Graph, type NodeId } from "../law/expression.ts";

/** Least and greatest value of a data-only node over the rows. */
export interface NodeRange {
  readonly min: number;
  readonly max: number;
}

/** What a parameter does in a law, as far as its range of sensible starts is concerned. */
export type Role =
  /** Multiplies something inside an exponential: an exponent of a power, or a decay rate; `spread` of what it multiplies. */
  | { readonly kind: "rate"; readonly spread: number; readonly ofLog: boolean }
  /** Stands in a ratio with data: of their order of magnitude, or well beyond. */
  | { readonly kind: "scale"; readonly low: number; readonly high: number }
  /** Is added to or subtracted from data. */
  | { readonly kind: "location"; readonly low: number; readonly high: number }
  /** Multiplies data outside an exponential; `size` of what it multiplies. */
  | { readonly kind: "slope"; readonly size: number }
  /** Is added inside an exponential to what depends on other parameters. */
  | { readonly kind: "exponent" }
  | { readonly kind: "unknown" };

/** Parameters found by shape to be positive scales: `used` stand in a ratio with data, `forced` in a logarithm's factor. */
export function positiveScales(
  graph: Graph,
  root: NodeId,
  parameters: number,
): { readonly used: ReadonlySet<number>; readonly forced: ReadonlySet<number> } {
  const used = new Set<number>();
  const forced = new Set<number>();
  const reachable = under(graph, root);
  const bits = dependencies(graph);
  const factors = (id: NodeId): readonly NodeId[] => {
    const node = graph.nodes[id];
    if (node?.op === "mul" || node?.op === "div") return node.args.flatMap(factors);
    if (node?.op === "sqrt") return node.args.flatMap(factors);
    return [id];
  };
  const parents = parentsOf(graph, root);
  for (const id of reachable) {
    const node = graph.nodes[id];
    if (node?.op === "log") {
      for (const leaf of factors(node.args[0] ?? 0)) {
        const index = graph.nodes[leaf]?.op === "param" ? graph.nodes[leaf]?.index : undefined;
        if (index !== undefined && index < parameters) forced.add(index);
      }
    }
    if (node?.op === "param" && node.index !== undefined) {
      for (const parent of parents.get(id) ?? []) {
        const p = graph.nodes[parent];
        if (p?.op === "div" && p.args.some((a) => ((bits[a] ?? 0) & 2) !== 0)) used.add(node.index);
      }
    }
  }
  for (const index of forced) used.add(index);
  return { used, forced };
}

/** Judges each parameter's role from the lowered graph and the data. */
export function parameterRoles(
  graph: Graph,
  root: NodeId,
  parameters: number,
  rangeOf: (node: NodeId) => NodeRange,
): readonly Role[] {
  const bits = dependencies(graph);
  const parents = parentsOf(graph, root);
  const roles: Role[] = Array.from({ length: parameters }, () => ({ kind: "unknown" }));
  /** The data-only node under `id` that varies over most decades. */
  const widest = (id: NodeId): { readonly range: NodeRange; readonly log: boolean } | undefined => {
    let best: { readonly range: NodeRange; readonly log: boolean } | undefined;
    const visit = (node: NodeId, log: boolean): void => {
      if (((bits[node] ?? 0) & 2) === 0) return;
      if (bits[node] === 2) {
        const range = rangeOf(node);
        if (best === undefined || decades(range) > decades(best.range)) best = { range, log };
        return;
      }
      const inner = graph.nodes[node];
      for (const arg of inner?.args ?? []) visit(arg, log || inner?.op === "log");
    };
    visit(id, false);
    return best;
  };
  const entersExponential = (id: NodeId): boolean =>
    (parents.get(id) ?? []).some((parent) => {
      const op = graph.nodes[parent]?.op;
      if (op === "exp" || op === "logistic") return true;
      return (op === "neg" || op === "add" || op === "sub" || op === "mul") && entersExponential(parent);
    });
  /** What data alone multiply a node by on its way into an exponential. */
  const factorUpwards = (id: NodeId): NodeRange => {
    for (const parent of parents.get(id) ?? []) {
      const node = graph.nodes[parent];
      if (node?.op === "neg" || node?.op === "add" || node?.op === "sub") return factorUpwards(parent);
      if (node?.op !== "mul" || !entersExponential(parent)) continue;
      const other = node.args.find((a) => a !== id) ?? id;
      const above = factorUpwards(parent);
      if (bits[other] !== 2) return above;
      const own = rangeOf(other);
      const ends = [own.min * above.min, own.min * above.max, own.max * above.min, own.max * above.max];
      return { min: Math.min(...ends), max: Math.max(...ends) };
    }
    return { min: 1, max: 1 };
  };
  const judge = (id: NodeId): Role => {
    let found: Role = { kind: "unknown" };
    for (const parent of parents.get(id) ?? []) {
      const node = graph.nodes[parent];
      const other = node?.args.find((a) => a !== id);
      if (node?.op === "neg") {
        const inner = judge(parent);
        if (inner.kind !== "unknown") return inner;
      }
      if (node?.op === "log") {
        const beside = judge(parent);
        if (beside.kind === "location")
          return { kind: "scale", low: Math.exp(beside.low), high: Math.exp(beside.high) };
      }
      if (node === undefined || other === undefined) continue;
      const data = widest(other);
      if (data === undefined) continue;
      const { min, max } = data.range;
      if (node.op === "mul" && entersExponential(parent)) {
        const further = factorUpwards(parent);
        const ends = [min * further.min, min * further.max, max * further.min, max * further.max];
        const spread = data.log && min > 0 ? Math.log(max / min) : Math.max(...ends) - Math.min(...ends);
        return { kind: "rate", spread, ofLog: data.log || graph.nodes[other]?.op === "log" };
      }
      if (node.op === "div")
        found = {
          kind: "scale",
          low: Math.min(Math.abs(min), Math.abs(max)),
          high: Math.max(Math.abs(min), Math.abs(max)),
        };
      else if ((node.op === "add" || node.op === "sub") && bits[other] !== 2 && entersExponential(parent)) {
        // A part of an exponent: c in U^(c − b·ln D).
        const { min: least, max: most } = factorUpwards(parent);
        if (found.kind === "unknown")
          found = most > least ? { kind: "rate", spread: most - least, ofLog: true } : { kind: "exponent" };
      } else if (node.op === "add" || node.op === "sub") {
        if (found.kind === "unknown") found = { kind: "location", low: min, high: max };
      } else if (node.op === "mul" && found.kind === "unknown") {
        found = { kind: "slope", size: Math.max(Math.abs(min), Math.abs(max)) };
      }
    }
    return found;
  };
  graph.nodes.forEach((node, id) => {
    if (node.op === "param" && node.index !== undefined && node.index < parameters && parents.has(id)) {
      roles[node.index] = judge(id);
    }
  });
  return roles;
}

function decades({ min, max }: NodeRange): number {
  if (min > 0) return Math.log(max / min);
  return max > min ? (max - min) / Math.max(Math.abs(max), Math.abs(min)) : 0;
}

function under(graph: Graph, root: NodeId): ReadonlySet<NodeId> {
  const seen = new Set<NodeId>();
  const stack = [root];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    stack.push(...(graph.nodes[id]?.args ?? []));
  }
  return seen;
}

/** The nodes that use each node under `root`. */
export function parentsOf(graph: Graph, root: NodeId): ReadonlyMap<NodeId, readonly NodeId[]> {
  const parents = new Map<NodeId, NodeId[]>();
  for (const id of under(graph, root)) {
    for (const arg of new Set(graph.nodes[id]?.args ?? [])) parents.set(arg, [...(parents.get(arg) ?? []), id]);
  }
  return parents;
}
