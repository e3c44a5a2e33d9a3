import { describe, expect, test } from "vitest";
import { derivatives } from "../../src/fit/polish.ts";
import { makeProblem } from "../../src/fit/problem.ts";
import type { Law } from "../../src/law/law.ts";
import { chinchilla, lawOf, simulatedRuns } from "./laws.ts";

const runs = simulatedRuns({ rows: 40, seed: 6, sigma: 0.02 });
const modelOf = (law: Law, inputs: readonly Float64Array[] = runs.inputs): unknown =>
  makeProblem({ law, inputs, response: runs.response, log: true }).model;

describe("a law that was compiled", () => {
  test("is known again: by what it says and by the columns, not by its name or by which object it is", () => {
    const model = modelOf(chinchilla);
    expect(modelOf(chinchilla)).toBe(model);
    expect(modelOf(structuredClone(chinchilla))).toBe(model);
    expect(modelOf(lawOf("law Other(N, D) = E + A/N^α + B/D^β where E > 0, A > 0, B > 0"))).toBe(model);
  });

  test.each([
    ["a bound", "law L(N, D) = E + A/N^α + B/D^β where E > 0, A > 0, B > 1"],
    ["no bounds", "law L(N, D) = E + A/N^α + B/D^β"],
    ["a fixed parameter", "law L(N, D) = E + A/N^α + B/D^β where E > 0, A > 0, B > 0, E = 1.7"],
    ["a tie", "law L(N, D) = E + A/N^α + B/D^β where E > 0, A > 0, B > 0, β = α"],
    ["a prior", "law L(N, D) = E + A/N^α + B/D^β where E > 0, A > 0, B > 0, α ~ normal(0.3, 0.1)"],
    ["another form", "law L(N, D) = E + A/N^α - B/D^β where E > 0, A > 0, B > 0"],
  ])("is another with %s", (_, text) => {
    expect(modelOf(lawOf(text))).not.toBe(modelOf(chinchilla));
  });

  test("is another over columns of other values, or of the same typical value and another sign", () => {
    const [n, d] = runs.inputs;
    const twice = n.map((x) => 2 * x);
    expect(modelOf(chinchilla, [twice, d])).not.toBe(modelOf(chinchilla));
    const law = lawOf("law L(x) = a + b*x");
    const above = Float64Array.from({ length: 40 }, () => 1);
    const around = Float64Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 3 : -1));
    expect(modelOf(law, [around])).not.toBe(modelOf(law, [above]));
  });

  test("is forgotten after many others", () => {
    const model = modelOf(chinchilla);
    for (let k = 0; k < 16; k++)
      modelOf(lawOf(`law L(N, D) = E + A/N^α + B/D^β where E > 0, A > 0, B > 0, E = ${k + 1}`));
    expect(modelOf(chinchilla)).not.toBe(model);
  });

  test("serves two problems at once, each over its own rows", () => {
    const input = { law: chinchilla, inputs: runs.inputs, log: true };
    const [one, other] = [runs.response, runs.response.map((y) => 2 * y)].map((response) =>
      makeProblem({ ...input, response }),
    );
    if (one === undefined || other === undefined) throw new Error("two problems were made");
    expect(other.model).toBe(one.model);
    const at = one.toCoordinates([1.8, 480, 0.35, 2000, 0.36]);
    const alone = [one, other].map((problem) => [...derivatives(problem, at, 0.02, 1)]);
    one.evaluator.bind(one.data);
    other.evaluator.bind(other.data);
    const together = [one, other].map(({ evaluator }, k) => {
      const out = new Float64Array(alone[k]?.length ?? 0);
      evaluator.evaluate(at, 0.02, "exact", out);
      return [...out];
    });
    expect(together).toEqual(alone);
    expect(alone[0]).not.toEqual(alone[1]);
  });
});
