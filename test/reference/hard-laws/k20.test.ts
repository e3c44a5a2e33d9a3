import { expect, test } from "vitest";
import { principalComponents } from "../../../src/data/principal-components.ts";
import type { FitJson } from "../program.ts";
import { csv, openHardLaw, present } from "./hard-law.ts";

const truth = { h: 0.12, a: -0.4, b: [1.6, -3, 8] };
/** A family's benchmarks are lines in log compute. */
const families = {
  llama: { from: [0.3, 0.35, 0.05], slope: [0.05, 0.04, 0.06] },
  qwen: { from: [0.42, 0.32, 0.2], slope: [0.045, 0.05, 0.055] },
  opt: { from: [0.24, 0.3, 0.02], slope: [0.02, 0.03, 0.01] },
};

test.skipIf(!present)(
  "K20: the components, the link and each family's line come back, and equal compute is where lines meet",
  async () => {
    const models = Object.entries(families).flatMap(([family, { from, slope }]) =>
      Array.from({ length: 6 }, (_, i) => {
        const C = 1e20 * 10 ** (i * 0.8);
        const scores = from.map((x, j) => x + slope[j]! * Math.log(C / 1e20));
        return { family, C, mmlu: scores[0]!, arc: scores[1]!, gsm8k: scores[2]! };
      }),
    );
    const S = principalComponents(
      (["mmlu", "arc", "gsm8k"] as const).map((n) => Float64Array.from(models, (m) => m[n])),
      3,
    );
    const rows = models.map((model, i) => {
      const u = truth.a + truth.b.reduce((sum, b, j) => sum + b * S[j]![i]!, 0);
      return { ...model, humaneval: truth.h + (1 - truth.h) / (1 + Math.exp(-u)) };
    });
    const { results, column } = await openHardLaw("K20", 'set bootstrap = 20\ndata scores = "scores.csv"', {
      "scores.csv": csv(rows),
    });
    const [task, fam] = results.filter(({ kind }) => kind === "fit") as unknown as FitJson[];
    const { h, a, b } = truth;
    for (const [name, value] of Object.entries({ h, a, "b[1]": b[0]!, "b[2]": b[1]!, "b[3]": b[2]! }))
      expect(task!.parameters[name]!.value / value, name).toBeCloseTo(1, 8);

    // A component of lines is a line: the line through the first and the last model of each family.
    const lines = new Map(
      Object.keys(families).map((family) => {
        const own = models.flatMap((model, i) =>
          model.family === family ? [[Math.log(model.C), S[0]![i]!] as const] : [],
        );
        const [[x0, y0], [x1, y1]] = [own[0]!, own.at(-1)!];
        const θ = (y1 - y0) / (x1 - x0);
        return [family, { θ, ν: y0 - θ * x0 }] as const;
      }),
    );
    for (const [family, { θ, ν }] of lines) {
      expect(fam!.parameters[`θ["${family}"]`]!.value / θ).toBeCloseTo(1, 8);
      expect(fam!.parameters[`ν["${family}"]`]!.value / ν).toBeCloseTo(1, 8);
    }
    const llama = lines.get("llama")!;
    column("equivalent", "Cf").forEach((Cf, i) => {
      expect(Math.log(Cf)).toBeCloseTo((S[0]![i]! - llama.ν) / llama.θ, 6);
      if (models[i]!.family === "llama") expect(Cf / models[i]!.C).toBeCloseTo(1, 6);
    });
    expect(column("equivalent", "Cf")).toHaveLength(models.length);
  },
);
