import { type Diagnostic, type Span, warning } from "../../grammar/diagnostic.ts";
import { extent } from "../ask/quantity.ts";
import type { Table } from "../data/table.ts";
import type { FitResult } from "../fit/fit.ts";
import { fewClusters } from "../fit/inference.ts";
import { median } from "../fit/quantile.ts";
import { scatteredOf } from "../fit/subsample.ts";
import { Differentiator } from "../law/differentiate.ts";
import { GraphBuilder, reachable } from "../law/expression.ts";
import type { Law } from "../law/law.ts";
import { substitute } from "../law/substitute.ts";
import { formatNumber } from "../view/format-number.ts";
import { growingTerms } from "./growing-terms.ts";

/** `, 40 were set aside after a look`: starts that were not followed to an end; nothing where all were. */
export function asideWords({ startsAside }: Pick<FitResult, "startsAside">): string {
  if (startsAside === undefined) return "";
  return `, ${startsAside} ${startsAside === 1 ? "was" : "were"} set aside after a look`;
}

/** Below this share of agreeing starts a fit names the rival minima (issue text: 90 %). */
const agreeingShare = 0.9;
/** Variables whose logarithms are this correlated cannot be told apart. */
const collinear = 0.995;
/** So many rows tell how variables vary together. */
const rowsCompared = 65_536;

/** Everything that a reader of a fit must be told (language.md §3.6), as warnings at the statement. */
export function fitWarnings(result: FitResult, inputs: readonly Float64Array[], span: Span): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const say = (code: string, message: string, help?: string): void => {
    found.push(warning(code, message, span, help === undefined ? {} : { help }));
  };
  const { law, parameters, optima, starts, startsAgreeing } = result;
  if (result.status === "interrupted") {
    say(
      "interrupted",
      `the fit was interrupted after ${starts} starts and ${result.draws.count} draws; what follows is what was found until then`,
    );
  }
  if (result.status === "unattained" || result.status === "notConverged") {
    const gone = result.identifiability.flat.flatMap(([only, ...others]) =>
      only === undefined || others.length > 0 ? [] : [only.name],
    );
    const away = gone.length === 1 ? `${gone[0]} runs` : `${gone.join(" and ") || "parameters"} run`;
    say(
      "unattained",
      `the objective keeps falling as ${away} away: no minimum is attained within what the law allows`,
      "bound or fix a parameter in the law's where",
    );
  }
  if (result.status === "exact") say("exact", "the law meets every row to rounding: standard errors are 0");
  if (startsAgreeing < agreeingShare * starts && optima.length > 1) {
    const rivals = optima
      .slice(1, 4)
      .map(
        (o) =>
          `${formatNumber(o.objective, "plain", 7)} (${o.starts} start${o.starts === 1 ? "" : "s"}${o.attained ? "" : ", no minimum: still falling"})`,
      );
    say(
      "starts-disagree",
      `${startsAgreeing} of ${starts} starts reached the best objective ${formatNumber(result.objective, "plain", 7)}${asideWords(result)}; rival minima at ${rivals.join(", ")}`,
    );
  }
  for (const p of parameters) {
    if (p.state === "atLowerBound" || p.state === "atUpperBound") {
      const bound = p.state === "atLowerBound" ? "lower" : "upper";
      say("at-bound", `${p.name} is on its ${bound} bound ${formatNumber(p.value)}: the data pull it beyond`);
    }
  }
  for (const direction of result.identifiability.flat) {
    const names = direction.map((d) => d.name);
    const moves = direction.filter(({ change }) => Math.abs(change) > 0.01);
    const moved = moves.map(({ name, change, relative }) =>
      relative
        ? `${name} × ${formatNumber(1 + 0.01 * change, "plain", 4)}`
        : `${name} ${change < 0 ? "−" : "+"} ${formatNumber(0.01 * Math.abs(change), "plain", 3)}`,
    );
    say(
      "unidentified",
      names.length === 1
        ? `the data do not determine ${names[0]}`
        : `the data determine only a combination of ${names.join(", ")}${moved.length < 2 ? "" : `: ${moved.join(" with ")} fits as well`}`,
      names.length === 1 ? "fix it in the law's where, or add rows that tell" : "fix or tie one of them",
    );
  }
  for (const { a, b, correlation } of result.identifiability.pairs) {
    say("correlated", `${a} and ${b} move together (ρ = ${correlation.toFixed(3)})${spanWords(law, [a, b], inputs)}`);
  }
  found.push(...collinearInputs(law.variables, inputs, span));
  for (const name of growingTerms(result, inputs)) {
    say(
      "negative-coefficient",
      `${name} is negative: its term rises with scale instead of fading`,
      `write where ${name} > 0 in the law`,
    );
  }
  if (result.clusters !== undefined && result.clusters < fewClusters)
    say(
      "few-clusters",
      `the intervals are approximate: the rows make only ${result.clusters} clusters`,
      "no interval is known to hold what it says with fewer than 10",
    );
  if (result.draws.failed > 0)
    say(
      "failed-replicates",
      `${result.draws.failed} of ${result.draws.count} bootstrap refits did not converge and are left out`,
    );
  const { count, width, values } = result.replicates;
  const failed = Array.from({ length: count }, (_, k) => values[k * width]).filter(Number.isNaN).length;
  if (failed > 0)
    say(
      "failed-replicates",
      `${failed} of ${count} jackknife refits did not converge and are left out`,
      failed > count - 2
        ? "without them there are no intervals: fix or bound a parameter in the law's where"
        : undefined,
    );
  return found;
}

