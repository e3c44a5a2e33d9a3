import type { ColumnFunction } from "../law/compile.ts";
import { Differentiator } from "../law/differentiate.ts";
import { dataOnlyNodes } from "../law/emit-js.ts";
import { dependencies, GraphBuilder, type NodeId } from "../law/expression.ts";
import { freeParameters, type Law } from "../law/law.ts";
import { lowerPowers, positiveNodes } from "../law/lower.ts";
import { normalizeBasis, unmasked } from "../law/normalize.ts";
import { separate } from "../law/separate.ts";
import { substitute } from "../law/substitute.ts";
import { allPositive, columnsOf, compileColumnsOver, manyRows, weighted } from "./columns-over.ts";
import { type Coordinate, compileTransforms, type Transforms } from "./coordinates.ts";
import { type CodedColumn, codedColumns } from "./distinct.ts";
import { chosenPath, type Evaluator, makeEvaluator } from "./evaluator.ts";
import type { LossShape } from "./loss/loss.ts";
import type { Model, ObjectiveFunction, Rows } from "./objective.ts";
import { reparametrize } from "./reparametrize.ts";
import { positiveScales } from "./roles.ts";
import { followParameters, movingNodes, type SeriesInput, searchRowsOf, seriesColumns } from "./series-columns.ts";
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

/** Compiles a law on data: ties and fixed values put in, powers lowered, coordinates chosen, derivatives taken. */
export function makeProblem(input: ProblemInput): Problem {
  const { law, inputs, response, weights, log, priorScale, shape = { kind: "huber" }, series } = input;
  const free = freeParameters(law);
  const rows = response.length;
  const signs = inputs.map(allPositive);
  const positive = (input: number): boolean => signs[input] ?? false;
  const tied = resolveTies(law);
  const lowered = lowerPowers(tied.graph, [tied.root], positive);
  const g = lowered.graph;
  const reference = inputs.map((column, i) => typical(column, positive(i)));
  const { root, rates, scales: inner } = reparametrize(g, lowered.roots[0] ?? 0, law, positive, reference);
  const split = separate(g, root, free.length);
  const scales = positiveScales(g, root, free.length);
  const sure = positiveNodes(g, positive);

  const coordinates: Coordinate[] = [];
  const scaleNodes = new Map(inner);
  const ratios: NodeId[] = [];
  free.forEach((parameter, i) => {
    const { lower, upper } = law.parameters[parameter] ?? {
      lower: Number.NEGATIVE_INFINITY,
      upper: Number.POSITIVE_INFINITY,
    };
    const at = split.linear.indexOf(i);
    const rate = rates.get(i);
    if (rate !== undefined) {
      const { ratio, scale } = normalizeBasis(g, split.basis[at] ?? 0, reference);
      scaleNodes.set(i, scale);
      ratios.push(ratio);
      coordinates.push({ parameter, kind: "scaled", rate, lower: 0, upper, linear: true });
      return;
    }
    if (inner.has(i)) {
      coordinates.push({ parameter, kind: "scaled", lower, upper, linear: false });
      return;
    }
    if (at >= 0) {
      const basis = split.basis[at] ?? 0;
      const boundless = [lower, upper].every((b) => b === 0 || !Number.isFinite(b));
      const bare = unmasked(g, basis);
      // A prior is on the parameter itself, so its coordinate is not scaled by the others.
      const free = law.parameters[parameter]?.prior === undefined;
      if (boundless && free && (sure.has(bare) || (g.valueOf(bare) ?? 0) > 0)) {
        const { ratio, scale } = normalizeBasis(g, basis, reference);
        scaleNodes.set(i, scale);
        ratios.push(ratio);
        coordinates.push({ parameter, kind: "scaled", lower, upper, linear: true });
      } else {
        ratios.push(basis);
        coordinates.push({ parameter, kind: "plain", lower, upper, linear: true });
      }
      return;
    }
    // A strictly positive scale (Nc in (Nc/N)^α) is searched on a log scale, where its range of decades is a line.
    const log =
      upper === Number.POSITIVE_INFINITY ? lower >= 0 && scales.used.has(i) : lower > 0 && upper / lower > 100;
    if (log || (scales.forced.has(i) && lower === Number.NEGATIVE_INFINITY && upper === Number.POSITIVE_INFINITY)) {
      coordinates.push({
        parameter,
        kind: "log",
        lower: Math.log(Math.max(lower, 0)),
        upper: Math.log(upper),
        linear: false,
      });
    } else coordinates.push({ parameter, kind: "plain", lower, upper, linear: false });
  });

  const parameterNode = (i: number): NodeId => {
    const node = g.parameter(i);
    return coordinates[i]?.kind === "log" ? g.apply("exp", node) : node;
  };
  const [rest = 0, ...basis] = substitute(g, g, [split.rest, ...ratios], { parameter: parameterNode });
  let value = rest;
  split.linear.forEach((i, k) => {
    value = g.apply("add", value, g.apply("mul", g.parameter(i), basis[k] ?? 0));
  });
  const model: Model = { ...differentiateModel(g, value, free.length), linear: { rest, basis } };
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
  const transforms = compileTransforms(law, tied.graph, tied.values, g, coordinates, scaleNodes);
  const fill = compileColumnsOver(g, [rest, ...basis], model.columnNodes);
  const computed = {
    ...withPriors(makeEvaluator(model, log, shape, coded), law, coordinates, priorScale),
    basis: fill,
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
    basisUses: coordinatesUsed(g, [rest, ...basis], free.length),
    lowered: { graph: g, root },
  };
}

