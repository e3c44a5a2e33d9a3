import type { Coordinate } from "./coordinate.ts";
import { findRootNear, findRoots } from "./root.ts";

/** An equation of the variables: it holds where the function is 0. */
export type Equation = (x: Float64Array) => number;

/** Which variable each equation is solved for, and whether an equation may have several roots. */
export interface Elimination {
  readonly solved: readonly number[];
  readonly branching: boolean;
}

/** A continuous variable: its place in x, and how it is walked. */
export interface Axis {
  readonly index: number;
  readonly coordinate: Coordinate;
}

const probes = 16;
const rootPoints = 121;

/**
 * Chooses, for each equation in turn, the variable it can be solved for in the most places, when the others are spread over
 * their ranges. Undefined where an equation has no root in any of them.
 */
export function chooseElimination(
  axes: readonly Axis[],
  equations: readonly Equation[],
  x: Float64Array,
): Elimination | undefined {
  const solved: number[] = [];
  let branching = false;
  for (let k = 0; k < equations.length; k++) {
    let best = { axis: -1, score: 0, several: false };
    for (let a = axes.length - 1; a >= 0; a--) {
      if (solved.includes(a)) continue;
      const trial = solver(axes, equations.slice(0, k + 1), { solved: [...solved, a], branching: false }, x, false);
      let [score, several] = [0, false];
      for (let p = 0; p < probes; p++) {
        spread(axes, x, p);
        const count = trial.count();
        if (count > 0) score++;
        if (count > 1) several = true;
      }
      if (score > best.score) best = { axis: a, score, several };
    }
    if (best.axis < 0) return undefined;
    solved.push(best.axis);
    branching ||= best.several;
  }
  return { solved, branching };
}

/** Puts the variables at the p-th of a few well-spread points of their ranges (a Kronecker sequence). */
function spread(axes: readonly Axis[], x: Float64Array, p: number): void {
  axes.forEach(({ index, coordinate }, a) => {
    const share = ((p + 0.5) * [0.618033988749895, 0.414213562373095, 0.732050807568877, 0.23606797749979][a % 4]!) % 1;
    x[index] = coordinate.toX(coordinate.lo + (coordinate.hi - coordinate.lo) * share);
  });
}

/** Solves equations for their variables in place. */
export interface Solver {
  /** Sets the solved variables of x from the others; false where there is no solution. Each call starts from the last one's. */
  readonly solve: () => boolean;
  /** How many roots the last equation has at x. */
  readonly count: () => number;
  /** Sets the solved variables to each solution in turn and calls back with x filled. */
  readonly each: (visit: () => void) => void;
}

/** Makes the solver of some equations for the variables an elimination has chosen; `follow` starts it from the values x has. */
export function solver(
  axes: readonly Axis[],
  equations: readonly Equation[],
  { solved, branching }: Elimination,
  x: Float64Array,
  follow: boolean,
): Solver {
  const last = equations.map((_, k) => x[axes[solved[k]!]!.index]!);
  const known = equations.map(() => follow);

  /** Equation k as a function of its variable alone, with the equations before it solved on the way. */
  const residual = (k: number) => (value: number) => {
    x[axes[solved[k]!]!.index] = value;
    return solveFrom(k - 1) ? equations[k]!(x) : Number.NaN;
  };
  const rootsOf = (k: number): readonly number[] => {
    const { coordinate } = axes[solved[k]!]!;
    const [lo, hi] = [coordinate.toX(coordinate.lo), coordinate.toX(coordinate.hi)];
    return findRoots(residual(k), { lo, hi, points: rootPoints });
  };
  const put = (k: number, root: number): boolean => {
    if (Number.isNaN(root)) return false;
    last[k] = root;
    known[k] = true;
    x[axes[solved[k]!]!.index] = root;
    return solveFrom(k - 1);
  };
  const solveFrom = (k: number): boolean => {
    if (k < 0) return true;
    const { coordinate } = axes[solved[k]!]!;
    const [lo, hi] = [coordinate.toX(coordinate.lo), coordinate.toX(coordinate.hi)];
    if (known[k]) {
      const near = findRootNear(residual(k), last[k]!, lo, hi);
      // With one branch, no root on the way to both ends is no root at all.
      if (!Number.isNaN(near) || !branching) return put(k, near);
    }
    return put(k, rootsOf(k)[0] ?? Number.NaN);
  };
  return {
    solve: () => solveFrom(equations.length - 1),
    count: () => rootsOf(equations.length - 1).length,
    each(visit) {
      const k = equations.length - 1;
      if (k < 0) return visit();
      for (const root of rootsOf(k)) if (put(k, root)) visit();
    },
  };
}
