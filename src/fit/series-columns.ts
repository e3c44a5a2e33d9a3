import { type ColumnFunction, compileColumns } from "../law/compile.ts";
import { dependencies, type GraphBuilder, type NodeId, reachable } from "../law/expression.ts";
import type { Law } from "../law/law.ts";
import { compileRuns, type RunProgram } from "../law/run-columns.ts";
import { planRuns, runBounds } from "../law/run-plan.ts";
import { chosenPath } from "./evaluation-path.ts";
import type { Evaluator } from "./evaluator.ts";
import type { ObjectiveFunction, Rows } from "./objective.ts";

/** All rows of the runs, whole and in order: a row without a response counts in `cumsum`, `lag` and `scan` too. */
export interface SeriesInput {
  readonly rows: number;
  /** A column for each input of the law, the run's beginnings among them. */
  readonly inputs: readonly Float64Array[];
  /** Where each fitted row stands among these. */
  readonly positions: Float64Array;
}

const alongRun: ReadonlySet<string> = new Set(["scan", "lag", "pick", "total"]);

/** The outermost nodes along runs with parameters that some roots use: columns that follow the parameters. */
export function movingNodes(g: GraphBuilder, roots: readonly NodeId[]): readonly NodeId[] {
  const bits = dependencies(g);
  const found = new Set<NodeId>();
  const seen = new Set<NodeId>();
  const stack = [...roots];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = g.nodes[id];
    if (alongRun.has(node?.op ?? "") && ((bits[id] ?? 0) & 1) === 1) found.add(id);
    else stack.push(...(node?.args ?? []));
  }
  return [...found].sort((a, b) => a - b);
}

/** Terms of sums over rows that one pass of a search may cost; and the rows that it looks at all the same. */
const searchTerms = 250_000;
const leastSearchRows = 32;

/** How many of the fitted rows a search can afford, where each sums over as many rows of its run as stand before it. */
export function searchRowsOf(
  g: GraphBuilder,
  moving: readonly NodeId[],
  series: SeriesInput | undefined,
): { readonly searchRows?: number } {
  if (series === undefined || !moving.some((id) => g.nodes[id]?.op === "total")) return {};
  const { start } = planRuns(g, moving);
  const { begin } = runBounds(start === undefined ? undefined : series.inputs[start], series.rows);
  const places = series.positions.map((at) => at - begin[at]! + 1);
  const terms = places.reduce((sum, place) => sum + place, 0) / Math.max(1, places.length);
  return { searchRows: Math.max(leastSearchRows, Math.floor(searchTerms / Math.max(1, terms))) };
}

/** The inputs at rows halfway from the beginning of a run to each fitted row: what a sum up to that row is made of. */
export function halfwayInputs(
  { graph, root }: Pick<Law, "graph" | "root">,
  { inputs, rows, positions }: SeriesInput,
): readonly Float64Array[] {
  const { start } = planRuns(graph, [root]);
  const { begin } = runBounds(start === undefined ? undefined : inputs[start], rows);
  return inputs.map((column) => positions.map((at) => column[(at + begin[at]!) >> 1] ?? Number.NaN));
}

/** Computes nodes over the whole runs and takes the fitted rows. */
export function seriesColumns(
  g: GraphBuilder,
  nodes: readonly NodeId[],
  { rows, inputs, positions }: SeriesInput,
): readonly Float64Array[] {
  const full = nodes.map(() => new Float64Array(rows));
  compileColumns(g, nodes)([], inputs, 0, rows, full);
  return full.map((column) => Float64Array.from(positions, (at) => column[at] ?? Number.NaN));
}

/** The parts of a problem that read columns. */
interface Computed {
  readonly evaluator: Evaluator;
  readonly objective: ObjectiveFunction;
  readonly basis: ColumnFunction;
}

/** What is asked of a problem: its value, with its gradient, or with its Hessian too; each needs more columns. */
type Depth = 0 | 1 | 2;

/**
 * Makes what is computed from columns follow the parameters: before each use the moving columns (from `first` on) are
 * computed along the runs, at the rows at hand alone, whose places stand in the last column. `depthOf` says which of
 * them the value needs (0), which its gradient (1), which its Hessian (2).
 */
