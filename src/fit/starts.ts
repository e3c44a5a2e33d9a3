import { LinearSolver } from "./linear-solver.ts";
import { outputLength, type Rows } from "./objective.ts";
import type { Problem } from "./problem.ts";
import { few, searchLevels } from "./start-levels.ts";
import { scatteredSample, subsample } from "./subsample.ts";

/** Rows at most that candidate starts are judged on. */
const judgingRows = 512;

interface Candidate {
  point: Float64Array;
  value: number;
}

/**
 * Start points from the law and the data, without the user's help: a grid over the parameters that are not linear (two
 * or fewer) or a low-discrepancy sequence (more); at each the linear ones are solved for by robust least squares.
 * Returns at most `count` distinct points in φ: the better half by objective, the rest spread over the search space.
 */
export function generateStarts(problem: Problem, count: number, delta: number): readonly Float64Array[] {
  const { coordinates } = problem;
  const p = coordinates.length;
  const searched = coordinates.flatMap((c, i) => (c.linear ? [] : [i]));
  const rows = count < few ? fewRows : judgingRows;
  const sample = subsample(problem.data, Math.min(rows, problem.searchRows ?? rows));
  const solver = new LinearSolver(problem);
  const bind = (data: Rows): void => {
    solver.bind(data);
    problem.evaluator.bind(data);
  };
  bind(sample);
  const out = new Float64Array(outputLength(p));
  const judge = (point: Float64Array): number => {
    problem.evaluator.evaluate(point, delta, "gradient", out);
    return Number.isFinite(out[0]!) ? out[0]! : Number.POSITIVE_INFINITY;
  };
  const { judged, others } = rankCandidates(problem, searched, count, solver, judge, { sample, bind });
  // Gross outliers spoil plain least squares: the leading candidates are reweighted before they are ranked again.
  const leading = judged.slice(0, count < few ? 2 * count : Math.max(64, count));
  for (const candidate of leading) {
    for (let pass = 0; pass < 3; pass++) {
      const trial = candidate.point.slice();
      solver.solve(trial, delta);
      const value = judge(trial);
      if (!(value < candidate.value)) break;
      const little = value > 0.999 * candidate.value;
      candidate.point = trial;
      candidate.value = value;
      if (little) break;
    }
  }
  leading.sort((a, b) => a.value - b.value);
  const half = Math.ceil(count / 2);
  const chosen = leading.slice(0, half).map((c) => c.point);
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

/** Rows at most that they are judged on where few starts are wanted. */
const fewRows = 64;

/** Rows that scattered candidates are glanced at on: at least so many, and so many a coordinate. */
const roughRows = { least: 32, perCoordinate: 4 };

/** Candidates whose objective is known, best first, and those that a glance put behind them. */
interface Ranked {
  readonly judged: readonly Candidate[];
  readonly others: { readonly count: number; readonly pointOf: (k: number) => Float64Array };
}

const noOthers = { count: 0, pointOf: () => new Float64Array(0) };

/** Candidates with their linear coordinates solved for. */
function rankCandidates(
  problem: Problem,
  searched: readonly number[],
  count: number,
  solver: LinearSolver,
  judge: (point: Float64Array) => number,
  { sample, bind }: { readonly sample: Rows; readonly bind: (rows: Rows) => void },
): Ranked {
  const most = count < few ? 2 * count : Math.max(192, 3 * count);
  const levels = searchLevels(problem, searched, count);
  const [i = 0, j = 0] = searched;
  const grid = levels.kind === "grid" ? solver.solveGrid([i, j], levels.first, levels.second) : undefined;
  if (grid !== undefined) {
    // Squared residuals rank well enough to say which cells are worth the robust objective.
    const order = ascending(grid.values);
    const judged = order.slice(0, most).map((cell) => {
      const point = grid.pointOf(cell);
      return { point, value: judge(point) };
    });
    const others = { count: order.length - judged.length, pointOf: (k: number) => grid.pointOf(order[most + k]!) };
    return { judged: finite(judged), others };
  }
  const points =
    levels.kind === "points" ? levels.points : levels.first.flatMap((s) => levels.second.map((t) => [s, t]));
  const at = (point: Float64Array): Candidate => {
    solver.glance(point);
    return { point, value: judge(point) };
  };
  const glance = (): readonly Candidate[] =>
    finite(
      points.map((values) => {
        const point = new Float64Array(problem.coordinates.length);
        searched.forEach((place, k) => {
          point[place] = values[k] ?? 0;
        });
        return at(point);
      }),
    );
  const rough = Math.max(roughRows.least, roughRows.perCoordinate * problem.coordinates.length);
  if (sample.rows <= rough || points.length <= most) return { judged: glance(), others: noOthers };
  // A few rows say which candidates are worth a look at all of the sample.
  bind(scatteredSample(sample, rough));
  const order = glance();
  bind(sample);
  const judged = order.slice(0, most).map(({ point }) => at(point));
  const behind = order.slice(most);
  return {
    judged: finite(judged),
    others: { count: behind.length, pointOf: (k) => behind[k]?.point ?? new Float64Array(0) },
  };
}

/** The places of the finite values, least first. */
function ascending(values: Float64Array): readonly number[] {
  const places: number[] = [];
  for (let k = 0; k < values.length; k++) if (Number.isFinite(values[k])) places.push(k);
  return places.sort((a, b) => values[a]! - values[b]!);
}

function finite(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter((c) => c.value < Number.POSITIVE_INFINITY).sort((a, b) => a.value - b.value);
}
