import { linearCovariance } from "../fit/information.ts";
import { compilePoint } from "../law/compile.ts";
import type { Compiled } from "./compiled.ts";
import type { FitRecord } from "./scope.ts";

/** A fit about its estimate: what its parameters do to the response of a run, and to an answer. */
export interface LinearFit {
  /** Derivatives of the expected response at a run, in the space of the fit, by the parameters that vary. */
  readonly sensitivity: (run: readonly number[]) => Float64Array;
  /** Derivatives of a compiled expression by the same parameters. */
  readonly gradient: (compiled: Compiled) => Float64Array;
  /** The covariance of those parameters in units of the noise's variance; undefined where the rows leave one open. */
  readonly covariance: readonly Float64Array[] | undefined;
}

/** Steps of central differences, relative to the parameter. */
const step = 1e-5;

/** A fit made linear about its estimate; parameters at a bound stay there, tied ones follow. */
export function linearFit(fit: FitRecord): LinearFit {
  const { law, estimate, parameters, space } = fit.result;
  const free = parameters.flatMap(({ state }, k) => (state === "free" ? [k] : []));
  const tied = law.parameters.flatMap(({ tied: node }, k) => (node === undefined ? [] : [{ k, node }]));
  const ties = compilePoint(
    law.graph,
    tied.map(({ node }) => node),
  );
  const out = new Float64Array(tied.length);
  const moved = free.map((index) => {
    const h = step * (Math.abs(estimate[index] ?? 0) || 1);
    const at = (sign: number): Float64Array => {
      const values = estimate.slice();
      values[index] = (values[index] ?? 0) + sign * h;
      ties(values, [], out);
      tied.forEach(({ k }, i) => {
        values[k] = out[i] ?? Number.NaN;
      });
      return values;
    };
    return { up: at(1), down: at(-1), h };
  });
  const slopes = (value: (parameters: Float64Array) => number): Float64Array =>
    Float64Array.from(moved, ({ up, down, h }) => (value(up) - value(down)) / (2 * h));
  const predict = compilePoint(law.graph, [law.root]);
  const made = new Float64Array(1);
  const frozen = law.externals.map((external) => external.value);
  const sensitivity = (run: readonly number[]): Float64Array =>
    slopes((values) => {
      predict(values, [...run, ...frozen], made);
      const y = made[0] ?? Number.NaN;
      return space === "log" ? Math.log(y) : y;
    });
  const gradient = (compiled: Compiled): Float64Array => {
    const compute = compilePoint(compiled.graph, [compiled.roots[0] ?? 0]);
    const usual = compiled.parameters(-1);
    return slopes((values) => {
      const slots = usual.map((x, k) => {
        const source = compiled.sources[k];
        return source?.fit === fit ? (values[source.index] ?? x) : x;
      });
      compute(slots, [], made);
      return made[0] ?? Number.NaN;
    });
  };
  const rows = Array.from(fit.observed, (_, row) => sensitivity(fit.inputs.map((c) => c[row] ?? Number.NaN)));
  return { sensitivity, gradient, covariance: linearCovariance(rows) };
}
