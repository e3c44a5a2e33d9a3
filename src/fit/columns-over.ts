import { fillColumns } from "../law/columns-wasm.ts";
import { type ColumnFunction, compileColumns } from "../law/compile.ts";
import { GraphBuilder, type NodeId } from "../law/expression.ts";
import { chosenPath } from "./evaluator.ts";

/** From this many rows on passes over all of them are worth compiling for, and a sample of them is worth looking at. */
export const manyRows = 50_000;

/** Computes data-only nodes as columns. */
export function materialize(
  g: GraphBuilder,
  nodes: readonly NodeId[],
  inputs: readonly Float64Array[],
  rows: number,
): readonly Float64Array[] {
  const columns = nodes.map(() => new Float64Array(rows));
  const fast = rows >= manyRows && (chosenPath() ?? "wasm") === "wasm";
  if (!fast || !fillColumns(g, nodes, inputs, rows, columns)) {
    compileColumns(g, nodes)([], inputs, 0, rows, columns);
  }
  return columns;
}

/** Like compileColumns, but reading data-only nodes from the model's columns instead of the inputs. */
export function compileColumnsOver(
  g: GraphBuilder,
  roots: readonly NodeId[],
  columnNodes: readonly NodeId[],
): ColumnFunction {
  const copy = new GraphBuilder();
  const map = new Map<NodeId, NodeId>();
  columnNodes.forEach((node, k) => {
    map.set(node, copy.input(k));
  });
  const visit = (id: NodeId): NodeId => {
    const known = map.get(id);
    if (known !== undefined) return known;
    const node = g.nodes[id];
    let made: NodeId;
    if (node === undefined || node.op === "const") made = copy.constant(node?.value ?? Number.NaN);
    else if (node.op === "param") made = copy.parameter(node.index ?? 0);
    else if (node.op === "input") throw new Error(`input ${node.index} is not among the model's columns`);
    else if (node.op === "prev" || node.op === "scan" || node.op === "lag")
      throw new Error("a recursion stands among the model's columns");
    else if (node.op === "unknown") made = copy.unknown();
    else if (node.op === "root") {
      const [residual = 0, low = 0, high = 0, unknown = 0] = node.args.map(visit);
      made = copy.root(residual, low, high, unknown);
    } else made = copy.apply(node.op, ...node.args.map(visit));
    map.set(id, made);
    return made;
  };
  return compileColumns(copy, roots.map(visit));
}
