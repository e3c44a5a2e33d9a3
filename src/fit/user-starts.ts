import { followValley, isLeastSquares } from "./follow-valley.ts";
import { LinearSolver } from "./linear-solver.ts";
import type { NewtonResult } from "./newton.ts";
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

/** Of more points than this none is followed: a grid finds its way by their number. */
const mostFollowed = 16;
/** So often a valley is taken up again where its iterations ran out. */
const mostStages = 4;

/**
 * Where a user's points lead by least squares in all coordinates: from the point as given and with the linear coordinates
 * solved for first, the lower end of the two. Far from an optimum Newton's method, which solves for them at every step, may
 * go another way. A point whose residuals cannot be minimised themselves leads nowhere.
 */
export function followStarts(
  problem: Problem,
  starts: readonly Float64Array[],
  delta: number,
): readonly Float64Array[] {
  if (starts.length > mostFollowed) return [];
  const linear = new LinearSolver(problem);
  linear.bind(problem.data);
  const follow = (start: Float64Array): NewtonResult => {
    let end = followValley(problem, start);
    for (let stage = 1; stage < mostStages && end.status === "outOfIterations"; stage++)
      end = followValley(problem, end.coordinates);
    return end;
  };
  return starts.flatMap((start) => {
    if (!isLeastSquares(problem, start, delta)) return [];
    const solved = start.slice();
    linear.solve(solved, undefined);
    const ends = [start, solved]
      .map(follow)
      .filter(({ coordinates, objective }) => Number.isFinite(objective) && coordinates.every(Number.isFinite));
    const [best] = ends.toSorted((a, b) => a.objective - b.objective);
    return best === undefined ? [] : [best.coordinates];
  });
}
