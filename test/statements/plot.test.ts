import { beforeAll, expect, test } from "vitest";
import type { Session } from "../../src/index.ts";
import { fitted, hold, known, tryIn, tryOut } from "./try.ts";

let session: Session;
beforeAll(async () => {
  ({ session } = await hold(fitted));
});

test.each([
  "plot curve of L against N at D = 20*N",
  "plot curve of L against N at D in [10B, 100B, 1T]",
  "plot curve of L against D at N = 1B, D in 1B..100T",
  "plot residual of L against N",
  "plot residual of L against D",
  "plot isoflop of L on runs",
  "plot isoflop of L",
  "plot contour of L over N in 10M..100B, D in 1B..10T",
  "plot contour of L over N, D",
  "plot frontier of L",
  "plot frontier of L at C in 1e20..1e26",
])("%s: a live chart, a drawn one, one line of text, and never HTML", async (program) => {
  const { bundles, last, ok } = await tryIn(session, program);
  expect(ok).toBe(true);
  expect(bundles).toHaveLength(1);
  const [bundle = { "text/plain": "" }] = bundles;
  expect(bundle).toHaveProperty(["application/vnd.vegalite.v5+json", "$schema"]);
  expect("image/svg+xml" in bundle || "image/png" in bundle).toBe(true);
  expect(bundle).not.toHaveProperty(["text/html"]);
  expect(bundle["text/plain"]).not.toContain("\n");
  expect(last).toEqual({ kind: "plot", name: program.split(" ")[1], text: bundle["text/plain"] });
});

test("a curve of a law without a fit runs over the range it is given", async () => {
  const { bundles } = await hold(known, "plot curve of K against N at D = 20*N, N in 1M..1T");
  expect(bundles[0]?.["text/plain"]).toContain("at N = 1M to");
});

test.each([
  ["plot curve of L against N", "unbound-variable"],
  ["plot curve of L against Q at N = 1B, D = 1B", "unknown-variable"],
  ["plot curve of nothing against N", "unknown-name"],
  ["plot residual of runs", "no-fit"],
  ["plot contour of L over N", "no-axis"],
  ["plot isoflop of L on nowhere", "unknown-data"],
])("%s is refused as %s", async (program, code) => {
  const { codes } = await tryIn(session, program);
  expect(codes).toEqual([code]);
});

test("a frontier needs a law of N and D", async () => {
  const { codes } = await tryOut(
    "data t(x, loss) = [1, 2 | 2, 3.9 | 3, 6]\nlaw F(x) = a*x\nfit on t with bootstrap = 0",
    "plot frontier of F",
  );
  expect(codes.at(-1)).toBe("no-compute");
});

test("what several curves share is said once, above them", async () => {
  const { bundles } = await hold(known, "plot curve of K against D at N in [1B, 7B], D in 1B..1T");
  expect(bundles[0]?.["text/plain"]).toContain("N = 7B: from");
  const three = "law V(N, D, U) = 1.7 + 400/N^0.34 + U/D^0.28";
  const { bundles: drawn } = await hold(three, "plot curve of V against D at N = 2B, U in [300, 500], D in 1B..1T");
  const chart = JSON.stringify(drawn[0]?.["application/vnd.vegalite.v5+json"]);
  expect(chart).toContain('"U = 300"');
  expect(chart).not.toContain("N = 2B, U");
  expect(chart).toContain("N = 2B");
});

test("a law of the library brings the unit of its values to the axis, and a ratio of it has none", async () => {
  const axis = async (of: string): Promise<string> => {
    const { bundles } = await hold(`import besiroglu2024 as H\nplot curve of ${of} against D at N = 1B, D in 1B..1T`);
    return JSON.stringify(bundles.at(-1)?.["application/vnd.vegalite.v5+json"]);
  };
  expect(await axis("H")).toContain("H (nats per token)");
  expect(await axis("H(N, 2*D)")).toContain("nats per token");
  expect(await axis("H(N, D)/H(N, 2*D)")).not.toContain("nats per token");
});
