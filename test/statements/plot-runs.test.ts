import { describe, expect, it } from "vitest";
import { hold, tryIn, tryOut } from "./try.ts";

const fitted = `set seed = 2
data curves = at run in ["fast", "slow", "far"], step in integers(1, 60)
  with lr = if run = "fast" then 1 else if run = "slow" then 0.5 else 0.25
  with S1 = cumsum(lr) by run
  with loss ~ lognormal(log(2 + 1.5*S1^-1.5), 0.001)
law S(S1) = L0 + A*cumsum(S1 - S1) + B*S1^-1.5 by run where A = 0
fit S to loss on curves holding out run = "far" with bootstrap = 20, starts = 4`;

interface Layer {
  readonly mark?: { readonly type?: string; readonly strokeDash?: readonly number[] };
  readonly data?: { readonly values?: readonly Readonly<Record<string, number | string>>[] };
}

describe("the curve of a law along runs", () => {
  it("is drawn along each run of the data with its band, the run held out in dashes over its own marks", async () => {
    const { session } = await hold(fitted);
    const { last, bundles } = await tryIn(session, "plot curve of S against step");
    const spec = bundles[0]?.["application/vnd.vegalite.v5+json"] as { readonly layer: readonly Layer[] };
    const lines = spec.layer.filter(({ mark }) => mark?.type === "line" && mark.strokeDash !== undefined);
    expect(lines).toHaveLength(1);
    const [dashed] = lines;
    const { results } = await tryIn(session, "predict S on curves");
    const points = (results.at(-1) as { readonly points: readonly { readonly value: number }[] }).points;
    const drawn = dashed!.data!.values!;
    // The beginnings are steep: a tenth of each run is left out.
    expect(drawn.map(({ c0 }) => c0)).toEqual(Array.from({ length: 54 }, (_, k) => k + 7));
    drawn.forEach(({ c1 }, k) => void expect(c1).toBeCloseTo(points[126 + k]!.value, 7));
    expect(last.text).toContain("far, held out: from");
    const text = JSON.stringify(spec);
    expect(text).toContain("step (steps)");
    expect(text).toContain("loss (nats per token)");
    expect(spec.layer.filter(({ mark }) => mark?.type === "area")).toHaveLength(3);
  });

  it("is drawn on other data, where nothing is held out", async () => {
    const { session } = await hold(fitted);
    const { last } = await tryIn(session, 'data far = curves where run = "far"\nplot curve of S against step on far');
    expect(last.text).toMatch(/^S along the runs of far: fit: from|^S along the runs of far: far: from/u);
    expect(last.text).not.toContain("held out");
  });

  it("takes a column of the data and runs that can be told apart, and no values", async () => {
    const codes = async (plot: string): Promise<readonly string[]> => (await tryOut(fitted, plot)).codes;
    expect(await codes("plot curve of S against steps")).toEqual(["unknown-column"]);
    expect(await codes("plot curve of S against step at S1 = 3")).toEqual(["foreign-clause"]);
    expect(await codes("plot curve of S against step on nothing")).toEqual(["unknown-data"]);
  });
});
