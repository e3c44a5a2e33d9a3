import { type ColumnFunction, compileColumns } from "../law/compile.ts";
import type { Law } from "../law/law.ts";
import { compileRuns, type RunProgram } from "../law/run-columns.ts";
import { chosenPath } from "./evaluation-path.ts";
import type { SeriesInput } from "./series-columns.ts";

/** Rows with a response: a column for each of a law's inputs; of a law along runs also where they stand in their runs. */
export interface ObservedRows {
  readonly inputs: readonly Float64Array[];
  readonly observed: Float64Array;
  /** Of rates: how many trials each was counted over. */
  readonly trials?: Float64Array;
  readonly series?: SeriesInput;
}

const columns = new WeakMap<Law, ColumnFunction>();
const runs = new WeakMap<SeriesInput, { readonly law: Law; readonly program: RunProgram }>();

/** What a law says at some rows, its parameters given. */
export function predictions(
  law: Law,
  { inputs, observed, series }: ObservedRows,
  parameters: ArrayLike<number>,
): Float64Array {
  const out = new Float64Array(observed.length);
  if (series === undefined) {
    const compute = columns.get(law) ?? compileColumns(law.graph, [law.root]);
    columns.set(law, compute);
    compute(parameters, inputs, 0, observed.length, [out]);
    return out;
  }
  const known = runs.get(series);
  const program = known?.law === law ? known.program : alongRuns(law, series);
  runs.set(series, { law, program });
  const full = new Float64Array(series.rows);
  program.compute(parameters, [full], series.positions);
  return out.map((_, i) => full[series.positions[i] ?? 0] ?? Number.NaN);
}

function alongRuns(law: Law, series: SeriesInput): RunProgram {
  const program = compileRuns(law.graph, [law.root], chosenPath());
  program.bind(series.inputs, series.rows);
  return program;
}

/** Computes something of parameters once for all that are equal: draws of few clusters come up again and again. */
export function oncePerDraw<T>(compute: (parameters: Float64Array) => T): (parameters: Float64Array) => T {
  const known = new Map<string, T>();
  return (parameters) => {
    const key = parameters.join(",");
    const found = known.get(key) ?? compute(parameters);
    if (known.size < mostKept) known.set(key, found);
    return found;
  };
}

/** Where more are kept no two are equal. */
const mostKept = 64;