/** Room for columns that follow the parameters, and the places of the rows that they are filled by. */
function movingColumns(moving: readonly NodeId[], series: SeriesInput, rows: number): readonly Float64Array[] {
  return moving.length === 0 ? [] : [...moving.map(() => new Float64Array(rows)), series.positions];
}

/** Fixed and tied parameters replaced; the remaining param nodes number the free parameters from 0. */
function resolveTies(law: Law): {
  readonly graph: GraphBuilder;
  readonly root: NodeId;
  readonly values: readonly NodeId[];
} {
  const graph = new GraphBuilder();
  const free = freeParameters(law);
  const values: NodeId[] = [];
  const node = (index: number): NodeId => {
    const known = values[index];
    if (known !== undefined) return known;
    const parameter = law.parameters[index];
    let made: NodeId;
    if (parameter?.fixed !== undefined) made = graph.constant(parameter.fixed);
    else if (parameter?.tied !== undefined) {
      made = substitute(graph, law.graph, [parameter.tied], { parameter: node })[0] ?? graph.constant(Number.NaN);
    } else made = graph.parameter(free.indexOf(index));
    values[index] = made;
    return made;
  };
  for (const index of law.parameters.keys()) node(index);
  const [root = 0] = substitute(graph, law.graph, [law.root], { parameter: node });
  return { graph, root, values };
}

function coordinatesUsed(g: GraphBuilder, nodes: readonly NodeId[], p: number): readonly (readonly number[])[] {
  const uses: number[][] = nodes.map(() => []);
  for (let i = 0; i < p; i++) {
    const bits = dependencies(g, (index) => index === i);
    nodes.forEach((node, k) => {
      if (((bits[node] ?? 0) & 1) === 1) uses[k]?.push(i);
    });
  }
  return uses;
}

function differentiateModel(g: GraphBuilder, value: NodeId, p: number): Model {
  const d = new Differentiator(g);
  const gradient = Array.from({ length: p }, (_, i) => d.derivative(value, i));
  const hessian: NodeId[] = [];
  for (let i = 0; i < p; i++) for (let j = 0; j <= i; j++) hessian.push(d.derivative(gradient[i] ?? 0, j));
  const roots = [value, ...gradient, ...hessian];
  const moving = movingNodes(g, roots);
  return { graph: g, value, gradient, hessian, columnNodes: [...dataOnlyNodes(g, roots, moving), ...moving] };
}

/** What needs a moving column: the value itself (0), its gradient (1) or its Hessian alone (2). */
function depthIn(g: GraphBuilder, { value, gradient }: Model): (node: NodeId) => 0 | 1 | 2 {
  const ofValue = new Set(movingNodes(g, [value]));
  const ofGradient = new Set(movingNodes(g, gradient));
  return (node) => (ofValue.has(node) ? 0 : ofGradient.has(node) ? 1 : 2);
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
