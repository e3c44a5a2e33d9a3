import { heed } from "../execute/cancellation.ts";
import { emitJs } from "../law/emit-js.ts";
import { walkRow } from "../law/evaluate.ts";
import type { Graph, NodeId } from "../law/expression.ts";
import { generate } from "../law/generate.ts";
import { levelsApart } from "../law/masks.ts";
import type { LossShape } from "./loss/loss.ts";
import { lossOfShape } from "./loss/table.ts";

/** The rows an objective runs over; every array has at least `rows` entries. */
export interface Rows {
  readonly rows: number;
  /** One column for each data-only node of the model, in the model's order. */
  readonly columns: readonly Float64Array[];
  /** The response: ln y in log space, y in linear space. */
  readonly response: Float64Array;
  /** Weights of the rows' losses (counts, in a bootstrap replicate); absent where many rows all count as one. */
  readonly weights?: Float64Array;
}

/**
 * Adds to `out` the objective, its p first derivatives and the lower triangle of its Hessian, row by row:
 * out = [f, g₀…, H₀₀, H₁₀, H₁₁, …]. `mix` 0 gives the Hessian of iteratively reweighted least squares, 1 the exact one
 * (engine.md §3.5). A prediction outside the logarithm's domain makes f infinite.
 */
export type ObjectiveFunction = (
  parameters: Float64Array,
  columns: readonly Float64Array[],
  response: Float64Array,
  weights: Float64Array,
  begin: number,
  end: number,
  delta: number,
  mix: number,
  out: Float64Array,
) => void;

/** A law's prediction with all its derivatives, as nodes of one graph. */
export interface Model {
  readonly graph: Graph;
  readonly value: NodeId;
  readonly gradient: readonly NodeId[];
  /** Lower triangle by rows: (0,0), (1,0), (1,1), …; none where sums of value and gradient alone are asked for. */
  readonly hessian: readonly NodeId[];
  /** The data-only nodes that stand in columns, by position. */
  readonly columnNodes: readonly NodeId[];
  /** The value as rest + Σ φ·basis, over its linear coordinates in order. */
  readonly linear?: { readonly rest: NodeId; readonly basis: readonly NodeId[] };
}

/** The length of an objective's output for p parameters. */
export function outputLength(p: number): number {
  return 1 + p + (p * (p + 1)) / 2;
}

/** Generates the fused loop of value, gradient and Hessian for one law, loss and space; undefined where that is forbidden. */
export function generateObjective(
  model: Model,
  log: boolean,
  shape: LossShape = { kind: "huber" },
): ObjectiveFunction | undefined {
  return generate<ObjectiveFunction>(
    ["p", "columns", "y", "weights", "begin", "end", "delta", "mix", "out"],
    objectiveSource(model, log, shape),
  );
}

/** The body of the generated loop, shown by `explain`. */
export function objectiveSource(model: Model, log: boolean, shape: LossShape = { kind: "huber" }): string {
  const loss = lossOfShape(shape);
  const p = model.gradient.length;
  const place = new Map(model.columnNodes.map((node, k) => [node, k]));
  const roots = [model.value, ...model.gradient, ...model.hessian];
  const zero = (id: NodeId): boolean => model.graph.nodes[id]?.op === "const" && model.graph.nodes[id]?.value === 0;
  const { states, hoisted, row, read } = emitJs(model.graph, roots, {
    parameter: (index) => `p[${index}]`,
    input: () => "NaN",
    column: (id) => {
      const k = place.get(id);
      return k === undefined ? undefined : `c${k}[i]`;
    },
  });
  const accumulators: string[] = ["let f = 0;"];
  const adds: string[] = ["f += w * rho;"];
  const stores: string[] = ["out[0] += f;"];
  for (let i = 0; i < p; i++) {
    accumulators.push(`let g${i} = 0;`);
    const gi = model.gradient[i] ?? 0;
    if (!zero(gi)) adds.push(`const d${i} = ${log ? `${read(gi)} * inverse` : read(gi)};`, `g${i} += force * d${i};`);
    stores.push(`out[${1 + i}] += g${i};`);
  }
  let k = 0;
  const apart = levelsApart(model.graph, model.gradient);
  const order = model.hessian.length > 0 ? p : 0;
  for (let i = 0; i < order; i++) {
    for (let j = 0; j <= i; j++, k++) {
      const second = model.hessian[k] ?? 0;
      const terms: string[] = [];
      if (!zero(model.gradient[i] ?? 0) && !zero(model.gradient[j] ?? 0) && !apart(i, j))
        terms.push(`stiff * d${i} * d${j}`);
      if (!zero(second)) terms.push(`bend * ${read(second)}`);
      if (terms.length === 0) continue;
      accumulators.push(`let q${k} = 0;`);
      adds.push(`q${k} += ${terms.join(" + ")};`);
      stores.push(`out[${1 + p + k}] += q${k};`);
    }
  }
  const s = read(model.value);
  return [
    "'use strict';",
    ...model.columnNodes.map((_, c) => `const c${c} = columns[${c}];`),
    ...accumulators,
    ...states,
    ...hoisted,
    "for (let i = begin; i < end; i++) {",
    "const w = weights[i];",
    ...row,
    log
      ? `if (!(${s} > 0 && ${s} < Infinity)) { out[0] = Infinity; return; }`
      : `if (!(Math.abs(${s}) < Infinity)) { out[0] = Infinity; return; }`,
    log ? `const inverse = 1 / ${s};` : "",
    log ? `const r = Math.log(${s}) - y[i];` : `const r = ${s} - y[i];`,
    shape.kind === "binomial" ? "const target = y[i];" : "",
    ...loss.code,
    "const force = w * psi;",
    "const pull = mix * force;",
    `const stiff = w * (weight + mix * (curvature - weight))${log ? " - pull" : ""};`,
    log ? "const bend = pull * inverse;" : "const bend = pull;",
    ...adds,
    "}",
    ...stores,
  ].join("\n");
}

