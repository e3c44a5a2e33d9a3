import { heed } from "../execute/cancellation.ts";
import { emitJs } from "./emit-js.ts";
import { walkRow } from "./evaluate.ts";
import { type Graph, type NodeId, reachableUntil } from "./expression.ts";
import { generate } from "./generate.ts";
import { planRuns, type RunBounds, runBounds } from "./run-plan.ts";
import { sumGroups } from "./run-sums.ts";
import { type SumKernel, sumKernel } from "./run-wasm.ts";

/** Roots over rows that stand in runs, one run after another. */
export interface RunProgram {
  /** Takes all rows of the runs, a column for each input; the parts without parameters are computed once for them. */
  readonly bind: (columns: readonly ArrayLike<number>[], rows: number) => void;
  /** Fills `out[k][i]` with root k, at all rows i or at the given ones alone. */
  readonly compute: (parameters: ArrayLike<number>, out: readonly Float64Array[], places?: ArrayLike<number>) => void;
}

/** One pass over some rows: `columns` are those of the inputs, `known` those of earlier passes by node. */
type Pass = (
  parameters: ArrayLike<number>,
  columns: readonly ArrayLike<number>[],
  known: readonly Float64Array[],
  bounds: RunBounds,
  places: ArrayLike<number> | undefined,
  rows: number,
  out: readonly Float64Array[],
) => void;

/** How sums over rows are computed: each way serves where the one before it is forbidden. */
export type RunPath = "wasm" | "javascript" | "walk";

/** Compiles roots along runs: generated code, or a walk of the graph where that is forbidden or asked for. */
export function compileRuns(graph: Graph, roots: readonly NodeId[], path: RunPath = "wasm"): RunProgram {
  const { passes, fixed, start } = planRuns(graph, roots);
  const place = new Map(passes.flat().map((id, k) => [id, k]));
  let slots: ReadonlyMap<NodeId, number> = place;
  const make = (wanted: readonly NodeId[], stop: (id: NodeId) => boolean): Pass =>
    (path === "walk" ? undefined : generatePass(graph, wanted, slots, stop)) ?? walkPass(graph, wanted, slots, stop);
  const before = passes.map((pass, depth) => {
    const earlier = new Set(passes.slice(0, depth).flat());
    // What is carried along is carried anew: a derivative names the rows before of the recursion it is of.
    const stop = (id: NodeId): boolean => earlier.has(id) && !/^(?:scan|lag)$/.test(graph.nodes[id]?.op ?? "");
    return [true, false].flatMap((still) => {
      const wanted = pass.filter((id) => fixed.has(id) === still);
      return wanted.length === 0 ? [] : [{ wanted, still, pass: make(wanted, stop) }];
    });
  });
  const stop = (id: NodeId): boolean => place.has(id);
  const kernels = path === "wasm" ? kernelsOf(graph, roots, stop) : [];
  // What a kernel sums stands in columns after the others.
  const served = new Map(kernels.flatMap(({ members }) => members).map((id, k) => [id, place.size + k]));
  slots = new Map([...place, ...served]);
  const readers = kernels.map(({ kernel }) => make(kernel.reads, stop));
  const otherwise = lazily(() => make([...served.keys()], stop));
  const every = lazily(() => Int32Array.from({ length: rows }, (_, i) => i));
  const last = make(roots, (id) => slots.has(id));
  let columns: readonly ArrayLike<number>[] = [];
  let rows = 0;
  let bounds: RunBounds = runBounds(undefined, 0);
  let known: readonly Float64Array[] = [];
  let fresh = false;
  let reads: readonly (readonly Float64Array[])[] = [];
  const columnOf = (id: NodeId): Float64Array => known[slots.get(id) ?? 0] ?? new Float64Array(0);
  const run = (still: boolean, parameters: ArrayLike<number>): void => {
    for (const { wanted, still: own, pass } of before.flat()) {
      const out = wanted.map(columnOf);
      if (own === still) heed(rows * wanted.length);
      if (own === still) pass(parameters, columns, known, bounds, undefined, rows, out);
    }
  };
  return {
    bind: (taken, count) => {
      columns = taken;
      rows = count;
      bounds = runBounds(start === undefined ? undefined : taken[start], count);
      known = [...slots.keys()].map(() => new Float64Array(count));
      fresh = true;
      every.renew();
      reads = readers.map((_, k) => (kernels[k]?.kernel.reads ?? []).map(() => new Float64Array(count)));
      for (const { kernel } of kernels) kernel.bind(bounds, columnOf);
    },
    compute: (parameters, out, places) => {
      if (fresh) run(true, parameters);
      fresh = false;
      run(false, parameters);
      for (const [k, { kernel, members }] of kernels.entries()) {
        const read = reads[k] ?? [];
        readers[k]?.(parameters, columns, known, bounds, places, rows, read);
        if (kernel.compute(places ?? every.get(), read, members.map(columnOf))) continue;
        otherwise.get()(parameters, columns, known, bounds, places, rows, [...served.keys()].map(columnOf));
        break;
      }
      heed((places?.length ?? rows) * roots.length);
      last(parameters, columns, known, bounds, places, rows, out);
    },
  };
}

