import { expect, test } from "vitest";
import { fitted, hold, points, tryOut, value } from "./try.ts";

test("a let is a value", async () => {
  expect(await value("let budget = 1e24 FLOP, share = 90%", "budget*share")).toBe(9e23);
});

test("a let is a function", async () => {
  expect(await value("let D20(N) = 20*N", "D20(7B)")).toBe(140e9);
});

test("a let is a list, and may take another's", async () => {
  const program = "let sizes = [1B, 7B], same = sizes";
  expect((await points(fitted, program, "predict L at N in same, D = 1T")).map((p) => p.at.N)).toEqual([1e9, 7e9]);
});

test("a later definition does not change what an earlier one meant", async () => {
  expect(await value("let a = 1; let b = a + 1; let a = 10", "b")).toBe(2);
  expect(await value("let k = 2; let f(x) = k*x; let k = 3", "f(1)")).toBe(2);
});

test("a parameter hides a let of its name", async () => {
  expect(await value("let x = 5; let f(x) = x + 1", "f(1)")).toBe(2);
});

test("a function's name inside another is not the caller's variable", async () => {
  expect((await tryOut("let f(x) = g(x); let g(x) = x")).codes).toEqual(["unknown-name"]);
});

test("a let of a fit's parameter has the fit's interval", async () => {
  const { last } = await hold(fitted, "let ratio = β/(α + β)", "ratio");
  const [low, high] = last.interval as [number, number];
  expect(low).toBeLessThan(last.value as number);
  expect(high).toBeGreaterThan(last.value as number);
});

test("a mistake inside a let defined elsewhere is told where the let is named", async () => {
  const { diagnostics } = await tryOut("let f(x) = x", "let g(x) = f(x)", "g(1, 2)");
  expect(diagnostics).toMatchObject([{ code: "wrong-arguments", span: { start: 0, end: 7 } }]);
});
