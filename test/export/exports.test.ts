import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "../../grammar/parse.ts";
import type { Exported, Written } from "../../src/export/exported.ts";
import { pythonModule } from "../../src/export/python.ts";
import { typescriptModule } from "../../src/export/typescript.ts";
import { vegaSpec } from "../../src/export/vega.ts";
import { nodeFileAccess, Session } from "../../src/index.ts";
import { checkLaw } from "../../src/law/check.ts";
import { compilePoint } from "../../src/law/compile.ts";
import type { Law } from "../../src/law/law.ts";
import { surroundingsOf } from "../../src/statements/law.ts";
import { emptyScope } from "../../src/statements/scope.ts";
import { venvProgram } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { hostileNames } from "../view/hostile-names.ts";
import { type Answer, type Module, runPython, runTypeScript } from "./run-modules.ts";

/** Laws that between them use every operation, and values of their parameters and variables. */
const forms = [
  ["law F(x, y) = E + A/x^α + B/y^β", [1.8, 480, 0.34, 2085, 0.36], [7e9, 1.4e11]],
  ["law F(x, y) = exp(-a*log(x)) + sqrt(abs(y - b)) + logistic(c*(x - y)/1e9)", [0.1, 3, 2], [5e9, 2e9]],
  [
    "law F(x, y) = if x > y and not (y < a) then min(x, b*y) else max(floor(x), ceil(y), round(c))",
    [1, 2, 7.5],
    [3.5, 2.25],
  ],
  ["law F(x, y) = a*(1 - exp(-y/(b*x)))^2 + log2(x) - log10(y)", [2, 1e7], [3, 8]],
] as const;

function lawOf(text: string): Law {
  const parsed = parse(text);
  const [statement] = parsed.ok ? parsed.value.statements : [];
  if (statement?.kind !== "law") throw new Error(text);
  const law = checkLaw(statement, surroundingsOf(emptyScope));
  if (!law.ok) throw new Error(law.diagnostics[0]?.message);
  return law.value;
}

function textOf(written: Written): string {
  if ("lacks" in written) throw new Error(written.lacks);
  return written.text;
}

interface Case {
  readonly exported: Exported;
  readonly at: readonly number[];
  readonly expected: number;
}

/** Every form under plain names, and one form under each hostile name in every place that a name can stand. */
const cases: readonly Case[] = [
  ...forms.map(([text, values, at]) => ({ law: lawOf(text), values, at, name: "chin" })),
  ...hostileNames.map((name) => {
    const law = lawOf(forms[0][0]);
    const parameters = law.parameters.map((p, k) => (k === 0 ? { ...p, name } : p));
    return {
      law: { ...law, name, variables: [name, `${name}2`], parameters },
      values: forms[0][1],
      at: forms[0][2],
      name,
    };
  }),
].map(({ law, values, at, name }) => {
  const out = new Float64Array(1);
  compilePoint(law.graph, [law.root])(values, at, out);
  return { exported: { name, law, values, formula: `${name}(x) = …` }, at, expected: out[0]! };
});

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lawlab-export-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("an exported fit, whatever its names", () => {
  const modules = (write: (exported: Exported) => Written): readonly Module[] =>
    cases.map(({ exported, at }) => ({ source: textOf(write(exported)), points: [at] }));
  const expectSame = (answers: readonly Answer[], within: number): void =>
    cases.forEach(({ expected, exported }, k) => {
      expect(Math.abs(answers[k]!.values[0]! / expected - 1), exported.name).toBeLessThanOrEqual(within);
      expect(answers[k]!.name).toBe(exported.name);
      expect(answers[k]!.parameters[0]![0]).toBe(exported.law.parameters[0]!.name);
    });

  it("predicts the same in Python, to 1e-12", (context) => {
    requireOrSkip(context, venvProgram("python"));
    expectSame(runPython(modules(pythonModule)), 1e-12);
  });

  it("compiles as strict TypeScript and gives the same value", { timeout: 60_000 }, async () => {
    expectSame(await runTypeScript(modules(typescriptModule)), 0);
  });

  it("is a Vega-Lite chart whose marks end where the law ends, with no name in an expression", async () => {
    const { compile } = await import("vega-lite");
    const { View, parse: parseSpec } = await import("vega");
    for (const { exported, at, expected } of cases) {
      const made = vegaSpec(exported, [
        [at[0]! / 100, at[0]!],
        [at[1]! / 100, at[1]! * 100],
      ]);
      if ("lacks" in made) throw new Error(made.lacks);
      const { spec } = made;
      const view = new View(parseSpec(compile(JSON.parse(JSON.stringify(spec))).spec), { renderer: "none" });
      view.signal("s0", Math.log10(at[1]!));
      await view.runAsync();
      const last = view.data("curve").at(-1) as { readonly c0: number; readonly c1: number };
      expect(Math.abs(last.c0 / at[0]! - 1)).toBeLessThan(1e-9);
      expect(Math.abs(last.c1 / expected - 1), exported.name).toBeLessThan(1e-6);
      view.finalize();
    }
  });
});

