import { describe, expect, it } from "vitest";
import { estimate } from "../../src/fit/estimate.ts";
import { chooseEvaluationPath, evaluationPaths } from "../../src/fit/evaluation-path.ts";
import { fitLaw } from "../../src/fit/fit.ts";
import type { LossShape } from "../../src/fit/loss/loss.ts";
import { lossText, shapeOf } from "../../src/fit/loss/loss.ts";
import { lossOfShape } from "../../src/fit/loss/table.ts";
import { generateObjective, outputLength, walkObjective, weightsOf } from "../../src/fit/objective.ts";
import { makeProblem, type Problem } from "../../src/fit/problem.ts";
import { random } from "../../src/fit/random.ts";
import { chinchilla, lawOf, parameterOf, simulatedRuns } from "./laws.ts";

const shapes: readonly (readonly [string, LossShape, number, number])[] = [
  ["huber", { kind: "huber" }, 0.02, 0.5],
  ["pinball", { kind: "pinball", quantile: 0.9 }, 0.02, 0.5],
  ["student", { kind: "student", degrees: 4 }, 0.02, 0.5],
  ["binomial", { kind: "binomial" }, Number.POSITIVE_INFINITY, 0.3],
];

describe.each(shapes)("the loss %s", (_, shape, delta, target) => {
  const { at } = lossOfShape(shape);

  it("has the derivatives it says", () => {
    for (const r of [-0.15, -0.021, -0.013, -1e-4, 2e-3, 0.019, 0.025, 0.2]) {
      const h = 1e-6;
      const here = at(r, delta, target);
      const slope = (at(r + h, delta, target).rho - at(r - h, delta, target).rho) / (2 * h);
      const bend = (at(r + h, delta, target).psi - at(r - h, delta, target).psi) / (2 * h);
      expect(Math.abs(here.psi - slope)).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
      expect(Math.abs(here.curvature - bend)).toBeLessThan(1e-4 * (1 + Math.abs(bend)));
      expect(here.rho).toBeGreaterThan(0);
      expect(here.weight).toBeGreaterThan(0);
      if (shape.kind !== "binomial") expect(here.weight * r).toBeCloseTo(here.psi, 12);
    }
  });

  it("is 0 at a residual of 0, and least there", () => {
    expect(at(0, delta, target).rho).toBeCloseTo(0, 14);
    expect(at(0, delta, target).psi).toBeCloseTo(0, 14);
  });

  it("is summed alike on every path, in every space it has", () => {
    for (const log of shape.kind === "binomial" ? [false] : [false, true]) {
      const start = [0.2, 0.05];
      const sums = evaluationPaths.map((path) => {
        chooseEvaluationPath(path);
        const problem = rates(shape, log);
        chooseEvaluationPath(undefined);
        expect(problem.evaluator.path).toBe(path);
        problem.evaluator.bind(problem.data);
        return (["gradient", "reweighted", "exact"] as const).map((kind) => {
          const out = new Float64Array(outputLength(problem.coordinates.length));
          problem.evaluator.evaluate(problem.toCoordinates(start), delta, kind, out);
          return kind === "gradient" ? out.subarray(0, 3) : out;
        });
      });
      const walked = sums[2]!;
      for (const made of sums) {
        made.forEach((out, k) => {
          out.forEach((value, i) => {
            expect(Math.abs(value - walked[k]![i]!)).toBeLessThanOrEqual(2e-12 * Math.max(1, Math.abs(value)));
          });
        });
      }
    }
  });

  it("is summed alike by the generated loop and by walking the graph", () => {
    const problem = rates(shape);
    const p = problem.coordinates.length;
    const generated = generateObjective(problem.model, false, shape)!;
    const walked = walkObjective(problem.model, false, shape);
    const start = problem.toCoordinates([0.2, 0.05]);
    for (const mix of [0, 1]) {
      const [a, b] = [new Float64Array(outputLength(p)), new Float64Array(outputLength(p))];
      const { columns, response, rows } = problem.data;
      const weights = weightsOf(problem.data);
      generated(start, columns, response, weights, 0, rows, delta, mix, a);
      walked(start, columns, response, weights, 0, rows, delta, mix, b);
      a.forEach((value, k) => {
        expect(Math.abs(value - b[k]!)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(value)));
      });
    }
  });
});

const trials = Float64Array.from({ length: 40 }, (_, i) => 20 + i);
const x = Float64Array.from({ length: 40 }, (_, i) => i / 10);

