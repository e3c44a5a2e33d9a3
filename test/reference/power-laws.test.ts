import { join } from "node:path";
import { expect, it } from "vitest";
import { shared } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { llamaTokens, powerLaws } from "./power-laws.ts";
import { fitOf, run, valuesOf } from "./program.ts";

for (const { name, set, program, constants, tolerance } of powerLaws)
  it(`${name}: the constants that the reference prints`, async (context) => {
    requireOrSkip(context, join(shared, "data", `${set}.csv`));
    const { parameters } = fitOf(await run(program));
    for (const [parameter, value] of Object.entries(constants))
      expect(Math.abs(parameters[parameter]!.value / value - 1), parameter).toBeLessThanOrEqual(tolerance);
  });

it("Approach 2 says 16.1T tokens for Llama 3's budget", async (context) => {
  requireOrSkip(context, join(shared, "data", "isoflop_llama3.csv"));
  const results = await run(`${powerLaws.at(-1)!.program}\nf(3.8e25)`);
  expect(valuesOf(results)[0]! / llamaTokens).toBeCloseTo(1, 4);
});
