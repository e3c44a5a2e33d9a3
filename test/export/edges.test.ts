import { describe, expect, it } from "vitest";
import { hold, tryIn } from "../statements/try.ts";
import { venvProgram } from "../support/paths.ts";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { type Module, runPython, runTypeScript } from "./run-modules.ts";

const edges = [0, -0, 1, -1, 0.5, -0.5, 2, -2.5, 3, 0.49999999999999994, 7.25e9, 1e-300, -1e300, 710, -745.5];
const beyond = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];

/** A law of x and y for each operation of the language, and for what stands between them. */
const bodies = [
  "x + y - 3",
  "x*y - y/x",
  "x/y",
  "x^y",
  "x^3 + x^-3 + x^0.5",
  "(-x)^y",
  "exp(x)",
  "1 - exp(-x/y)",
  "log(x) + log2(y) - log10(x)",
  "sqrt(x)",
  "1/abs(x)",
  "1/min(x, y)",
  "1/max(x, y)",
  "min(x, y, 2) - max(-x, 0)",
  "1/floor(x)",
  "1/ceil(x)",
  "1/round(x)",
  "round(x) + floor(y)",
  "logistic(x)",
  "logit(x)",
  "sin(x) - cos(y)",
  "atan(x/y)",
  "if x < y then 1 else if x <= y then 2 else 3",
  "if x = y or not (x > 0 and y != 2) then x else y",
  "sum(x/k^y for k in 1..4) - prod(k + x for k in 1..3)",
  "root(z^3 + z = x for z in -5..5) + y",
  // At x = 1 the root is 0, which the sides' own rounding places within 1e-16: 1 is added for a value that is known to 1e-12.
  "root(exp(z) = x for z in y..30) + 1",
];
const equal = (found: number, value: number): boolean =>
  Object.is(found, value) || (Number.isFinite(value) && Math.abs(found - value) <= 1e-12 * Math.abs(value));

interface Case extends Record<"python" | "typescript", string> {
  readonly body: string;
  readonly points: readonly (readonly [number, number])[];
  readonly expected: readonly number[];
}

const shown = (x: number): string =>
  Number.isNaN(x) ? "0/0" : Number.isFinite(x) ? (Object.is(x, -0) ? "-0" : `${x}`) : `${Math.sign(x)}/0`;

/** Exports a law, and asks the language itself for its values at the points. */
async function caseOf(body: string): Promise<Case> {
  const { session } = await hold(`law F(x, y) = ${body}`);
  const text = async (format: string): Promise<string> =>
    String((await tryIn(session, `export F as ${format}`)).last.text);
  const all = [...edges, ...beyond];
  const points = all.flatMap((x) => all.map((y) => [x, y] as const));
  const rows = points.map((at) => at.map(shown).join(", ")).join(" | ");
  const { last, diagnostics } = await tryIn(session, `data d(x, y) = [${rows}] with f = F(x, y)`);
  expect(last.kind, diagnostics[0]?.message).toBe("data");
  const column = session.data().get("d")!.get("f")!.values as Float64Array;
  return {
    body,
    points,
    expected: Array.from(column),
    python: await text("python"),
    typescript: await text("typescript"),
  };
}

describe("an exported law at zeros, infinities and what is no number", () => {
  const cases = Promise.all(bodies.map(caseOf));
  const expectSame = async (
    answer: (modules: readonly Module[]) => ReturnType<typeof runTypeScript>,
    format: "python" | "typescript",
  ): Promise<void> => {
    const all = await cases;
    const answers = await answer(all.map((one) => ({ source: one[format], points: one.points })));
    all.forEach(({ body, points, expected }, k) => {
      const wrong = points.flatMap((at, i) =>
        equal(answers[k]!.values[i]!, expected[i]!) ? [] : [[at, answers[k]!.values[i]!, expected[i]!]],
      );
      expect(wrong.slice(0, 3), body).toEqual([]);
    });
  };

  it("gives in Python what the language gives", async (context) => {
    requireOrSkip(context, venvProgram("python"));
    await expectSame(async (modules) => runPython(modules), "python");
  });

  it("gives in TypeScript what the language gives", async () => {
    await expectSame(runTypeScript, "typescript");
  });
});
