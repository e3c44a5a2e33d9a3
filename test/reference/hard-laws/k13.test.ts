import { expect, test } from "vitest";
import { pointsOf } from "../program.ts";
import { present, runHardLaw } from "./hard-law.ts";

const laws = {
  web: { c: 1.5, k: 0.8, t: [-2, -0.3, -0.5] },
  code: { c: 1, k: 0.9, t: [-0.2, -3, -0.4] },
} as const;

function loss(domain: keyof typeof laws, r: readonly number[]): number {
  const { c, k, t } = laws[domain];
  return c + k * Math.exp(t.reduce((sum, x, j) => sum + x * (r[j] ?? 0), 0));
}

test.skipIf(!present)("K13: the best mixture of three domains is that of a fine grid over the simplex", async () => {
  const rows = ["web,code,books,domain,loss"];
  for (let i = 0; i <= 6; i++)
    for (let j = 0; i + j <= 6; j++) {
      const r = [i / 6, j / 6, (6 - i - j) / 6];
      for (const domain of ["web", "code"] as const) rows.push([...r, domain, loss(domain, r)].join(","));
    }
  const results = await runHardLaw("K13", "set bootstrap = 20", { "mix.csv": rows.join("\n") });
  const [found] = pointsOf(results, "minimize");
  let best = { value: Number.POSITIVE_INFINITY, r: [0, 0, 0] };
  for (let i = 0; i <= 1000; i++)
    for (let j = 0; i + j <= 1000; j++) {
      const r = [i / 1000, j / 1000, (1000 - i - j) / 1000];
      const value = 0.6 * loss("web", r) + 0.4 * loss("code", r);
      if (value < best.value) best = { value, r };
    }
  expect(found?.value).toBeLessThanOrEqual(best.value + 1e-9);
  expect(found?.value).toBeCloseTo(best.value, 5);
  best.r.forEach((x, k) => void expect(found?.at?.[`r[${k + 1}]`]).toBeCloseTo(x, 2));
});
