import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "../../src/index.ts";
import { shared } from "../support/paths.ts";
import { fitted, hold, tryIn } from "./try.ts";

const page = join(shared, "language.md");

/** The statements of language.md §2, continuation lines with them. */
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

/** What the examples take for granted: data sets, laws and fits under the names they use, small enough to be quick. */
const prelude = `${fitted}
data runs = runs with C = 6*N*D, w = 1, T = 1, status = "finished", tokens_seen = D, lr = 1e-3, U = D/2, run = 1
fit L on runs with bootstrap = 100 as chin
data evals = runs with hellaswag = 0.9 - 0.2*loss
law acc(l) = p - q*l
fit acc to hellaswag on evals at l = L(N, D)
law L1(C) = 10/C^0.1
law L2(C) = 3e3/C^0.15
law F(n) = (n - 7)^2
data heldout = runs where N > 5B
law L(N, D) = E + A/N^α + B/D^β where E > 0, A > 0, B > 0, α > 0, β > 0
fit L on runs with bootstrap = 100`;

/** Examples that need a file beside the program: read from the prelude's runs instead. */
const stands = new Map([['"runs.csv"', "runs"]]);

/** Words of statements that are still to be built; an example with one of them is listed, not run. */
const later =
  /\b(by|keeping|matching|sharing|root|prod|cumsum|scan|lag|pca|binomial|qq|profile|pareto|slider|export|import|design|compare|index)\b|~ normal\(0\.35|simplex/u;

const present = existsSync(page);
const all = present ? examples() : [];
const readable = all.filter((text) => parse(text).ok && !later.test(text));
const skipped = all.filter((text) => !readable.includes(text));

describe.skipIf(!present)("the examples of language.md §2", () => {
  test.each(readable)("%s", async (text) => {
    const program = [...stands].reduce((t, [from, to]) => t.replace(from, to), text);
    const { session } = await hold(prelude);
    const { ok, diagnostics } = await tryIn(session, program);
    expect(diagnostics.filter((d) => d.severity === "error")).toEqual([]);
    expect(ok).toBe(true);
  });

  test.skipIf(skipped.length === 0).each(skipped)("later: %s", (text) => {
    const outcome = parse(text);
    // What the grammar does not read yet it says so of; it is never a mistake of the reader's.
    if (!outcome.ok) expect(outcome.diagnostics.map((d) => d.code)).toContain("not-yet");
  });

  test("most examples run", () => {
    expect(readable.length).toBeGreaterThanOrEqual(24);
  });
});
