import { expect, it } from "vitest";
import { fitOf, run } from "../program.ts";
import { madeRuns, scheduleTable } from "./schedule-data.ts";

const truth = { L0: 2.5, A: 1.2, α: 0.45, B: 0.6, C: 0.5, β: 0.5, γ: 0.6 };

/** K19 written out: every change of the rate lowers the loss by a power of what was learned since. */
function loss(lr: readonly number[], step: number): number {
  const { L0, A, α, B, C, β, γ } = truth;
  const S1 = lr.map((_, t) => lr.slice(0, t + 1).reduce((sum, x) => sum + x, 0));
  let fallen = 0;
  for (let k = 1; k <= step; k++) {
    const change = lr[k - 1]! - lr[k]!;
    if (change !== 0) fallen += change * (1 - (1 + C * lr[k]! ** -γ * (S1[step]! - S1[k]! + lr[k]!)) ** -β);
  }
  return L0 + A * S1[step]! ** -α - B * fallen;
}

it("K19: the program of the multi-power law runs on made data and gives its constants back", async () => {
  const results = await run(`
${scheduleTable("mpl", loss, madeRuns.slice(0, 3))}
data curves = mpl with S1 = cumsum(lr), dlr = lag(lr) - lr by run
data fitted = curves where run in ["cosine_24000", "constant_24000", "wsdcon_9"]
law M(S1, lr, dlr) = L0 + A*S1^-α - B*sum(dlr[k]*G(lr[k]^-γ*(S1 - S1[k] + lr[k])) for k in 1..row()) by run
  with G(x) = 1 - (1 + C*x)^-β
  where L0 > 0, A > 0, B > 0, C > 0, α > 0, β > 0, γ > 0
fit M to loss on fitted using huber(1e-3) in log as mpl`);
  const { parameters, status, rows } = fitOf(results);
  expect(rows).toBe(80);
  expect(status).toBe("exact");
  for (const [name, value] of Object.entries(truth))
    expect(Math.abs(parameters[name]!.value / value - 1), name).toBeLessThan(1e-6);
});
