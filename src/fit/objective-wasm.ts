import { emitPairs, type PairNames } from "../law/emit-wasm.ts";
import type { NodeId } from "../law/expression.ts";
import { levelsApart } from "../law/masks.ts";
import {
  encodeRoot,
  type RootPlace,
  type RootSearch,
  rootAddresses,
  rootColumns,
  rootSearches,
} from "../law/root-wasm.ts";
import { encodeModule, type Pair, PairLoop } from "../law/wasm-encoder.ts";
import { emitLogNormal } from "../law/wasm-math.ts";
import { type CodedColumn, mostDistinct } from "./distinct.ts";
import type { LossShape } from "./loss/loss.ts";
import { lossOfShape } from "./loss/table.ts";
import { blockRows, type Model, outputLength } from "./objective.ts";

/** Where a module finds things in its memory, in bytes. */
export interface ObjectiveLayout {
  readonly delta: number;
  readonly parameters: number;
  readonly out: number;
  /** Begin of each column, then of the response and of the weights. */
  readonly columns: readonly number[];
  readonly response: number;
  readonly weights: number;
  /** Of each coded column its codes, its distinct values, and a table of each of the nodes computed for them. */
  readonly coded: readonly { readonly codes: number; readonly values: number; readonly tables: readonly number[] }[];
  /** What is searched for in every row, and where. */
  readonly roots: readonly RootPlace[];
  /** How much memory is used. */
  readonly size: number;
}

/** What is summed: value and gradient, with the Hessian of reweighted least squares, or with the exact one. */
export const sums = ["gradient", "reweighted", "exact"] as const;
export type Sums = (typeof sums)[number];

/** Columns begin a block and one cache line apart: at multiples of 4 kB they would all fall into the same cache sets. */
const stride = blockRows * 8 + 64;

const tableStride = mostDistinct * 8 + 64;

/** Lays out the memory for p parameters and some columns, of which some may be coded, and for what is searched for. */
export function objectiveLayout(
  parameters: number,
  columns: number,
  codedColumns: readonly CodedColumn[] = [],
  searches: readonly RootSearch[] = [],
): ObjectiveLayout {
  const aligned = (x: number): number => Math.ceil(x / 64) * 64;
  const out = aligned(8 + 8 * parameters);
  const first = out + aligned(8 * outputLength(parameters));
  const at = (k: number): number => first + k * stride;
  let free = at(columns + 2);
  const take = (bytes: number): number => {
    free += bytes;
    return free - bytes;
  };
  const coded = codedColumns.map(({ nodes }) => ({
    codes: take(stride),
    values: take(tableStride),
    tables: nodes.map(() => take(tableStride)),
  }));
  const roots = searches.map(({ outside }) => {
    const [value = 0, a = 0, b = 0, fa = 0, fb = 0, step = 0] = Array.from({ length: rootColumns }, () => take(stride));
    const list = take(aligned(2 * blockRows));
    return { value, outside: outside.map(() => take(stride)), state: { a, b, fa, fb, step }, list };
  });
  return {
    delta: 0,
    parameters: 8,
    out,
    columns: Array.from({ length: columns }, (_, k) => at(k)),
    response: at(columns),
    weights: at(columns + 1),
    coded,
    roots,
    size: free,
  };
}

/** The function that fills the tables of a coded column, by its place among them. */
export function tableFunction(place: number): string {
  return `tables${place}`;
}

/** The roots that a model's sums need in every row. */
export function modelSearches({ graph, value, gradient, hessian, columnNodes }: Model): readonly RootSearch[] {
  const columns = new Set(columnNodes);
  return rootSearches(graph, value, [...gradient, ...hessian], (id) => columns.has(id));
}

/**
 * The WebAssembly module of one law, loss and space: a function for each of `sums`, for the tables of each coded column,
 * and for the steps of each search.
 */
export function encodeObjective(
  model: Model,
  log: boolean,
  layout: ObjectiveLayout,
  shape: LossShape,
  coded: readonly CodedColumn[] = [],
  searches: readonly RootSearch[] = [],
): Uint8Array<ArrayBuffer> {
  const names = (count: number) => (f: PairLoop) => rowNames(f, model, layout, coded, searches.slice(0, count));
  return encodeModule(
    new Map([
      ...sums.map((kind) => [kind, encodeSums(model, log, kind, layout, shape, names(searches.length))] as const),
      ...coded.map((column, k) => [tableFunction(k), encodeTables(model, layout, column, k)] as const),
      ...searches.flatMap((search, k) => [
        ...encodeRoot(model.graph, search, k, layout.roots[k] ?? noPlace(), names(k)),
      ]),
    ]),
  );
}

function noPlace(): never {
  throw new Error("a search has no place in the memory");
}

