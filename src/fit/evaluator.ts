import { type BlockTeam, blockTeam } from "../execute/blocks.ts";
import { heed } from "../execute/cancellation.ts";
import { addBlocks, readable, teamJob } from "./block-sums.ts";
import { type CodedColumn, parametersInTables } from "./distinct.ts";
import { chosenPath, type EvaluationPath } from "./evaluation-path.ts";
import type { LossShape } from "./loss/loss.ts";
import { encodeNormal } from "./normal-wasm.ts";
import {
  blockRows,
  evaluateObjective,
  generateObjective,
  type Model,
  type ObjectiveFunction,
  outputLength,
  type Rows,
  walkObjective,
  weightsOf,
} from "./objective.ts";
import { encodeObjective, modelSearches, objectiveLayout, type Sums, sums, tableFunction } from "./objective-wasm.ts";
import type { Random } from "./random.ts";
import { glanceSteps, RootFinder } from "./root-finder.ts";
import { memoryOf, type SumFunctions, type SumModule, sumModule } from "./sum-modules.ts";

/** Computes one law's objective over the rows it was last bound to. */
export interface Evaluator {
  readonly path: EvaluationPath;
  /** Takes the rows to sum over; arrays changed afterwards must be bound again. */
  readonly bind: (rows: Rows) => void;
  /**
   * Overwrites `out` with the objective, its gradient and what `kind` says of its Hessian (see ObjectiveFunction); at a
   * glance the roots in an implicit law are found to a few digits.
   */
  readonly evaluate: (parameters: Float64Array, delta: number, kind: Sums | "glance", out: Float64Array) => void;
  /**
   * The normal equations of the linear coordinates (see encodeNormal), where the rows are those it is bound to and no
   * other way must be taken; else false.
   */
  readonly normal?: (rows: Rows, parameters: Float64Array, out: Float64Array) => boolean;
  /**
   * Moves the centres of priors by a draw of each from itself, or back: a replicate that resamples the data alone would
   * call a parameter certain that the prior alone tells of.
   */
  readonly movePriors?: (source: Random | undefined) => void;
  /** The variance of the priors' part of the gradient at a point, by coordinate: what a draw of each from itself makes of it. */
  readonly priorVariance?: (parameters: Float64Array) => Float64Array;
  /** Of rows that are read block by block: the sum over them of products of first derivatives, row-major. */
  readonly scoreProducts?: (parameters: Float64Array, delta: number) => Float64Array;
}

/** The sums of a model over rows, and the way they are computed; with `coded` columns their codes follow the rows' own columns. */
export function makeEvaluator(
  model: Model,
  log: boolean,
  shape: LossShape = { kind: "huber" },
  coded: readonly CodedColumn[] = [],
): { readonly evaluator: Evaluator; readonly objective: ObjectiveFunction } {
  const path = chosenPath() ?? "wasm";
  const generated = (of: Model): ObjectiveFunction | undefined =>
    path === "walk" ? undefined : generateObjective(of, log, shape);
  const made = (of: Model): ObjectiveFunction => generated(of) ?? walkObjective(of, log, shape);
  let all: ObjectiveFunction | undefined;
  if (path === "wasm") {
    // JavaScript is generated only when it is asked for: a first fit need not wait for it.
    const objective: ObjectiveFunction = (...args) => {
      all ??= made(model);
      all(...args);
    };
    const evaluator = wasmEvaluator(model, log, objective, shape, coded);
    if (evaluator !== undefined) return { evaluator, objective };
  }
  all = generated(model);
  const objective = all ?? made(model);
  let gradient: ObjectiveFunction | undefined;
  const objectiveOf = (kind: Sums): ObjectiveFunction => {
    if (kind !== "gradient") return objective;
    gradient ??= made({ ...model, hessian: [] });
    return gradient;
  };
  const taken = all === undefined ? "walk" : "javascript";
  return { evaluator: plainEvaluator(objectiveOf, taken, slowness[taken] * nodesIn(model)), objective };
}

/** How many operations a row takes, about. */
const nodesIn = ({ graph }: Model): number => graph.nodes.length;

/** How much longer an operation takes by each path than in WebAssembly. */
const slowness: Readonly<Record<EvaluationPath, number>> = { wasm: 1, javascript: 3, walk: 100 };

