import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../src/data/csv.ts";
import { fitLaw } from "../../src/fit/fit.ts";
import { shared } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { chinchilla, parameterOf } from "./laws.ts";

const file = join(shared, "data", "steplaw_dense.csv");

/** The best loss of each (N, D) cell of steplaw's runs: 15 rows. */
function bestLosses(): { readonly inputs: readonly [Float64Array, Float64Array]; readonly response: Float64Array } {
  const table = readCsv(readFileSync(file), "steplaw_dense.csv", { start: 0, end: 0 });
  if (!table.ok) throw new Error(table.diagnostics[0]?.message);
  const values = (name: string): Float64Array => {
    const column = table.value.columns.get(name);
    if (column?.kind !== "number") throw new Error(`${name} is no column of numbers`);
    return column.values;
  };
  const [n, d, loss] = [values("N_params"), values("D_tokens"), values("loss_smooth")];
  const best = new Map<string, number>();
  loss.forEach((y, i) => {
    const key = `${n[i]} ${d[i]}`;
    if (!(y >= (best.get(key) ?? Number.POSITIVE_INFINITY))) best.set(key, y);
  });
  const cells = [...best.keys()].map((key) => key.split(" ").map(Number));
  return {
    inputs: [Float64Array.from(cells, (c) => c[0]!), Float64Array.from(cells, (c) => c[1]!)],
    response: Float64Array.from(best.values()),
  };
}

describe("a fit whose optimum lies on the boundary", () => {
  it("ends on it: steplaw's E is 0, with the reference's constants", (context) => {
    requireOrSkip(context, file);
    const data = bestLosses();
    expect(data.response.length).toBe(15);
    const fit = fitLaw({
      law: chinchilla,
      ...data,
      space: "log",
      loss: { kind: "huber", delta: 1e-3 },
      starts: 64,
      bootstrap: 50,
      seed: 1,
      level: 0.95,
    });
    const at = (name: string): number => parameterOf(fit.law, fit.estimate, name);
    expect(at("E")).toBe(0);
    expect(fit.parameters.find((p) => p.name === "E")?.state).toBe("atLowerBound");
    expect(fit.objective / 2.911688031949e-5).toBeCloseTo(1, 8);
    expect(at("A") / 9.2234763).toBeCloseTo(1, 5);
    expect(at("B") / 544.67368).toBeCloseTo(1, 5);
    expect(at("α")).toBeCloseTo(0.075555863, 7);
    expect(at("β")).toBeCloseTo(0.320129763, 7);
  });
});
