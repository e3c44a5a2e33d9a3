import katex from "katex";
import { beforeAll, describe, expect, it } from "vitest";
import type { LibraryLaw } from "../../src/library/library.ts";
import { freed, pointLaws, refit, simulation } from "../library/simulated.ts";
import { hold, tryIn } from "../statements/try.ts";
import { venvProgram } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { type Answer, type Module, runPython, runTypeScript } from "./run-modules.ts";

/** A law as the language exports it, and what the language itself predicts on the law's sample. */
interface Case {
  readonly name: string;
  readonly refitted: boolean;
  readonly texts: Readonly<Record<string, string>>;
  readonly points: readonly (readonly (number | string)[])[];
  readonly expected: readonly number[];
}

const formats = ["python", "typescript", "latex", "vega"];
/** What a page cannot compute: an equation at every point of the curve. */
const implicit: ReadonlySet<string> = new Set(["alabdulmohsin2022", "su2024batch"]);
/** The laws that are fitted before they are exported: all of them, or one of each kind. */
const fitted =
  process.env.LAWLAB_LONG === "1"
    ? pointLaws
    : pointLaws.filter(({ name }) =>
        /^(hoffmann2022|muennighoff2023|alabdulmohsin2022|ye2024|caballero2022|gadre2024error|kaplan2020|plateau|sigmoid)$/.test(
          name,
        ),
      );

/** Exports a law with its published constants, or its fit to its own rows. */
async function caseOf(law: LibraryLaw, refitted: boolean): Promise<Case> {
  const program = refitted
    ? `${freed(law)}\nfit ${refit} to observed on sim with bootstrap = 0\npredict ${refit} on sim`
    : "";
  const { session, last } = await hold(simulation(law), program);
  const subject = refitted ? refit : law.name;
  const texts: Record<string, string> = {};
  for (const format of formats) {
    const { ok, last: made, diagnostics } = await tryIn(session, `export ${subject} as ${format}`);
    if (ok) texts[format] = String(made.text);
    else expect(`${format}: ${diagnostics.map(({ code }) => code)}`, law.name).toBe("vega: no-export");
  }
  const columns = session.data().get("sim")!;
  const value = session.values().get(subject)! as {
    readonly variables: readonly (string | { readonly name: string })[];
  };
  const variables = value.variables.map((v) => (typeof v === "string" ? v : v.name));
  const rows = columns.get("observed")!.values.length;
  return {
    name: law.name,
    refitted,
    texts,
    points: Array.from({ length: rows }, (_, row) => variables.map((v) => columns.get(v)!.values[row]!)),
    expected: refitted
      ? (last.points as readonly { readonly value: number }[]).map((p) => p.value)
      : Array.from(columns.get("observed")!.values as Float64Array),
  };
}

let cases: readonly Case[] = [];
beforeAll(async () => {
  const made: Case[] = [];
  for (const law of pointLaws) made.push(await caseOf(law, false));
  for (const law of fitted) made.push(await caseOf(law, true));
  cases = made;
});

const modules = (format: string): readonly Module[] =>
  cases.map(({ texts, points }) => ({ source: texts[format]!, points }));

function expectSame(answers: readonly Answer[]): void {
  let compared = 0;
  for (const [k, { name, expected }] of cases.entries()) {
    expect(answers[k]!.values.length, name).toBe(expected.length);
    for (const [row, value] of expected.entries()) {
      const found = answers[k]!.values[row]!;
      const off = value === 0 ? Math.abs(found) : Math.abs(found / value - 1);
      if (!(off <= 1e-12)) expect(found, `${name}, row ${row}`).toBe(value);
      compared += 1;
    }
  }
  console.log(`${cases.length} modules, ${compared} predictions`);
  expect(compared).toBeGreaterThan(2000);
}

describe("every law of the library, with its published constants and fitted", () => {
  it("predicts the same in Python on its whole sample, to 1e-12", (context) => {
    requireOrSkip(context, venvProgram("python"));
    expectSame(runPython(modules("python")));
  });

  it("predicts the same in TypeScript, compiled as one strict program", { timeout: 120_000 }, async () => {
    expectSame(await runTypeScript(modules("typescript")));
  });

  it("is LaTeX that KaTeX takes without a warning", () => {
    for (const { name, texts } of cases) {
      const formula = texts.latex!.replace(/^\\\[|\\\]\s*$/g, "");
      const render = (): string =>
        katex.renderToString(formula, { displayMode: true, throwOnError: true, strict: "error" });
      expect(render, `${name}: ${formula}`).not.toThrow();
    }
  });

  it("is a chart that computes its curve in the page, but for equations", async () => {
    const { compile } = await import("vega-lite");
    const { View, parse: parseSpec } = await import("vega");
    for (const { name, refitted, texts } of cases) {
      // A law that is not fitted has no data that say where its variables go.
      if (refitted || implicit.has(name)) expect(texts.vega === undefined, name).toBe(implicit.has(name));
      if (texts.vega === undefined) continue;
      const { spec } = compile(JSON.parse(texts.vega));
      const view = new View(parseSpec(spec), { renderer: "none" });
      await view.runAsync();
      const drawn = (view.data("curve") as readonly { readonly c1: number }[]).filter(({ c1 }) => Number.isFinite(c1));
      expect(drawn.length, name).toBeGreaterThan(refitted ? 60 : 0);
      view.finalize();
    }
  });
});