/** An evaluator over generated or walked sums in JavaScript, of so many operations a row. */
function plainEvaluator(objectiveOf: (kind: Sums) => ObjectiveFunction, path: EvaluationPath, cost: number): Evaluator {
  let rows: Rows | undefined;
  return {
    path,
    bind: (data) => {
      rows = data;
    },
    evaluate: (parameters, delta, kind, out) => {
      if (rows === undefined) throw new Error("an evaluator must be bound to rows before it evaluates");
      evaluateObjective(
        objectiveOf(kind === "glance" ? "gradient" : kind),
        cost,
        parameters,
        rows,
        delta,
        kind === "reweighted" ? 0 : 1,
        out,
      );
    },
  };
}

/** Whose rows stand in the thread's memory: evaluators take turns, and whoever finds another's copies its own again. */
let resident: object | undefined;

/**
 * An evaluator in WebAssembly, or undefined where the host has none (or none with SIMD). Blocks that leave the range of
 * its instructions are summed by `fallback`.
 */
export function wasmEvaluator(
  model: Model,
  log: boolean,
  fallback: ObjectiveFunction,
  shape: LossShape = { kind: "huber" },
  coded: readonly CodedColumn[] = [],
): Evaluator | undefined {
  const searches = modelSearches(model);
  const layout = objectiveLayout(model.gradient.length, model.columnNodes.length, coded, searches);
  const keyOf = (what: string): string => JSON.stringify([what, log, shape, coded.map(({ node }) => node)]);
  let owned: WebAssembly.Memory;
  let module: SumModule<string>;
  try {
    owned = memoryOf(layout.size);
    module = sumModule(model, keyOf("sums"), () => encodeObjective(model, log, layout, shape, coded, searches));
  } catch {
    return undefined;
  }
  const { bytes, functions } = module;
  const roots = new RootFinder(functions, searches, layout.roots);
  const length = outputLength(model.gradient.length);
  const cost = nodesIn(model);
  const places = [...layout.columns, ...layout.coded.map(({ codes }) => codes), layout.response, layout.weights];
  const hasCodes = ({ columns }: Rows): boolean => columns.length === model.columnNodes.length + coded.length;
  /** Sums rows that have no codes, and where a table cannot serve a value. */
  let plain: Evaluator | undefined;
  const uncoded = (): Evaluator | undefined => {
    plain ??= wasmEvaluator(model, log, fallback, shape);
    if (rows !== undefined) plain?.bind(rows);
    return plain;
  };
  const self = {};
  let doubles = new Float64Array(owned.buffer);
  let rows: Rows | undefined;
  /** One function over all blocks of the rows, on all threads of a team, where there is one. */
  let shared: ReturnType<BlockTeam["open"]> | undefined;
  let loaded = -1;
  /** What the tables in the memory were computed from, and whether every value was served. */
  const inTables = parametersInTables(model, coded);
  const tabledAt = new Float64Array(inTables.length);
  let tabled: "served" | "unserved" | undefined;

  /** Copies rows [begin, end) to the memory; an odd last one is doubled with weight 0. */
  const load = (data: Rows, begin: number, end: number): void => {
    if (doubles.buffer !== owned.buffer) doubles = new Float64Array(owned.buffer);
    const sources = [...data.columns, data.response, data.weights];
    const count = end - begin;
    for (let k = 0; k < places.length; k++) {
      const at = places[k]! >> 3;
      const source = sources[k];
      if (source === undefined) {
        doubles.fill(1, at, at + count);
        if (count % 2 === 1) doubles[at + count] = 0;
        continue;
      }
      doubles.set(begin === 0 && end === source.length ? source : source.subarray(begin, end), at);
      if (count % 2 === 1) doubles[at + count] = k === places.length - 1 ? 0 : source[end - 1]!;
    }
    coded.forEach(({ values }, k) => {
      const at = (layout.coded[k]?.values ?? 0) >> 3;
      doubles.set(values, at);
      doubles[at + values.length] = values[values.length - 1] ?? 0;
    });
    if (resident !== self) tabled = undefined;
    resident = self;
    loaded = begin;
    roots.forget();
  };
  const setHead = (parameters: Float64Array, delta: number): void => {
    // Beyond 1e300 a residual has no square: an infinite width is as wide.
    doubles[0] = delta < 1e300 ? delta : 1e300;
    doubles.set(parameters, 1);
  };
  /** Computes what is computed once a distinct value, where it is not there yet; false where some value needs another way. */
  const fillTables = (data: Rows, parameters: Float64Array): boolean => {
    if (coded.length === 0) return true;
    if (resident !== self) load(data, 0, Math.min(blockRows, data.rows));
    else if (doubles.buffer !== owned.buffer) doubles = new Float64Array(owned.buffer);
    for (let k = 0; k < inTables.length; k++) {
      const x = parameters[inTables[k]!]!;
      if (!Object.is(x, tabledAt[k])) tabled = undefined;
      tabledAt[k] = x;
    }
    if (tabled === undefined) {
      doubles.set(parameters, 1);
      const served = coded.every(({ values }, k) => functions[tableFunction(k)]?.((values.length + 1) >> 1) === 1);
      tabled = served ? "served" : "unserved";
    }
    return tabled === "served";
  };

  /** Made when it is first asked for; undefined for a law without linear coordinates. */
  let normal: SumFunctions<"normal"> | "unmade" | undefined = "unmade";
  return {
    path: "wasm",
    normal: (data, parameters, sums) => {
      if (data !== rows || data.rows > blockRows) return false;
      if (coded.length > 0 && !(hasCodes(data) && fillTables(data, parameters)))
        return uncoded()?.normal?.(data, parameters, sums) ?? false;
      if (normal === "unmade") {
        const linear = (model.linear?.basis.length ?? 0) > 0;
        normal = linear
          ? sumModule<"normal">(model, keyOf("normal"), () => encodeNormal(model, log, layout, coded, searches))
              .functions
          : undefined;
      }
      if (normal === undefined) return false;
      if (resident !== self || loaded !== 0) load(data, 0, data.rows);
      else if (doubles.buffer !== owned.buffer) doubles = new Float64Array(owned.buffer);
      const outAt = layout.out >> 3;
      doubles.set(parameters, 1);
      roots.find(parameters, (data.rows + 1) >> 1);
      if (normal.normal((data.rows + 1) >> 1) !== 1) return false;
      for (let k = 0; k < sums.length; k++) sums[k] = doubles[outAt + k]!;
      return true;
    },
    bind: (data) => {
      if (rows !== data) shared = undefined;
      rows = data;
      loaded = -1;
    },
    evaluate: (parameters, delta, asked, out) => {
      if (rows === undefined) throw new Error("an evaluator must be bound to rows before it evaluates");
      const kind = asked === "glance" ? "gradient" : asked;
      const mix = kind === "reweighted" ? 0 : 1;
      shared ??=
        searches.length === 0 && readable(rows)
          ? blockTeam()?.open(teamJob(bytes, layout, rows, length), sums, 1 + parameters.length, () =>
              heed(blockRows * cost),
            )
          : undefined;
      if (shared !== undefined) {
        const head = Float64Array.of(delta < 1e300 ? delta : 1e300, ...parameters);
        addBlocks(shared(kind, head), rows, out, (begin, end, block) =>
          fallback(parameters, rows!.columns, rows!.response, weightsOf(rows!), begin, end, delta, mix, block),
        );
        return;
      }
      if (coded.length > 0 && !(hasCodes(rows) && fillTables(rows, parameters))) {
        uncoded()?.evaluate(parameters, delta, asked, out);
        return;
      }
      const outAt = layout.out >> 3;
      const sum = functions[kind] as (pairs: number) => number;
      const summed = kind === "gradient" ? 1 + parameters.length : length;
      out.fill(0);
      for (let begin = 0; begin < rows.rows; begin += blockRows) {
        const end = Math.min(begin + blockRows, rows.rows);
        heed((end - begin) * cost);
        if (resident !== self || loaded !== begin) load(rows, begin, end);
        else if (doubles.buffer !== owned.buffer) doubles = new Float64Array(owned.buffer);
        setHead(parameters, delta);
        roots.find(parameters, (end - begin + 1) >> 1, asked === "glance" ? glanceSteps : undefined);
        doubles.fill(0, outAt, outAt + summed);
        if (sum((end - begin + 1) >> 1) === 1) {
          for (let k = 0; k < summed; k++) out[k] = out[k]! + doubles[outAt + k]!;
          continue;
        }
        if (roots.lacks(doubles, end - begin)) {
          out[0] = Number.POSITIVE_INFINITY;
          return;
        }
        const block = new Float64Array(length);
        fallback(parameters, rows.columns, rows.response, weightsOf(rows), begin, end, delta, mix, block);
        for (let k = 0; k < length; k++) out[k] = out[k]! + block[k]!;
        if (out[0] === Number.POSITIVE_INFINITY) return;
      }
    },
  };
}
