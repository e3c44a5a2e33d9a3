import { describe, expect, it } from "vitest";
import { hold, tryOut } from "./try.ts";

const runs = `data t(run, step, lr, loss) = [
  "a", 1, 1, 3 | "b", 1, 2, 5 | "a", 2, 1, 2 | "b", 2, 4, 4 | "a", 3, 0.5, 2.5 | "b", 3, 6, 3 ]`;

/** A column of the last data set, asked of a law that hands it on. */
async function columnOf(name: string, ...programs: readonly string[]): Promise<readonly number[]> {
  const { results } = await hold(
    ...programs,
    `law same(${name}) = ${name}*k where k = 1\npredict same on ${lastData(programs)}`,
  );
  return (results.at(-1)!.points as readonly { readonly value: number }[]).map((p) => p.value);
}

function lastData(programs: readonly string[]): string {
  return [...programs.join("\n").matchAll(/^data (\w+)/gm)].at(-1)![1]!;
}

describe("with … by computes within groups and keeps every row", () => {
  it.each([
    ["cumsum(lr)", [1, 2, 2, 6, 2.5, 12]],
    ["lag(lr) - lr", [0, 0, 0, -2, 0.5, -2]],
    ["row()", [1, 1, 2, 2, 3, 3]],
    ["count()", [3, 3, 3, 3, 3, 3]],
    ["mean(loss)", [2.5, 4, 2.5, 4, 2.5, 4]],
    ["median(lr)", [1, 4, 1, 4, 1, 4]],
    ["min(loss) + max(loss)", [5, 8, 5, 8, 5, 8]],
    ["sum(lr*step)", [4.5, 28, 4.5, 28, 4.5, 28]],
    ["std(loss)", [0.5, 1, 0.5, 1, 0.5, 1]],
    ["quantile(loss, 0.25)", [2.25, 3.5, 2.25, 3.5, 2.25, 3.5]],
    ["first(loss)/last(loss)", [1.2, 5 / 3, 1.2, 5 / 3, 1.2, 5 / 3]],
    ["min(lr, 1.5)", [1, 1.5, 1, 1.5, 0.5, 1.5]],
    ["cumsum(lag(lr) - lr)", [0, 0, 0, -2, 0.5, -4]],
  ])("%s", async (expression, expected) => {
    const found = await columnOf("x", runs, `data u = t with x = ${expression} by run`);
    expect(found).toHaveLength(6);
    found.forEach((x, k) => void expect(x).toBeCloseTo(expected[k]!, 12));
  });

  it("takes all rows for one group where there is no by, and groups the rows of a where", async () => {
    expect(await columnOf("x", runs, "data u = t with x = mean(step)")).toEqual([2, 2, 2, 2, 2, 2]);
    expect(await columnOf("loss", runs, "data u = t where loss = min(loss) by run")).toEqual([2, 3]);
  });

  it("gives S1 = 3.5 and S2 = 1.45 for the schedule 1, 1, 1, 0.5, 0 (S01)", async () => {
    const schedule = "data s(step, lr) = [1, 1 | 2, 1 | 3, 1 | 4, 0.5 | 5, 0]";
    expect((await columnOf("S1", schedule, "data u = s with S1 = cumsum(lr)")).at(-1)).toBe(3.5);
  });

  it("makes columns of vectors and of principal components", async () => {
    const { last } = await hold(runs, "data u = t with r = [lr, loss], S = pca([lr, loss, step], 2)");
    expect(last.columns).toEqual(["run", "step", "lr", "loss", "r[1]", "r[2]", "S[1]", "S[2]"]);
    const spread = await columnOf(
      "v",
      "data t(x, y) = [1, 2 | 2, 4 | 3, 6]",
      "data u = t with S = pca([x, y], 1), v = S[1]",
    );
    expect(spread.map((v) => Math.round(v * 1e9) / 1e9)).toEqual(
      [-1, 0, 1].map((v) => Math.round(v * Math.sqrt(5) * 1e9) / 1e9),
    );
  });

  it("estimates pass@k without bias", async () => {
    const found = await columnOf("p", "data t(n, c) = [10, 3 | 5, 0 | 4, 4]", "data u = t with p = passk(n, c, 2)");
    expect(found[0]).toBeCloseTo(1 - (7 * 6) / (10 * 9), 14);
    expect(found.slice(1)).toEqual([0, 1]);
  });
});

