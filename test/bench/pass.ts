import { outputLength } from "../../src/fit/objective.ts";
import type { Problem } from "../../src/fit/problem.ts";

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
  const pass = (): void => {
    for (let k = 0; k < passes; k++) evaluator.evaluate(at, delta, kind, out);
  };
  return (1e6 * least(repeats, pass)) / (passes * data.rows);
}
