/** What is searched of a run: a range of a variable, or its listed values. */
export type DesignAxis =
  | { readonly kind: "range"; readonly low: number; readonly high: number }
  | { readonly kind: "list"; readonly values: readonly number[] };

/** Runs to be chosen so that one answer becomes as certain as may be. */
export interface DesignProblem {
  readonly axes: readonly DesignAxis[];
  readonly count: number;
  /** The derivatives of a run's expected response by the parameters, in the space of the fit; NaN where it has none. */
  readonly sensitivity: (run: readonly number[]) => Float64Array;
  /** The derivatives of the answer by the parameters. */
  readonly target: Float64Array;
  /** The covariance of the parameters from the rows that are there, in units of the noise's variance. */
  readonly covariance: readonly Float64Array[];
  readonly allowed: (run: readonly number[]) => boolean;
  /** What a run takes of each budget. */
  readonly costs: (run: readonly number[]) => readonly number[];
  readonly budgets: readonly number[];
}

/** The runs found, and the answer's variance with them as a share of that without. */
export interface Design {
  readonly runs: readonly (readonly number[])[];
  readonly share: number;
}

interface Candidate {
  readonly run: readonly number[];
  readonly sensitivity: Float64Array;
  readonly costs: readonly number[];
}

const gridSize = 1600;
const mostSweeps = 30;
const halvings = 24;

/**
 * A c-optimal design by exchange (Fedorov 1972; Atkinson, Donev and Tobias 2007, §§ 10, 12): from starts that spend the
 * budget on few or on many runs, each run gives way to the best candidate that the rest of the budget allows, until
 * none helps; then each run moves off the grid. Undefined where no set of runs obeys the constraints.
 */
export function findDesign(problem: DesignProblem): Design | undefined {
  const candidates = grid(problem.axes).flatMap((run) => candidateAt(problem, run) ?? []);
  let best: { chosen: Candidate[]; variance: number } | undefined;
  for (let large = problem.count; large >= 1; large--) {
    const chosen = start(problem, candidates, large);
    if (chosen === undefined) continue;
    const variance = exchange(problem, candidates, chosen);
    if (best === undefined || variance < best.variance) best = { chosen, variance };
  }
  if (best === undefined) return undefined;
  const variance = refine(problem, best.chosen);
  const runs = best.chosen.map(({ run }) => run).sort((a, b) => compareRuns(a, b));
  return { runs, share: variance / form(problem.target, problem.covariance, problem.target) };
}

function compareRuns(a: readonly number[], b: readonly number[]): number {
  const k = a.findIndex((x, i) => x !== b[i]);
  return k < 0 ? 0 : (a[k] ?? 0) - (b[k] ?? 0);
}

function candidateAt(problem: DesignProblem, run: readonly number[]): Candidate | undefined {
  if (!problem.allowed(run)) return undefined;
  const costs = problem.costs(run);
  const fits = costs.every((cost, k) => cost >= 0 && cost <= (problem.budgets[k] ?? 0));
  const sensitivity = fits ? problem.sensitivity(run) : undefined;
  return sensitivity?.every(Number.isFinite) === true ? { run, sensitivity, costs } : undefined;
}

/** Every combination of listed values and of steps over the ranges, evenly in the logarithm where ends are positive. */
function grid(axes: readonly DesignAxis[]): readonly (readonly number[])[] {
  const listed = axes.reduce((n, axis) => n * (axis.kind === "list" ? axis.values.length : 1), 1);
  const ranges = axes.filter((axis) => axis.kind === "range").length;
  const steps = Math.max(3, Math.round((gridSize / listed) ** (1 / Math.max(1, ranges))));
  return axes.reduce<readonly (readonly number[])[]>(
    (runs, axis) => {
      const values =
        axis.kind === "list" ? axis.values : Array.from({ length: steps }, (_, k) => along(axis, k / (steps - 1)));
      return runs.flatMap((run) => values.map((x) => [...run, x]));
    },
    [[]],
  );
}

function along({ low, high }: { readonly low: number; readonly high: number }, t: number): number {
  if (t <= 0) return low;
  if (t >= 1) return high;
  return low > 0 ? low * (high / low) ** t : low + t * (high - low);
}

/** `large` runs that share the budget evenly, the others of what is left; undefined where they do not fit. */
function start(problem: DesignProblem, candidates: readonly Candidate[], large: number): Candidate[] | undefined {
  const chosen: Candidate[] = [];
  let covariance = problem.covariance;
  const cheapest = problem.budgets.map((_, k) =>
    candidates.reduce((least, c) => Math.min(least, c.costs[k] ?? 0), Number.POSITIVE_INFINITY),
  );
  for (let k = 0; k < problem.count; k++) {
    const left = leftOf(problem, chosen);
    const shares = left.map((room, b) =>
      k < large
        ? (room - (problem.count - large) * (cheapest[b] ?? 0)) / (large - k)
        : room - (problem.count - 1 - k) * (cheapest[b] ?? 0),
    );
    const found = bestOf(problem, candidates, covariance, shares);
    if (found === undefined) return undefined;
    chosen.push(found);
    covariance = withRun(covariance, found.sensitivity);
  }
  return chosen;
}

