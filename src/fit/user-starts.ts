import { LinearSolver } from "./linear-solver.ts";
import type { Problem } from "./problem.ts";
import { generateStarts } from "./starts.ts";

/** Generated starts from which what a user's start leaves open is filled: the best of these. */
const generated = 16;

/**
 * Start points in φ from points over the law's parameters in θ, where NaN stands for what the user left open: parameters
 * that are searched take the value of the best generated start, linear ones are solved for.
 */
export function completeStarts(
  problem: Problem,
  starts: readonly Float64Array[],
  width: number,
): readonly Float64Array[] {
  const open = starts.some((theta) => problem.coordinates.some((c) => Number.isNaN(theta[c.parameter])));
  const [best] = open ? generateStarts(problem, generated, width) : [];
  const base = best === undefined ? undefined : problem.toParameters(best);
  const solver = new LinearSolver(problem);
  solver.bind(problem.data);
  return starts.map((theta) => {
    const left = problem.coordinates.filter((c) => Number.isNaN(theta[c.parameter]));
    const full = theta.map((x, k) => (Number.isNaN(x) ? (base?.[k] ?? 0) : x));
    const point = problem.toCoordinates(full);
    const linear = problem.coordinates.filter((c) => c.linear);
    if (linear.length > 0 && linear.every((c) => left.includes(c))) solver.solve(point, undefined);
    return point;
  });
}
