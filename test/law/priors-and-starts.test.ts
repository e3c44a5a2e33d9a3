import { expect, test } from "vitest";
import { priors } from "../../src/law/prior.ts";
import { Session } from "../../src/session.ts";

type Result = Readonly<Record<string, unknown>>;
interface Fit {
  readonly parameters: Readonly<
    Record<string, { readonly value: number; readonly standardError: number; readonly prior?: string }>
  >;
  readonly objective: number;
  readonly starts: number;
}

async function attempt(program: string): ReturnType<Session["run"]> {
  const files = { read: () => Promise.reject(new Error("no files")), list: () => Promise.resolve([]) };
  return new Session({ files: files as unknown as ConstructorParameters<typeof Session>[0]["files"] }).run(program);
}
async function fits(program: string): Promise<readonly Fit[]> {
  const { results, diagnostics } = await attempt(program);
  const mistake = diagnostics.find((d) => d.severity === "error");
  if (mistake !== undefined) throw new Error(`${mistake.code}: ${mistake.message}`);
  return results.filter((r: Result) => r.kind === "fit") as unknown as readonly Fit[];
}
const codeOf = async (program: string): Promise<string | undefined> =>
  (await attempt(program)).diagnostics.find((d) => d.severity === "error")?.code;

const line = "data runs = at x in linspace(0, 1, 9) with y ~ normal(1 + 2*x, 0.1)\n";

test("a normal prior moves a mean as conjugacy says, with σ̂ from the fit without it", async () => {
  const [plain, weighed] = await fits(`${line}
law L(x) = a + 2*x
law P1(x) = a + 2*x where a ~ normal(0, 0.05)
fit L to y on runs using squares in linear with bootstrap = 0
fit P1 to y on runs using squares in linear with bootstrap = 400`);
  const mean = plain!.parameters.a!.value;
  // The posterior mean n·m/σ² / (n/σ² + 1/s²): from it σ̂² is told, and must be a robust scale of this noise.
  const shrunk = weighed!.parameters.a!.value;
  const sigma2 = (9 * 0.05 ** 2 * (mean - shrunk)) / shrunk;
  expect(Math.sqrt(sigma2)).toBeGreaterThan(0.03);
  expect(Math.sqrt(sigma2)).toBeLessThan(0.2);
  expect(weighed!.parameters.a!.prior).toBe("normal(0, 0.05)");
  expect(weighed!.objective).toBeGreaterThan(plain!.objective);
});

test("a parameter that the prior alone tells of is as unsure as the prior", async () => {
  const [fit] = await fits(`${line}
law L(x) = a + b*x where b ~ normal(2, 0.001)
fit L to y on runs using squares in linear with bootstrap = 1000`);
  expect(fit!.parameters.b!.standardError).toBeGreaterThan(0.0009);
  expect(fit!.parameters.b!.standardError).toBeLessThan(0.0011);
});

test("asymptotic intervals count the prior: of one that tells all, and of one that tells as much as the data", async () => {
  const [told, half] = await fits(`${line}
data many = at x in linspace(0, 1, 2000) with y ~ normal(1, 0.1)
law L(x) = a + b*x where b ~ normal(2, 0.001)
law M(x) = a + 0*x where a ~ normal(1, 0.0022)
fit L to y on runs using squares in linear with bootstrap = 0
fit M to y on many using squares in linear with bootstrap = 0`);
  expect(told!.parameters.b!.standardError).toBeGreaterThan(0.0009);
  expect(told!.parameters.b!.standardError).toBeLessThan(0.0011);
  // Conjugacy: 1/√(2000/0.1² + 1/0.0022²).
  const conjugate = 1 / Math.sqrt(2000 / 0.1 ** 2 + 1 / 0.0022 ** 2);
  expect(half!.parameters.a!.standardError / conjugate).toBeGreaterThan(0.9);
  expect(half!.parameters.a!.standardError / conjugate).toBeLessThan(1.1);
});

test("the slope and the bend of every prior are the derivatives of its cost", () => {
  const given = {
    normal: [0.3, 0.2],
    lognormal: [-1, 0.5],
    uniform: [0, 1],
    halfnormal: [0.4],
    student: [3, 0.1, 0.2],
    beta: [2, 3],
  };
  for (const [name, row] of Object.entries(priors)) {
    const a = given[name as keyof typeof given];
    expect(row.mistake(a)).toBeUndefined();
    for (const x of [0.15, 0.4, 0.8]) {
      const h = 1e-5;
      const [, slope, bend] = row.cost(x, a);
      expect((row.cost(x + h, a)[0] - row.cost(x - h, a)[0]) / (2 * h)).toBeCloseTo(slope, 6);
      expect((row.cost(x + h, a)[1] - row.cost(x - h, a)[1]) / (2 * h)).toBeCloseTo(bend, 5);
    }
  }
});

test("a prior bounds its parameter to where it has a density", async () => {
  const [fit] = await fits(`${line}
law L(x) = a + b*x where b ~ uniform(0, 1.5)
fit L to y on runs using squares in linear with bootstrap = 0`);
  expect(fit!.parameters.b!.value).toBe(1.5);
});

test("a prior that is none, or on a parameter that is not free, is refused", async () => {
  expect(await codeOf("law L(x) = a*x where a ~ normaal(0, 1)")).toBe("unknown-distribution");
  expect(await codeOf("law L(x) = a*x where a ~ normal(0)")).toBe("wrong-arguments");
  expect(await codeOf("law L(x) = a*x where a ~ normal(0, 0)")).toBe("bad-distribution");
  expect(await codeOf("law L(x) = a*x where a ~ normal(0, x)")).toBe("not-a-number");
  expect(await codeOf("law L(x) = a*x where b ~ normal(0, 1)")).toBe("unknown-parameter");
  expect(await codeOf("law L(x) = a*x where a ~ normal(0, 1), a = 2")).toBe("not-a-constraint");
});

test("points and grids of starts take the place of the generated ones, and what they leave open is filled", async () => {
  const law = `data runs = at x in linspace(0, 1, 12) with y ~ normal(1 + 2*exp(-3*x), 0.01)
law L(x) = a + b*exp(-k*x) where k in 0..20\n`;
  const asked = await fits(`${law}fit L to y on runs using squares in linear with bootstrap = 0
fit L to y on runs using squares in linear with bootstrap = 0, starts = point(k = 1, a = 3, b = 1)
fit L to y on runs using squares in linear with bootstrap = 0, starts = grid(k in [0.1, 0.3, 1, 3])
fit L to y on runs using squares in linear with bootstrap = 0, starts = grid(a in [1, 2], b in linspace(-2, 2, 3))`);
  expect(asked.map((f) => f.starts)).toEqual([64, 1, 4, 6]);
  for (const fit of asked) expect(fit.objective / asked[0]!.objective - 1).toBeLessThan(1e-6);
  expect(await codeOf(`${law}fit L to y on runs with starts = point(q = 1)`)).toBe("unknown-parameter");
  expect(await codeOf(`${law}fit L to y on runs with starts = point(k in [1, 2])`)).toBe("bad-option");
  expect(await codeOf(`${law}fit L to y on runs with starts = grid(k = 1)`)).toBe("bad-option");
});
