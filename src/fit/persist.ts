import { descendInStages, followValley, isLeastSquares } from "./follow-valley.ts";
import { hasMany, type Multistart, multistart } from "./multistart.ts";
import { agreement, makeSolver } from "./polish.ts";
import type { Problem } from "./problem.ts";

/** So many of the best ends are followed along their valleys. */
const valleys = 3;
/** Residuals this small beside the response's spread: the normal equations no longer see where a valley leads. */
const nearlyExact = 1e-4;

/** The search with a point that meets every row, where the valley of one of its best few ends leads to one. */
function throughValleys(problem: Problem, found: Multistart, delta: number): Multistart {
  const [best] = found.minima;
  if (best === undefined) return found;
  const { response, rows } = problem.data;
  const mean = response.reduce((sum, y) => sum + y / rows, 0);
  const spread = Math.sqrt(response.reduce((sum, y) => sum + (y - mean) ** 2, 0) / rows);
  const close = nearlyExact * spread;
  if (best.attained && best.objective > 0.5 * rows * close ** 2) return found;
  for (const { coordinates } of found.minima.slice(0, valleys)) {
    if (!isLeastSquares(problem, coordinates, Math.max(delta, close))) continue;
    const end = followValley(problem, coordinates);
    if (end.status !== "exact" || !isLeastSquares(problem, end.coordinates, delta)) continue;
    const exact = { ...best, coordinates: end.coordinates, objective: end.objective, attained: true };
    return { ...found, minima: [exact, ...found.minima.slice(1)], status: "exact" };
  }
  return found;
}

/**
 * Follows the best end further: along its valley; then where its iterations ran out into a minimum, or as far as
 * patience goes; where it had converged by one more Newton step, which doubles the digits that the stopping rule left.
 */
export function persist(problem: Problem, ended: Multistart, delta: number): Multistart {
  if (ended.status === "interrupted" || ended.status === "exact") return ended;
  const found = throughValleys(problem, ended, delta);
  const best = found.minima[0];
  if (best === undefined || found.status === "exact") return found;
  // Over many rows the last step has been taken already.
  if (best.attained && hasMany(problem)) return found;
  const end = best.attained
    ? makeSolver(problem).minimize(problem.data, best.coordinates, {
        delta,
        tolerance: 1e-13,
        maxIterations: 4,
        mix: 1,
      })
    : descendInStages(problem, best, delta);
  if (end.status !== "converged" && end.status !== "exact") return found;
  const { coordinates, objective } = end;
  return {
    ...found,
    minima: [{ ...best, coordinates, objective, attained: true }, ...found.minima.slice(1)],
    status: end.status,
  };
}

/** The search from where a user's points lead, if it ends lower than theirs; told as of the points themselves. */
export function followed(
  problem: Problem,
  direct: Multistart,
  points: readonly Float64Array[],
  delta: number,
  width: number,
): Multistart {
  if (points.length === 0) return direct;
  const found = persist(problem, multistart(problem, points, delta, width), delta);
  const [a, b] = [direct.minima[0], found.minima[0]];
  if (b === undefined || (a !== undefined && a.objective * (1 - agreement) <= b.objective)) return direct;
  return { ...found, starts: direct.starts, aside: direct.aside };
}
