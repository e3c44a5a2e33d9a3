import { expect, test } from "vitest";
import { parse } from "../../grammar/parse.ts";
import type { LawStatement } from "../../grammar/syntax.ts";
import { outputLength } from "../../src/fit/objective.ts";
import { makeProblem } from "../../src/fit/problem.ts";
import { checkLaw } from "../../src/law/check.ts";
import { Session } from "../../src/session.ts";

type Result = Readonly<Record<string, unknown>>;

/** Four schedules of 60 steps, with the loss of the annealing law; every second row has none. */
function curves(noise: (row: number) => number): string {
  const rows: string[] = [];
  for (const run of [1, 2, 3, 4]) {
    let [sum, momentum, area] = [0, 0, 0];
    let before: number | undefined;
    for (let step = 1; step <= 60; step++) {
      const down = (61 - step) / 60;
      const rates = [1, down, step < 40 ? 1 : (61 - step) / 21, 0.55 + 0.5 * Math.cos((Math.PI * step) / 60)];
      const rate = rates[run - 1]!;
      sum += rate;
      momentum = 0.9 * momentum + (before ?? rate) - rate;
      before = rate;
      area += momentum;
      const loss = (2 + sum ** -0.5 - 0.05 * area) * Math.exp(noise(rows.length));
      rows.push(`${run},${step},${rate},${step % 2 === 1 ? "" : loss}`);
    }
  }
  return ["run,step,lr,loss", ...rows].join("\n");
}

async function attempt(program: string): ReturnType<Session["run"]> {
  const files = { list: () => Promise.resolve([]), read: () => Promise.reject(new Error("no files")) };
  return new Session({ files: files as unknown as ConstructorParameters<typeof Session>[0]["files"] }).run(program);
}
async function run(program: string): Promise<readonly Result[]> {
  const { results, diagnostics } = await attempt(program);
  const mistake = diagnostics.find((d) => d.severity === "error");
  if (mistake !== undefined) throw new Error(`${mistake.code}: ${mistake.message}`);
  return results;
}
const codeOf = async (program: string): Promise<string | undefined> =>
  (await attempt(program)).diagnostics.find((d) => d.severity === "error")?.code;
const predicted = (result: Result | undefined): readonly number[] =>
  (result!.points as readonly { readonly value: number }[]).map((p) => p.value);

/** The same table as a program writes it. */
function table(csv: string): string {
  const rows = csv
    .split("\n")
    .slice(1)
    .map((line) =>
      line
        .split(",")
        .map((cell) => (cell === "" ? "0/0" : cell))
        .join(", "),
    );
  return `data c(run, step, lr, loss) = [${rows.join(" | ")}]`;
}

const annealing = "L0 + A*cumsum(lr)^-α - C*cumsum(scan(0, λ*prev + lag(lr) - lr)) by run";

test("S01: the schedule 1, 1, 1, 0.5, 0 with λ = 0.9 gives S1 = 3.5 and S2 = 1.45", async () => {
  const results = await run(`
data sched(run, lr) = [1, 1 | 1, 1 | 1, 1 | 1, 0.5 | 1, 0]
law S1(lr) = cumsum(lr) by run
law S2(lr) = cumsum(scan(0, λ*prev + lag(lr) - lr)) by run where λ = 0.9
predict S1 on sched
predict S2 on sched`);
  expect(predicted(results.at(-2))).toEqual([1, 2, 3, 3.5, 3.5]);
  expect(predicted(results.at(-1)).at(-1)).toBeCloseTo(1.45, 14);
});

test("row counts, first stays, lag repeats the first value, and each run begins anew, wherever its rows stand", async () => {
  const results = await run(`
data c(run, x) = ["a", 1 | "b", 10 | "a", 2 | "b", 20 | "a", 4]
law R(x) = 100*row() + first(x) by run
law G(x) = lag(x) by run
predict R on c
predict G on c`);
  // Rows are told run by run.
  expect(predicted(results.at(-2))).toEqual([101, 201, 301, 110, 210]);
  expect(predicted(results.at(-1))).toEqual([1, 1, 2, 10, 10]);
});

test("a parameter inside a recursion is recovered; rows without a response count in it", async () => {
  const results = await run(`
${table(curves(() => 0))}
law T(lr) = ${annealing} where λ in 0.5..0.99, A > 0, C > 0
fit T to loss on c using squares in linear with bootstrap = 0
predict T on c`);
  const fitted = results.find((r) => r.kind === "fit") as unknown as {
    readonly rows: number;
    readonly parameters: Readonly<Record<string, { readonly value: number }>>;
  };
  expect(fitted.rows).toBe(120);
  const { L0, A, α, C, λ } = fitted.parameters;
  for (const [found, truth] of [
    [L0, 2],
    [A, 1],
    [α, 0.5],
    [C, 0.05],
    [λ, 0.9],
  ] as const)
    expect(Math.abs(found!.value / truth - 1)).toBeLessThan(1e-9);
  expect(predicted(results.at(-1))).toHaveLength(240);
});