describe("export and import", () => {
  const program = `data runs = at N in logspace(10M, 10B, 4), D in logspace(100M, 1T, 5)
  with loss ~ lognormal(log(1.7 + 400/N^0.34 + 410/D^0.28), 0.003)
law L(N, D) = E + A/N^α + B/D^β where E > 0, A > 0, B > 0
fit L on runs with bootstrap = 60 as chin
`;
  const session = (options: { readonly write?: boolean; readonly root?: string } = {}): Session =>
    new Session({ files: nodeFileAccess({ cwd: folder, network: false, ...options }) });

  it("give a fit back in another session with its draws, to the last digit", async () => {
    const first = await session().run(
      `${program}export chin as json to "chin.json"\npredict chin at N = 70B, D = 1.4T\nchin.β/(chin.α + chin.β)`,
    );
    expect(first.diagnostics).toEqual([]);
    const second = await session().run(
      'import "chin.json"\npredict chin at N = 70B, D = 1.4T\nchin.β/(chin.α + chin.β)',
    );
    expect(second.diagnostics).toEqual([]);
    expect(second.results.slice(1)).toEqual(first.results.slice(-2));
    const named = await session().run(
      'import "chin.json" as theirs\nminimize theirs over N, D subject to 6*N*D = 1e24',
    );
    expect(named.ok).toBe(true);
  });

  it.each(["latex", "python", "typescript", "vega"])("shows a fit as %s", async (format) => {
    const { ok, results } = await session().run(`${program}export chin as ${format}`);
    expect(ok).toBe(true);
    expect(results.at(-1)).toMatchObject({ kind: "export", name: "chin", format });
    expect(String(results.at(-1)!.text).length).toBeGreaterThan(40);
  });

  it("exports a law whose numbers stand in it", async () => {
    const { results } = await session().run("law H(N, D) = 1.69 + 406.4/N^0.34 + 410.7/D^0.28\nexport H as latex");
    expect(results.at(-1)!.text).toContain("406.4");
  });

  it.each([
    ["export chin", "no-format"],
    ["export chin as pyton", "unknown-format"],
    ["export chn as python", "no-fit"],
    ["export runs as python", "no-fit"],
    ["export chin as python to path", "not-a-path"],
    ['export chin as python to "no/such/folder.py"', "unwritable-file"],
    ['import "nothing.json"', "missing-file"],
    ['data d(x) = [1]\nimport "modules.json"', "not-a-fit"],
  ])("refuses %s with %s", async (text, code) => {
    writeFileSync(join(folder, "modules.json"), "[1]");
    const { diagnostics } = await session().run(program + text);
    expect(diagnostics.filter((d) => d.severity === "error").map((d) => d.code)).toEqual([code]);
  });

  it("writes nothing where writing is switched off, or outside the root", async () => {
    const off = await session({ write: false }).run(`${program}export chin as python to "off.py"`);
    expect(off.diagnostics.map((d) => d.code)).toEqual(["no-write"]);
    const away = await session({ root: folder }).run(`${program}export chin as python to "../away.py"`);
    expect(away.diagnostics.map((d) => d.code)).toEqual(["outside-root"]);
  });

  it("takes no fit whose graph is not one of ours", async () => {
    await session().run(`${program}export chin as json to "chin.json"`);
    const text = readFileSync(join(folder, "chin.json"), "utf8");
    for (const broken of [
      text.replace('"op": "pow"', '"op": "constructor"'),
      text.replace('"op": "input"', '"op": "x); process.exit(1"'),
      text.replace(/"root": \d+/, '"root": 99999'),
      text.replace('"fitFile": 1', '"fitFile": 2'),
    ]) {
      expect(broken).not.toBe(text);
      writeFileSync(join(folder, "broken.json"), broken);
      expect((await session().run('import "broken.json"')).diagnostics.map((d) => d.code)).toEqual(["not-a-fit"]);
    }
  });
});
