import type { Expression } from "../../grammar/syntax.ts";
import { type Curve, predictPoint, spread } from "../ask/predict.ts";
import { findRoots } from "../ask/root.ts";
import { compilePoint } from "../law/compile.ts";
import { textOf } from "../law/text-code.ts";
import type { AxisInput } from "../view/axis.ts";
import { chartBundle } from "../view/chart-bundle.ts";
import { type CurveChartInput, curveChart } from "../view/curve-chart.ts";
import { formatNumber } from "../view/format-number.ts";
import type { MimeBundle } from "../view/mime.ts";
import { variableWords } from "../view/quantity.ts";
import { runsOver } from "./curve-runs.ts";
import type { Scope } from "./scope.ts";
import { dataRange, type Target } from "./target.ts";
import { combinations } from "./values.ts";

/** Points on a curve drawn on a chart; its table has fewer. */
export const curvePoints = 61;

/** The curves of a target along one variable, one for each combination of its listed values. */
export function curvesAlong(
  { compiled, bindings, observed }: Target,
  along: { readonly name: string; readonly low: number; readonly high: number },
  level: number,
): readonly Curve[] {
  const quantity = compiled.quantity(0);
  const slot = compiled.inputs.indexOf(along.name);
  const boundNames = [...bindings.bound.keys()];
  const bound = boundNames.map((_, k) => compiled.quantity(compiled.roots.length - boundNames.length + k));
  const lists = bindings.domains.map((d) => (d.domain.kind === "numbers" ? d.domain.values : [Number.NaN]));
  return combinations(lists).map((combo) => {
    const inputs = new Float64Array(compiled.inputs.length).fill(Number.NaN);
    combo.forEach((v, k) => {
      inputs[compiled.inputs.indexOf(bindings.domains[k]?.name ?? "")] = v;
    });
    const fixed = new Map(
      compiled.inputs.flatMap((name, k) => (k === slot ? [] : [[name, inputs[k] ?? Number.NaN] as const])),
    );
    boundNames.forEach((name, k) => {
      const value = bound[k]?.evaluate(inputs, -1) ?? Number.NaN;
      // A value bound to the running variable (D = 20*N along N) is no constant of the curve.
      if (Number.isFinite(value)) fixed.set(name, value);
    });
    const x = spread(along.low, along.high, curvePoints);
    const points = Array.from(x, (value) => {
      inputs[slot] = value;
      return predictPoint(quantity, inputs, level, observed);
    });
    const at = (value: number): ReadonlyMap<string, number> => {
      const here = inputs.slice();
      here[slot] = value;
      const values = new Map(compiled.inputs.map((name, k) => [name, here[k] ?? Number.NaN]));
      boundNames.forEach((name, k) => {
        values.set(name, bound[k]?.evaluate(here, -1) ?? Number.NaN);
      });
      return values;
    };
    return { fixed, x, points, at };
  });
}

/** What a chart of curves is made of. */
export interface CurvePlan {
  readonly target: Target;
  readonly text: string;
  readonly level: number;
  /** Of its values, where it is known. */
  readonly unit?: string;
}

/** An axis for a variable, with the field's words and units where its name and size have them. */
export function axisOf(name: string, values: ArrayLike<number>): AxisInput {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let k = 0; k < values.length; k++) {
    const x = values[k] ?? Number.NaN;
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return { name, ...variableWords(name, values), log: low > 0 && high / low >= 10 };
}

/** The axis of a fit's response. */
export function responseAxis(name: string, values: ArrayLike<number>): AxisInput {
  const lossLike = /^(loss|L)$/iu.test(name) || /loss/iu.test(name);
  const axis = axisOf(name, values);
  const size = Math.max(...Array.from(values).filter(Number.isFinite).map(Math.abs), 0);
  return { ...axis, log: false, ...(lossLike && size < 100 ? { unit: "nats per token" } : {}) };
}

/** The unit of an expression that is a law of the library, by itself or at arguments. */
export function unitOf(target: Expression, scope: Scope): { readonly unit?: string } {
  const name = target.kind === "name" ? target.name : target.kind === "call" ? target.callee.name : "";
  const law = scope.entities.get(name);
  return law?.kind === "law" && law.unit !== undefined ? { unit: law.unit } : {};
}

