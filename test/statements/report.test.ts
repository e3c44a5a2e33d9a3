import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../support/paths.ts";
import { data, fitted, hold, law, tryOut } from "./try.ts";

const { version: packageVersion } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

test("a report has what a reader needs to make the fit again", async () => {
  const { last, bundles } = await hold(
    `${data}\n${law}`,
    "fit L to loss on runs using huber(1e-3) holding out N > 5B with bootstrap = 50, seed = 3 as chin",
    "report chin",
  );
  expect(last).toMatchObject({ kind: "report", name: "chin" });
  const text = String(last.text);
  for (const said of [
    "law: L(N, D) = E + A/N^α + B/D^β",
    "bounds: E >= 0, A >= 0, α >= 0, B >= 0, β >= 0",
    "program: fit L to loss on runs using huber(1e-3) holding out N > 5B with bootstrap = 50, seed = 3 as chin",
    "data: runs, 15 rows, response loss",
    "huber(1e-3)",
    "seed 3",
    "5 rows held out where N > 5B",
    "status: converged",
    `version: lawlab ${packageVersion}`,
  ])
    expect(text).toContain(said);
  expect(bundles[0]).toHaveProperty(["text/html"]);
  expect(bundles[0]).toHaveProperty(["text/latex"]);
});

test("a report of a file has its SHA-256", async () => {
  const { last } = await hold(
    'data toy = "test/diagnostics/data/toy.csv"',
    `${law}\nfit on toy with bootstrap = 0`,
    "report",
  );
  expect(last.text).toMatch(/SHA-256 of test\/diagnostics\/data\/toy\.csv: [0-9a-f]{64}/u);
});

test("set changes what later statements take for granted", async () => {
  const { last, shown } = await hold("set seed = 9, interval = 90%, bootstrap = 30, starts = 8");
  expect(last).toEqual({
    kind: "set",
    name: "seed, interval, bootstrap, starts",
    text: "seed = 9, interval = 0.9, bootstrap = 30, starts = 8",
  });
  expect(shown).toEqual([]);
  const fit = (await hold(data, law, "set seed = 9, starts = 8, bootstrap = 30\nfit on runs")).last;
  expect(fit).toMatchObject({ seed: 9 });
  expect(fit.starts).toBeLessThanOrEqual(8);
});

test.each([
  ["set interval = 0", "bad-option"],
  ["set interval = 100%", "bad-option"],
  ["set seed = 1.5", "bad-option"],
  ["set seed = 0/0", "bad-option"],
  ["set bootstrap = 1e12", "bad-option"],
  ["set starts = 0", "bad-option"],
  ["set colour = 3", "unknown-option"],
  ["set seed = 1, seed = 2", "repeated-name"],
])("%s is refused as %s", async (program, code) => {
  expect((await tryOut(program)).codes).toEqual([code]);
});

test("explain shows the plan and the generated code, and nothing of the user's text is in that code", async () => {
  const odd =
    'data t(`x1; process.exit()`, loss) = [1, 2 | 2, 3.9 | 3, 6.1]\nlaw `evil()`(`x1; process.exit()`) = `require("fs")`*`x1; process.exit()`';
  const { last, bundles } = await hold(odd, "explain fit to loss on t");
  expect(last.kind).toBe("explain");
  const text = String(last.text);
  const code = text.slice(text.indexOf("'use strict'"));
  expect(code.length).toBeGreaterThan(200);
  for (const word of ["process", "evil", "require", "fs"]) expect(code).not.toContain(word);
  expect(bundles[0]?.["text/plain"]).toContain("linear");
});

test("explain runs nothing: the law has no fit afterwards", async () => {
  const { session } = await hold(`${data}\n${law}`, "explain fit L on runs");
  expect((await session.run("predict L at N = 1B, D = 1B")).diagnostics[0]?.code).toBe("law-without-fit");
});

test("explain minimize tells what is searched", async () => {
  expect((await hold(fitted, "explain minimize L over N, D subject to 6*N*D = 1e24")).last.text).toContain(
    "searched     N, D",
  );
});

test("a stored fit says which version made it", async () => {
  const { shown } = await tryOut(fitted);
  const [stored] = shown.flatMap(({ bundle }) => bundle["application/vnd.lawlab.fit+json"] ?? []);
  expect(stored).toMatchObject({ versions: { lawlab: packageVersion, format: 1 } });
});
