import { expect, test } from "vitest";
import { Session } from "../../src/session.ts";

type Result = Readonly<Record<string, unknown>>;

const session = (): Session =>
  new Session({
    files: {
      read: () => Promise.reject(new Error("no files")),
      list: () => Promise.resolve([]),
    } as unknown as ConstructorParameters<typeof Session>[0]["files"],
  });

async function run(program: string): Promise<readonly Result[]> {
  const { results, diagnostics } = await session().run(program);
  const mistake = diagnostics.find((d) => d.severity === "error");
  if (mistake !== undefined) throw new Error(`${mistake.code}: ${mistake.message}`);
  return results;
}

async function codeOf(program: string): Promise<string | undefined> {
  const { diagnostics } = await session().run(program);
  return diagnostics.find((d) => d.severity === "error")?.code;
}

const values = (results: readonly Result[]): readonly unknown[] =>
  results.filter((r) => r.kind === "value").map((r) => r.value);
const fitted = (results: readonly Result[]): Readonly<Record<string, { readonly value: number }>> =>
  results.findLast((r) => r.kind === "fit")!.parameters as Readonly<Record<string, { readonly value: number }>>;

const families = `
data runs = at family in ["llama", "qwen"], N in logspace(10M, 1B, 12)
  with L = (if family = "llama" then 2 else 1.5) + (if family = "llama" then 300 else 200)/N^0.3
`;

test("a sum, a product and a mean over an index are written out", async () => {
  const results = await run(`
let f(x) = sum(i*x^i for i in 1..3)
f(2)
prod(i for i in 1..5)
mean(i^2 for i in [1, 2, 3])
sum(sum(i*j for j in 1..i) for i in 1..3)
sum(1 for i in 1..0)
prod(1 for i in 1..0)`);
  expect(values(results)).toEqual([34, 120, 14 / 3, 25, 0, 1]);
});

test("an index is a name of the sum alone and hides others", async () => {
  expect(values(await run("let i = 7\nsum(i for i in 1..3) + i"))).toEqual([13]);
});

test("a sum too long, without whole ends or up to a parameter is refused", async () => {
  expect(await codeOf("sum(i for i in 1..1e9)")).toBe("bad-index");
  expect(await codeOf("law L(N) = sum(N^i for i in 1..k)")).toBe("bad-index");
  expect(await codeOf("law L(N) = sum(N^i for i in N..4)")).toBe("bad-index");
});

test("the end of a sum may depend on the data, and beyond what was written out there is no value", async () => {
  const results = await run(`
data runs = at n in [100, 200, 300, 400, 500] with y = 3*n + 2*(if n > 128 then 1 else 0) + 2*(if n > 256 then 1 else 0) + 2*(if n > 384 then 1 else 0)
law Y(n) = a*n + sum(b for j in 2..ceil(n/128))
fit Y to y on runs using squares in linear with bootstrap = 0
predict Y at n = 450`);
  expect(fitted(results).b!.value).toBeCloseTo(2, 9);
  expect((results.at(-1)!.points as readonly { readonly value: number }[])[0]!.value).toBeCloseTo(1356, 6);
});

test("a parameter indexed by a text column is one parameter a level", async () => {
  const results = await run(`${families}
law Q(N, family) = E[family] + A[family]/N^α where A > 0, α in 0..1
fit Q to L on runs with bootstrap = 20 as q
q.E["llama"]
E["qwen"]
predict q at N = 5B, family in ["llama", "qwen"]`);
  const parameters = fitted(results);
  expect(Object.keys(parameters)).toEqual(['E["llama"]', 'E["qwen"]', 'A["llama"]', 'A["qwen"]', "α"]);
  expect(values(results)[0]).toBeCloseTo(2, 9);
  expect(values(results)[1]).toBeCloseTo(1.5, 9);
  const points = results.at(-1)!.points as readonly {
    readonly at: { readonly family: string };
    readonly value: number;
  }[];
  expect(points.map((p) => p.at.family)).toEqual(["llama", "qwen"]);
  expect(points[0]!.value).toBeCloseTo(2 + 300 / 5e9 ** 0.3, 9);
});

test("a level that the data do not have, and a level left free, are told with those that there are", async () => {
  const fitted = `${families}
law Q(N, family) = E[family] + A/N^α where A > 0
fit Q to L on runs with bootstrap = 0`;
  expect(await codeOf(`${fitted}\nE["lama"]`)).toBe("unknown-level");
  expect(await codeOf(`${fitted}\npredict Q at N = 1B, family = "lama"`)).toBe("unknown-level");
  expect(await codeOf(`${fitted}\npredict Q at N = 1B`)).toBe("unbound-variable");
  expect(await codeOf(`${fitted}\npredict Q at N = "llama", family = "llama"`)).toBe("text-in-arithmetic");
});

