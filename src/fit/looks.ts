import { type Cancellation, unlessInterrupted } from "../execute/cancellation.ts";
import {
  approached,
  isWide,
  type Looked,
  loosely,
  makeSolver,
  narrowing,
  type Start,
  wideIterations,
} from "./polish.ts";
import type { Problem } from "./problem.ts";

/** A look at starts: from one width, or where the look before it left them, to another, so many iterations at each. */
export interface Look {
  readonly width: number;
  readonly last: number;
  readonly maxIterations: number;
}

/** A first look at starts, at the width that narrowing begins at. */
export function firstLook(width: number): Look {
  return { width, last: width, maxIterations: 10 };
}

/** A second look at those that are worth following: as far as polishing would bring them by there, a width closer if it is wide. */
export function secondLook(width: number, delta: number): Look {
  const closer = width / narrowing;
  return { width, last: isWide(closer, delta) ? closer : width, maxIterations: wideIterations };
}

/** Looks at starts; those that an interruption left out are missing. */
export function lookAt(
  problem: Problem,
  starts: readonly Start[],
  { width, last, maxIterations }: Look,
  signal?: Cancellation,
): readonly Start[] {
  const solver = makeSolver(problem);
  const { data } = problem;
  const from = ({ point, looked }: Start): Looked => {
    if (looked !== undefined) return looked;
    const near = approached(solver, data, point, 0, width);
    return { coordinates: Float64Array.from(near), objective: Number.POSITIVE_INFINITY, next: width };
  };
  const look = (start: Start): Start => {
    let looked = from(start);
    while (looked.next >= last) {
      const { coordinates, next: wide } = looked;
      const seen = solver.minimize(data, coordinates, { ...loosely, delta: wide, maxIterations });
      const unfinished = seen.status === "outOfIterations" && maxIterations < wideIterations;
      looked = { ...seen, next: unfinished ? wide : wide / narrowing };
      if (unfinished || seen.status === "invalid") break;
    }
    return { ...start, looked };
  };
  const seen: Start[] = [];
  for (const start of starts) {
    if (signal?.aborted && seen.length > 0) break;
    const one = unlessInterrupted(() => look(start));
    if (one === undefined) break;
    seen.push(one);
  }
  return seen;
}

const height = ({ looked }: Start): number => looked?.objective ?? Number.POSITIVE_INFINITY;
const lowestFirst = (seen: readonly Start[]): readonly Start[] => seen.toSorted((a, b) => height(a) - height(b));

/** So many are followed whatever looks say. */
export const alwaysFollowed = 8;
/** The share of starts that are followed whatever a first look says; others only below so many times the least objective. */
const followedShare = 0.15;
const hopeless = 2;
/** The share of starts that are followed at most. */
const mostFollowed = 0.4;

/** The starts that are worth following after a first look, the lowest first. */
export function worthFollowing(seen: readonly Start[]): readonly Start[] {
  const order = lowestFirst(seen);
  const sure = Math.max(alwaysFollowed, Math.ceil(followedShare * order.length));
  const most = Math.max(sure, Math.ceil(mostFollowed * order.length));
  return within(order.slice(0, most), sure, hopeless);
}

/** After a second look others are followed to the end only below so many times the least objective. */
const near = 1.1;

/** The starts that are worth following to the end after a second look, the lowest first. */
export function worthPolishing(seen: readonly Start[]): readonly Start[] {
  return within(lowestFirst(seen), alwaysFollowed, near);
}

/** Of starts in order the first `sure`, and those whose objective is at most so many times the least. */
function within(order: readonly Start[], sure: number, times: number): readonly Start[] {
  const [least] = order;
  return least === undefined ? [] : order.filter((start, k) => k < sure || height(start) <= times * height(least));
}
