import { expect, test } from "vitest";
import { type FitJson, pointsOf } from "../program.ts";
import { csv, openHardLaw, present } from "./hard-law.ts";

const α = { easy: 0.3, middle: 0.25, hard: 0.2 };
const c = { easy: 200, middle: 150, hard: 90 };
const names = ["easy", "middle", "hard"] as const;
const rate = (item: (typeof names)[number], N: number): number => Math.exp(-c[item] * N ** -α[item]);

test.skipIf(!present)("S06: each item's law and the repeated sampling of K23 give their constants back", async () => {
  const items = names.flatMap((item) =>
    [1e8, 2e8, 4e8, 8e8, 16e8].map((N) => ({ item, N, K: 1e12, r: Math.round(1e12 * rate(item, N)) })),
  );
  const monkeys = Array.from({ length: 40 }, (_, i) => ({ problem: i, n: 64, correct: (i * i) % 37 }));
  const { results } = await openHardLaw("S06", "set bootstrap = 20", {
    "items.csv": csv(items),
    "monkeys.csv": csv(monkeys),
  });
  const [task, joint, repeated] = results.filter(({ kind }) => kind === "fit") as unknown as FitJson[];
  // The counts are rounded to a part in 10¹².
  for (const name of names) {
    expect(task!.parameters[`c["${name}"]`]!.value / c[name]).toBeCloseTo(1, 7);
    expect(task!.parameters[`α["${name}"]`]!.value / α[name]).toBeCloseTo(1, 7);
  }
  const mean = names.reduce((sum, name) => sum + rate(name, 2.4e9), 0) / names.length;
  expect(pointsOf(results, "predict")[0]!.value).toBeCloseTo(mean, 7);

  // One law for all items: its deviance can be lowered no further on a fine grid about it.
  const deviance = (logC: number, slope: number): number =>
    items.reduce((sum, { N, r, K }) => {
      const u = Math.exp(logC) * N ** -slope;
      return sum + r * u - (K - r) * Math.log(-Math.expm1(-u));
    }, 0);
  const [logC, slope] = [Math.log(joint!.parameters.c!.value), joint!.parameters.α!.value];
  const reached = deviance(logC, slope);
  for (const i of [-1, 0, 1])
    for (const j of [-1, 0, 1])
      if (i !== 0 || j !== 0) expect(deviance(logC + i * 1e-3, slope + j * 1e-4)).toBeGreaterThan(reached);
  const compared = results.find(({ kind }) => kind === "compare")!.rows as readonly { fit: string; aicc: number }[];
  expect(compared.map(({ fit }) => fit)).toEqual(["U", "V"]);
  // AICc less its penalty is twice the negative log likelihood; the binomial coefficients are the same for both.
  const penalty = (k: number): number => 2 * k + (2 * k * (k + 1)) / (items.length - k - 1);
  const own = items.reduce((sum, { N, r, K, item }) => {
    const u = c[item] * N ** -α[item];
    return sum + r * u - (K - r) * Math.log(-Math.expm1(-u));
  }, 0);
  const difference = compared[1]!.aicc - penalty(2) - (compared[0]!.aicc - penalty(6));
  expect(difference / (2 * (reached - own))).toBeCloseTo(1, 6);

  // The share of problems met within k tries, and its law: a line in log k through log(-log(share)).
  const shares = [1, 2, 4, 8, 16, 32].map((k) => {
    const none = monkeys.map(({ n, correct }) =>
      Array.from({ length: k }, (_, i) => Math.max(n - correct - i, 0) / (n - i)).reduce((p, x) => p * x, 1),
    );
    return { k, p: 1 - none.reduce((sum, x) => sum + x, 0) / monkeys.length };
  });
  const [A, B] = [repeated!.parameters.a!.value, repeated!.parameters.b!.value];
  const squares = (a: number, b: number): number =>
    shares.reduce((sum, { k, p }) => sum + (Math.log(p) - a * k ** b) ** 2, 0);
  for (const [da, db] of [
    [1e-4, 0],
    [-1e-4, 0],
    [0, 1e-4],
    [0, -1e-4],
  ] as const)
    expect(squares(A + da, B + db)).toBeGreaterThan(squares(A, B));
  const [solved] = pointsOf(results, "solve");
  expect(solved!.value / (Math.log(0.95) / A) ** (1 / B)).toBeCloseTo(1, 6);
});
