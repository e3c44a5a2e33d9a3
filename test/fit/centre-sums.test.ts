import { describe, expect, it, onTestFinished } from "vitest";
import { clustersOf } from "../../src/fit/clusters.ts";
import { estimate } from "../../src/fit/estimate.ts";
import { chooseEvaluationPath } from "../../src/fit/evaluation-path.ts";
import { leaveOut } from "../../src/fit/jackknife.ts";
import { makeProblem, type Problem } from "../../src/fit/problem.ts";
import { random } from "../../src/fit/random.ts";
import { residualsOf } from "../../src/fit/residuals.ts";
import { lawOf } from "./laws.ts";

const law =
  lawOf(`law M(S1, lr, dlr) = L0 + A*S1^-α - B*sum(dlr[k]*G(lr[k]^-γ*(S1 - S1[k] + lr[k])) for k in 1..row()) by run
  with G(x) = 1 - (1 + C*x)^-β
  where L0 > 0, A > 0, B > 0, C > 0, α > 0, β > 0, γ > 0`);

/** Runs with a warm-up each: a cosine, a plateau, and a plateau with one step down. */
const length = 240;
const runs = [
  (t: number) => 0.1 + 0.45 * (1 + Math.cos((Math.PI * t) / length)),
  () => 1,
  (t: number) => (t < length / 2 ? 1 : 0.3),
].map((rate) => Array.from({ length }, (_, t) => (t < 20 ? t / 20 : rate(t))));
const lr = Float64Array.from(runs.flat());
const start = lr.map((_, i) => (i % length === 0 ? 1 : 0));
const dlr = lr.map((x, i) => (start[i] === 1 ? 0 : lr[i - 1]! - x));
const S1 = lr.slice();
for (let i = 1; i < S1.length; i++) if (start[i] !== 1) S1[i]! += S1[i - 1]!;
const truth: Readonly<Record<string, number>> = { L0: 2.6, A: 0.9, α: 0.45, B: 0.6, C: 0.3, β: 0.25, γ: 1.1 };
const parameters = (values: Readonly<Record<string, number>>): Float64Array =>
  Float64Array.from(law.parameters, ({ name }) => values[name]!);

function formula(at: number, { L0, A, α, B, C, β, γ }: Readonly<Record<string, number>>): number {
  let sum = 0;
  for (let k = at - (at % length); k <= at; k++)
    if (dlr[k] !== 0) sum += dlr[k]! * (1 - (1 + C! * lr[k]! ** -γ! * (S1[at]! - S1[k]! + lr[k]!)) ** -β!);
  return L0! + A! * S1[at]! ** -α! - B! * sum;
}

/** The law at every sixth step, with an error of one part in two thousand. */
function problemOf(seed: number): { readonly problem: Problem; readonly runOf: readonly number[] } {
  const kept = [...lr.keys()].filter((i) => i % 6 === 5 && i % length > 20);
  const noise = random(seed, 0);
  const inputs = [S1, lr, dlr, start];
  const problem = makeProblem({
    law,
    inputs: inputs.map((column) => Float64Array.from(kept, (i) => column[i]!)),
    response: Float64Array.from(kept, (i) => formula(i, truth) * Math.exp(5e-4 * noise.normal())),
    log: true,
    series: { rows: lr.length, inputs, positions: Float64Array.from(kept) },
  });
  return { problem, runOf: kept.map((i) => Math.floor(i / length)) };
}

describe("what stands inside a sum over rows", () => {
  const far: Readonly<Record<string, number>> = { L0: 2.5, A: 0.8, α: 0.5, B: 4e9, C: 2e-7, β: 3e-10, γ: 3.3 };
  it.each([truth, far])(
    "is centred by coordinates that give back the parameters and the law's values: %o",
    (values) => {
      const { problem } = problemOf(1);
      const coordinates = problem.toCoordinates(parameters(values));
      problem.toParameters(coordinates).forEach((value, i) => {
        expect(Math.abs(value / values[law.parameters[i]!.name]! - 1)).toBeLessThan(1e-12);
      });
      const kinds = Object.fromEntries(
        problem.coordinates.map(({ parameter, kind }) => [law.parameters[parameter]!.name, kind]),
      );
      expect(kinds).toMatchObject({ B: "scaled", C: "log", β: "log", γ: "plain" });
      const residuals = residualsOf(problem, coordinates);
      const { positions } = problem.source.input.series!;
      problem.data.response.forEach((observed, i) => {
        const said = Math.log(problem.source.input.response[i]!) - Math.log(formula(positions[i]!, values));
        expect(Math.abs(residuals[i]! - said)).toBeLessThan(values === far ? 1e-6 : 1e-12);
        expect(observed).toBeGreaterThan(0);
      });
    },
  );

  it.for(["wasm", "javascript"] as const)(
    "lets refits without one of three runs end, where exponents and factors run away together, by %s",
    (path) => {
      chooseEvaluationPath(path);
      onTestFinished(() => chooseEvaluationPath(undefined));
      for (const seed of [5, 6, 7]) {
        const { problem, runOf } = problemOf(seed);
        const { coordinates, delta, width } = estimate(problem, {
          loss: { kind: "huber", delta: 1e-3 },
          starts: 1,
          userStarts: [parameters(truth)],
        });
        const plan = { estimate: coordinates, clusters: clustersOf(runOf), delta, width };
        const left = leaveOut(problem, plan, { first: 0, count: 3 });
        expect(left?.values.every((value) => !Number.isNaN(value))).toBe(true);
      }
    },
  );
});