/** `: the runs span only 0.8 decades of N`, for the variable that varies least of those that tell two parameters apart. */
function spanWords(law: Law, pair: readonly [string, string], inputs: readonly Float64Array[]): string {
  const spans = besideBoth(law, pair).flatMap((k) => {
    const [low, high] = extent(inputs[k] ?? []);
    return low > 0 ? [{ name: law.variables[k], decades: Math.log10(high / low) }] : [];
  });
  const least = spans.sort((x, y) => x.decades - y.decades)[0];
  return least === undefined || least.decades > 2
    ? ""
    : `: the runs span only ${least.decades.toFixed(least.decades < 0.1 ? 2 : 1)} decades of ${least.name}`;
}

/**
 * The variables that the effect of both parameters depends on, as ∂law/∂parameter shows it; where there is none, those of
 * either.
 */
function besideBoth(law: Law, [a, b]: readonly [string, string]): readonly number[] {
  const builder = new GraphBuilder();
  const [root = 0] = substitute(builder, law.graph, [law.root], {});
  const differentiator = new Differentiator(builder);
  const beside = (name: string): readonly number[] => {
    const parameter = law.parameters.findIndex((p) => p.name === name);
    const inside = reachable(builder, [differentiator.derivative(root, parameter)]);
    const inputs = builder.nodes.flatMap(({ op, index }, id) =>
      inside[id] === 1 && op === "input" ? [index ?? 0] : [],
    );
    return inputs.filter((k) => k < law.variables.length);
  };
  const [first, second] = [beside(a), beside(b)];
  const both = first.filter((k) => second.includes(k));
  return both.length > 0 ? both : [...first, ...second];
}

function collinearInputs(
  variables: readonly string[],
  inputs: readonly Float64Array[],
  span: Span,
): readonly Diagnostic[] {
  const logs = inputs.map((column) => {
    const some = scatteredOf(column, rowsCompared);
    return some.every((x) => x > 0) ? some.map(Math.log) : some;
  });
  return variables.flatMap((b, j) =>
    variables.slice(0, j).flatMap((a, i) => {
      const r = correlation(logs[i] ?? new Float64Array(0), logs[j] ?? new Float64Array(0));
      if (!(Math.abs(r) >= collinear)) return [];
      return [
        warning(
          "collinear",
          `${a} and ${b} rise together in these runs (ρ = ${r.toFixed(4)}): their effects cannot be told apart`,
          span,
        ),
      ];
    }),
  );
}

function correlation(x: Float64Array, y: Float64Array): number {
  const n = x.length;
  const mx = x.reduce((a, b) => a + b, 0) / n;
  const my = y.reduce((a, b) => a + b, 0) / n;
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    xx += (x[i]! - mx) ** 2;
    yy += (y[i]! - my) ** 2;
    xy += (x[i]! - mx) * (y[i]! - my);
  }
  return xy / Math.sqrt(xx * yy);
}

/** A column C that is not 6·N·D (Kaplan et al. 2020) counts something else, or something is wrong: it is said. */
export function computeMismatch(table: Table, span: Span): readonly Diagnostic[] {
  const [n, d, c] = ["N", "D", "C"].map((name) => table.columns.get(name));
  if (n?.kind !== "number" || d?.kind !== "number" || c?.kind !== "number") return [];
  const ratio = median(Float64Array.from(c.values, (x, i) => x / (6 * n.values[i]! * d.values[i]!)));
  if (!Number.isFinite(ratio) || Math.abs(ratio - 1) < 0.05) return [];
  return [
    warning(
      "compute-mismatch",
      `the column C is ${formatNumber(ratio)} times 6·N·D in the middle row: answers under 6*N*D = C will differ from it`,
      span,
    ),
  ];
}