export function followParameters<C extends Computed>(
  made: C,
  g: GraphBuilder,
  moving: readonly NodeId[],
  depthOf: (node: NodeId) => Depth,
  first: number,
  series: SeriesInput,
): C {
  const used = parametersOf(g, moving);
  const depths = moving.map(depthOf);
  const programs: (RunProgram | undefined)[] = [];
  const members = ([0, 1, 2] as const).map((depth) => moving.flatMap((_, k) => (depths[k]! <= depth ? [k] : [])));
  const full = moving.map(() => new Float64Array(series.rows));
  const programAt = (depth: Depth): RunProgram => {
    const known = programs[depth];
    if (known !== undefined) return known;
    const nodes = (members[depth] ?? []).map((k) => moving[k]!);
    const made = compileRuns(g, nodes, chosenPath());
    made.bind(series.inputs, series.rows);
    programs[depth] = made;
    return made;
  };
  let current = "";
  /** One more than the depth that a row is computed to at the current parameters. */
  const done = new Int8Array(series.rows);
  const keyOf = (parameters: ArrayLike<number>): string => used.map((i) => parameters[i]).join(",");
  const filled = new WeakMap<readonly ArrayLike<number>[], { readonly key: string; readonly depth: Depth }>();
  const fill = (
    parameters: ArrayLike<number>,
    columns: readonly ArrayLike<number>[],
    key: string,
    depth: Depth,
  ): void => {
    if (current !== key) done.fill(0);
    current = key;
    const places = columns[first + moving.length] as Float64Array;
    const missing: number[] = [];
    for (let i = 0; i < places.length; i++) {
      const place = places[i]!;
      if (done[place]! > depth) continue;
      done[place] = depth + 1;
      missing.push(place);
    }
    if (missing.length > 0) {
      const out = (members[depth] ?? []).map((k) => full[k]!);
      // What is left half done, by an interruption, is done anew.
      current = "";
      programAt(depth).compute(parameters, out, missing);
      current = key;
    }
    moving.forEach((_, k) => {
      const source = full[k]!;
      const target = columns[first + k] as Float64Array;
      // What is not asked for must not spoil a sum by a stale NaN.
      if (depths[k]! > depth) target.fill(0);
      else for (let i = 0; i < places.length; i++) target[i] = source[places[i]!]!;
    });
    filled.set(columns, { key, depth });
  };
  const refresh = (parameters: ArrayLike<number>, columns: readonly ArrayLike<number>[], depth: Depth): string => {
    const key = keyOf(parameters);
    const known = filled.get(columns);
    if (known?.key !== key || known.depth < depth) fill(parameters, columns, key, depth);
    return `${key}|${filled.get(columns)?.depth}`;
  };
  // The columns that follow the parameters are filled for a pass over the objective, not for its linear coordinates.
  const { normal: _, ...evaluator } = made.evaluator;
  const { objective, basis } = made;
  let rows: Rows | undefined;
  let bound = "";
  return {
    ...made,
    evaluator: {
      ...evaluator,
      bind: (data) => {
        rows = data;
        bound = "";
        // The rows may be others in the same arrays.
        filled.delete(data.columns);
      },
      evaluate: (parameters, delta, kind, out) => {
        if (rows === undefined) throw new Error("an evaluator must be bound to rows before it evaluates");
        const key = refresh(parameters, rows.columns, kind === "exact" ? 2 : 1);
        if (key !== bound) {
          evaluator.bind({ ...rows, columns: rows.columns.slice(0, first + moving.length) });
          bound = key;
        }
        evaluator.evaluate(parameters, delta, kind, out);
      },
    },
    objective: (parameters, columns, ...rest) => {
      refresh(parameters, columns, 2);
      objective(parameters, columns, ...rest);
    },
    basis: (parameters, columns, begin, end, out) => {
      // The same arrays may hold other rows by now: what they hold is not trusted.
      fill(parameters, columns, keyOf(parameters), 0);
      basis(parameters, columns, begin, end, out);
    },
  };
}

function parametersOf(g: GraphBuilder, nodes: readonly NodeId[]): readonly number[] {
  const marks = reachable(g, nodes);
  const found = new Set<number>();
  g.nodes.forEach((node, id) => {
    if (marks[id] && node.op === "param") found.add(node.index ?? 0);
  });
  return [...found].sort((a, b) => a - b);
}
