import { expect, test } from "vitest";
import { fitted, hold, tryOut } from "./try.ts";

test("conditions of estimates, of draws and of a fit's state hold together", async () => {
  const program = `data held = runs where N > 5B
assert α in 0.25..0.45, P(L(7B, 140B) < 2.5) > 95%, converged(L), not at_bound(α), coverage(L, held) >= 60%`;
  const { last, ok } = await hold(fitted, program);
  expect(ok).toBe(true);
  expect(last).toMatchObject({ kind: "assert", passed: true });
  const conditions = last.conditions as readonly { text: string; passed: boolean; value: number }[];
  expect(conditions.map((c) => c.text)).toEqual([
    "α in 0.25..0.45",
    "P(L(7B, 140B) < 2.5) > 95%",
    "converged(L)",
    "not at_bound(α)",
    "coverage(L, held) >= 60%",
  ]);
  expect(conditions[0]?.value).toBeCloseTo(0.34, 1);
});

test("a failed condition fails the program, is told by name, and what follows still runs", async () => {
  const { ok, results, diagnostics } = await tryOut(fitted, "assert E > 0, E > 100\n1 + 1");
  expect(ok).toBe(false);
  expect(results).toMatchObject([
    { kind: "assert", passed: false },
    { kind: "value", value: 2 },
  ]);
  expect(diagnostics).toMatchObject([
    { code: "assertion-failed", message: "E > 100 does not hold: E is 1.698", span: { start: 14, end: 21 } },
  ]);
});

test("what a failed condition's cell defined is kept, for it was no mistake", async () => {
  const { session } = await tryOut("let a = 3\nassert a > 5");
  expect((await session.run("a")).results).toEqual([{ kind: "value", value: 3 }]);
});

test("P is the share of draws, and 0 or 1 where nothing is uncertain", async () => {
  const { last } = await hold(fitted, "assert P(E > 0) = 1, P(1 > 2) = 0, P(α < 0.34) in 0..1");
  expect(last.passed).toBe(true);
});

test.each([
  ["assert converged(nothing)", "no-fit"],
  ["assert at_bound(nothing)", "unknown-parameter"],
  ["assert coverage(L, nowhere) > 0", "unknown-data"],
  ["assert P(3) = 1", "not-a-condition"],
  ["assert E", "bare-condition"],
  ["assert nothing > 3", "unknown-name"],
])("%s is refused as %s", async (program, code) => {
  expect((await tryOut(fitted, program)).codes).toEqual([code]);
});