/** How the leaves of a row are read: from its columns, from tables of distinct values, and from searches that are done. */
export function rowNames(
  f: PairLoop,
  model: Model,
  layout: ObjectiveLayout,
  coded: readonly CodedColumn[],
  searches: readonly RootSearch[],
): PairNames {
  const place = new Map([
    ...model.columnNodes.map((node, k) => [node, layout.columns[k] ?? 0] as const),
    ...rootAddresses(searches, layout.roots),
  ]);
  const tables = new Map(
    coded.flatMap(({ nodes }, k) => nodes.map((node, j) => [node, { ...layout.coded[k], at: j }] as const)),
  );
  return {
    parameter: (index) => f.splat(layout.parameters + 8 * index),
    column: (id) => {
      const address = place.get(id);
      if (address !== undefined) return f.load(address);
      const table = tables.get(id);
      return table === undefined ? undefined : f.gather(table.codes ?? 0, table.tables?.[table.at] ?? 0);
    },
  };
}

/** Computes the nodes of a coded column for pairs of its distinct values. */
function encodeTables(model: Model, layout: ObjectiveLayout, column: CodedColumn, k: number): number[] {
  const f = new PairLoop();
  const valid = f.variable(f.bits(0xffffffffffffffffn));
  const { values = 0, tables = [] } = layout.coded[k] ?? {};
  const read = emitPairs(
    f,
    model.graph,
    {
      parameter: (index) => f.splat(layout.parameters + 8 * index),
      column: (id) => (id === column.node ? f.load(values) : undefined),
    },
    (sure) => f.assign(valid, f.apply("and", valid, sure)),
  );
  column.nodes.forEach((node, j) => {
    f.store(tables[j] ?? 0, read(node));
  });
  return f.body(valid);
}

/**
 * The loop of objective.ts on pairs of rows. The function answers 0 where some row leaves the domain or the range that
 * its instructions serve; its sums are then to be made by another path.
 */
function encodeSums(
  model: Model,
  log: boolean,
  kind: Sums,
  layout: ObjectiveLayout,
  shape: LossShape,
  names: (f: PairLoop) => PairNames,
): number[] {
  const f = new PairLoop();
  const p = model.gradient.length;
  const valid = f.variable(f.bits(0xffffffffffffffffn));
  const require = (sure: Pair): void => f.assign(valid, f.apply("and", valid, sure));
  const read = emitPairs(f, model.graph, names(f), require);
  const constantOf = (id: NodeId): number | undefined =>
    model.graph.nodes[id]?.op === "const" ? model.graph.nodes[id]?.value : undefined;
  const times = (a: Pair, id: NodeId): Pair => (constantOf(id) === 1 ? a : f.apply("mul", a, read(id)));
  let index = 0;
  const accumulate = (at: number, terms: readonly Pair[]): void => {
    const sum = f.variable(f.constant(0));
    for (const term of terms) f.assign(sum, f.apply("add", sum, term));
    f.storeSum(layout.out + 8 * at, sum);
  };

  const delta = f.splat(layout.delta);
  const s = read(model.value);
  const y = f.load(layout.response);
  const w = f.load(layout.weights);
  let inverse: Pair | undefined;
  if (log) {
    inverse = f.apply("div", f.constant(1), s);
    // Both s and 1/s normal and positive: what the logarithm serves.
    require(f.apply("gt", f.apply("pmin", s, inverse), f.constant(2.3e-308)));
  } else require(f.apply("lt", f.apply("abs", s), f.constant(Number.POSITIVE_INFINITY)));
  const r = f.apply("sub", log ? emitLogNormal(f, s) : s, y);
  const loss = lossOfShape(shape).emit(f, { r, delta, target: y, require });
  const force = f.apply("mul", w, loss.psi);
  accumulate(index++, [f.apply("mul", w, loss.rho)]);
  const pull = inverse === undefined ? force : f.apply("mul", force, inverse);
  for (const gi of model.gradient) {
    if (constantOf(gi) === 0) index++;
    else accumulate(index++, [times(pull, gi)]);
  }
  if (kind === "gradient") return f.body(valid);

  let stiff: Pair;
  if (kind === "exact") {
    stiff = f.apply("mul", w, loss.curvature());
    if (log) stiff = f.apply("sub", stiff, force);
  } else {
    stiff = f.apply("mul", w, loss.weight());
  }
  if (inverse !== undefined) stiff = f.apply("mul", stiff, f.apply("mul", inverse, inverse));
  let k = 0;
  const apart = levelsApart(model.graph, model.gradient);
  for (let i = 0; i < p; i++) {
    const gi = model.gradient[i] ?? 0;
    const row = constantOf(gi) === 0 ? undefined : times(stiff, gi);
    for (let j = 0; j <= i; j++, k++, index++) {
      const gj = model.gradient[j] ?? 0;
      const second = model.hessian[k] ?? 0;
      const terms: Pair[] = [];
      if (row !== undefined && constantOf(gj) !== 0 && !apart(i, j)) terms.push(times(row, gj));
      if (kind === "exact" && constantOf(second) !== 0) terms.push(times(pull, second));
      if (terms.length > 0) accumulate(index, terms);
    }
  }
  return f.body(valid);
}
