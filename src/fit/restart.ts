import { gather, resample, rowsBuffer } from "./bootstrap.ts";
import type { Minimum } from "./multistart.ts";
import { makeSolver, polish } from "./polish.ts";
import type { Problem } from "./problem.ts";

/** Resamples tried from the best minimum. */
const rounds = 32;
/** The seed of these resamples; their streams have nothing to do with the bootstrap's. */
const seed = 0x5ea7c4;

/**
 * Restarts from fits to resampled rows (Wood 2001, Biometrics 57): the minima of a nearly absolute loss lie close
 * together, and a resample has others. Returns a lower minimum, or the given one.
 */
export function restart(problem: Problem, best: Minimum, delta: number, width: number): Minimum {
  const solver = makeSolver(problem);
  const counts = new Float64Array(problem.data.rows);
  const compact = rowsBuffer(problem.data);
  let found = best;
  for (let round = 0; round < rounds; round++) {
    resample(counts, seed, round);
    const other = polish(solver, gather(problem.data, counts, compact), found.coordinates, delta, width);
    if (other.status === "invalid") continue;
    const { coordinates, objective, status } = polish(solver, problem.data, other.coordinates, delta, delta);
    if (status === "converged" && objective < found.objective * (1 - 1e-9))
      found = { coordinates: coordinates.slice(), objective, starts: 1, attained: true };
  }
  return found;
}
