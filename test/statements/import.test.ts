import { expect, test } from "vitest";
import { type FileAccess, Session } from "../../src/index.ts";
import { data, tryIn } from "./try.ts";

const texts: Readonly<Record<string, string>> = {
  "mine.law": `# the team's laws
let share = 0.5
law size(N) = A/N^α where A > 0
law mine(N, D) = E + size(N) + share*B/D^β
`,
  "one.law": "law L(N, D) = E + A/N^α + B/D^β where E in 0..3\n",
};

const files: FileAccess = {
  read: (path) =>
    texts[path] === undefined
      ? Promise.reject(new Error(path))
      : Promise.resolve([{ name: path, bytes: new TextEncoder().encode(texts[path]) }]),
};

test("a file of laws gives its laws and lets, and the last law is the one that is fitted", async () => {
  const session = new Session({ files });
  const { ok, results, bundles } = await tryIn(session, `${data}\nimport "mine.law"`);
  expect(ok).toBe(true);
  expect(results.at(-1)).toEqual({
    kind: "import",
    name: "size, mine",
    text: "size(N) = A/N^α\nmine(N, D) = E + size(N) + share*B/D^β",
  });
  expect(bundles.slice(-2).map((bundle) => bundle["text/plain"])).toEqual([
    "size(N) = A/N^α   (parameters A, α)",
    "mine(N, D) = E + size(N) + share*B/D^β   (parameters E, A, α, B, β)",
  ]);
  const { last } = await tryIn(session, "fit on runs with bootstrap = 0");
  expect(last).toMatchObject({ kind: "fit", law: "mine", rows: 20, status: "converged" });
  const { last: value } = await tryIn(session, "share");
  expect(value).toMatchObject({ kind: "value", value: 0.5 });
});

test("as renames the law of a file that holds one", async () => {
  const session = new Session({ files });
  const { last } = await tryIn(session, `${data}\nimport "one.law" as chinchilla`);
  expect(last).toEqual({ kind: "import", name: "chinchilla", text: "chinchilla(N, D) = E + A/N^α + B/D^β" });
  const { last: fit } = await tryIn(session, "fit chinchilla on runs with bootstrap = 0");
  expect(fit).toMatchObject({ law: "chinchilla", status: "converged" });
});

test("the file's names are its own: what the program calls A is none of a law's parameters", async () => {
  const session = new Session({ files });
  const { last } = await tryIn(session, 'let A = 7; let E = 2\nimport "one.law"\nlaw two(N, D) = L(N, D)');
  expect(last.parameters).toEqual(["E", "A", "α", "B", "β"]);
});
