import type { Curve } from "../ask/predict.ts";
import type { CurveChartInput } from "../view/curve-chart.ts";
import type { FitRecord } from "./scope.ts";

type Points = NonNullable<CurveChartInput["points"]>[number];

/** Runs whose other variables lie within this factor of a curve's belong to it. */
const nearFactor = 1.3;
/** With fewer runs near the curves, all are shown: better out of place than none. */
const leastRuns = 3;

/**
 * The runs to draw over curves: of a law of several variables only those that a curve passes through, under its name;
 * a run of another size would lie off every curve and say nothing about the fit.
 */
export function runsOver(
  fit: FitRecord,
  along: string,
  curves: readonly Curve[],
  names: readonly string[],
): readonly Points[] {
  const { variables } = fit.result.law;
  const axis = variables.indexOf(along);
  const sets = [
    { inputs: fit.inputs, observed: fit.observed, held: false },
    ...(fit.heldOut === undefined ? [] : [{ inputs: fit.heldOut.inputs, observed: fit.heldOut.observed, held: true }]),
  ];
  const rows = sets.flatMap(({ inputs, observed, held }) =>
    Array.from(observed, (y, row) => ({ at: variables.map((_, k) => inputs[k]?.[row] ?? Number.NaN), y, held })),
  );
  if (axis < 0 || rows.length === 0) return [];
  const series = (name: string, of: typeof rows): Points => ({
    name,
    x: of.map((r) => r.at[axis] ?? Number.NaN),
    y: of.map((r) => r.y),
    heldOut: of.map((r) => r.held),
  });
  if (variables.length === 1 && curves.length === 1) return [series(fit.data, rows)];
  const own: (typeof rows)[] = curves.map(() => []);
  for (const row of rows) {
    let best = -1;
    let least = Math.log(nearFactor);
    curves.forEach((curve, k) => {
      const wanted = curve.at(row.at[axis] ?? Number.NaN);
      const distance = Math.max(
        ...variables.map((name, v) =>
          v === axis ? 0 : apart(row.at[v] ?? Number.NaN, wanted.get(name) ?? Number.NaN),
        ),
      );
      if (distance <= least) {
        best = k;
        least = distance;
      }
    });
    own[best]?.push(row);
  }
  const near = own.reduce((n, of) => n + of.length, 0);
  if (near < leastRuns) return [series(fit.data, rows)];
  return own.flatMap((of, k) =>
    of.length === 0 ? [] : [series(curves.length === 1 ? fit.data : (names[k] ?? fit.data), of)],
  );
}

/** How far apart two values are: in the logarithm where both are positive. */
function apart(a: number, b: number): number {
  if (a === b) return 0;
  if (a > 0 && b > 0) return Math.abs(Math.log(a / b));
  return Number.POSITIVE_INFINITY;
}
