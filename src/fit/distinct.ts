import { type GraphNode, type NodeId, reachable } from "../law/expression.ts";
import type { Model } from "./objective.ts";

/** A column of few distinct values, and what of the model is computed once for each of them. */
export interface CodedColumn {
  /** The data-only node that stands in the column. */
  readonly node: NodeId;
  /** The distinct values, in the order in which the rows bring them. */
  readonly values: Float64Array;
  /** For each row eight times the place of its value: an integer in the bits of a double, so that it is copied as one. */
  readonly codes: Float64Array;
  /** Nodes that depend on parameters and on this column alone, and are dear: e^(−α·ln N). */
  readonly nodes: readonly NodeId[];
}

/** Distinct values at most: their tables stay in the nearest cache, and every module has room for them. */
export const mostDistinct = 512;
/** Below this many rows a distinct value looking a result up is no cheaper than computing it. */
const rowsADistinct = 3;

const dear: ReadonlySet<GraphNode["op"]> = new Set(["exp", "expm1", "log", "pow", "logistic"]);

/** The columns in which a model's dear nodes are worth computing once a distinct value. */
export function codedColumns(model: Model, columns: readonly Float64Array[]): readonly CodedColumn[] {
  return [...dearNodes(model)].flatMap(([place, nodes]) => {
    const coded = encode(columns[place]);
    const node = model.columnNodes[place];
    return coded === undefined || node === undefined ? [] : [{ node, nodes, ...coded }];
  });
}

/** The places of the parameters that the tables of coded columns depend on. */
export function parametersInTables({ graph }: Model, coded: readonly CodedColumn[]): readonly number[] {
  if (coded.length === 0) return [];
  const inside = reachable(
    graph,
    coded.flatMap(({ nodes }) => nodes),
  );
  return graph.nodes.flatMap(({ op, index }, id) => (inside[id] === 1 && op === "param" ? [index ?? 0] : []));
}

/** The outermost dear nodes that depend on one column alone, by its place among the model's columns. */
function dearNodes({ graph, columnNodes, value, gradient, hessian }: Model): ReadonlyMap<number, readonly NodeId[]> {
  const places = new Map(columnNodes.map((node, place) => [node, place]));
  const alone = new Map<NodeId, number | "none" | "several">();
  const dependence = (id: NodeId): number | "none" | "several" => {
    const known = alone.get(id) ?? places.get(id);
    if (known !== undefined) return known;
    const { op, args = [] } = graph.nodes[id] ?? {};
    const among = new Set(args.map(dependence).filter((of) => of !== "none"));
    const [only = "none"] = among;
    // A root is searched for row by row.
    const made = among.size > 1 || op === "root" || op === "unknown" ? "several" : only;
    alone.set(id, made);
    return made;
  };
  const found = new Map<number, NodeId[]>();
  const seen = new Set<NodeId>();
  const visit = (id: NodeId): void => {
    if (seen.has(id) || places.has(id)) return;
    seen.add(id);
    const node = graph.nodes[id];
    const place = dependence(id);
    if (node !== undefined && dear.has(node.op) && typeof place === "number") {
      found.set(place, [...(found.get(place) ?? []), id]);
    } else node?.args.forEach(visit);
  };
  [value, ...gradient, ...hessian].forEach(visit);
  return found;
}

/** The distinct values of a column and its codes; undefined where there are too many to be worth it. */
function encode(column: Float64Array | undefined): Pick<CodedColumn, "values" | "codes"> | undefined {
  const most = Math.min(mostDistinct, Math.floor((column?.length ?? 0) / rowsADistinct));
  if (column === undefined || most === 0) return undefined;
  const places = new Map<number, number>();
  const codes = new Float64Array(column.length);
  const bits = new Uint32Array(codes.buffer);
  for (let i = 0; i < column.length; i++) {
    const x = column[i]!;
    let place = places.get(x);
    if (place === undefined) {
      if (places.size === most) return undefined;
      place = places.size;
      places.set(x, place);
    }
    bits[2 * i] = 8 * place;
  }
  return { values: Float64Array.from(places.keys()), codes };
}
