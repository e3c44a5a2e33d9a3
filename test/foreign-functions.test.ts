import { beforeEach, expect, test } from "vitest";
import { type ForeignFunction, nodeFileAccess, Session } from "../src/index.ts";

/** A function that counts how often it is called, as one of another language would be. */
function counted(parameters: readonly string[], compute: (...row: number[]) => number) {
  const asked: number[] = [];
  const callee: ForeignFunction = {
    parameters,
    call: (columns, rows) => {
      asked.push(rows);
      const values = Float64Array.from({ length: rows }, (_, row) => compute(...columns.map((c) => c[row]!)));
      return values.some(Number.isNaN) ? { ok: false, message: "not a number" } : { ok: true, values };
    },
  };
  return { callee, asked };
}

let session: Session;
const flops = counted(["N", "D"], (n, d) => 6 * n * d);
const side = counted(["x"], Math.sqrt);
beforeEach(async () => {
  session = new Session({ files: nodeFileAccess({ cwd: "." }) });
  session.defineFunction("flops", flops.callee);
  session.defineFunction("side", side.callee);
  flops.asked.length = 0;
  await session.run("data runs(N, D, loss) = [100, 2000, 3 | 400, 8000, 2.5 | 900, 20000, 2.25]");
});

async function said(program: string): Promise<readonly string[]> {
  const { diagnostics } = await session.run(program);
  return diagnostics.map(({ code, message, help }) => `${code}: ${message} (${help ?? ""})`);
}

const column = (data: string, name: string) => [...(session.data().get(data)?.get(name)?.values ?? [])];

test("a function of another language makes a column with one call, also inside another's argument", async () => {
  expect(await said("data more = runs with C = flops(N, D)/1e6, s = side(side(N*N) + 0*C)")).toEqual([]);
  expect(column("more", "C")).toEqual([1.2, 19.2, 108]);
  expect(column("more", "s")).toEqual([10, 20, 30]);
  expect(flops.asked).toEqual([3]);
  expect(await said("data few = runs where side(N) > 15")).toEqual([]);
  expect(column("few", "N")).toEqual([400, 900]);
});

test("it may stand in a let, with numbers or with the let's own parameters", async () => {
  const results = await session.run("let C = flops(2, 3), half(N) = side(N)/2\nC + half(16)");
  expect(results.diagnostics).toEqual([]);
  expect(results.results.at(-1)).toMatchObject({ value: 38 });
  expect(await said("data more = runs with h = half(N)")).toEqual([]);
  expect(column("more", "h")).toEqual([5, 10, 15]);
});

test("checking a let as it is typed calls nothing", () => {
  expect(session.check("let C = flops(2, 3)")).toEqual([]);
  expect(flops.asked).toEqual([]);
});

test("in a fitted law it is refused, with the column to make instead", async () => {
  expect(await said("law L(N) = E + A/side(N)^a")).toEqual([
    "foreign-argument: side is a function of another language and is computed for data alone (make a column of it first: data … with x = side(…))",
  ]);
  expect(await said("law L(N) = E + side(b)/N")).toMatchObject([expect.stringContaining("foreign-argument")]);
  expect(await said("law L(N) = E + side(16)/N\nfit L on runs with bootstrap = 0")).toEqual([]);
});

test("a wrong number of arguments and a function that fails are told at the call", async () => {
  expect(await said("data more = runs with C = flops(N)")).toMatchObject([
    expect.stringContaining("flops takes 2 arguments, not 1"),
  ]);
  const { diagnostics } = await session.run("let y = 1 + side(0 - 1)\ny");
  expect(diagnostics).toMatchObject([
    { code: "foreign-failed", message: "in y: side could not be computed: not a number" },
  ]);
  expect(session.names().map(({ name }) => name)).not.toContain("y");
});

test("the language's own functions are not replaced", () => {
  expect(session.defineFunction("exp", side.callee)).toBe(false);
  expect(session.defineFunction("expo", side.callee)).toBe(true);
});

test("what names stand for is given as plain data, the same object while nothing changes", async () => {
  await session.run("let r = 20, sizes = [1, 2]\nlaw L(N, D) = 2 + 400/N^0.3 + 400/D^0.3");
  const values = session.values();
  expect(values.get("r")).toEqual({ kind: "number", value: 20 });
  expect(values.get("sizes")).toEqual({ kind: "list", values: [1, 2] });
  expect(values.get("L")).toMatchObject({ kind: "law", text: "L(N, D) = 2 + 400/N^0.3 + 400/D^0.3" });
  expect(values.get("runs")).toMatchObject({ kind: "data" });
  expect(values.has("side")).toBe(false);
  expect(session.values().get("runs")).toBe(values.get("runs"));
  session.defineNumber("r", 21);
  expect(session.values().get("r")).toEqual({ kind: "number", value: 21 });
});
