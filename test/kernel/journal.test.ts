import { expect, test } from "vitest";
import { Journal } from "../../kernel/interpreter/journal.ts";
import { Session } from "../../src/index.ts";
import { toyData, toyLaw } from "./programs.ts";

const files = { read: async () => [] };
const short = "fit L on toy with bootstrap = 20";

/** Runs cells in a session and keeps what they did, as the kernel does. */
async function after(cells: readonly string[]): Promise<{ readonly session: Session; readonly journal: Journal }> {
  const session = new Session({ files });
  const journal = new Journal();
  for (const cell of cells) {
    if (cell === "%reset") session.reset();
    else await session.run(cell);
    const { fresh, deeds } = session.takeDeeds();
    journal.note({ fresh, deeds: deeds.map((deed) => ({ ...deed, files: [] })) });
  }
  return { session, journal };
}

/** What a session answers to questions that touch all its names. */
async function answers(session: Session, questions: readonly string[]): Promise<readonly unknown[]> {
  const found: unknown[] = [session.names()];
  for (const question of questions) found.push((await session.run(question)).results);
  return found;
}

/** Does the deeds of a journal in a fresh session. */
async function again(journal: Journal): Promise<Session> {
  const session = new Session({ files });
  for (const deed of journal.deeds()) expect(await session.redo(deed), deed.text).toBe(true);
  return session;
}

test("a session made again has the same names, values, fits and draws", async () => {
  const cells = [
    toyData,
    toyLaw,
    short,
    "set seed = 7",
    "let a = 2, f(x) = a*x",
    "fit L on toy with bootstrap = 20 as other",
  ];
  const questions = ["predict L at N = 1B, D = 20B", "f(3)", "other.α", "α", "predict N = 2B, D = 20B"];
  const { session, journal } = await after(cells);
  expect(await answers(await again(journal), questions)).toEqual(await answers(session, questions));
});

test("a value keeps meaning what its names meant where it was defined", async () => {
  const { session, journal } = await after(["let a = 1", "let b = a + 1", "let a = 10", "let c = b + a"]);
  expect(await answers(await again(journal), ["a", "b", "c"])).toEqual(await answers(session, ["a", "b", "c"]));
  expect(journal.deeds()).toHaveLength(4);
});

test("what was defined anew is forgotten, so that a long session is made again as fast as a short one", async () => {
  const many = Array.from({ length: 50 }, (_, i) => [
    `let a = ${i}`,
    toyData,
    toyLaw,
    short,
    `set seed = ${i + 1}`,
  ]).flat();
  const { session, journal } = await after(many);
  expect(journal.deeds().length).toBeLessThanOrEqual(12);
  const questions = ["a", "predict L at N = 1B, D = 20B"];
  expect(await answers(await again(journal), questions)).toEqual(await answers(session, questions));
});

test("nothing is left after %reset, and a cell that failed has done nothing", async () => {
  expect((await after(["let a = 1", "%reset"])).journal.deeds()).toEqual([]);
  const { journal } = await after(["let a = 1", "let b = 2\nlet c = nowhere"]);
  expect(journal.names()).toEqual(["a"]);
});

test("data sets and numbers of other languages are made again, functions are not", async () => {
  const { session, journal } = await after([]);
  session.define("elsewhere", [["x", { kind: "number", values: Float64Array.of(1, 2, 3) }]]);
  session.defineNumber("n", -3);
  session.defineFunction("g", { parameters: ["x"], call: (x: number) => x + 1 } as never);
  const { fresh, deeds } = session.takeDeeds();
  journal.note({ fresh, deeds: deeds.map((deed) => ({ ...deed, files: [] })) });
  const fresher = new Session({ files });
  const done: boolean[] = [];
  for (const deed of journal.deeds()) done.push(await fresher.redo(deed));
  expect(done).toEqual([true, true, false]);
  expect(fresher.names().map(({ name }) => name)).toEqual(["elsewhere", "n"]);
  expect((await fresher.run("n")).results).toEqual((await session.run("n")).results);
});
