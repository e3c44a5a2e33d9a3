import { wasmEvaluator } from "../../src/fit/evaluator.ts";
import { outputLength } from "../../src/fit/objective.ts";
import { makeProblem, type Problem } from "../../src/fit/problem.ts";
import { type CLoop, runCLoop } from "./c-loop.ts";
import { delta, fromPeer, hoffmannLaw, simulatedWork, trueConstants } from "./work.ts";

/** The least time of some repetitions, in milliseconds: what others do on the machine is no property of the code. */
export function least(repeats: number, work: () => unknown): number {
  let time = Number.POSITIVE_INFINITY;
  for (let i = 0; i < repeats; i++) {
    const begin = performance.now();
    work();
    time = Math.min(time, performance.now() - begin);
  }
  return time;
}

/** Nanoseconds a row of one pass at a point: value and gradient, or with the exact Hessian. */
export function nanosecondsARow(
  { evaluator, data, coordinates }: Problem,
  at: Float64Array,
  delta: number,
  kind: "gradient" | "exact",
  { passes, repeats }: { readonly passes: number; readonly repeats: number },
): number {
  const out = new Float64Array(outputLength(coordinates.length));
  evaluator.bind(data);
  // Two points in turn: what is kept of a point is made anew in every pass, as in a fit.
  const beside = at.map((x) => x * (1 + 1e-12) + 1e-300);
  const pass = (): void => {
    for (let k = 0; k < passes; k++) evaluator.evaluate(k % 2 === 0 ? at : beside, delta, kind, out);
  };
  return (1e6 * least(repeats, pass)) / (passes * data.rows);
}

/** One pass over so many rows, in nanoseconds a row, and the same loop in C where there is a gcc. */
export interface RowsPass {
  readonly rows: number;
  readonly nsGradient: number;
  readonly nsHessian: number;
  readonly inC: CLoop | undefined;
}

/** Passes over a sweep, with what is dear computed once a distinct value of N and of D, and in every row. */
export interface SweepPass {
  readonly rows: number;
  readonly distinct: readonly [number, number];
  readonly nsGradient: number;
  readonly nsHessian: number;
  readonly nsGradientPlain: number;
  readonly nsHessianPlain: number;
}

/** Sweeps of so many rows by so many values of N and of D. */
const sweeps = [
  [600, 20, 30],
  [240, 60, 80],
  [20_000, 40, 500],
] as const;

/** Measures passes over sweeps on one thread. */
export function passesOverSweeps(repeats: number): readonly SweepPass[] {
  return sweeps.map(([rows, ns, ds]) => {
    const { N, D, loss } = simulatedWork(rows);
    const inputs = [N.map((_, i) => N[i % ns]!), D.map((_, i) => D[(7919 * i) % ds]!)];
    const problem = makeProblem({ law: hoffmannLaw(), inputs, response: loss, log: true });
    const evaluator = wasmEvaluator(problem.model, true, problem.objective);
    if (evaluator === undefined || problem.coded.length !== 2) throw new Error("a sweep has two coded columns");
    const columns = problem.data.columns.slice(0, problem.model.columnNodes.length);
    const plain: Problem = { ...problem, evaluator, data: { ...problem.data, columns } };
    const at = problem.toCoordinates(fromPeer(problem.law, trueConstants));
    const often = { passes: Math.ceil(100_000 / rows), repeats: 5 * repeats };
    return {
      rows,
      distinct: [ns, ds],
      nsGradient: nanosecondsARow(problem, at, delta, "gradient", often),
      nsHessian: nanosecondsARow(problem, at, delta, "exact", often),
      nsGradientPlain: nanosecondsARow(plain, at, delta, "gradient", often),
      nsHessianPlain: nanosecondsARow(plain, at, delta, "exact", often),
    };
  });
}

/** Passes over a few hundred to a million simulated rows on one thread: the time a row is to be the same. */
export function passesBySize(repeats: number): readonly RowsPass[] {
  return [240, 10_000, 1_000_000].map((rows) => {
    const { N, D, loss } = simulatedWork(rows);
    const problem = makeProblem({ law: hoffmannLaw(), inputs: [N, D], response: loss, log: true });
    const at = problem.toCoordinates(fromPeer(problem.law, trueConstants));
    const often = { passes: Math.ceil(100_000 / rows), repeats: 5 * repeats };
    return {
      rows,
      nsGradient: nanosecondsARow(problem, at, delta, "gradient", often),
      nsHessian: nanosecondsARow(problem, at, delta, "exact", often),
      inC: runCLoop(problem, at, delta),
    };
  });
}
