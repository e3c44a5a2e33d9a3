import { describe, expect, it } from "vitest";
import { fitOf, run } from "../reference/program.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { floors } from "./floors.ts";
import {
  agreeingDigits,
  digitsOfParameters,
  models,
  nistFolder,
  nistNames,
  type Reference,
  readReference,
} from "./problem.ts";

/** A problem as a program: its data written out, its model, and a fit with the options given. */
function program({ name, inputs, response }: Reference, options: string): string {
  const variables = inputs.length === 1 ? ["x"] : inputs.map((_, k) => `x${k + 1}`);
  const rows = [...response].map((y, i) => [...inputs.map((input) => input[i]), y].join(", "));
  return `data d(${variables.join(", ")}, y) = [${rows.join(" | ")}]
law f(${variables.join(", ")}) = ${models[name]}
fit f to y on d using squares in linear with bootstrap = 0${options}`;
}

const pointOf = ({ law }: Reference, start: Float64Array): string =>
  `, starts = point(${law.parameters.map(({ name }, k) => `${name} = ${start[k]}`).join(", ")})`;

/** What a program's fit finds, in the order of the model's parameters. */
async function found(reference: Reference, options: string): Promise<{ parameters: Float64Array; squares: number }> {
  const { parameters, objective } = fitOf(await run(program(reference, options)));
  const values = reference.law.parameters.map(({ name }) => parameters[name]!.value);
  return { parameters: Float64Array.from(values), squares: 2 * objective };
}

describe("the reference problems of NIST, each as a program", () => {
  it.for(nistNames)("%s has its digits from both starts and from none", async (name, context) => {
    requireOrSkip(context, nistFolder);
    const reference = readReference(name);
    const [far, near, none] = floors[name]!;
    for (const [start, floor] of [
      [reference.starts[0], far],
      [reference.starts[1], near],
    ] as const) {
      const { parameters } = await found(reference, pointOf(reference, start));
      expect(digitsOfParameters(reference, parameters)).toBeGreaterThanOrEqual(floor);
    }
    const { squares } = await found(reference, "");
    expect(agreeingDigits([squares], Float64Array.of(reference.squares))).toBeGreaterThanOrEqual(none);
  });
});
