import { indexedName } from "../law/indexed.ts";
import type { Law } from "../law/law.ts";
import { drawCovariance } from "./covariance.ts";
import type { FitResult, ParameterEstimate } from "./fit.ts";
import { noReplicates } from "./jackknife.ts";

/** One group's fit and the level that its parameters have in the joined law. */
export interface GroupResult {
  readonly codes: readonly number[];
  readonly result: FitResult;
}

/**
 * Separate fits of groups as one fit of the law whose parameters are indexed by the groups: draw k of the whole is draw
 * k of each, for the groups share no rows. Intervals of what is derived from several groups are percentiles of draws.
 */
export function combineFits(law: Law, groups: readonly GroupResult[]): FitResult | undefined {
  const [first] = groups;
  if (first === undefined) return undefined;
  const places = new Map<string, { readonly result: FitResult; readonly index: number }>();
  for (const { codes, result } of groups) {
    for (const [index, p] of result.law.parameters.entries())
      places.set(indexedName(p.indexed?.base ?? p.name, [...(p.indexed?.codes ?? []), ...codes]), { result, index });
  }
  const width = law.parameters.length;
  const count = Math.min(...groups.map((g) => g.result.draws.count));
  const values = new Float64Array(count * width).fill(Number.NaN);
  const estimate = new Float64Array(width).fill(Number.NaN);
  const parameters = law.parameters.map(({ name }, k): ParameterEstimate => {
    const place = places.get(name);
    const found = place?.result.parameters[place.index];
    if (place === undefined || found === undefined)
      return { name, value: Number.NaN, standardError: Number.NaN, interval: [Number.NaN, Number.NaN], state: "free" };
    const { draws } = place.result;
    estimate[k] = found.value;
    for (let i = 0; i < count; i++) values[i * width + k] = draws.values[i * draws.width + place.index] ?? Number.NaN;
    return { ...found, name };
  });
  const results = groups.map((g) => g.result);
  const sum = (of: (r: FitResult) => number): number => results.reduce((total, r) => total + of(r), 0);
  const rows = sum((r) => r.rows);
  const draws = { count, width, values, failed: sum((r) => r.draws.failed) };
  const join = (of: (r: FitResult) => Float64Array): Float64Array =>
    Float64Array.from(results.flatMap((r) => [...of(r)]));
  const alike = groups.flatMap(({ result }) =>
    (result.identifiability.alike ?? []).map((ends) => {
      const [above, below] = ends.map((end) =>
        estimate.map((value, k) => {
          const place = places.get(law.parameters[k]?.name ?? "");
          return place?.result === result ? end[place.index]! : value;
        }),
      );
      return [above!, below!] as const;
    }),
  );
  const worst = results.find((r) => r.status !== "converged" && r.status !== "exact") ?? first.result;
  const least = results.reduce((a, b) => (a.startsAgreeing / a.starts <= b.startsAgreeing / b.starts ? a : b));
  return {
    ...first.result,
    law,
    parameters,
    estimate,
    draws,
    covariance: drawCovariance(draws),
    replicates: noReplicates,
    intervals: "percentile",
    rule: { method: "percentile", blocks: [] },
    observation: { residuals: join((r) => r.observation.residuals), scale: [] },
    objective: sum((r) => r.objective),
    rows,
    rmse: Math.sqrt(sum((r) => r.rmse * r.rmse * r.rows) / rows),
    residuals: join((r) => r.residuals),
    status: worst.status,
    starts: least.starts,
    startsAgreeing: least.startsAgreeing,
    optima: [],
    identifiability: { ...first.result.identifiability, ...(alike.length === 0 ? {} : { alike }) },
  };
}
