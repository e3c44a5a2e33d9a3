import type { Minimum, Multistart } from "./multistart.ts";
import { NewtonSolver } from "./newton.ts";
import { agreement, makeSolver } from "./polish.ts";
import type { Problem } from "./problem.ts";
import { searchLevels } from "./start-levels.ts";

/** Values of each coordinate that a sweep stops at. */
const stops = 32;
/** Sweeps from a better minimum than the last. */
const rounds = 3;
/** A minimum that only a sweep finds is worth telling of where its objective is at most so many times the best. */
const rivalWithin = 1.01;
/** A sweep turns back where the objective is so many times the best: what lies behind, the first round's starts look for. */
const barrier = 2;

/**
 * A second round of starts for a nearly absolute loss, whose minima lie along valleys that wide losses know nothing of:
 * from the best minimum each coordinate that is not linear is moved step by step through its range while the others
 * follow, and let go at every step. Low minima that the first round had not found join it, each with its own starts;
 * ends at known ones do not count. Begins again where it finds a lower minimum.
 */
export function sweep(problem: Problem, found: Multistart, delta: number): Multistart {
  let { minima } = found;
  let starts = found.starts;
  for (let round = 0; round < rounds; round++) {
    const [best] = minima;
    if (best === undefined) break;
    const fresh = along(problem, best, delta).filter(
      (m) => m.objective <= rivalWithin * best.objective && !minima.some((known) => agree(known, m)),
    );
    const added: Minimum[] = [];
    for (const minimum of fresh) {
      const same = added.findIndex((m) => agree(m, minimum));
      if (same < 0) added.push(minimum);
      else added[same] = { ...added[same]!, starts: added[same]!.starts + 1 };
    }
    starts += fresh.length;
    minima = [...minima, ...added].sort((a, b) => a.objective - b.objective);
    if (minima[0] === best) break;
  }
  return { ...found, minima, starts };
}

function agree(a: Minimum, b: Minimum): boolean {
  return a.attained && Math.abs(a.objective - b.objective) <= agreement * Math.max(a.objective, b.objective);
}

/** The minima below every stop of every coordinate's sweep. */
function along(problem: Problem, best: Minimum, delta: number): readonly Minimum[] {
  const { coordinates, data } = problem;
  const ends: Minimum[] = [];
  const free = makeSolver(problem);
  const rival = rivalWithin * best.objective;
  coordinates.forEach((coordinate, i) => {
    if (coordinate.linear) return;
    for (const values of stopsOf(problem, i, best.coordinates[i]!)) {
      let point = best.coordinates;
      for (const value of values) {
        const bounds = (side: "lower" | "upper"): readonly number[] =>
          coordinates.map((c, k) => (k === i ? value : c[side]));
        const held = new NewtonSolver(problem.evaluator, bounds("lower"), bounds("upper"));
        const step = held.minimize(data, point, { delta, tolerance: 1e-3, maxIterations: 20, mix: 0 });
        if (step.status === "invalid" || step.objective > barrier * best.objective) break;
        point = step.coordinates;
        const end = free.minimize(data, point, { delta, tolerance: 1e-13, maxIterations: 200, mix: 0, rival });
        if (end.status === "converged")
          ends.push({ coordinates: end.coordinates, objective: end.objective, starts: 1, attained: true });
      }
    }
  });
  return ends;
}

/** Where a coordinate is held: its start values above the best one, ascending, and those below, descending. */
function stopsOf(problem: Problem, i: number, at: number): readonly (readonly number[])[] {
  const levels = searchLevels(problem, [i], stops);
  const all = levels.kind === "points" ? Array.from({ length: levels.count }, (_, k) => levels.at(k, 0)) : levels.first;
  const every = Math.max(1, Math.floor(all.length / stops));
  const values = all.filter((x, k) => k % every === 0 && Number.isFinite(x)).sort((a, b) => a - b);
  return [values.filter((x) => x > at), values.filter((x) => x < at).reverse()];
}
