import { join } from "node:path";
import { expect, it } from "vitest";
import { shared } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { printedTo } from "./measures.ts";
import { fitOf, predictedRows, run } from "./program.ts";
import { references } from "./references.ts";

for (const reference of references)
  it(`${reference.name}: the predictions give the reference's optimum`, async (context) => {
    requireOrSkip(context, join(shared, "data", `${reference.set}.csv`));
    const results = await run(reference.program);
    const rows = predictedRows(results);
    expect(rows).toHaveLength(reference.rows);
    // Both sides, to 1e-6 or, where fewer digits are printed, to half a unit of the last one: below the reference
    // stands another law, other rows, or a reference that is no optimum.
    expect(Math.abs(reference.measure(rows) / Number(reference.expected) - 1)).toBeLessThanOrEqual(
      Math.max(1e-6, printedTo(reference.expected)),
    );
    const { parameters, status } = fitOf(results);
    expect(status).toBe("converged");
    for (const [name, value] of Object.entries(reference.constants))
      expect(Math.abs(parameters[name]!.value / value - 1), name).toBeLessThanOrEqual(reference.tolerance);
  });
