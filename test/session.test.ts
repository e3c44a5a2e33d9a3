import { beforeAll, describe, expect, test } from "vitest";
import type { Session } from "../src/index.ts";
import { data, fitted, hold, law, open, tryIn } from "./statements/try.ts";

let session: Session;
beforeAll(async () => {
  ({ session } = await hold(
    fitted,
    "let budget = 1e24 FLOP, D20(N) = 20*N",
    'data odd(`a b`, x) = ["one", 1 | "two", 2]',
  ));
});

/** The names offered at `|` in a text. */
function offered(text: string): ReadonlyMap<string, string> {
  const cursor = text.indexOf("|");
  const { items } = session.complete(text.replace("|", ""), cursor);
  return new Map(items.map((item) => [item.text, item.detail]));
}

/** What is known of the name at `|`. */
function known(text: string): string | undefined {
  const cursor = text.indexOf("|");
  const found = session.inspect(text.replace("|", ""), cursor)?.["text/plain"];
  return found === undefined ? undefined : String(found);
}

describe("completion", () => {
  test("after on stand the data sets, with their rows", () => {
    expect(offered("fit L on |").get("runs")).toBe("20 rows");
  });

  test("in a condition stand the columns, with their ranges", () => {
    const columns = offered("data kept = runs where |");
    expect(columns.get("N")).toBe("10M to 10B");
    expect(columns.has("loss")).toBe(true);
  });

  test("an odd column comes in its backticks", () => {
    expect(offered("data kept = odd where |").get("`a b`")).toBe("text, 2 different values");
  });

  test("after a fit and a point stand its parameters, with their values", () => {
    expect(offered("L.|").get("α")).toMatch(/^α = 0\.3/u);
  });

  test("what is begun is completed alone", () => {
    const { start, end, items } = session.complete("data kept = runs where lo", 25);
    expect(items.map((item) => item.text)).toContain("loss");
    expect(items.every((item) => item.text.toLowerCase().startsWith("lo"))).toBe(true);
    expect([start, end]).toEqual([23, 25]);
  });

  test("at the start of a line stand the verbs", () => {
    expect([...offered("pre|").keys()]).toContain("predict");
  });

  test("no text makes it throw", () => {
    for (const text of ["", "(", "`", '"', "fit L on", "data x = [1, 2 |", "predict L at N = 7 B", "\u0000", "😀."])
      for (let cursor = 0; cursor <= text.length; cursor++) {
        session.complete(text, cursor);
        session.inspect(text, cursor);
        session.isComplete(text);
        session.check(text);
      }
  });
});

describe("inspection", () => {
  test("of a fitted law: its card, and its LaTeX", () => {
    expect(known("predict L| at N = 7B")).toContain("95% interval");
    expect(session.inspect("L", 0)?.["text/latex"]).toContain("\\frac");
  });

  test("of a parameter: its value with its interval", () => {
    expect(known("α|")).toMatch(/parameter α of L: 0\.3/u);
    expect(known("L.α|")).toMatch(/parameter α of L: 0\.3/u);
  });

  test("of a data set: its columns with their ranges", () => {
    expect(known("fit on runs|")).toContain("N: 10M to 10B");
  });

  test("of a column, a let and a function", () => {
    expect(known("data k = runs where loss| < 3")).toContain("column loss of runs");
    expect(known("budget|")).toMatch(/^let budget = /u);
    expect(known("exp|(1)")).toContain("function exp");
  });

  test("of nothing: nothing", () => {
    expect(known("nonesuch|")).toBeUndefined();
  });
});

