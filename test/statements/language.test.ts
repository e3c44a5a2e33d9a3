import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type FileAccess, formatDiagnostic, Session } from "../../src/index.ts";
import { shared } from "../support/paths.ts";
import { stated } from "./stated.ts";
import { type Json, type Tried, tryIn } from "./try.ts";

const page = join(shared, "language.md");
const present = existsSync(page);

/** The statements of language.md §2 in order, continuation lines with them, without the comments behind them. */
function examples(): readonly string[] {
  const text = readFileSync(page, "utf8");
  const part = text.slice(text.indexOf("## 2. Statements"), text.indexOf("## 3. Meaning"));
  return part
    .split("\n")
    .filter((line) => line.startsWith("    "))
    .map((line) => line.slice(4))
    .join("\n")
    .split(/\n(?=\S)/u)
    .map((statement) => statement.trim());
}

/** The files that the examples read, made from known laws. */
function fileOf(path: string): string | undefined {
  const rows: string[] = [];
  if (path === "runs.csv") {
    rows.push("N,tokens_seen,loss,status,corpus,w,S1,dlr,x,n,run");
    [1e7, 1e8, 1e9, 1e10].forEach((N, i) => {
      for (const [j, D] of [1e8, 1e9, 1e10, 1e11, 1e12].entries())
        for (const [corpus, base] of [
          ["c4", 1.7],
          ["web", 1.9],
        ] as const) {
          const noise = 1 + 0.003 * Math.sin(7 * i + 3 * j + 5 * base);
          const loss = (base + 400 / N ** 0.34 + 410 / D ** 0.28) * noise;
          rows.push([N, D, loss, "finished", corpus, 1, D / 1e6, 0.1, D / 1e6, 1, i].join(","));
        }
    });
    return rows.join("\n");
  }
  if (path !== "curves.csv") return undefined;
  rows.push("run,step,lr,loss");
  for (const run of [1, 2])
    for (let step = 1; step <= 20; step++)
      rows.push([run, step, 3e-4 * (1 - step / 25), 2 + 1 / (step + run)].join(","));
  return rows.join("\n");
}

const files: FileAccess = {
  read: (path) => {
    const text = fileOf(path);
    return text === undefined
      ? Promise.reject(new Error(path))
      : Promise.resolve([{ name: path, bytes: new TextEncoder().encode(text) }]);
  },
};

/** What the examples take for granted: the names they use, as laws, data sets and fits small enough to be quick. */
const prelude = `set bootstrap = 40
data runs = "runs.csv" with D = tokens_seen, C = 6*N*D
data obs(schedule, step, y) = ["a", 1, 2 | "a", 2, 3]
data sched(schedule, step, lr) = ["a", 1, 0.1 | "a", 2, 0.2]
data scores(mmlu, arc, gsm8k, n, correct) = [0.3, 0.4, 0.1, 20, 9 | 0.5, 0.6, 0.4, 20, 12 | 0.6, 0.7, 0.7, 20, 18 | 0.7, 0.6, 0.8, 20, 19]
data evals = runs with hellaswag = logistic(3 - loss)
data counts = at l in linspace(1.8, 4, 12) with n = 100, correct = round(100*(0.25 + 0.75/(1 + exp(2*(l - 2.6)))))
data heldout = runs where C > 1e21
law kaplan(N, D) = E + A/N^α
law chinchilla(N, D) = E + A/N^α + B/D^0.28
law broken(N, D) = E + B/D^β
law L1(C) = 10/C^0.1
law L2(C) = 3e3/C^0.15
law F(n) = (n - 7)^2
law W(x, n) = a + b*x^-c0*prod((1 + (x/d[i])^(1/f[i]))^(-c[i]*f[i]) for i in 1..n)
law acc(l) = c0 + (1 - c0)/(1 + exp(k*(l - l0))) where c0 in 0..1, k > 0
law L(N, D) = E + A/N^α + B/D^β where E > 0, A > 0, B > 0, α > 0, β > 0
fit L on runs as chin
fit acc to hellaswag on evals at l = L(N, D)
fit L on runs`;

