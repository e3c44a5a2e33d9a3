import katex from "katex";
import { describe, expect, it } from "vitest";
import { hold, tryIn } from "../statements/try.ts";
import { venvProgram } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { runPython, runTypeScript } from "./run-modules.ts";

/** Runs on two corpora whose names no sink may obey. */
const table = [1, 2, 4, 8, 16, 32].flatMap((n) =>
  [1, 3, 9, 27].flatMap((d) =>
    ['"a\\"é🦙"', '"</b> \\\\"'].map((corpus, k) =>
      [n, d, k + 1, corpus, 1.5 + k * 0.3 + 0.9 / n ** 0.4 + (k + 1) / d ** 0.6].join(", "),
    ),
  ),
);
const runs = `data runs(N, D, k, corpus, \`eval/loss\`) = [${table.join(" | ")}]\nset bootstrap = 0`;
const response = "fit L to `eval/loss` on runs as f";

/** Programs whose last fit is \`f\`: each kind of law that the language can fit at points. */
const kinds: Readonly<Record<string, string>> = {
  "indexed parameters": "law L(N, D, corpus) = E[corpus] + A/N^α + B[corpus]/D^β",
  "one fit of all groups": "law L(N, D) = E + A/N^α + B/D^β\nfit L to `eval/loss` on runs by corpus sharing α, β as f",
  "a fit a group": "law L(N, D) = E + A/N^α + B/D^β\nfit L to `eval/loss` on runs by corpus as f",
  "local definitions": "law L(N, D) = E + A/Neff^α with r = D/N, Neff = min(N, 10)*(1 - exp(-r/R)) where R > 0",
  "a function by let": "let scaled(x, p) = (x/4)^-p\nlaw L(N, D) = E + A*scaled(N, α) + B*scaled(D, β)",
  ties: "law L(N, D) = E + A/N^α + B/D^β where β = α/2 + 0.4, E = 1.5",
  "a text that is tested": 'law L(N, D, corpus) = E + A/N^α + (if corpus = "a\\"é🦙" then B else G)/D^β',
  "a sum over an index": "law L(N, D) = E + sum(c[i]/(N + D)^(i/2) for i in 1..3)",
  "an equation":
    "law L(N, D) = root((y - E)^a = b/N^0.4 + c/D^0.6 for y in E..20) where a in 0.5..2, E > 0, b > 0, c > 0",
  "a frozen fit inside":
    "law I(N, D) = E + A/N^α + B/D^β\nfit I to `eval/loss` on runs as inner\nlaw L(N, D, k) = inner(N, D) + g*inner.β*(k - 1.5)",
  "names that need care":
    "data runs = runs with `lambda` = D, x0 = k\nlaw L(N, `lambda`, x0) = E + A/N^α + B/`lambda`^β + G*x0",
  links: "law L(N, D) = 3*logistic(a + b*log(N) + c*log10(D)) + logit(0.6)",
};

interface Case {
  readonly kind: string;
  readonly texts: Readonly<Record<string, string>>;
  readonly points: readonly (readonly (number | string)[])[];
  readonly expected: readonly number[];
}

async function caseOf(kind: string, program: string): Promise<Case> {
  const full = `${runs}\n${program}${/ as f$/.test(program) ? "" : `\n${response}`}\npredict f on runs`;
  const { session, last } = await hold(full);
  const texts: Record<string, string> = {};
  for (const format of ["python", "typescript", "latex"])
    texts[format] = String((await tryIn(session, `export f as ${format}`)).last.text);
  const points = last.points as readonly {
    readonly at: Readonly<Record<string, number | string>>;
    readonly value: number;
  }[];
  const value = session.values().get("f") as unknown as { readonly variables: readonly { readonly name: string }[] };
  return {
    kind,
    texts,
    points: points.map(({ at }) => value.variables.map(({ name }) => at[name]!)),
    expected: points.map((p) => p.value),
  };
}

describe("every kind of law, as a module in another language", () => {
  const cases = Promise.all(Object.entries(kinds).map(([kind, program]) => caseOf(kind, program)));
  const expectSame = async (format: string, run: typeof runTypeScript): Promise<void> => {
    const all = await cases;
    const answers = await run(all.map(({ texts, points }) => ({ source: texts[format]!, points })));
    all.forEach(({ kind, expected }, k) => {
      expect(expected.length, kind).toBe(48);
      expect(expected.every(Number.isFinite), kind).toBe(true);
      const off = expected.map((value, i) => Math.abs(answers[k]!.values[i]! / value - 1));
      expect(Math.max(...off), kind).toBeLessThan(1e-12);
    });
  };

  it("predicts the same in Python, to 1e-12", async (context) => {
    requireOrSkip(context, venvProgram("python"));
    await expectSame("python", async (modules) => runPython(modules));
  });

  it("predicts the same in TypeScript, to 1e-12", () => expectSame("typescript", runTypeScript));

  it("is LaTeX that KaTeX takes", async () => {
    for (const { kind, texts } of await cases)
      expect(
        () => katex.renderToString(texts.latex!, { displayMode: true, throwOnError: true, strict: "ignore" }),
        `${kind}: ${texts.latex}`,
      ).not.toThrow();
  });

  it("has no value for a text that is no level", async (context) => {
    requireOrSkip(context, venvProgram("python"));
    const { texts } = (await cases)[0]!;
    const points = [[4, 3, "nobody"]];
    expect(runPython([{ source: texts.python!, points }])[0]!.values).toEqual([Number.NaN]);
    expect((await runTypeScript([{ source: texts.typescript!, points }]))[0]!.values).toEqual([Number.NaN]);
  });

  it.each(["python", "typescript", "vega"])(
    "is refused as %s where it goes along runs, with the reason",
    async (format) => {
      const { session } = await hold("law S(lr) = a + b*cumsum(lr) by run where a = 1, b = 0.5");
      const { diagnostics } = await tryIn(session, `export S as ${format}`);
      expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
        ["no-export", `S cannot be written as ${format}: its law is computed along the rows of a run, not at a point`],
      ]);
    },
  );
});
