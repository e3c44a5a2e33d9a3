import { emitJs } from "./emit-js.ts";
import { evaluate, walkRow } from "./evaluate.ts";
import type { Graph, NodeId } from "./expression.ts";
import { generate } from "./generate.ts";
import { compileRuns, type RunProgram } from "./run-columns.ts";
import { asksRuns } from "./run-plan.ts";

/** Computes a graph's roots at one point: `out[k]` is the value of root k. */
export type PointFunction = (parameters: ArrayLike<number>, inputs: ArrayLike<number>, out: Float64Array) => void;

/** Computes a graph's roots for rows [begin, end) of columns: `out[k][i]` is the value of root k at row i. */
export type ColumnFunction = (
  parameters: ArrayLike<number>,
  columns: readonly ArrayLike<number>[],
  begin: number,
  end: number,
  out: readonly Float64Array[],
) => void;

/** Compiles roots for single points: generated JavaScript, or the walking evaluator where that is forbidden. */
export function compilePoint(graph: Graph, roots: readonly NodeId[]): PointFunction {
  if (asksRuns(graph, roots)) return (parameters, inputs, out) => out.set(evaluate(graph, roots, parameters, inputs));
  const { states, hoisted, row, read } = emitJs(graph, roots, {
    parameter: (index) => `p[${index}]`,
    input: (index) => `x[${index}]`,
  });
  const stores = roots.map((root, k) => `out[${k}] = ${read(root)};`);
  const made = generate<PointFunction>(
    ["p", "x", "out"],
    ["'use strict';", ...states, ...hoisted, ...row, ...stores].join("\n"),
  );
  return made ?? ((parameters, inputs, out) => out.set(evaluate(graph, roots, parameters, inputs)));
}

/** Compiles roots over columns of data; with no inputs every row of a root has the same value. */
export function compileColumns(graph: Graph, roots: readonly NodeId[]): ColumnFunction {
  if (asksRuns(graph, roots)) return alongRuns(compileRuns(graph, roots, "javascript"));
  const { states, hoisted, row, read } = emitJs(graph, roots, {
    parameter: (index) => `p[${index}]`,
    input: (index) => `x${index}[i]`,
  });
  const inputs = inputIndices(graph);
  const body = [
    "'use strict';",
    ...inputs.map((index) => `const x${index} = columns[${index}];`),
    ...roots.map((_, k) => `const o${k} = out[${k}];`),
    ...states,
    ...hoisted,
    "for (let i = begin; i < end; i++) {",
    ...row,
    ...roots.map((root, k) => `o${k}[i] = ${read(root)};`),
    "}",
  ].join("\n");
  const made = generate<ColumnFunction>(["p", "columns", "begin", "end", "out"], body);
  return made ?? walkColumns(graph, roots);
}

/** A program along runs as a function of columns: the rows begin at the first. */
function alongRuns(program: RunProgram): ColumnFunction {
  return (parameters, columns, _begin, end, out) => {
    program.bind(columns, end);
    program.compute(parameters, out);
  };
}

/** The same by walking the graph row by row: for hosts without code generation, and the oracle of the generated loop. */
export function walkColumns(graph: Graph, roots: readonly NodeId[]): ColumnFunction {
  if (asksRuns(graph, roots)) return alongRuns(compileRuns(graph, roots, "walk"));
  return (parameters, columns, begin, end, out) => {
    const states = new Map<number, number>();
    for (let i = begin; i < end; i++) {
      const values = walkRow(graph, roots, {
        parameter: (index) => parameters[index] ?? Number.NaN,
        input: (index) => columns[index]?.[i] ?? Number.NaN,
        states,
      });
      roots.forEach((root, k) => {
        const target = out[k];
        if (target !== undefined) target[i] = values[root] ?? Number.NaN;
      });
    }
  };
}

function inputIndices(graph: Graph): readonly number[] {
  const found = new Set<number>();
  for (const node of graph.nodes) if (node.op === "input") found.add(node.index ?? 0);
  return [...found].sort((a, b) => a - b);
}
