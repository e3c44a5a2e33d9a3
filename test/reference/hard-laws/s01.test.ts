import { expect, it } from "vitest";
import { fitOf, pointsOf, run } from "../program.ts";
import { scheduleTable } from "./schedule-data.ts";

const truth = { L0: 2.5, A: 1.2, α: 0.45, C: 0.04 };

/** S01 written out: annealing is the area under a momentum that remembers every fall of the rate. */
function loss(lr: readonly number[], step: number): number {
  let [sum, momentum, area] = [0, 0, 0];
  for (let t = 0; t <= step; t++) {
    sum += lr[t]!;
    momentum = 0.999 * momentum + (lr[t - 1] ?? lr[t]!) - lr[t]!;
    area += momentum;
  }
  return truth.L0 + truth.A * sum ** -truth.α - truth.C * area;
}

it("S01: the program of learning-rate annealing runs on made data and gives its constants back", async () => {
  const results = await run(`
${scheduleTable("mpl", loss)}
data curves = mpl with S1 = cumsum(lr), dlr = lag(lr) - lr by run
data train = curves where run in ["cosine_24000", "constant_24000"]
data test = curves where run = "wsd24k"
law S(S1, dlr) = L0 + A*S1^-α - C*cumsum(scan(0, λ*prev + dlr)) by run
  where L0 > 0, A > 0, α > 0, C > 0, λ = 0.999
fit S to loss on train using huber(1e-3) in log as anneal
predict anneal on test
data wsd = at run = "wsd", decay in [0.1, 0.2, 0.4], step in integers(1, 240)
  with lr = if step < 240*(1 - decay) then 1 else (240 - step)/(240*decay)
  with S1 = cumsum(lr), dlr = lag(lr) - lr by decay
data end = wsd with name = 10*decay
law R(S1, dlr) = anneal.L0 + anneal.A*S1^-anneal.α - anneal.C*cumsum(scan(0, 0.999*prev + dlr)) by decay
predict R on end`);
  const { parameters, status } = fitOf(results);
  expect(status).toBe("exact");
  for (const [name, value] of Object.entries(truth))
    expect(Math.abs(parameters[name]!.value / value - 1), name).toBeLessThan(1e-9);
  const predictions = results.filter(({ kind }) => kind === "predict");
  expect(predictions).toHaveLength(2);
  const seen = pointsOf([predictions[0]!], "predict").filter(({ observed }) => Number.isFinite(observed));
  expect(seen).toHaveLength(30);
  for (const { value, observed } of seen) expect(Math.abs(value / observed! - 1)).toBeLessThan(1e-9);
  // A longer decay ends lower here: annealing gains more than the lost sum of rates costs.
  const ends = pointsOf(results, "predict").filter((_, k) => k % 240 === 239);
  expect(ends).toHaveLength(3);
  expect(ends[0]!.value).toBeGreaterThan(ends[1]!.value);
});
