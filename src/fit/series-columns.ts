import { type ColumnFunction, compileColumns } from "../law/compile.ts";
import { dependencies, type GraphBuilder, type NodeId, reachable } from "../law/expression.ts";
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

/** The outermost recursions with parameters that some roots use: columns that follow the parameters. */
export function movingNodes(g: GraphBuilder, roots: readonly NodeId[]): readonly NodeId[] {
  const bits = dependencies(g);
  const found = new Set<NodeId>();
  const seen = new Set<NodeId>();
  const stack = [...roots];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = g.nodes[id];
    const series = node?.op === "scan" || node?.op === "lag";
    if (series && ((bits[id] ?? 0) & 1) === 1) found.add(id);
    else stack.push(...(node?.args ?? []));
  }
  return [...found].sort((a, b) => a - b);
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

/**
 * Makes what is computed from columns follow the parameters: before each use the moving columns (from `first` on) are
 * computed over the whole runs and copied to the rows at hand, whose places stand in the last column.
 */
export function followParameters<C extends Computed>(
  made: C,
  g: GraphBuilder,
  moving: readonly NodeId[],
  first: number,
  series: SeriesInput,
): C {
  const used = parametersOf(g, moving);
  const compute = compileColumns(g, moving);
  const full = moving.map(() => new Float64Array(series.rows));
  let current = "";
  const keyOf = (parameters: ArrayLike<number>): string => used.map((i) => parameters[i]).join(",");
  const filled = new WeakMap<readonly ArrayLike<number>[], string>();
  const fill = (parameters: ArrayLike<number>, columns: readonly ArrayLike<number>[], key: string): void => {
    if (current !== key) {
      compute(parameters, series.inputs, 0, series.rows, full);
      current = key;
    }
    const places = columns[first + moving.length] as Float64Array;
    moving.forEach((_, k) => {
      const source = full[k]!;
      const target = columns[first + k] as Float64Array;
      for (let i = 0; i < places.length; i++) target[i] = source[places[i]!]!;
    });
    filled.set(columns, key);
  };
  const refresh = (parameters: ArrayLike<number>, columns: readonly ArrayLike<number>[]): string => {
    const key = keyOf(parameters);
    if (filled.get(columns) !== key) fill(parameters, columns, key);
    return key;
  };
  const { evaluator, objective, basis } = made;
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
        const key = refresh(parameters, rows.columns);
        if (key !== bound) {
          evaluator.bind({ ...rows, columns: rows.columns.slice(0, first + moving.length) });
          bound = key;
        }
        evaluator.evaluate(parameters, delta, kind, out);
      },
    },
    objective: (parameters, columns, ...rest) => {
      refresh(parameters, columns);
      objective(parameters, columns, ...rest);
    },
    basis: (parameters, columns, begin, end, out) => {
      // The same arrays may hold other rows by now: what they hold is not trusted.
      fill(parameters, columns, keyOf(parameters));
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
