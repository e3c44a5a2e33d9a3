import { columnsOf, weighted } from "./columns-over.ts";
import type { Rows } from "./objective.ts";
import { materialize, type Problem, type ProblemInput } from "./problem.ts";

/** Derived data made again of resampled rows. */
export interface RemadeRows {
  /** How many rows they are made from. */
  readonly from: number;
  /** The rows of a draw; undefined where they cannot be made. */
  readonly at: (draw: number) => Pick<ProblemInput, "inputs" | "response" | "weights"> | undefined;
}

/** The problem's rows with other inputs, in the same columns. */
export function rowsWith(problem: Problem, inputs: readonly Float64Array[]): Rows {
  const { graph, columnNodes } = problem.model;
  const builder = problem.lowered.graph;
  if (builder !== graph) throw new Error("a problem's model and its lowered graph are one graph");
  return { ...problem.data, columns: materialize(builder, columnNodes, inputs, problem.data.rows) };
}

/** The rows of derived data as a draw makes them; undefined where they do not determine the parameters, or cannot be fitted. */
export function remadeFor(problem: Problem, { at }: RemadeRows, draw: number): Rows | undefined {
  const made = at(draw);
  const rows = made?.response.length ?? 0;
  if (made === undefined || rows < problem.coordinates.length) return undefined;
  if (problem.log && made.response.some((y) => !(y > 0))) return undefined;
  return rowsOf(problem, made);
}

/** Other rows in the problem's columns. */
export function rowsOf(problem: Problem, made: Pick<ProblemInput, "inputs" | "response" | "weights">): Rows {
  const { inputs, response, weights } = made;
  const columns = columnsOf(problem.lowered.graph, problem.model.columnNodes, { inputs, response, log: problem.log });
  return { rows: response.length, ...columns, ...weighted(weights, response.length) };
}
