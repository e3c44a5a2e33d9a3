import { describe, expect, test } from "vitest";
import { hold, points, tryOut, value } from "./try.ts";

const mixture = `law M(r, domain) = if domain = "web" then exp(-2*r[1]) + r[2] else exp(-r[2]) + r[1]
let both(r) = M(r, "web") + M(r, "code")`;

describe("vectors", () => {
  test("a list stands for a vector's components, in a law and in a function of the user's", async () => {
    expect(await value(mixture, 'M([0.5, 0.25], "web")')).toBeCloseTo(Math.exp(-1) + 0.25, 14);
    expect(await value(mixture, "both([0.5, 0.25])")).toBeCloseTo(Math.exp(-1) + Math.exp(-0.25) + 0.75, 14);
    expect(await value(mixture, "let q = [0.5, 0.25]; both(q)")).toBeCloseTo(Math.exp(-1) + Math.exp(-0.25) + 0.75, 14);
  });

  test("a vector is bound by a list", async () => {
    const [point] = await points(mixture, 'predict M at r = [0.5, 0.25], domain = "web"');
    expect(point?.value).toBeCloseTo(Math.exp(-1) + 0.25, 14);
    expect(point?.at).toEqual({ domain: "web", "r[1]": 0.5, "r[2]": 0.25 });
  });

  test("a law hands its own vector to another law", async () => {
    expect(await value("law A(r) = r[1] + 10*r[2]", "law B(r, x) = A(r)*x", "B([1, 2], 3)")).toBe(63);
  });

  test("shares are searched to an inner optimum: entropy with weights has its maximum at their softmax", async () => {
    const weights = [0.3, 1, -0.4];
    const total = weights.reduce((sum, w) => sum + Math.exp(w), 0);
    const [point] = await points(
      "law H(r) = sum(-r[i]*log(max(r[i], 1e-300)) for i in 1..3) + 0.3*r[1] + r[2] - 0.4*r[3]",
      "maximize H over r in simplex(3)",
    );
    weights.forEach((w, k) => void expect(point?.at[`r[${k + 1}]`]).toBeCloseTo(Math.exp(w) / total, 6));
    expect(point?.value).toBeCloseTo(Math.log(total), 9);
  });

  test("shares are searched to an optimum on an edge and in a corner", async () => {
    const law = "law Q(r) = (r[1] - 0.7)^2 + (r[2] - 0.6)^2 + (r[3] + 0.2)^2";
    const [edge] = await points(law, "minimize Q over r in simplex(3)");
    expect(edge?.at["r[1]"]).toBeCloseTo(0.55, 6);
    expect(edge?.at["r[2]"]).toBeCloseTo(0.45, 6);
    expect(edge?.at["r[3]"]).toBeCloseTo(0, 9);
    const [corner] = await points("law T(r) = r[1] + 2*r[2] + 3*r[3] + 4*r[4]", "minimize T over r in simplex(4)");
    expect(corner?.value).toBeCloseTo(1, 9);
    expect(corner?.status).toBe("edge");
  });

  test("a column of vectors is handed on by its name where data are defined, and summed over", async () => {
    const program = `data g = at a in [0.25, 0.5] with r = [a, 2*a]
data h = g with m = M(r, "web"), s = sum(r[j] for j in 1..2)`;
    const { session } = await hold(mixture, program);
    const columns = session.data().get("h")!;
    expect([...columns.get("m")!.values]).toEqual([Math.exp(-0.5) + 0.5, Math.exp(-1) + 1]);
    expect([...columns.get("s")!.values]).toEqual([0.75, 1.5]);
  });

  test("a vector of the wrong length is refused", async () => {
    expect((await tryOut(mixture, 'M([0.5, 0.2, 0.3], "web")')).codes).toContain("wrong-arguments");
    expect((await tryOut(mixture, "minimize both(r) over r in simplex(9)")).codes).toContain("bad-count");
  });
});

describe("whole columns and lists", () => {
  const table = 'data t(x, name) = [1, "a" | 2, "b" | 6, "a"]';

  test("a function of a group's rows is asked of a column or a list", async () => {
    expect(await value(table, "mean(t.x)")).toBe(3);
    expect(await value(table, "median(t.x) + max(t.x) + count(t.x)")).toBe(11);
    expect(await value("let grid = linspace(1, 3, 3); sum(grid)")).toBe(6);
  });

  test("an index runs over a column's rows, over a list and over a let", async () => {
    expect(await value(table, "sum(x^2 for x in t.x)")).toBe(41);
    expect(await value(table, 'mean(if n = "a" then 1 else 4 for n in t.name)')).toBeCloseTo(2, 14);
    expect(await value("let grid = linspace(1, 3, 3); prod(2*x for x in grid)")).toBe(48);
  });
});
