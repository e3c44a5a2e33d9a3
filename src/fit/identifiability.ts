import { EigenvalueDecomposition, inverse, Matrix } from "ml-matrix";
import { freeParameters } from "../law/law.ts";
import { boundCoordinates, hessianMatrix } from "./covariance.ts";
import { sparsestBasis } from "./null-basis.ts";
import { derivatives } from "./polish.ts";
import type { Problem } from "./problem.ts";
import { runawaysFrom } from "./runaway.ts";

/** How a parameter moves along a direction that the data do not determine. */
export interface Movement {
  readonly name: string;
  /** Its share of the direction's squared length in the solver's scaled coordinates, or in its own where it has none there. */
  readonly share: number;
  /** The change of a parameter that the law keeps positive as a share of it, of any other itself; the largest is 1. */
  readonly change: number;
  readonly relative: boolean;
}

/** How well the data tell the parameters apart at the optimum. */
export interface Identifiability {
  /** Condition number of the column-scaled normal matrix. */
  readonly condition: number;
  /** Directions the data do not determine: the parameters that move, largest share first. */
  readonly flat: readonly (readonly Movement[])[];
  /** For each of them that the data leave open both ways, parameters that fit as well: a small step to either side. */
  readonly alike?: readonly (readonly [Float64Array, Float64Array])[];
  /** Pairs whose estimates are nearly collinear, in the solver's centred coordinates. */
  readonly pairs: readonly { readonly a: string; readonly b: string; readonly correlation: number }[];
}

/** Beyond this condition the smallest direction is lost in the rounding of doubles. */
const flatCondition = 1e12;
const nearlyCollinear = 0.98;

/** A direction of the coordinates: each one's part, of unit length in scaled coordinates, and its step in its own. */
type Direction = ReadonlyMap<number, { readonly part: number; readonly step: number }>;

/** How far a step goes along a direction that nothing determines. */
const smallStep = 1e-4;

/** The parameters a small step to both sides along a direction whose largest step is taken as one. */
function stepsAlong(
  problem: Problem,
  at: Float64Array,
  direction: Direction,
  sizeOf: (coordinate: number) => number = () => 1,
): readonly [Float64Array, Float64Array] {
  const longest = Math.max(...[...direction].map(([i, { step }]) => Math.abs(step) / sizeOf(i)));
  const moved = (sign: number): Float64Array => {
    const to = at.slice();
    for (const [i, { step }] of direction) to[i] = to[i]! + (sign * smallStep * step) / longest;
    return problem.toParameters(to);
  };
  return [moved(1), moved(-1)];
}

/** The parameters that move along a direction of the coordinates, by their share of it. */
function movements(problem: Problem, at: Float64Array, direction: Direction): readonly Movement[] {
  const [above, below] = stepsAlong(problem, at, direction);
  const here = problem.toParameters(at);
  const free = freeParameters(problem.law);
  const changes = free.map((index) => {
    const { lower = Number.NEGATIVE_INFINITY } = problem.law.parameters[index] ?? {};
    const relative = lower >= 0 && here[index]! > 0;
    return { index, relative, by: (above[index]! - below[index]!) / (relative ? here[index]! : 1) };
  });
  const most = changes.reduce((a, b) => (Math.abs(b.by) > Math.abs(a) * (1 + 1e-4) ? b.by : a), 0);
  return (
    changes
      .map(({ index, relative, by }) => {
        const { part = 0 } = direction.get(problem.coordinates.findIndex((c) => c.parameter === index)) ?? {};
        const name = problem.law.parameters[index]?.name ?? "";
        return { name, share: part * part, change: most === 0 ? 0 : by / most, relative };
      })
      .filter(({ share, change }) => share > 0.01 || Math.abs(change) > 0.01)
      // Shares that differ by rounding alone keep the law's order.
      .sort((x, y) => Math.round(1e3 * y.share) - Math.round(1e3 * x.share))
  );
}

/** Parameters that fit as well as those found, where the data leave a direction open both ways. */
function alikeAlong(problem: Problem, at: Float64Array, flat: readonly Direction[]): Identifiability["alike"] {
  // Of what runs off to one side alone the data do tell something: where it begins to.
  const runsAway = runawaysFrom(problem, at);
  const leads = (i: number): boolean => runsAway(i, at[i]!, 1) !== runsAway(i, at[i]!, -1);
  const open = flat.filter((direction) => ![...direction].some(([i, { part }]) => Math.abs(part) > 0.01 && leads(i)));
  const sizeOf = (i: number): number => (problem.coordinates[i]?.kind === "log" ? 1 : Math.abs(at[i]!) || 1);
  return open.length === 0 ? undefined : open.map((direction) => stepsAlong(problem, at, direction, sizeOf));
}

