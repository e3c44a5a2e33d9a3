import { Interruption } from "../execute/cancellation.ts";
import { type GlancePlan, Judge } from "./glance.ts";
import type { Problem } from "./problem.ts";
import { few, type Points, searchLevels } from "./start-levels.ts";
import { subsample } from "./subsample.ts";
import { chunked, glancing, runHere, type Steps } from "./work.ts";

/** Rows at most that candidate starts are judged on. */
const judgingRows = 512;

interface Candidate {
  readonly point: Float64Array;
  readonly value: number;
}

/** The start points of startSteps, on the caller's thread. */
export function generateStarts(problem: Problem, count: number, delta: number): readonly Float64Array[] {
  return runHere(startSteps(problem, count, delta));
}

/**
 * Start points from the law and the data, without the user's help: a grid over the parameters that are not linear (two
 * or fewer) or a low-discrepancy sequence (more); at each the linear ones are solved for by robust least squares.
 * Returns at most `count` distinct points in φ: the better half by objective, the rest spread over the search space.
 */
export function* startSteps(problem: Problem, count: number, delta: number): Steps<readonly Float64Array[]> {
  const most = count < few ? fewRows : judgingRows;
  const rows = Math.min(most, problem.searchRows ?? most);
  const plan = { delta, rows };
  const { judged: ranked, others } = yield* rankCandidates(problem, count, plan);
  const leading = count < few ? 2 * count : Math.max(64, count);
  const again = yield* reweighted(problem, ranked.slice(0, leading), plan);
  const judged = [...again, ...ranked.slice(leading)];
  const half = Math.ceil(count / 2);
  const chosen = again
    .toSorted((a, b) => a.value - b.value)
    .slice(0, half)
    .map((c) => c.point);
  // The others are spread over the ranks, denser towards the better: at the far end stand terms of the wrong sign, which
  // end in valleys that fall towards infinity.
  const rest = judged.filter((c) => !chosen.includes(c.point));
  const many = rest.length + others.count;
  const wanted = Math.min(count - chosen.length, many);
  let last = -1;
  for (let k = 0; k < wanted; k++) {
    last = Math.max(last + 1, Math.floor(0.5 * many * (k / wanted) ** 2));
    if (last < many) chosen.push(rest[last]?.point ?? others.pointOf(last - rest.length));
  }
  return chosen;
}

/** So many are reweighted in one go. */
const perReweighting = 8;

/** The leading candidates, reweighted before they are ranked again. */
function* reweighted(
  problem: Problem,
  candidates: readonly Candidate[],
  plan: GlancePlan,
): Steps<readonly Candidate[]> {
  const p = problem.coordinates.length;
  const parts = chunked(candidates, perReweighting);
  const inputs = parts.map((part) => Float64Array.from(part.flatMap(({ point }) => [...point])));
  const glanced = yield* glancing({ task: "glance", problem, plan: { ...plan, reweighted: true }, inputs });
  return parts.flatMap((part, k) => {
    const seen = glanced[k];
    if (seen === undefined) throw new Interruption("no start was chosen yet");
    return part.map((_, at) => ({ point: seen.points.slice(at * p, (at + 1) * p), value: seen.values[at]! }));
  });
}

/** Rows at most that they are judged on where few starts are wanted. */
const fewRows = 64;

/** Rows that scattered candidates are glanced at on: at least so many, and so many a coordinate. */
const roughRows = { least: 32, perCoordinate: 4 };

/** Rows that are computed in one go: so many candidates' as make about so many. */
const perGlance = 8192;

/** Candidates whose objective is known, best first, and those that a glance put behind them. */
interface Ranked {
  readonly judged: readonly Candidate[];
  readonly others: { readonly count: number; readonly pointOf: (k: number) => Float64Array };
}

