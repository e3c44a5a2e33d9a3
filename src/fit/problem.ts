import type { ColumnFunction } from "../law/compile.ts";
import type { GraphBuilder, NodeId } from "../law/expression.ts";
import type { Law } from "../law/law.ts";
import { allPositive, columnsOf, manyRows, weighted } from "./columns-over.ts";
import { compileAnew, compileLaw } from "./compile-law.ts";
import type { Coordinate, Transforms } from "./coordinates.ts";
import { type CodedColumn, codedColumns } from "./distinct.ts";
import { chosenPath } from "./evaluation-path.ts";
import { type Evaluator, makeEvaluator } from "./evaluator.ts";
import type { LossShape } from "./loss/loss.ts";
import type { Model, ObjectiveFunction, Rows } from "./objective.ts";
import {
  followParameters,
  halfwayInputs,
  movingNodes,
  type SeriesInput,
  searchRowsOf,
  seriesColumns,
} from "./series-columns.ts";
import { withPriors } from "./with-priors.ts";

export { materialize } from "./columns-over.ts";
export type { Coordinate } from "./coordinates.ts";

/** A law on data, compiled and in well-conditioned coordinates: all that the solver needs. */
export interface Problem extends Transforms {
  readonly law: Law;
  readonly log: boolean;
  readonly shape: LossShape;
  readonly coordinates: readonly Coordinate[];
  readonly model: Model;
  /** The sums over given rows, in JavaScript. */
  readonly objective: ObjectiveFunction;
  /** The sums over rows that it is bound to, by the fastest path the host allows. */
  readonly evaluator: Evaluator;
  readonly data: Rows;
  /** The columns of few distinct values, whose codes follow the others in `data`. */
  readonly coded: readonly CodedColumn[];
  /** What the problem was made of, and the rows that it was made with: `data` itself unless other rows were put in. */
  readonly source: { readonly input: ProblemInput; readonly data: Rows };
  /** Of a law that sums over the rows of runs: how many rows its search can afford to look at. */
  readonly searchRows?: number;
  /** The data's input columns, in the order of the law's variables. */
  readonly inputs: readonly Float64Array[];
  /** Fills [rest, basis…] over rows, given φ: rest + Σ φ_linear·basis is the prediction. */
  readonly basis: ColumnFunction;
  /** Which coordinates each of [rest, basis…] depends on. */
  readonly basisUses: readonly (readonly number[])[];
  /** The lowered graph in θ over free parameters, for the roles of parameters. */
  readonly lowered: { readonly graph: GraphBuilder; readonly root: NodeId };
}

/** What a problem is made of. */
export interface ProblemInput {
  readonly law: Law;
  readonly inputs: readonly Float64Array[];
  /** y itself; in log space every value must be above zero. */
  readonly response: Float64Array;
  readonly weights?: Float64Array;
  readonly log: boolean;
  /** The form of the loss; Huber's where it is not said. */
  readonly shape?: LossShape;
  /** Of a law along runs: all rows of the runs. */
  readonly series?: SeriesInput;
  /** σ̂² of the fit without priors, by which −ln of their density counts; absent: priors are left out. */
  readonly priorScale?: number;
}

/** Compiles a law on data: its model (see compileLaw), and the columns that it reads. */
export function makeProblem(input: ProblemInput): Problem {
  const { law, inputs, response, weights, log, priorScale, shape = { kind: "huber" }, series } = input;
  const rows = response.length;
  const signs = inputs.map(allPositive);
  const reference = typicalOf(inputs, signs);
  const compiled =
    series === undefined
      ? compileLaw(law, signs, reference)
      : compileAnew(law, signs, reference, typicalOf(halfwayInputs(law, series)));
  const { graph: g, root, coordinates, model, basis, basisUses, transforms } = compiled;
  const roots = [model.value, ...model.gradient, ...model.hessian];
  const moving = series === undefined ? [] : movingNodes(g, roots);
  const still = model.columnNodes.slice(0, model.columnNodes.length - moving.length);
  const made: Rows = {
    rows,
    ...columnsOf(g, series === undefined ? still : [], input),
    ...(series === undefined
      ? {}
      : { columns: [...seriesColumns(g, still, series), ...movingColumns(moving, series, rows)] }),
    ...weighted(weights, rows),
  };
  const looksUp = series === undefined && rows < manyRows && (chosenPath() ?? "wasm") === "wasm";
  const coded = looksUp ? codedColumns(model, made.columns) : [];
  const data: Rows = { ...made, columns: [...made.columns, ...coded.map(({ codes }) => codes)] };
  const computed = {
    ...withPriors(makeEvaluator(model, log, shape, coded), law, coordinates, priorScale),
    basis,
  };
  return {
    law,
    log,
    shape,
    coordinates,
    model,
    ...(series === undefined || moving.length === 0
      ? computed
      : followParameters(computed, g, moving, depthIn(g, model), still.length, series)),
    data,
    coded,
    ...searchRowsOf(g, moving, series),
    source: { input, data },
    inputs,
    ...transforms,
    basisUses,
    lowered: { graph: g, root },
  };
}

/** Room for columns that follow the parameters, and the places of the rows that they are filled by. */
function movingColumns(moving: readonly NodeId[], series: SeriesInput, rows: number): readonly Float64Array[] {
  return moving.length === 0 ? [] : [...moving.map(() => new Float64Array(rows)), series.positions];
}

/** What needs a moving column: the value itself (0), its gradient (1) or its Hessian alone (2). */
function depthIn(g: GraphBuilder, { value, gradient }: Model): (node: NodeId) => 0 | 1 | 2 {
  const ofValue = new Set(movingNodes(g, [value]));
  const ofGradient = new Set(movingNodes(g, gradient));
  return (node) => (ofValue.has(node) ? 0 : ofGradient.has(node) ? 1 : 2);
}

function typicalOf(columns: readonly Float64Array[], signs = columns.map(allPositive)): readonly number[] {
  return columns.map((column, i) => typical(column, signs[i] ?? false));
}

/** A typical value of a column: the geometric mean where all are positive, else the mean; of many rows, of some. */
function typical(column: Float64Array, positive: boolean): number {
  if (column.length === 0) return 1;
  const stride = column.length < manyRows ? 1 : Math.floor(column.length / 4096);
  let sum = 0;
  let count = 0;
  for (let i = 0; i < column.length; i += stride, count++) sum += positive ? Math.log(column[i]!) : column[i]!;
  return positive ? Math.exp(sum / count) : sum / count;
}
