import { heed, Interruption } from "../execute/cancellation.ts";
import { scoreProducts } from "./covariance.ts";
import type { Estimate } from "./estimate.ts";
import type { Evaluator } from "./evaluator.ts";
import { NewtonSolver } from "./newton.ts";
import { outputLength, type Rows } from "./objective.ts";
import type { Problem, ProblemInput } from "./problem.ts";
import { rowsOf } from "./replicate-rows.ts";
import { residualsOf } from "./residuals.ts";

/** One block of rows, those without a missing value; it need not outlast the next call. */
export interface StreamedBlock extends Pick<ProblemInput, "inputs" | "response" | "weights"> {
  /** How many rows of the block are left out, for a value is missing. */
  readonly missing: number;
}

/** Rows that are read again for each pass over them: there may be more than memory holds. */
export interface RowStream {
  /** Rows in all, those with missing values too. */
  readonly rows: number;
  readonly blocks: number;
  readonly read: (block: number) => StreamedBlock;
}

/** What a pass over all rows tells of a fit: R² in the response's own units, the root mean squared residual, rows. */
export interface StreamedFit {
  readonly r2: number;
  readonly rmse: number;
  readonly rows: number;
  readonly missing: number;
}

/** A problem made of a sample, whose sums are of all rows of a stream: each is a pass, block after block. */
export function streamed(problem: Problem, stream: RowStream): Problem {
  const p = problem.coordinates.length;
  const { evaluator } = problem;
  const one = new Float64Array(outputLength(p));
  const sums: Evaluator = {
    path: evaluator.path,
    bind: () => {},
    evaluate: (parameters, delta, kind, out) => {
      out.fill(0);
      eachBlock(problem, stream, (rows) => {
        if (out[0] === Number.POSITIVE_INFINITY) return;
        evaluator.bind(rows);
        evaluator.evaluate(parameters, delta, kind, one);
        for (let k = 0; k < out.length; k++) out[k] = out[k]! + one[k]!;
      });
    },
    scoreProducts: (parameters, delta) => {
      const products = new Float64Array(p * p);
      eachBlock(problem, stream, (rows) => {
        scoreProducts(problem, parameters, delta, rows).forEach((x, k) => {
          products[k] = products[k]! + x;
        });
      });
      return products;
    },
  };
  return { ...problem, evaluator: sums };
}

/** Reads the blocks in their order, as rows in the columns of a problem. */
function eachBlock(problem: Problem, stream: RowStream, each: (rows: Rows, block: StreamedBlock) => void): void {
  for (let k = 0; k < stream.blocks; k++) {
    const block = stream.read(k);
    heed(block.response.length * (block.inputs.length + 1));
    if (block.response.length > 0) each(rowsOf(problem, block), block);
  }
}

/** Iterations over all rows, and the ends of the sample that are followed: those within a factor of the best. */
const iterations = 100;
const followed = 3;
const followedWithin = 1.5;

/** Follows what a search on the sample found to the optimum of all rows; `problem` is the sample's. */
export function followStream(problem: Problem, found: Estimate, stream: RowStream): Estimate {
  // A sample's optimum is no answer of all rows.
  if (found.status === "interrupted") throw new Interruption("nothing was found yet");
  const all = streamed(problem, stream);
  const lower = problem.coordinates.map((c) => c.lower);
  const upper = problem.coordinates.map((c) => c.upper);
  const solver = new NewtonSolver(all.evaluator, lower, upper);
  const least = found.minima[0]?.objective ?? 0;
  const ends = found.minima
    .filter(({ objective }, k) => k < followed && objective <= followedWithin * least)
    .map((minimum) => {
      const options = { delta: found.delta, tolerance: 1e-13, maxIterations: iterations, mix: 1, dear: true } as const;
      return { minimum, end: solver.minimize(problem.data, minimum.coordinates, options) };
    })
    .sort((a, b) => a.end.objective - b.end.objective);
  const [best] = ends;
  if (best === undefined) return found;
  const { coordinates, objective, status } = best.end;
  return {
    ...found,
    coordinates,
    parameters: problem.toParameters(coordinates),
    objective,
    residuals: residualsOf(problem, coordinates),
    minima: ends.map(({ minimum, end }) => ({
      coordinates: end.coordinates,
      objective: end.objective,
      starts: minimum.starts,
      attained: end.status === "converged" || end.status === "exact",
    })),
    status: status === "converged" || status === "exact" ? status : "unattained",
  };
}

/** How well a fit describes all rows, from one more pass. */
export function describeStream(problem: Problem, coordinates: Float64Array, stream: RowStream): StreamedFit {
  let [n, missing, mean, spread, left, square] = [0, 0, 0, 0, 0, 0];
  eachBlock(problem, stream, (rows, block) => {
    missing += block.missing;
    const residuals = residualsOf({ ...problem, data: rows }, coordinates);
    block.response.forEach((y, i) => {
      const r = residuals[i]!;
      const predicted = problem.log ? Math.exp(Math.log(y) - r) : y - r;
      left += (y - predicted) ** 2;
      square += r * r;
      // Mean and spread row by row (Welford 1962).
      n++;
      const off = y - mean;
      mean += off / n;
      spread += off * (y - mean);
    });
  });
  return { r2: 1 - left / spread, rmse: Math.sqrt(square / n), rows: n, missing };
}