function rates(shape: LossShape, log = false): Problem {
  const source = random(40, 0);
  const share = (v: number): number => 1 / (1 + Math.exp(1 - 0.8 * v));
  const hits = x.map((v, i) =>
    Array.from({ length: trials[i]! }, () => (source.uniform() < share(v) ? 1 : 0)).reduce<number>((a, b) => a + b, 0),
  );
  return makeProblem({
    law: lawOf("law p(x) = 1/(1 + exp(k - m*x))"),
    inputs: [x],
    // A rate of zero has no logarithm.
    response: hits.map((h, i) => Math.max(h, log ? 1 : 0) / trials[i]!),
    weights: trials,
    log,
    shape,
  });
}

describe("a fit", () => {
  it("of rates by their likelihood solves the logistic regression's score equations", () => {
    const problem = rates({ kind: "binomial" });
    const found = estimate(problem, { loss: { kind: "binomial" }, starts: 16 });
    expect(found.status).toBe("converged");
    const k = parameterOf(problem.law, found.parameters, "k");
    const m = parameterOf(problem.law, found.parameters, "m");
    let [constant, slope] = [0, 0];
    x.forEach((v, i) => {
      const gap = trials[i]! * (problem.data.response[i]! - 1 / (1 + Math.exp(k - m * v)));
      constant += gap;
      slope += gap * v;
    });
    expect(Math.abs(constant)).toBeLessThan(1e-6);
    expect(Math.abs(slope)).toBeLessThan(1e-6);
    expect(m).toBeGreaterThan(0.5);
  });

  it("of a quantile leaves that share of rows below it", () => {
    for (const quantile of [0.1, 0.5, 0.9]) {
      const runs = simulatedRuns({ rows: 300, seed: 41, sigma: 0.02 });
      const loss = { kind: "pinball", quantile } as const;
      const problem = makeProblem({ law: chinchilla, ...runs, log: true, shape: shapeOf(loss) });
      const found = estimate(problem, { loss, starts: 24 });
      const below = found.residuals.filter((r) => r < -1e-6).length;
      const above = found.residuals.filter((r) => r > 1e-6).length;
      expect(below).toBeLessThanOrEqual(quantile * 300 + 1);
      expect(above).toBeLessThanOrEqual((1 - quantile) * 300 + 1);
      const stated = found.residuals.reduce((sum, r) => sum + (r > 0 ? quantile * r : (quantile - 1) * r), 0);
      expect(found.objective / stated).toBeCloseTo(1, 8);
    }
  });

  it("of the median by its quantile is that of absolute deviations", () => {
    const runs = simulatedRuns({ rows: 80, seed: 42, sigma: 0.02 });
    const shared = { law: chinchilla, ...runs, space: "log", starts: 24, bootstrap: 20, seed: 1, level: 0.9 } as const;
    const half = fitLaw({ ...shared, loss: { kind: "pinball", quantile: 0.5 } });
    const absolute = fitLaw({ ...shared, loss: { kind: "absolute" } });
    expect((2 * half.objective) / absolute.objective).toBeCloseTo(1, 4);
  });

  it("by Student's loss is not moved by gross outliers, and measures its scale", () => {
    const clean = simulatedRuns({ rows: 200, seed: 43, sigma: 0.01 });
    const response = clean.response.map((y, i) => (i % 10 === 0 ? y * 1.6 : y));
    const shared = { law: chinchilla, space: "log", starts: 24, bootstrap: 40, seed: 1, level: 0.9 } as const;
    const fit = fitLaw({ ...shared, ...clean, response, loss: { kind: "student", degrees: 3 } });
    const squares = fitLaw({ ...shared, ...clean, loss: { kind: "squares" } });
    const E = (of: typeof fit): number => parameterOf(chinchilla, of.estimate, "E");
    expect(Math.abs(E(fit) - E(squares))).toBeLessThan(2 * squares.parameters[0]!.standardError);
    expect(fit.delta).toBeGreaterThan(0.006);
    expect(fit.delta).toBeLessThan(0.015);
    expect(fit.status).toBe("converged");
  });
});

describe("the name of a loss", () => {
  it("is what a program writes", () => {
    expect(lossText({ kind: "pinball", quantile: 0.9 })).toBe("pinball(0.9)");
    expect(lossText({ kind: "student", degrees: 4 })).toBe("student(4)");
    expect(lossText({ kind: "huber", delta: 1e-3 })).toBe("huber(1e-3)");
    expect(lossText({ kind: "squares" })).toBe("squares");
  });
});
