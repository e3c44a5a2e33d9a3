import { existsSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { estimate } from "../../src/fit/estimate.ts";
import { makeProblem } from "../../src/fit/problem.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { floors } from "./floors.ts";
import { agreeingDigits, digitsOfParameters, nistFolder, nistNames, type Reference, readReference } from "./problem.ts";

/** Digits from the far start, from the near one, and from none at all. */
type Digits = readonly [number, number, number];

function digitsOf(reference: Reference): Digits {
  const { law, inputs, response } = reference;
  const problem = makeProblem({ law, inputs, response, log: false });
  const from = (userStarts: readonly Float64Array[] | undefined): number => {
    const found = estimate(problem, {
      loss: { kind: "squares" },
      ...(userStarts === undefined ? { starts: 64 } : { starts: 1, userStarts }),
    });
    return userStarts === undefined
      ? agreeingDigits([2 * found.objective], Float64Array.of(reference.squares))
      : digitsOfParameters(reference, found.parameters);
  };
  return [from([reference.starts[0]]), from([reference.starts[1]]), from(undefined)];
}

describe("the reference problems of NIST", () => {
  const all = new Map<string, Digits>();

  it.for(nistNames)("%s is solved to its floor of digits from both starts", (name, context) => {
    requireOrSkip(context, nistFolder);
    const digits = digitsOf(readReference(name));
    all.set(name, digits);
    const floor = floors[name]!;
    digits.forEach((d, k) => {
      expect(d, `digits from start ${k === 2 ? "none" : k + 1}`).toBeGreaterThanOrEqual(floor[k]!);
    });
  });

  it("are 27 of 27 to 6 digits from both starts, and to 9 in the median", (context) => {
    requireOrSkip(context, nistFolder);
    expect(all.size).toBe(27);
    const worst = [...all.values()].map(([far, near]) => Math.min(far, near)).sort((a, b) => a - b);
    expect(worst[0]).toBeGreaterThanOrEqual(6);
    expect(worst[13]).toBeGreaterThanOrEqual(9);
  });

  afterAll(() => {
    if (process.env.LAWLAB_GOLDEN !== undefined && existsSync(nistFolder))
      for (const [name, digits] of all)
        process.stdout.write(`  ${name}: [${digits.map((d) => d.toFixed(1)).join(", ")}],\n`);
  });
});