/** The chart of one or more curves with bands, over the data they were fitted to. */
export async function curveBundles(
  plan: CurvePlan,
  along: { readonly name: string; readonly low: number; readonly high: number },
  curves: readonly Curve[],
): Promise<readonly MimeBundle[]> {
  const range = dataRange(plan.target, along.name);
  const fits = plan.target.compiled.fits;
  const fit = fits.length === 1 && plan.target.observed !== undefined ? fits[0] : undefined;
  // What all curves share stands in the subtitle, what tells them apart in the legend.
  const shared = new Set(
    [...(curves[0]?.fixed ?? [])].flatMap(([k, v]) => (curves.every((c) => Object.is(c.fixed.get(k), v)) ? [k] : [])),
  );
  const words = (curve: Curve, of: (k: string) => boolean): string =>
    [...curve.fixed]
      .filter(([k]) => of(k))
      .map(([k, v]) => `${k} = ${textOf(v) ?? formatNumber(v, variableWords(k, [v]).quantity)}`)
      .join(", ");
  const name = (curve: Curve): string => words(curve, (k) => !shared.has(k)) || words(curve, () => true);
  const subtitle = curves[0] === undefined ? "" : words(curves[0], (k) => shared.has(k));
  const values = curves.flatMap((c) => c.points.map((p) => p.value));
  const markers = curves.flatMap((curve) => optimalMarker(plan, along, curve));
  const single = curves.length === 1;
  const points = fit === undefined ? [] : runsOver(fit, along.name, curves, curves.map(name));
  const input: CurveChartInput = {
    title: `${plan.text} along ${along.name}`,
    ...(subtitle === "" ? {} : { subtitle }),
    x: axisOf(along.name, [along.low, along.high]),
    y: { ...responseAxis(fit?.response ?? plan.text, values), ...(plan.unit === undefined ? {} : { unit: plan.unit }) },
    curves: curves.map((curve) => ({
      ...(single ? {} : { name: name(curve) }),
      x: curve.x,
      y: curve.points.map((p) => p.value),
      ...(plan.target.compiled.draws > 0
        ? { band: { lower: curve.points.map((p) => p.interval[0]), upper: curve.points.map((p) => p.interval[1]) } }
        : {}),
      ...(single && curve.points.every((p) => p.observation !== undefined)
        ? {
            observation: {
              lower: curve.points.map((p) => p.observation?.[0] ?? Number.NaN),
              upper: curve.points.map((p) => p.observation?.[1] ?? Number.NaN),
            },
          }
        : {}),
    })),
    ...(points.length === 0 ? {} : { points }),
    ...(markers.length === 0 ? {} : { markers }),
    ...(range === undefined ? {} : { dataRange: range }),
    intervalName: `${formatNumber(plan.level * 100)}% interval`,
  };
  return [await chartBundle(curveChart(input))];
}

/** The D at which N is compute-optimal under C = 6·N·D: where ∂L/∂ln N = ∂L/∂ln D. Only for a law of N and D along D. */
function optimalMarker(
  plan: CurvePlan,
  along: { readonly name: string; readonly low: number; readonly high: number },
  curve: Curve,
): CurveChartInput["markers"] & object {
  const { compiled, observed } = plan.target;
  const law = observed?.law;
  const n = curve.fixed.get("N");
  if (
    law === undefined ||
    along.name !== "D" ||
    n === undefined ||
    law.variables.length !== 2 ||
    !law.variables.includes("N")
  )
    return [];
  const fit = compiled.fits[0];
  if (fit === undefined || law.externals.length > 0) return [];
  const compute = compilePoint(law.graph, [law.root]);
  const out = new Float64Array(1);
  const value = (size: number, tokens: number): number => {
    compute(
      fit.result.estimate,
      law.variables.map((v) => (v === "N" ? size : tokens)),
      out,
    );
    return out[0] ?? Number.NaN;
  };
  const h = 1e-4;
  const slope = (logD: number): number => {
    const d = Math.exp(logD);
    const dN = value(n * Math.exp(h), d) - value(n * Math.exp(-h), d);
    const dD = value(n, d * Math.exp(h)) - value(n, d * Math.exp(-h));
    return dN - dD;
  };
  const [root] = findRoots(slope, { lo: Math.log(along.low), hi: Math.log(along.high) });
  if (root === undefined) return [];
  const d = Math.exp(root);
  return [{ x: d, y: value(n, d), label: "compute-optimal D" }];
}
