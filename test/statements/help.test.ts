import { describe, expect, test } from "vitest";
import { functionNames } from "../../grammar/function-names.ts";
import { connectives, phrases, verbs } from "../../grammar/tokens.ts";
import { units } from "../../grammar/units.ts";
import { priors } from "../../src/law/prior.ts";
import { exportFormats } from "../../src/statements/export.ts";
import { lossNames, optionNames } from "../../src/statements/fit-options.ts";
import { type Choice, choiceHelp, functionHelp, wordHelp } from "../../src/statements/language-help.ts";
import { data, hold, known, open } from "./try.ts";

const empty = open();
const offered = (text: string): readonly string[] => empty.complete(text, text.length).items.map((item) => item.text);
const hover = (text: string, cursor = text.length): string => String(empty.inspect(text, cursor)?.["text/plain"] ?? "");

/** A place in a statement of each kind at which a function may be written. */
const places: Readonly<Record<string, string>> = {
  data: "data d = runs with x = ",
  law: "law L(x) = a + ",
  let: "let z = 1 + ",
  fit: "fit L on runs at x = ",
  predict: "predict L at x in ",
  solve: "solve L(x) = 2 for x in ",
  minimize: "minimize L over x in ",
  maximize: "maximize L over x in ",
  plot: "plot curve of L against x at y in ",
  design: "design 4 runs for L(1) over x in ",
  assert: "assert ",
  expression: "1 + ",
};

describe("help with the language itself", () => {
  test("knows every function, and no other", () => {
    expect([...functionHelp.keys()].sort()).toEqual([...functionNames].sort());
  });

  test.each([...functionHelp])("%s is offered where it may stand, and nowhere else, and is told", (name, help) => {
    for (const [kind, text] of Object.entries(places)) {
      const fits = name !== "ln" && (help.statements?.includes(kind as never) ?? true);
      expect([kind, offered(text).includes(name)]).toEqual([kind, fits]);
    }
    expect(hover(`1 + ${name}`)).toContain(help.told);
  });

  test("knows every verb and every connecting word, and no other", () => {
    expect([...wordHelp.keys()].sort()).toEqual([...verbs, ...connectives, ...phrases].sort());
  });

  test.each([...wordHelp.keys()])("%s is told", (word) => {
    expect(hover(word)).toContain(wordHelp.get(word)!);
  });

  test("every verb is offered at the start of a line", () => {
    expect(offered("")).toEqual(expect.arrayContaining([...verbs]));
  });

  test("every example of a word that stands alone is read", async () => {
    for (const verb of verbs) {
      const example = wordHelp.get(verb)!.slice(wordHelp.get(verb)!.indexOf(": ") + 2);
      expect(empty.isComplete(example), example).toMatchObject({ status: "complete" });
    }
  });

  test("losses, options, settings, distributions, units and formats are offered where they belong", () => {
    expect(offered("fit L on runs using ")).toEqual(
      expect.arrayContaining(["huber", "squares", "absolute", "pinball", "student", "binomial"]),
    );
    expect(offered("fit L on runs with ")).toEqual(expect.arrayContaining(["weights", "cluster", "seed"]));
    expect(offered("set ")).toEqual(["seed", "interval", "bootstrap", "starts"]);
    expect(offered("data d = runs with x ~ ")).toEqual(expect.arrayContaining(["normal", "lognormal", "uniform"]));
    expect(offered("law L(x) = a*x where a ~ ")).toEqual(expect.arrayContaining(["halfnormal", "student", "beta"]));
    expect(
      offered("let budget = 3 ")
        .filter((unit) => units.has(unit))
        .sort(),
    ).toEqual([...units.keys()].sort());
    expect(hover("let budget = 3 PFLOP")).toBe("unit PFLOP: a factor of 1e15");
    expect(offered("export L as ")).toEqual(["latex", "json", "python", "typescript", "vega"]);
  });

  test("every one of them is told when it is offered, and when it is pointed at", () => {
    const places = {
      loss: ["fit L on runs using ", lossNames],
      measure: ["compare L, M on runs using ", ["aicc", "bic", "extrapolation"]],
      option: ["fit L on runs with ", optionNames],
      format: ["export L as ", exportFormats],
      distribution: ["law L(x) = a*x where a ~ ", Object.keys(priors)],
    } as const;
    for (const [kind, [text, names]] of Object.entries(places)) {
      const told = choiceHelp[kind as Choice];
      expect([...told.keys()].sort(), kind).toEqual([...names].sort());
      const items = empty.complete(text, text.length).items;
      for (const name of names) {
        expect(items.find((item) => item.text === name)?.detail, name).toBe(told.get(name));
        expect(hover(`${text}${name}`), name).toContain(`${kind} ${name}: ${told.get(name)}`);
      }
    }
    expect(
      [...choiceHelp.chart.keys()].filter(
        (shape) => !empty.check(`plot ${shape} of L`).every((d) => d.code !== "unexpected-token"),
      ),
    ).toEqual([]);
    for (const [shape, told] of choiceHelp.chart) expect(hover(`plot ${shape}`)).toBe(`chart ${shape}: ${told}`);
  });

  test("parameters of a law that is not fitted yet are offered and told", async () => {
    const { session } = await hold(data, "law F(N, D) = E + A/N^α + B/D^β");
    const text = "fit F to loss on runs by corpus sharing ";
    expect(session.complete(text, text.length).items).toContainEqual({
      text: "α",
      type: "parameter",
      detail: "parameter of F, not fitted yet",
    });
    expect(String(session.inspect("fit F on runs by N sharing β", 27)?.["text/plain"])).toBe(
      "parameter β of F, not fitted yet",
    );
  });

  test("what a program defines comes before what the language says of the same word", async () => {
    const { session } = await hold(data, known, "data fit = at x in [1, 2]");
    expect(String(session.inspect("K", 0)?.["text/plain"])).toContain("law K(N, D)");
    expect(String(session.inspect("runs", 1)?.["text/plain"])).toContain("20 rows");
    expect(String(session.inspect("predict K on fit", 14)?.["text/plain"])).toContain("data set fit: 2 rows");
  });
});
