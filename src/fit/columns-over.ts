import { roomFor, toShared } from "../execute/blocks.ts";
import { inStretches } from "../execute/cancellation.ts";
import { everyPositive, fillColumns } from "../law/columns-wasm.ts";
import { type ColumnFunction, compileColumns } from "../law/compile.ts";
import { GraphBuilder, isAlongRun, type NodeId } from "../law/expression.ts";
import { asksRuns } from "../law/run-plan.ts";
import { chosenPath } from "./evaluation-path.ts";
import type { Rows } from "./objective.ts";

/** From this many rows on passes over all of them are worth compiling for, and a sample of them is worth looking at. */
export const manyRows = 50_000;

/** Computes data-only nodes as columns. */
export function materialize(
  g: GraphBuilder,
  nodes: readonly NodeId[],
  inputs: readonly Float64Array[],
  rows: number,
): readonly Float64Array[] {
  const columns = nodes.map(() => roomFor(rows));
  const fast = rows >= manyRows && (chosenPath() ?? "wasm") === "wasm";
  if (fast && fillColumns(g, nodes, inputs, rows, columns)) return columns;
  const fill = compileColumns(g, nodes);
  // What goes along runs is computed in one go.
  if (asksRuns(g, nodes)) fill([], inputs, 0, rows, columns);
  else inStretches(rows, g.nodes.length, (begin, end) => fill([], inputs, begin, end, columns));
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
    const op = node?.op ?? "const";
    if (isAlongRun(op)) throw new Error(`${op} along a run stands among the model's columns`);
    if (node === undefined || op === "const") made = copy.constant(node?.value ?? Number.NaN);
    else if (op === "param") made = copy.parameter(node.index ?? 0);
    else if (op === "input") throw new Error(`input ${node.index} is not among the model's columns`);
    else if (op === "unknown") made = copy.unknown();
    else if (op === "root") {
      const [residual = 0, low = 0, high = 0, unknown = 0] = node.args.map(visit);
      made = copy.root(residual, low, high, unknown);
    } else made = copy.apply(op, ...node.args.map(visit));
    map.set(id, made);
    return made;
  };
  return compileColumns(copy, roots.map(visit));
}

/** The rows' weights; many rows of weight one need no column of ones. */
export function weighted(weights: Float64Array | undefined, rows: number): Pick<Rows, "weights"> {
  if (rows >= manyRows) return weights === undefined ? {} : { weights: toShared(weights) };
  return { weights: weights ?? new Float64Array(rows).fill(1) };
}

/** Whether every value of a column is above zero. */
export function allPositive(column: Float64Array): boolean {
  const fast = column.length >= manyRows ? everyPositive(column) : undefined;
  if (fast !== undefined) return fast;
  for (let i = 0; i < column.length; i++) if (!(column[i]! > 0)) return false;
  return true;
}

/** The columns of data-only nodes, and the response as it is fitted: of many rows made in one go. */
export function columnsOf(
  g: GraphBuilder,
  nodes: readonly NodeId[],
  {
    inputs,
    response,
    log,
  }: { readonly inputs: readonly Float64Array[]; readonly response: Float64Array; readonly log: boolean },
): Pick<Rows, "columns" | "response"> {
  const rows = response.length;
  if (!log) return { columns: materialize(g, nodes, inputs, rows), response: toShared(response) };
  if (rows < manyRows) return { columns: materialize(g, nodes, inputs, rows), response: response.map(Math.log) };
  const target = g.apply("log", g.input(inputs.length));
  const made = materialize(g, [...nodes, target], [...inputs, response], rows);
  return { columns: made.slice(0, -1), response: made[nodes.length] ?? response };
}
