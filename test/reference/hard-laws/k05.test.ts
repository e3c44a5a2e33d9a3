import { expect, test } from "vitest";
import { fitOf } from "../program.ts";
import { csv, openHardLaw, present } from "./hard-law.ts";

const truth = { yinf: 0.6, y0: 3, a: 0.7, b: 2000, c: -0.45 };

/** M4 by bisection. */
function loss(x: number): number {
  let [low, high] = [truth.yinf, truth.y0];
  for (let k = 0; k < 100; k++) {
    const y = (low + high) / 2;
    if ((y - truth.yinf) / (truth.y0 - y) ** truth.a > truth.b * x ** truth.c) high = y;
    else low = y;
  }
  return low;
}

interface Row {
  readonly fit: string;
  readonly aicc: number;
  readonly extrapolation: number | null;
}

test.skipIf(!present)(
  "K05: of M1 to M4 the law that made the curve extrapolates it, and its constants come back",
  async () => {
    const curve = Array.from({ length: 30 }, (_, k) => 10 ** (5 + k * 0.2)).map((x) => ({ x, loss: loss(x) }));
    const { results, ask } = await openHardLaw("K05", 'set bootstrap = 20\ndata curve = "curve.csv"', {
      "curve.csv": csv(curve),
    });
    const compared = results.find(({ kind }) => kind === "compare")!.rows as readonly Row[];
    expect(compared).toHaveLength(4);
    expect(compared[0]!.fit).toBe("M4");
    expect(compared[0]!.extrapolation).toBeLessThan(1e-9);
    const [first, ...others] = compared;
    for (const other of others) expect(other.aicc).toBeGreaterThan(first!.aicc);

    await ask("data near = curve where x <= 1e9");
    const laws: Record<string, (p: Record<string, number>, x: number) => number> = {
      M1: ({ b, c }, x) => b! * x ** c!,
      M2: ({ yinf, b, c }, x) => yinf! + b! * x ** c!,
      M3: ({ b, g, c }, x) => b! * (1 / x + g!) ** -c!,
    };
    const beyond = curve.filter(({ x }) => x > 1e9);
    for (const [name, law] of Object.entries(laws)) {
      const { parameters } = fitOf(await ask(`fit ${name} to loss on near with bootstrap = 0`));
      const at = Object.fromEntries(Object.entries(parameters).map(([key, { value }]) => [key, value]));
      const errors = beyond.map((row) => Math.log(law(at, row.x) / row.loss));
      const rmse = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
      const { extrapolation } = compared.find(({ fit }) => fit === name)!;
      if (Number.isNaN(rmse)) expect(extrapolation).toBeNaN();
      else expect(extrapolation! / rmse).toBeCloseTo(1, 6);
    }
    const whole = fitOf(await ask("fit M4 to loss on curve with bootstrap = 0"));
    expect(whole.status).toBe("exact");
    for (const [name, value] of Object.entries(truth))
      expect(whole.parameters[name]!.value / value, name).toBeCloseTo(1, 6);
  },
);

test.skipIf(!present)("K05: on a power law with a floor y0 runs away, and M4 says that it has no minimum", async () => {
  const { ask } = await openHardLaw("K05", 'set bootstrap = 0\ndata curve = "curve.csv"', {
    "curve.csv": csv(
      Array.from({ length: 21 }, (_, k) => 10 ** (5 + k * 0.3)).map((x) => ({ x, loss: 0.6 + 300 * x ** -0.45 })),
    ),
  });
  const { status, parameters, warnings } = fitOf(await ask("fit M4 to loss on curve"));
  expect(status).toBe("unattained");
  expect(warnings.map(({ code }) => code)).toContain("unattained");
  expect(parameters.yinf!.value).toBeCloseTo(0.6, 4);
  expect(parameters.c!.value).toBeCloseTo(-0.45, 3);
});