/** Candidates with their linear coordinates solved for. */
function* rankCandidates(problem: Problem, count: number, plan: GlancePlan): Steps<Ranked> {
  const { coordinates, data } = problem;
  const searched = coordinates.flatMap((c, i) => (c.linear ? [] : [i]));
  const most = count < few ? 2 * count : Math.max(192, 3 * count);
  const levels = searchLevels(problem, searched, count);
  const grid = levels.kind === "grid" ? rankCells(problem, searched, levels, most, plan) : undefined;
  if (grid !== undefined) return grid;
  const p = coordinates.length;
  const { count: many, at } = levels.kind === "points" ? levels : productOf(levels.first, levels.second);
  // All in one array: thousands of small ones would have to be collected again.
  const points = new Float64Array(many * p);
  for (let k = 0; k < many; k++) {
    searched.forEach((place, d) => {
      points[k * p + place] = at(k, d);
    });
  }
  const values = new Float64Array(many).fill(Number.POSITIVE_INFINITY);
  const glance = function* (places: readonly number[], on: GlancePlan): Steps<readonly number[]> {
    const parts = chunked(places, Math.ceil(perGlance / Math.min(on.few ?? on.rows, data.rows)));
    const inputs = parts.map((part) => gathered(points, part, p));
    const glanced = yield* glancing({ task: "glance", problem, plan: on, inputs });
    parts.forEach((part, k) => {
      const seen = glanced[k];
      if (seen === undefined) throw new Interruption("no start was chosen yet");
      part.forEach((place, at) => {
        values[place] = seen.values[at]!;
        points.set(seen.points.subarray(at * p, (at + 1) * p), place * p);
      });
    });
    return ascending(values, places);
  };
  const pointOf = (k: number): Float64Array => points.slice(k * p, (k + 1) * p);
  const all = Array.from({ length: many }, (_, k) => k);
  const rough = Math.max(roughRows.least, roughRows.perCoordinate * p);
  // A few rows say which candidates are worth a look at all of the sample.
  const sifted = Math.min(plan.rows, data.rows) > rough && many > most;
  const order = sifted ? yield* glance(all, { ...plan, few: rough }) : all;
  const worth = sifted ? order.slice(0, most) : all;
  const judged = (yield* glance(worth, plan)).map((k) => ({ point: pointOf(k), value: values[k]! }));
  return { judged, others: { count: order.length - worth.length, pointOf: (k) => pointOf(order[worth.length + k]!) } };
}

/** Points of an array that are to go elsewhere. */
function gathered(points: Float64Array, places: readonly number[], p: number): Float64Array {
  const some = new Float64Array(places.length * p);
  places.forEach((place, at) => {
    some.set(points.subarray(place * p, (place + 1) * p), at * p);
  });
  return some;
}

/** The cells of a grid over two coordinates, where they can be solved in one go. */
function rankCells(
  problem: Problem,
  [i = 0, j = 0]: readonly number[],
  { first, second }: { readonly first: readonly number[]; readonly second: readonly number[] },
  most: number,
  { delta, rows }: GlancePlan,
): Ranked | undefined {
  const judge = new Judge(problem, delta);
  judge.bind(subsample(problem.data, rows));
  const grid = judge.solver.solveGrid([i, j], first, second);
  if (grid === undefined) return undefined;
  // Squared residuals rank well enough to say which cells are worth the robust objective.
  const cells = Array.from(grid.values, (_, cell) => cell);
  const order = ascending(grid.values, cells);
  const worth = order.slice(0, most);
  const judged = worth
    .map((cell) => {
      const point = grid.pointOf(cell);
      return { point, value: judge.objective(point) };
    })
    .filter(({ value }) => value < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.value - b.value);
  return {
    judged,
    others: { count: order.length - worth.length, pointOf: (k) => grid.pointOf(order[worth.length + k]!) },
  };
}

/** The product of two lists as points. */
function productOf(first: readonly number[], second: readonly number[]): Points {
  const n = second.length;
  return { count: first.length * n, at: (k, d) => (d === 0 ? first[Math.floor(k / n)] : second[k % n])! };
}

/** Those of the places where values are finite, least first. */
function ascending(values: Float64Array, places: readonly number[]): readonly number[] {
  return places.filter((k) => Number.isFinite(values[k])).sort((a, b) => values[a]! - values[b]!);
}
