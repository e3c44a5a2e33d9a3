import { expect, test } from "vitest";
import { fitOf, pointsOf, valuesOf } from "../program.ts";
import { present, runHardLaw } from "./hard-law.ts";

const data = `set bootstrap = 20
data converged = at N in logspace(1M, 10B, 12) with loss = (8.8e13/N)^0.076
data trajectories = at N in [10M, 100M, 1B, 10B], S in logspace(1e3, 1e6, 6), B in [100K, 1M, 4M]
  with loss = root(l = (8.8e13/N)^0.076 + (2100*(1 + 2e8/(B*l^(1/0.21)))/S)^0.76 for l in 0..20)`;

test.skipIf(!present)(
  "S12: the step-resolved law gives its constants back, its critical batch and the steps to a loss",
  async () => {
    const results = await runHardLaw("S12", data);
    const fit = fitOf(results);
    for (const [name, value] of Object.entries({ Sc: 2100, Bs: 2e8, aB: 0.21, aS: 0.76 }))
      expect((fit.parameters[name]?.value ?? 0) / value).toBeCloseTo(1, 6);
    expect((valuesOf(results)[0] ?? 0) / (2e8 / 2.5 ** (1 / 0.21))).toBeCloseTo(1, 6);
    const effective = 2100 / (2.2 - (8.8e13 / 33e9) ** 0.076) ** (1 / 0.76);
    const steps = effective * (1 + 2e8 / (4e6 * 2.2 ** (1 / 0.21)));
    expect((pointsOf(results, "solve")[0]?.value ?? 0) / steps).toBeCloseTo(1, 6);
  },
);
