import { describe, expect, it } from "vitest";
import { parse } from "../../grammar/parse.ts";
import { print } from "../../grammar/print.ts";
import { catalogueRows, withoutForm } from "../../src/library/catalogue.ts";
import { type LibraryLaw, libraryLaws } from "../../src/library/library.ts";
import { libraryPage } from "../../src/statements/library-page.ts";
import { type FitJson, hold, tryIn, tryOut } from "../statements/try.ts";
import { settled, simulatedRuns, truthOf } from "./simulated.ts";

/** How far off its checked number a law is, relatively; of a law along runs the last of those that it says. */
async function offCheck({ steps, check }: LibraryLaw, defined: string): Promise<number> {
  const run = steps === undefined ? [] : [`data steps = ${steps}`];
  const { last } = await hold(defined, ...run, check.expression);
  const value = (last as { readonly value?: number }).value ?? (last as unknown as Predictions).points.at(-1)!.value;
  return Math.abs(value / check.value - 1);
}

interface Predictions {
  readonly points: readonly { readonly value: number }[];
}

describe("the library", () => {
  it("stands for every row of the catalogue, or says why not", () => {
    const covered = libraryLaws().flatMap((law) => law.rows);
    expect(catalogueRows).toHaveLength(73);
    expect(catalogueRows.filter((row) => !covered.includes(row) && !withoutForm.has(row))).toEqual([]);
    expect(covered.filter((row) => !catalogueRows.includes(row))).toEqual([]);
  });

  it("has a form of no paper for each kind of curve that people fit", () => {
    const names = libraryLaws().flatMap((law) => (law.rows.length === 0 ? [law.name] : []));
    expect(names).toEqual(["broken", "loglinear", "plateau", "power", "saturating", "sigmoid"]);
  });

  it.each(libraryLaws().map((law) => [law.name, law] as const))("%s gives its checked number", async (_, law) => {
    expect(await offCheck(law, settled(law))).toBeLessThanOrEqual(law.check.within);
  });

  it("gives what it has published when it is imported", async () => {
    const whole = libraryLaws().filter((law) => law.example === undefined);
    for (const law of whole)
      expect(await offCheck(law, `import ${law.name}`), law.name).toBeLessThanOrEqual(law.check.within);
  });

  it("invents no constants: a law without published ones asks to be fitted", async () => {
    const { codes } = await tryOut("import saturating", "predict saturating at x = 10");
    expect(codes).toEqual(["law-without-fit"]);
  });

  it.each(libraryLaws().map((law) => [law.name, law] as const))("%s is written in canonical form", (name, law) => {
    const parsed = parse(law.text);
    expect(parsed.ok && print(parsed.value).trim()).toBe(law.text);
    expect(parsed.ok && parsed.value.statements.map((s) => s.kind === "law" && s.name.name)).toEqual([name]);
  });

  it("gives a law under another name, ready to be asked", async () => {
    const { results } = await hold(
      "import besiroglu2024 as besi",
      "predict besi at N = 70B, D = 1.4T\nminimize besi over N, D subject to 6*N*D = 5.76e23",
    );
    const [, optimum] = results as readonly { readonly points: readonly { readonly at: { readonly N: number } }[] }[];
    expect(Math.abs(optimum!.points[0]!.at.N / 7.225e10 - 1)).toBeLessThan(1e-3);
  });

  it("is a page with a section and a formula for each law, and a line for each row", () => {
    const page = libraryPage();
    for (const row of catalogueRows) expect(page).toMatch(new RegExp(`^\\| ${row} \\| .+ \\| .+ \\|$`, "mu"));
    for (const { name, source } of libraryLaws()) {
      const section = page.split(`### ${name}\n`)[1]?.split("\n### ")[0];
      expect(section).toContain(`- source: ${source}`);
      expect(section).toMatch(/\$\$.+ = .+\$\$/u);
    }
  });

  it("gives a law along runs, to be fitted to runs of one's own and exported as a formula", async () => {
    const [tissue] = libraryLaws().filter(({ name }) => name === "tissue2024");
    const session = await simulatedRuns(tissue!);
    const { last, ok } = await tryIn(session, "import tissue2024 as S\nfit S to observed on sim with bootstrap = 0");
    expect(ok).toBe(true);
    const { parameters, status } = last as unknown as FitJson;
    expect(status).toBe("exact");
    for (const [name, value] of truthOf(tissue!))
      if (name !== "λ") expect(Math.abs(parameters[name]!.value / value - 1), name).toBeLessThan(1e-6);
    expect((await tryIn(session, "export S as latex")).ok).toBe(true);
    for (const format of ["python", "typescript", "vega"])
      expect((await tryIn(session, `export S as ${format}`)).codes, format).toEqual(["no-export"]);
  });

  it("offers the nearest name for one that it does not have", async () => {
    const { diagnostics } = await tryOut("import besiroglu2023");
    expect(diagnostics.map((d) => [d.code, d.fix?.text])).toEqual([["unknown-library-law", "besiroglu2024"]]);
  });
});