/** The kernels of the sums that some roots need, but for those below nodes that stand in columns. */
function kernelsOf(
  graph: Graph,
  roots: readonly NodeId[],
  stop: (id: NodeId) => boolean,
): readonly { readonly kernel: SumKernel; readonly members: readonly NodeId[] }[] {
  const marks = reachableUntil(graph, roots, stop);
  return sumGroups(graph, (id) => marks[id] === 1 && !stop(id)).flatMap((group) => {
    const kernel = sumKernel(graph, group);
    return kernel === undefined ? [] : [{ kernel, members: group.members }];
  });
}

/** What is made when it is first asked for, or after it is renewed. */
function lazily<T>(make: () => T): { readonly get: () => T; readonly renew: () => void } {
  let made: T | undefined;
  return {
    get: () => {
      made ??= make();
      return made;
    },
    renew: () => {
      made = undefined;
    },
  };
}

function generatePass(
  graph: Graph,
  roots: readonly NodeId[],
  place: ReadonlyMap<NodeId, number>,
  stop: (id: NodeId) => boolean,
): Pass | undefined {
  const { states, hoisted, row, read } = emitJs(graph, roots, {
    parameter: (index) => `p[${index}]`,
    input: (index) => `columns[${index}][i]`,
    column: (id) => (stop(id) ? `k${place.get(id)}[i]` : undefined),
    picked: (id) => `k${place.get(id)}`,
  });
  const body = [
    "'use strict';",
    ...[...place.values()].map((k) => `const k${k} = known[${k}];`),
    ...roots.map((_, k) => `const o${k} = out[${k}];`),
    "const { begin, end } = bounds, count = places === undefined ? rows : places.length;",
    ...states,
    ...hoisted,
    "for (let n = 0; n < count; n++) {",
    "const i = places === undefined ? n : places[n], b = begin[i], e = end[i];",
    ...row,
    ...roots.map((root, k) => `o${k}[i] = ${read(root)};`),
    "}",
  ].join("\n");
  return generate<Pass>(["p", "columns", "known", "bounds", "places", "rows", "out"], body);
}

function walkPass(
  graph: Graph,
  roots: readonly NodeId[],
  place: ReadonlyMap<NodeId, number>,
  stop: (id: NodeId) => boolean,
): Pass {
  return (parameters, columns, known, { begin, end }, places, rows, out) => {
    const states = new Map<number, number>();
    const count = places === undefined ? rows : places.length;
    for (let n = 0; n < count; n++) {
      const i = places?.[n] ?? n;
      const values = walkRow(graph, roots, {
        parameter: (index) => parameters[index] ?? Number.NaN,
        input: (index) => columns[index]?.[i] ?? Number.NaN,
        column: (id) => (stop(id) ? known[place.get(id) ?? 0]?.[i] : undefined),
        states,
        run: {
          row: i,
          begin: begin[i] ?? i,
          end: end[i] ?? i + 1,
          picked: (id, at) => known[place.get(id) ?? 0]?.[at],
        },
      });
      roots.forEach((root, k) => {
        const target = out[k];
        if (target !== undefined) target[i] = values[root] ?? Number.NaN;
      });
    }
  };
}