function leftOf({ budgets }: DesignProblem, chosen: readonly Candidate[]): readonly number[] {
  return budgets.map((budget, k) => chosen.reduce((left, c) => left - (c.costs[k] ?? 0), budget));
}

function bestOf(
  { target }: DesignProblem,
  candidates: readonly Candidate[],
  covariance: readonly Float64Array[],
  room: readonly number[],
): Candidate | undefined {
  const direction = times(covariance, target);
  let best: Candidate | undefined;
  let most = Number.NEGATIVE_INFINITY;
  for (const candidate of candidates) {
    if (!candidate.costs.every((cost, k) => cost <= (room[k] ?? 0) * (1 + 1e-12))) continue;
    const gain = gainOf(covariance, direction, candidate.sensitivity);
    if (gain > most) {
      most = gain;
      best = candidate;
    }
  }
  return best;
}

/** Replaces runs one at a time until none can be bettered; gives the answer's variance. */
function exchange(problem: DesignProblem, candidates: readonly Candidate[], chosen: Candidate[]): number {
  let variance = varianceOf(problem, chosen);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    const before = variance;
    for (let k = 0; k < chosen.length; k++) {
      const others = chosen.filter((_, i) => i !== k);
      const covariance = others.reduce((c, run) => withRun(c, run.sensitivity), problem.covariance);
      const found = bestOf(problem, candidates, covariance, leftOf(problem, others));
      if (found === undefined) continue;
      const now = form(problem.target, withRun(covariance, found.sensitivity), problem.target);
      if (!(now < variance * (1 - 1e-12))) continue;
      chosen[k] = found;
      variance = now;
    }
    if (!(variance < before * (1 - 1e-6))) break;
  }
  return variance;
}

/** Moves each run along its ranges in shorter and shorter steps, within what its neighbours leave of the budget. */
function refine(problem: DesignProblem, chosen: Candidate[]): number {
  let variance = varianceOf(problem, chosen);
  let step = 0.05;
  for (let halving = 0; halving < halvings; halving++, step /= 2) {
    chosen.forEach((_, k) => {
      const others = chosen.filter((_, i) => i !== k);
      const covariance = others.reduce((c, run) => withRun(c, run.sensitivity), problem.covariance);
      const room = leftOf(problem, others);
      for (const move of moves(problem.axes)) {
        const run = (chosen[k]?.run ?? []).map((x, i) => shifted(problem.axes[i], x, step * (move[i] ?? 0)));
        const moved = candidateAt(problem, run);
        if (moved === undefined || !moved.costs.every((cost, b) => cost <= (room[b] ?? 0))) continue;
        const now = form(problem.target, withRun(covariance, moved.sensitivity), problem.target);
        if (!(now < variance)) continue;
        chosen[k] = moved;
        variance = now;
      }
    });
  }
  return variance;
}

/** Steps to both sides along each axis, and along each two at once: on a budget's edge one must fall for another to rise. */
function moves(axes: readonly DesignAxis[]): readonly (readonly number[])[] {
  const signs = axes.map((axis) => (axis.kind === "range" ? [-1, 0, 1] : [0]));
  const all = signs.reduce<readonly (readonly number[])[]>(
    (rows, s) => rows.flatMap((r) => s.map((x) => [...r, x])),
    [[]],
  );
  return all.filter((move) => {
    const moving = move.filter((x) => x !== 0).length;
    return moving === 1 || moving === 2;
  });
}

function shifted(axis: DesignAxis | undefined, x: number, by: number): number {
  if (axis?.kind !== "range" || by === 0) return x;
  const { low, high } = axis;
  const t = low > 0 ? Math.log(x / low) / Math.log(high / low) : (x - low) / (high - low);
  return along(axis, t + by);
}

function varianceOf({ covariance, target }: DesignProblem, chosen: readonly Candidate[]): number {
  return form(
    target,
    chosen.reduce((c, run) => withRun(c, run.sensitivity), covariance),
    target,
  );
}

function times(matrix: readonly Float64Array[], v: Float64Array): Float64Array {
  return Float64Array.from(matrix, (row) => row.reduce((sum, x, k) => sum + x * (v[k] ?? 0), 0));
}

function form(a: Float64Array, matrix: readonly Float64Array[], b: Float64Array): number {
  return times(matrix, b).reduce((sum, x, k) => sum + x * (a[k] ?? 0), 0);
}

/** By how much one more row lowers the answer's variance: (gᵀΣs)²/(1 + sᵀΣs). */
function gainOf(covariance: readonly Float64Array[], direction: Float64Array, s: Float64Array): number {
  const along = direction.reduce((sum, x, k) => sum + x * (s[k] ?? 0), 0);
  return along ** 2 / (1 + form(s, covariance, s));
}

/** The covariance with one more row (Sherman and Morrison 1950). */
function withRun(covariance: readonly Float64Array[], s: Float64Array): readonly Float64Array[] {
  const v = times(covariance, s);
  const scale = 1 / (1 + v.reduce((sum, x, k) => sum + x * (s[k] ?? 0), 0));
  return covariance.map((row, i) => row.map((x, j) => x - scale * (v[i] ?? 0) * (v[j] ?? 0)));
}