test("with noise the bootstrap draws whole runs, and its refits follow the recursion", async () => {
  const results = await run(`
${table(curves((row) => 0.002 * Math.sin(12.9898 * row * row)))}
law T(lr) = ${annealing} where λ in 0.5..0.99, A > 0, C > 0
fit T to loss on c using squares in log with bootstrap = 60`);
  const fitted = results.find((r) => r.kind === "fit") as unknown as {
    readonly parameters: Readonly<Record<string, { readonly value: number; readonly standardError: number }>>;
    readonly warnings: readonly { readonly code: string }[];
  };
  const { λ } = fitted.parameters;
  expect(Math.abs(λ!.value - 0.9)).toBeLessThan(0.02);
  expect(λ!.standardError).toBeGreaterThan(1e-5);
  expect(λ!.standardError).toBeLessThan(0.05);
  expect(fitted.warnings.map((w) => w.code)).not.toContain("failed-replicates");
});

test("gradient and Hessian of a law along runs are its differences", () => {
  const parsed = parse(`law T(lr) = ${annealing}`);
  if (!parsed.ok) throw new Error("the law is read");
  const law = checkLaw(parsed.value.statements[0] as LawStatement, {
    law: () => undefined,
    fit: () => undefined,
    definition: () => undefined,
    known: () => [],
  });
  if (!law.ok) throw new Error("the law is checked");
  const rows = curves(() => 0)
    .split("\n")
    .slice(1)
    .map((line) => line.split(",").map(Number));
  const lr = Float64Array.from(rows, (r) => r[2]!);
  const start = Float64Array.from(rows, (r) => (r[1] === 1 ? 1 : 0));
  const kept = rows.flatMap((r, k) => (r[1]! % 2 === 0 ? [k] : []));
  const inputs = [lr, start].map((c) => Float64Array.from(kept, (k) => c[k]!));
  const problem = makeProblem({
    law: law.value,
    inputs,
    response: Float64Array.from(kept, (k) => rows[k]![3]!),
    log: false,
    series: { rows: rows.length, inputs: [lr, start], positions: Float64Array.from(kept) },
  });
  const n = problem.coordinates.length;
  const evaluate = (x: Float64Array): Float64Array => {
    const out = new Float64Array(outputLength(n));
    problem.evaluator.bind(problem.data);
    problem.evaluator.evaluate(x, Number.POSITIVE_INFINITY, "exact", out);
    return out;
  };
  const at = Float64Array.from(
    problem.toCoordinates(
      law.value.parameters.map((p) => ({ L0: 2.1, A: 1.1, α: 0.4, C: 0.06, λ: 0.85 })[p.name] ?? 0),
    ),
  );
  const exact = evaluate(at);
  const h = 1e-6;
  for (let i = 0; i < n; i++) {
    const [above, below] = [1, -1].map((sign) => evaluate(at.map((x, k) => (k === i ? x + sign * h : x))));
    expect((above![0]! - below![0]!) / (2 * h) / exact[1 + i]!).toBeCloseTo(1, 5);
    for (let j = 0; j <= i; j++) {
      const second = exact[1 + n + (i * (i + 1)) / 2 + j]!;
      expect((above![1 + j]! - below![1 + j]!) / (2 * h) / second).toBeCloseTo(1, 4);
    }
  }
});

test("a function along a run without a run, and a point asked of a law along runs, are refused", async () => {
  expect(await codeOf("law S(x) = cumsum(x)")).toBe("series-without-run");
  expect(await codeOf("cumsum(3)")).toBe("series-without-run");
  expect(await codeOf("law S(x) = lag(x, 2) by run")).toBe("wrong-arguments");
  expect(await codeOf("law S(x) = cumsum(x) by run\nS(3)")).toBe("law-along-runs");
  expect(await codeOf("data c(x) = [1 | 2]\nlaw S(x) = cumsum(x) by run\npredict S on c")).toBe("unknown-column");
});

test("a law along runs stands inside another along the same ones, its parameters and bounds among the other's", async () => {
  const inner = "law S(lr) = L0 + A*cumsum(lr)^-α by run where L0 > 0, A > 0, α > 0";
  const outer = "law T(lr) = S(lr) - C*cumsum(scan(0, λ*prev + lag(lr) - lr)) by run where C > 0, λ in 0..1";
  const whole =
    "law T(lr) = L0 + A*cumsum(lr)^-α - C*cumsum(scan(0, λ*prev + lag(lr) - lr)) by run where L0 > 0, A > 0, α > 0, C > 0, λ in 0..1";
  const data = table(curves((row) => 1e-3 * Math.sin(7 * row)));
  const fit = "fit T to loss on c with bootstrap = 0";
  const nested = (await run(`${data}\n${inner}\n${outer}\n${fit}`)).at(-1)!;
  const flat = (await run(`${data}\n${whole}\n${fit}`)).at(-1)!;
  expect(nested.objective).toBe(flat.objective);
  expect(nested.parameters).toEqual(flat.parameters);
  expect(Math.abs((flat.parameters as { λ: { value: number } }).λ.value - 0.9)).toBeLessThan(0.05);

  expect(await codeOf(`${inner}\nlaw T(lr) = S(lr) + k`)).toBe("series-without-run");
  expect(await codeOf(`${inner}\nlaw T(lr) = S(lr) + k by seed`)).toBe("series-without-run");
  expect(await codeOf(`${inner}\nlaw T(lr) = S(k*lr) by run`)).toBe("not-yet");
  expect(
    await codeOf(`${data}\n${inner}\nfit S to loss on c with bootstrap = 0 as s\nlaw T(lr) = s(lr) + k by run`),
  ).toBe("not-yet");
});
