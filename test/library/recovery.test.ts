import { describe, expect, it } from "vitest";
import { libraryLaws } from "../../src/library/library.ts";
import { type FitJson, hold, tryIn } from "../statements/try.ts";
import { freed, refit, settled, simulatedRuns, simulation, truthOf } from "./simulated.ts";
import { combinations } from "./unidentified.ts";

const within = 1e-6;
const sampled = libraryLaws().filter((law) => law.sample !== undefined);

async function recover(law: (typeof sampled)[number]): Promise<FitJson> {
  const program = `${freed(law)}\nfit ${refit} to observed on sim with bootstrap = 0`;
  const fit = law.steps === undefined ? hold(simulation(law), program) : tryIn(await simulatedRuns(law), program);
  return (await fit).last as unknown as FitJson;
}

describe("a law of the library fitted to its own noiseless rows", () => {
  it("has a sample, or nothing to fit", () => {
    const without = libraryLaws().filter((law) => law.sample === undefined && truthOf(law).size > 0);
    expect(without.map((law) => law.name)).toEqual([]);
  });

  it.each(sampled.map((law) => [law.name, law] as const))("%s gets its constants back", async (name, law) => {
    const fit = await recover(law);
    const told = fit.warnings.filter(({ code }) => code === "unidentified").map(({ message }) => message);
    // What cannot be told apart is said, with the direction along which it cannot.
    expect(told).toEqual(combinations.get(name)?.map((direction) => direction.told) ?? []);
    expect(fit.status).toBe("exact");
    if (combinations.has(name)) return;
    const truth = truthOf(law);
    const errors = [...truth].map(([parameter, value]) => {
      const found = fit.parameters[parameter]?.value ?? Number.NaN;
      return [parameter, value === 0 ? Math.abs(found) : Math.abs(found / value - 1)] as const;
    });
    expect(errors.filter(([, error]) => !(error <= within))).toEqual([]);
    expect(errors.length).toBeGreaterThan(0);
  });

  it.each([...combinations])("%s stays the same along its null vectors", async (name, directions) => {
    const law = sampled.find((one) => one.name === name)!;
    const rows = async (constants: ReadonlyMap<string, number>): Promise<Float64Array> => {
      const where = [...constants].map(([parameter, value]) => `${parameter} = ${value}`).join(", ");
      const program = simulation(law).replace(
        settled(law),
        `${freed(law).replace(`law ${refit}`, `law ${name}`)}, ${where}`,
      );
      const { session } = await hold(program);
      return session.data().get("sim")!.get("observed")!.values as Float64Array;
    };
    const truth = truthOf(law);
    const before = await rows(truth);
    for (const { ratio, shift } of directions) {
      const moved = await rows(
        new Map([...truth].map(([p, v]) => [p, v * Math.exp(0.3 * (ratio[p] ?? 0)) + 0.3 * (shift?.[p] ?? 0)])),
      );
      for (const [i, value] of moved.entries()) expect(Math.abs(value / before[i]! - 1)).toBeLessThan(1e-12);
    }
  });
});