/** Whether a number told at both ends of such a step is one that the step changes, beyond rounding. */
export function changesAlong(above: number, below: number): boolean {
  return Math.abs(above - below) > 1e-2 * smallStep * Math.max(Math.abs(above), Math.abs(below));
}

/** Judges the optimum by the eigenvalues and the inverse of the scaled normal matrix (after Belsley, Kuh and Welsch). */
export function identifiability(problem: Problem, at: Float64Array): Identifiability {
  const p = at.length;
  const held = boundCoordinates(problem, at);
  const free = Array.from({ length: p }, (_, i) => i).filter((i) => !held.has(i));
  if (free.length === 0) return { condition: 1, flat: [], pairs: [] };
  // Squares, whatever the loss: what is asked is the design, not the noise.
  const normal = hessianMatrix(derivatives(problem, at, Number.POSITIVE_INFINITY, 0), p);
  const runsAway = runawaysFrom(problem, at);
  const awayAt = (i: number): boolean => runsAway(i, at[i]!, 1) || runsAway(i, at[i]!, -1);
  const dead = free.filter((i) => !(normal.get(i, i) > 0) || awayAt(i));
  const keep = free.filter((i) => !dead.includes(i));
  const usable = keep.length > 0 && keep.every((i) => keep.every((j) => Number.isFinite(normal.get(i, j))));
  const judged = usable ? scaledNormal(normal, keep) : undefined;
  const flat: readonly Direction[] = [
    ...dead.map((i) => new Map([[i, { part: 1, step: 1 }]])),
    ...(judged?.flat ?? []),
  ];
  if (flat.length > 0 || judged === undefined) {
    const alike = alikeAlong(problem, at, flat);
    return {
      condition: dead.length > 0 || judged === undefined ? Number.POSITIVE_INFINITY : judged.condition,
      flat: flat.map((direction) => movements(problem, at, direction)),
      ...(alike === undefined ? {} : { alike }),
      pairs: [],
    };
  }
  const name = (k: number): string =>
    problem.law.parameters[problem.coordinates[keep[k] ?? 0]?.parameter ?? 0]?.name ?? "";
  const pairs: { readonly a: string; readonly b: string; readonly correlation: number }[] = [];
  const inverted = inverse(judged.scaled);
  for (let i = 0; i < keep.length; i++) {
    for (let j = 0; j < i; j++) {
      const correlation = inverted.get(i, j) / Math.sqrt(inverted.get(i, i) * inverted.get(j, j));
      if (Math.abs(correlation) >= nearlyCollinear) pairs.push({ a: name(j), b: name(i), correlation });
    }
  }
  return { condition: judged.condition, flat: [], pairs };
}

/** The normal matrix of some coordinates scaled to a unit diagonal, its condition and its null directions. */
function scaledNormal(
  normal: Matrix,
  keep: readonly number[],
): { readonly scaled: Matrix; readonly condition: number; readonly flat: readonly Direction[] } {
  const scales = keep.map((i) => 1 / Math.sqrt(normal.get(i, i)));
  const scale = Matrix.diag(scales);
  const scaled = scale.mmul(normal.selection([...keep], [...keep])).mmul(scale);
  const eigen = new EigenvalueDecomposition(scaled, { assumeSymmetric: true });
  const values = eigen.realEigenvalues;
  const largest = Math.max(...values);
  const condition = largest / Math.max(Math.min(...values), 0);
  const columns = values.flatMap((value, column) => (value > largest / flatCondition ? [] : [column]));
  if (columns.length === 0) return { scaled, condition, flat: [] };
  const space = eigen.eigenvectorMatrix.selection(
    keep.map((_, k) => k),
    columns,
  );
  const flat = sparsestBasis(space).map((vector) => {
    const length = Math.hypot(...vector);
    return new Map(
      [...vector].flatMap((x, k) =>
        x === 0 ? [] : [[keep[k] ?? 0, { part: x / length, step: x * (scales[k] ?? 0) }] as const],
      ),
    );
  });
  return { scaled, condition, flat };
}