/** The same sums by walking the graph, for hosts without code generation and as the oracle of the generated loop. */
export function walkObjective(model: Model, log: boolean, shape: LossShape = { kind: "huber" }): ObjectiveFunction {
  const loss = lossOfShape(shape);
  const p = model.gradient.length;
  const place = new Map(model.columnNodes.map((node, k) => [node, k]));
  const roots = [model.value, ...model.gradient, ...model.hessian];
  const seconds = model.hessian.length > 0;
  return (parameters, columns, response, weights, begin, end, delta, mix, out) => {
    for (let i = begin; i < end; i++) {
      const walked = walkRow(model.graph, roots, {
        parameter: (index) => parameters[index] ?? Number.NaN,
        input: () => Number.NaN,
        column: (id) => {
          const k = place.get(id);
          return k === undefined ? undefined : (columns[k]?.[i] ?? Number.NaN);
        },
      });
      const values = roots.map((root) => walked[root] ?? Number.NaN);
      const s = values[0] ?? Number.NaN;
      if (!(Number.isFinite(s) && (s > 0 || !log))) {
        out[0] = Number.POSITIVE_INFINITY;
        return;
      }
      const w = weights[i] ?? 0;
      const r = (log ? Math.log(s) : s) - (response[i] ?? Number.NaN);
      const { rho, psi, weight, curvature } = loss.at(r, delta, response[i] ?? Number.NaN);
      const pull = mix * w * psi;
      const stiff = w * (weight + mix * (curvature - weight)) - (log ? pull : 0);
      out[0] = (out[0] ?? 0) + w * rho;
      let k = 0;
      for (let x = 0; x < p; x++) {
        const dx = (values[1 + x] ?? 0) / (log ? s : 1);
        out[1 + x] = (out[1 + x] ?? 0) + w * psi * dx;
        for (let y = 0; seconds && y <= x; y++, k++) {
          const dy = (values[1 + y] ?? 0) / (log ? s : 1);
          const second = ((values[1 + p + k] ?? 0) / (log ? s : 1)) * pull;
          out[1 + p + k] = (out[1 + p + k] ?? 0) + stiff * dx * dy + second;
        }
      }
    }
  };
}

/** Rows a block: sums of blocks are combined in block order, so that the thread count changes no byte. */
export const blockRows = 4096;

const ones = new WeakMap<Float64Array, Float64Array>();

/** The weights of all rows, ones where none are given: made once a response, for paths that read them as a column. */
export function weightsOf({ weights, response }: Rows): Float64Array {
  const known = weights ?? ones.get(response) ?? new Float64Array(response.length).fill(1);
  if (weights === undefined) ones.set(response, known);
  return known;
}

/** Evaluates an objective over all rows, block by block; `out` is overwritten. `cost` is the operations that a row takes. */
export function evaluateObjective(
  objective: ObjectiveFunction,
  cost: number,
  parameters: Float64Array,
  data: Rows,
  delta: number,
  mix: number,
  out: Float64Array,
): void {
  out.fill(0);
  if (data.rows <= blockRows) {
    heed(data.rows * cost);
    objective(parameters, data.columns, data.response, weightsOf(data), 0, data.rows, delta, mix, out);
    return;
  }
  const block = new Float64Array(out.length);
  const weights = weightsOf(data);
  for (let begin = 0; begin < data.rows; begin += blockRows) {
    block.fill(0);
    const end = Math.min(begin + blockRows, data.rows);
    heed((end - begin) * cost);
    objective(parameters, data.columns, data.response, weights, begin, end, delta, mix, block);
    for (let k = 0; k < out.length; k++) out[k] = (out[k] ?? 0) + (block[k] ?? 0);
    if (out[0] === Number.POSITIVE_INFINITY) return;
  }
}