test("`where` speaks of all levels by the name before the bracket, and of one by its own", async () => {
  const results = await run(`${families}
law Q(N, family) = E[family] + A[family]/N^α where A > 0, α in 0..1, E["llama"] = 2
fit Q to L on runs with bootstrap = 0`);
  const parameters = fitted(results) as unknown as Readonly<Record<string, { readonly state?: string }>>;
  expect(parameters['E["llama"]']!.state).toBe("fixed");
});

test("`by … sharing` fits all levels at once with the shared parameters in common", async () => {
  const results = await run(`${families}
law Q(N) = E + A/N^α where A > 0, α in 0..1
fit Q to L on runs by family sharing α with bootstrap = 0`);
  expect(Object.keys(fitted(results))).toEqual(['E["llama"]', 'E["qwen"]', 'A["llama"]', 'A["qwen"]', "α"]);
  expect(fitted(results).α!.value).toBeCloseTo(0.3, 9);
});

test("sharing without groups, or of a parameter that the law lacks, is refused", async () => {
  const law = `${families}\nlaw Q(N) = E + A/N^α`;
  expect(await codeOf(`${law}\nfit Q to L on runs sharing α`)).toBe("sharing-without-by");
  expect(await codeOf(`${law}\nfit Q to L on runs by family sharing β`)).toBe("unknown-parameter");
  expect(await codeOf(`${law}\nfit Q to L on runs by familie`)).toBe("unknown-column");
});

test("1 - exp(-x) keeps its digits where x is small", async () => {
  const results = await run(
    "law F(x) = 1 - exp(-x)\nlaw G(x) = exp(x) - 1\npredict F at x = 1e-20\npredict G at x = 1e-20",
  );
  const points = results.flatMap((r) => (r.points ?? []) as readonly { readonly value: number }[]);
  expect(points.map((p) => p.value)).toEqual([1e-20, 1e-20]);
});

test("S18: data filtering with pools that decay, fitted and asked for the best number of pools", async () => {
  const results = await run(`
data pools = at n in [64, 128, 192, 256, 320, 512, 640, 900, 1280], pool in [1, 2, 3]
  with err = 0.004*min(n, 128)^(-0.1*pool)*prod((min(n, j*128)/((j - 1)*128))^(-0.1*pool*0.5^((j - 1)/(1.5*pool))) for j in 2..ceil(n/128)) + 0.1
law Y(n, pool) = a*min(n, P)^b[pool]*prod((min(n, j*P)/((j - 1)*P))^(b[pool]*0.5^((j - 1)/τ[pool])) for j in 2..ceil(n/P)) + d
  with P = 128
  where d = 0.1, a in 0.0001..0.02, b in -0.5..-0.005, τ in 1..10
fit Y to err on pools using squares in linear with bootstrap = 0 as util
let mix(n, p) = util.a*min(n, p*128)^util.b[1]*prod((min(n, j*p*128)/((j - 1)*p*128))^(sum(util.b[i]*0.5^((j - 1)/(p*util.τ[i])) for i in 1..p)/p) for j in 2..ceil(n/(p*128))) + 0.1
minimize mix(n, p) over p in integers(1, 3) at n in [320, 1280]
util.τ[2]
let many(n) = sum(1 for j in 1..n)
predict many(n) at n in [3, 40, 1000]`);
  expect(values(results)[0]).toBeCloseTo(3, 6);
  const best = results.find((r) => r.kind === "minimize")!.points as readonly { readonly at: { readonly p: number } }[];
  expect(best.map((b) => b.at.p)).toEqual([2, 3]);
  const counted = results.at(-1)!.points as readonly { readonly value: number }[];
  // Where its length is unknown a sum is written out to 64 terms; beyond it has no value, not a wrong one.
  expect(counted.map((p) => p.value)).toEqual([3, 40, Number.NaN]);
});

test("K13: a mixture is a vector of columns, and parameters are indexed by domain and component", async () => {
  const results = await run(`
data raw = at web in [0.1, 0.3, 0.5, 0.7], code in [0.1, 0.2, 0.25], domain in ["web", "code"] with books = 1 - web - code
data mix = raw with r = [web, code, books]
  with loss = (if domain = "web" then 2 else 1.5) + 0.5*exp((if domain = "web" then -2 else -0.3)*web + (if domain = "web" then -0.2 else -3)*code)
law L(r, domain) = c[domain] + k[domain]*exp(sum(t[domain, j]*r[j] for j in 1..2)) where c > 0, k > 0
fit L to loss on mix using squares in linear with bootstrap = 0 as mixing
t["web", 1]
t["code", 2]
mixing([0.2, 0.3], "web")`);
  expect(results.find((r) => r.kind === "law")!.text).toContain("L(r, domain) = ");
  const [web, code, called] = values(results) as readonly number[];
  expect(web).toBeCloseTo(-2, 6);
  expect(code).toBeCloseTo(-3, 6);
  expect(called).toBeCloseTo(2 + 0.5 * Math.exp(-0.46), 8);
});
