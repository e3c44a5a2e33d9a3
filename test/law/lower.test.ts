import { expect, test } from "vitest";
import { evaluate } from "../../src/law/evaluate.ts";
import { reachable } from "../../src/law/expression.ts";
import { lowerPowers } from "../../src/law/lower.ts";
import { lawOf } from "../fit/laws.ts";

test("a product of many powers is one exponential of the same value, where some factors do not stand too", () => {
  const law = lawOf("law L(n) = a*prod((n/(7*j))^(b*0.5^j) for j in 1..ceil(n/10)) where a > 0");
  const lowered = lowerPowers(law.graph, [law.root], () => true);
  const marks = reachable(lowered.graph, lowered.roots);
  expect(lowered.graph.nodes.filter(({ op }, id) => marks[id] === 1 && op === "exp").length).toBe(1);
  for (const n of [3, 10, 25, 47.5, 120]) {
    for (const parameters of [
      [2, 0.7],
      [0.4, -1.9],
    ]) {
      const [plain = Number.NaN] = evaluate(law.graph, [law.root], parameters, [n]);
      const [fused = Number.NaN] = evaluate(lowered.graph, lowered.roots, parameters, [n]);
      expect(plain).toBeGreaterThan(0);
      expect(Math.abs(fused / plain - 1)).toBeLessThan(1e-13);
    }
  }
});