describe("running", () => {
  test("after an error the scope is as before the cell", async () => {
    const own = open();
    await own.run("let a = 1");
    const { ok, results } = await own.run("let a = 2\nlet b = 3\nnothing + 1");
    expect(ok).toBe(false);
    expect(results.at(-1)).toMatchObject({
      kind: "error",
      code: "unknown-name",
      span: { line: 3, column: 1, length: 7 },
    });
    expect((await own.run("a")).results).toEqual([{ kind: "value", value: 1 }]);
    expect((await own.run("b")).diagnostics[0]?.code).toBe("unknown-name");
  });

  test("the results end with the first error", async () => {
    const { results } = await open().run("1\nnothing\n2");
    expect(results.map(({ kind }) => kind)).toEqual(["value", "error"]);
  });

  test("columns and lengths of a place count characters, not code units", async () => {
    const { results } = await open().run("`😀` + 1");
    expect(results[0]).toMatchObject({ span: { line: 1, column: 1, length: 3 } });
  });

  test("reset forgets every name", async () => {
    const own = open();
    await own.run("let a = 1");
    own.reset();
    expect((await own.run("a")).ok).toBe(false);
  });

  test("ten thousand brackets are a diagnostic", async () => {
    const { results } = await open().run(`${"(".repeat(10_000)}1${")".repeat(10_000)}`);
    expect(results).toMatchObject([{ kind: "error", code: "nested-too-deep" }]);
  });

  test("a few deep lets are a value, a long chain of them a diagnostic", async () => {
    const deep = (name: string) => `${"(1 + ".repeat(150)}${name}${")".repeat(150)}`;
    const chain = (length: number) => Array.from({ length }, (_, k) => `let x${k + 1} = ${deep(`x${k}`)}`);
    const few = await open().run(["let x0 = 0", ...chain(5), "x5"].join("\n"));
    expect(few.results.at(-1)).toEqual({ kind: "value", value: 750 });
    const many = await open().run(["let x0 = 0", ...chain(60), "x60"].join("\n"));
    expect(many.results.at(-1)).toMatchObject({ kind: "error", code: "nested-too-deep" });
  });

  test("an interrupt stops a fit, shows what was found and says so", async () => {
    let looks = 0;
    const signal = {
      get aborted() {
        looks++;
        return looks > 40;
      },
    };
    const { interrupted, results, diagnostics } = await open().run(
      `${data}\n${law}\nfit on runs with bootstrap = 100000`,
      { signal },
    );
    expect(interrupted).toBe(true);
    const fit = results.find(({ kind }) => kind === "fit");
    if (fit !== undefined) {
      expect(fit.status).toBe("interrupted");
      expect(diagnostics.map(({ code }) => code)).toContain("interrupted");
    }
  });

  test("an aborted signal runs nothing", async () => {
    const { interrupted, results } = await open().run("1 + 1", { signal: { aborted: true } });
    expect(interrupted).toBe(true);
    expect(results).toEqual([]);
  });
});

describe("checking", () => {
  test.each([
    "plot curve of L against N at D in [20B, 1T]",
    "plot contour of L over N in 10M..100B, D in 1B..10T",
    "plot frontier of L",
    "plot isoflop of L on runs",
    "predict L on runs",
    "assert coverage(L, runs) > 0.5, P(α > 0.1) > 50%, L(1B, 20B) < 3",
    "solve L(N, 20*N) = 2.5 for N",
    "minimize L over N, D subject to 6*N*D = 1e22",
    "α + budget/1e24",
    "report L",
  ])("%s has no mistake, with the estimates alone as with the draws", async (program) => {
    expect(session.check(program)).toEqual([]);
    expect((await tryIn(session, program)).diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test("a lone statement is judged in the scope, without running", async () => {
    expect(session.check("predict L at M = 7B").map(({ code }) => code)).toEqual(["unknown-variable"]);
    expect(session.check("predict L at N = 7B, D = 1T")).toEqual([]);
    expect((await tryIn(session, "1")).ok).toBe(true);
  });

  test("a text with mistakes of grammar has them all", () => {
    expect(session.check("let a = 7 B\nlet b = 3 == 4").map(({ code }) => code)).toEqual([
      "detached-suffix",
      "foreign-sign",
    ]);
  });
});
