import { describe, expect, it } from "vitest";
import { parse } from "../../grammar/parse.ts";
import { print } from "../../grammar/print.ts";
import { libraryLaws } from "../../src/library/library.ts";
import { hold, tryOut } from "../statements/try.ts";

describe("the library", () => {
  it("has dozens of laws, each under a name of its own", () => {
    expect(libraryLaws().length).toBeGreaterThanOrEqual(40);
  });

  it.each(libraryLaws().map((law) => [law.title, law] as const))("%s gives its checked number", async (_, law) => {
    const { last } = await hold(`import ${law.name}`, law.check.expression);
    expect(Math.abs((last.value as number) / law.check.value - 1)).toBeLessThanOrEqual(law.check.within);
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

  it("offers the nearest name for one that it does not have", async () => {
    const { diagnostics } = await tryOut("import besiroglu2023");
    expect(diagnostics.map((d) => [d.code, d.fix?.text])).toEqual([["unknown-library-law", "besiroglu2024"]]);
  });
});
