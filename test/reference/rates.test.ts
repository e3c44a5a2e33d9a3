import { describe, expect, it } from "vitest";
import { attempt, fitOf, run } from "./program.ts";

// Dobson (1990), table 7.2: beetles killed by carbon disulphide after five hours; the logit's coefficients are −60.72 and 34.27.
const beetles = `
data beetles(x, killed, n) = [1.6907, 6, 59 | 1.7242, 13, 60 | 1.7552, 18, 62 | 1.7842, 28, 56 | 1.8113, 52, 63 | 1.8369, 53, 59 | 1.8610, 61, 62 | 1.8839, 60, 60]
law dead(x) = 1/(1 + exp(-(b0 + b1*x)))
`;

describe("a fit using binomial(k, n)", () => {
  it("gives the maximum likelihood of the textbook's dose response", async () => {
    const fit = fitOf(await run(`${beetles}fit dead on beetles using binomial(killed, n)`));
    expect(fit.parameters.b0!.value).toBeCloseTo(-60.717, 2);
    expect(fit.parameters.b1!.value).toBeCloseTo(34.27, 2);
    expect(2 * fit.objective).toBeCloseTo(11.23, 2);
    expect(fit.status).toBe("converged");
  });

  it("leaves rows without trials out, and counts them", async () => {
    const program = beetles.replace("60, 60]", "60, 60 | 1.9, 0, 0]");
    const fit = fitOf(await run(`${program}fit dead on beetles using binomial(killed, n)`));
    expect(fit.rows).toBe(8);
    expect(fit.parameters.b1!.value).toBeCloseTo(34.27, 2);
  });

  it("wants both counts", async () => {
    const result = await attempt(`${beetles}fit dead on beetles using binomial(killed)`);
    expect(result.diagnostics.map((d) => d.code)).toContain("wrong-arguments");
  });
});