/** The keys that language.md §6 promises of each kind of result; every other has its verb, its name and `text`. */
const promised: Readonly<Record<string, string>> = {
  fit: "name law parameters objective loss space rows r2 rmse seed intervals status startsAgreeing starts optima warnings",
  predict: "points free",
  minimize: "points",
  solve: "for points",
  value: "value interval",
  data: "name rows columns",
  compare: "rows",
  design: "runs before after",
  assert: "passed conditions",
};

/** The promised keys that a result has not. */
function missingKeys(json: Json): readonly string[] {
  const groups = json.groups as Readonly<Record<string, Json>> | undefined;
  if (groups !== undefined) return Object.values(groups).flatMap(missingKeys);
  const wanted = (promised[String(json.kind)] ?? "name text").split(" ");
  return wanted.filter((key) => !(key in json));
}

/** What an example needs beyond the prelude, by its beginning. */
const before: readonly (readonly [string, string])[] = [
  ["plot curve of L against N at D = 20*N by corpus", "fit L on runs by corpus sharing α, β"],
  ["assert", 'data c4 = runs where corpus = "c4"; data heldout = c4; fit L on c4 with bootstrap = 200'],
];

describe.skipIf(!present)("the examples of language.md §2", () => {
  const all = present ? examples() : [];

  test("are 48", () => {
    expect(all).toHaveLength(48);
  });

  test.each(all)("%s", { timeout: 300_000 }, async (text) => {
    const session = new Session({ files });
    const need = before.find(([start]) => text.startsWith(start))?.[1] ?? "";
    const ready: Tried = await tryIn(session, `${prelude}\n${need}`);
    expect(ready.diagnostics.filter((d) => d.severity === "error")).toEqual([]);
    const tried = await tryIn(session, text);
    const { ok, diagnostics, results } = tried;
    expect(diagnostics.filter((d) => d.severity === "error")).toEqual([]);
    expect(ok).toBe(true);
    expect(results.length).toBeGreaterThan(0);
    expect(results.map(missingKeys)).toEqual(results.map(() => []));
    for (const [begins, holds] of stated) if (text.startsWith(begins)) holds(tried);
  });

  test("are what is said of them", () => {
    for (const [begins] of stated)
      expect(all.filter((text) => text.startsWith(begins)).length, begins).toBeGreaterThan(0);
  });
});

describe.skipIf(!present)("the rest of language.md", () => {
  const text = present ? readFileSync(page, "utf8") : "";

  test("§3.1: the card's program works verbatim and marks where N is compute-optimal", async () => {
    const program = /works verbatim\*\*, given a data set `runs`: `([^`]*)`/u.exec(text)?.[1] ?? "";
    const session = new Session({ files });
    const { ok, last, bundles } = await tryIn(session, `data runs = "runs.csv" with D = tokens_seen\n${program}`);
    expect(ok).toBe(true);
    expect(last).toMatchObject({ kind: "predict", free: ["D"] });
    const chart = bundles
      .map((bundle) => bundle["application/vnd.vegalite.v5+json"])
      .find((spec) => spec !== undefined);
    expect(JSON.stringify(chart)).toContain("compute-optimal");
  });

  test("§5: its diagnostic is told as it stands there", async () => {
    const part = text.slice(text.indexOf("## 5."), text.indexOf("## 6."));
    const wanted = part.split("\n").flatMap((line) => (line.startsWith("    ") ? [line.slice(4)] : []));
    const program =
      "data runs(N, D_seen, loss, status) = [1, 2, 3, 4]; law L(N, D) = A/N + B/D\nfit L to loss on runs at D = tokens";
    const { diagnostics } = await tryIn(new Session({ files }), program);
    expect(formatDiagnostic(program, diagnostics[0]!, { color: false })).toBe(wanted.join("\n"));
  });
});
