import type { Problem } from "./problem.ts";
import { residualsOf } from "./residuals.ts";

/** So many e-folds further a scale that the data determine has moved the predictions. */
const further = 14;
/** The share of the residuals by which it must have moved them. */
const share = 1e-6;

/** Asks of a point whether a logarithmic coordinate runs away on one side (see runawaysFrom), once it is put to `from`. */
export type Runaways = (index: number, from: number, side: -1 | 1) => boolean;

/**
 * Whether the predictions at a point stay as they are when a logarithmic coordinate, first put to `from`, goes on far to
 * one side: what it scales has vanished, or grown past all data, and the limit would fit as well.
 */
export function runawaysFrom(problem: Problem, coordinates: Float64Array): Runaways {
  const here = residualsOf(problem, coordinates);
  const most = share * size(here);
  return (index, from, side) => {
    if (problem.coordinates[index]?.kind !== "log") return false;
    const at = (logarithm: number): Float64Array => {
      if (logarithm === coordinates[index]) return here;
      const moved = coordinates.slice();
      moved[index] = logarithm;
      return residualsOf(problem, moved);
    };
    const there = at(from + side * further);
    return size(at(from).map((r, i) => r - there[i]!)) <= most;
  };
}

const size = (values: Float64Array): number => Math.sqrt(values.reduce((sum, r) => sum + r * r, 0));