describe("keeping", () => {
  it("leaves a row a group, with the columns it names", async () => {
    const { last } = await hold(
      runs,
      "data u = t keeping loss = mean(loss), se = std(loss)/sqrt(count()), who = first(run) by run",
    );
    expect(last).toMatchObject({ rows: 2, columns: ["run", "loss", "se", "who"] });
    expect(
      await columnOf("se", runs, "data u = t keeping loss = mean(loss), se = std(loss)/sqrt(count()) by run"),
    ).toEqual([0.5 / Math.sqrt(3), 1 / Math.sqrt(3)]);
  });

  it("keeps the best row of each group whole", async () => {
    const { last } = await hold(runs, "data u = t keeping argmin(loss), n = count() by run");
    expect(last).toMatchObject({ rows: 2, columns: ["run", "step", "lr", "loss", "n"] });
    expect(await columnOf("step", runs, "data u = t keeping argmin(loss) by run")).toEqual([2, 3]);
    expect(await columnOf("step", runs, "data u = t keeping argmax(loss)")).toEqual([1]);
  });

  it("keeps the lower frontier", async () => {
    const points = "data t(C, loss) = [1, 5 | 2, 6 | 3, 4 | 3, 3.5 | 5, 3.5 | 8, 2]";
    expect(await columnOf("C", points, "data u = t keeping envelope(loss against C)")).toEqual([1, 3, 8]);
  });

  it("finds the minimum of a parabola a group, on the scale that the program names", async () => {
    const grid = "data t = at C in [1, 2], N in [10, 100, 1000, 10000] with loss = 3 + C + 0.1*(log(N) - log(300*C))^2";
    const found = await columnOf("N", grid, "data u = t keeping vertex(loss against log(N)) by C");
    found.forEach((n, k) => void expect(n / [300, 600][k]! - 1).toBeCloseTo(0, 10));
    (await columnOf("loss", grid, "data u = t keeping vertex(loss against log(N)) by C")).forEach(
      (y, k) => void expect(y).toBeCloseTo([4, 5][k]!, 10),
    );
  });

  it("leaves a group without a minimum out, and says so", async () => {
    const { last, codes } = await tryOut(
      "data t(C, N, loss) = [1, 1, 3 | 1, 2, 2 | 1, 3, 4 | 2, 1, 3 | 2, 2, 2]\ndata u = t keeping vertex(loss against N) by C",
    );
    expect(last.rows).toBe(1);
    expect(codes).toEqual(["no-vertex"]);
  });
});

describe("matching", () => {
  const schedule = 'data s(run, step, S1) = ["a", 1, 10 | "a", 2, 20 | "b", 1, 30]';
  it("joins on the left, a missing value where nothing matches", async () => {
    const { last, codes } = await tryOut(runs, schedule, "data u = t matching s by run, step");
    expect(last).toMatchObject({ rows: 6, columns: ["run", "step", "lr", "loss", "S1"] });
    expect(codes).toEqual(["no-match"]);
    expect(await columnOf("S1", runs, schedule, "data u = t matching s by run, step where S1 > 0")).toEqual([
      10, 30, 20,
    ]);
  });
});

describe("mistakes in a step are told", () => {
  it.each([
    ["data u = t keeping x = loss by run", "varies-in-group"],
    ["data u = t keeping argmn(loss) by run", "unknown-pick"],
    ["data u = t keeping vertex(loss)", "wrong-arguments"],
    ["data u = t keeping argmin(loss against lr)", "wrong-arguments"],
    ["data u = t keeping argmin(loss), argmax(loss)", "two-picks"],
    ["data u = t keeping vertex(loss against lr*step) by run", "no-column"],
    ["data u = t keeping x = mean(run) by step", "not-a-number"],
    ["data u = t with x = mean(los) by run", "unknown-column"],
    ["data u = t with x = mean(loss, lr) by run", "wrong-arguments"],
    ["data u = t with x = mean(loss) by rn", "unknown-column"],
    ["data u = t with x = mean(loss) + nothing by run", "unknown-column"],
    ["data u = t by run", "misplaced-clause"],
    ["data u = t matching t", "no-keys"],
    ["data u = t matching t by run", "double-key"],
    ["data u = t matching nothing by run", "unknown-data"],
    ["data u = t with S = pca([lr, loss], 3)", "bad-count"],
    ["data u = t with p = passk(step, lr)", "wrong-arguments"],
  ])("%s: %s", async (program, code) => {
    expect((await tryOut(`${runs}\n${program}`)).codes).toEqual([code]);
  });
});
