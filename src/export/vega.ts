import { compilePoint } from "../law/compile.ts";
import type { Operation } from "../law/functions.ts";
import { labelExpression } from "../view/axis.ts";
import { fontStack, frame, plotHeight, plotWidth, type SpecPart, titleText } from "../view/chart.ts";
import { oneLine } from "../view/escape.ts";
import { categoryColour } from "../view/palette.ts";
import { type Exported, stepsOf } from "./exported.ts";

type Code = (a: string, b: string, c: string) => string;

/** What each operation is in Vega's expression language. */
const code: Partial<Readonly<Record<Operation, Code>>> = {
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  div: (a, b) => `${a} / ${b}`,
  pow: (a, b) => `pow(${a}, ${b})`,
  neg: (a) => `-(${a})`,
  exp: (a) => `exp(${a})`,
  expm1: (a) => `(abs(${a}) < 1e-5 ? ${a} + ${a} * ${a} / 2 : exp(${a}) - 1)`,
  log: (a) => `log(${a})`,
  sqrt: (a) => `sqrt(${a})`,
  abs: (a) => `abs(${a})`,
  sign: (a) => `(${a} > 0 ? 1 : ${a} < 0 ? -1 : 0)`,
  min: (a, b) => `min(${a}, ${b})`,
  max: (a, b) => `max(${a}, ${b})`,
  floor: (a) => `floor(${a})`,
  ceil: (a) => `ceil(${a})`,
  round: (a) => `round(${a})`,
  logistic: (a) => `1 / (1 + exp(-(${a})))`,
  sin: (a) => `sin(${a})`,
  cos: (a) => `cos(${a})`,
  atan: (a) => `atan(${a})`,
  lt: (a, b) => `(${a} < ${b} ? 1 : 0)`,
  le: (a, b) => `(${a} <= ${b} ? 1 : 0)`,
  eq: (a, b) => `(${a} === ${b} ? 1 : 0)`,
  and: (a, b) => `(${a} !== 0 && ${b} !== 0 ? 1 : 0)`,
  or: (a, b) => `(${a} !== 0 || ${b} !== 0 ? 1 : 0)`,
  not: (a) => `(${a} === 0 ? 1 : 0)`,
  select: (a, b, c) => `(${a} !== 0 ? ${b} : ${c})`,
};
const known: ReadonlySet<string> = new Set(Object.keys(code));

/** Something that a reader of the page may move. */
export interface Slider {
  readonly of: "variable" | "parameter";
  readonly index: number;
  readonly low: number;
  readonly high: number;
  readonly start: number;
}

/** What a curve with sliders is made of: the variable along the axis, and what may be moved; all else is fixed. */
export interface SliderChart {
  readonly along: number;
  readonly low: number;
  readonly high: number;
  readonly sliders: readonly Slider[];
  /** Values of the variables that are neither along the axis nor moved. */
  readonly fixed: ReadonlyMap<number, number>;
}

const points = 121;

/** The law along its first variable with a slider for every other, over the ranges of its data; undefined where Vega has no words for it. */
export function vegaSpec(
  exported: Exported,
  ranges: readonly (readonly [number, number] | undefined)[],
): SpecPart | undefined {
  const spans = exported.law.variables.map((_, k): readonly [number, number] => {
    const range = ranges[k];
    if (range === undefined) return [1e6, 1e12];
    return range[0] < range[1] ? range : [range[0] / 2, range[0] * 2];
  });
  const [first] = spans;
  if (first === undefined || (exported.law.texts?.length ?? 0) > 0) return undefined;
  return sliderSpec(exported, {
    along: 0,
    low: first[0],
    high: first[1],
    sliders: spans
      .slice(1)
      .map(([low, high], k) => ({ of: "variable", index: k + 1, low, high, start: middle(low, high) })),
    fixed: new Map(),
  });
}

const isLog = (low: number, high: number): boolean => low > 0 && high / low >= 10;

/** The middle of a range, on a log scale where it is wide. */
export function middle(low: number, high: number): number {
  return isLog(low, high) ? Math.sqrt(low * high) : (low + high) / 2;
}

/**
 * A Vega-Lite chart that computes the law itself, a step of its graph a calculated field: its sliders move the curve
 * wherever the chart is drawn. Nothing of the user's text stands in an expression.
 */
export function sliderSpec(exported: Exported, chart: SliderChart): SpecPart | undefined {
  const { along, low, high, sliders, fixed } = chart;
  const { law, values } = exported;
  // What a slider moves is neither fixed nor tied.
  const parameters = law.parameters.map((p, k) =>
    sliders.some((s) => s.of === "parameter" && s.index === k) ? { name: p.name, lower: p.lower, upper: p.upper } : p,
  );
  const steps = stepsOf({ ...exported, law: { ...law, parameters } }, known);
  if (steps === undefined) return undefined;
  const signalOf = (of: Slider["of"], index: number): string | undefined => {
    const at = sliders.findIndex((s) => s.of === of && s.index === index);
    const slider = sliders[at];
    if (slider === undefined) return undefined;
    return isLog(slider.low, slider.high) ? `pow(10, s${at})` : `s${at}`;
  };
  const read = (id: number): string => {
    const node = steps.graph.nodes[id];
    return node?.op === "const" ? literal(node.value ?? Number.NaN) : `datum.v${id}`;
  };
  const calculated = steps.needed.flatMap((id): SpecPart[] => {
    const node = steps.graph.nodes[id]!;
    const index = node.index ?? 0;
    if (node.op === "const") return [];
    if (node.op === "param") return [step(id, signalOf("parameter", index) ?? literal(values[index] ?? Number.NaN))];
    if (node.op === "input")
      return [
        step(
          id,
          index === along ? "datum.c0" : (signalOf("variable", index) ?? literal(fixed.get(index) ?? Number.NaN)),
        ),
      ];
    const [a = "", b = "", c = ""] = node.args.map(read);
    return [step(id, code[node.op as Operation]?.(a, b, c) ?? "NaN")];
  });
  const log = isLog(low, high);
  const x = log
    ? `pow(10, ${Math.log10(low)} + datum.i * ${(Math.log10(high) - Math.log10(low)) / (points - 1)})`
    : `${low} + datum.i * ${(high - low) / (points - 1)}`;
  const nameOf = ({ of, index }: Slider): string =>
    oneLine((of === "variable" ? law.variables[index] : law.parameters[index]?.name) ?? "");
  const position = (
    field: string,
    title: string,
    type: "log" | "linear",
    domain?: readonly [number, number],
  ): SpecPart => ({
    field,
    type: "quantitative",
    scale: {
      type,
      nice: false,
      ...(domain === undefined ? {} : { domain: [...domain] }),
      ...(type === "log" ? {} : { zero: false }),
    },
    axis: { title: titleText(title), labelExpr: labelExpression("count") },
  });
  return {
    ...frame(`${oneLine(exported.name)} along ${oneLine(law.variables[along] ?? "")}`, oneLine(exported.formula), {
      width: plotWidth,
      height: plotHeight,
      params: sliders.map((slider, k): SpecPart => {
        const wide = isLog(slider.low, slider.high);
        const scale = (v: number): number => (wide ? Math.log10(v) : v);
        const [from, to] = [scale(slider.low), scale(slider.high)];
        return {
          name: `s${k}`,
          value: scale(slider.start),
          bind: {
            input: "range",
            min: from,
            max: to,
            step: (to - from) / 200,
            name: `${wide ? "log10 " : ""}${nameOf(slider)} `,
          },
        };
      }),
      data: { sequence: { start: 0, stop: points, as: "i" } },
      transform: [{ calculate: x, as: "c0" }, ...calculated, { calculate: read(steps.root), as: "c1" }],
      mark: { type: "line", strokeWidth: 2.4, clip: true, color: categoryColour(0) },
      encoding: {
        x: position("c0", law.variables[along] ?? "", log ? "log" : "linear"),
        y: {
          ...position("c1", oneLine(exported.name), "linear", heightOf(exported, chart)),
          axis: { title: titleText(oneLine(exported.name)), format: ".4~g" },
        },
      },
    }),
    usermeta: { font: fontStack },
  };
}

const step = (id: number, calculate: string): SpecPart => ({ calculate, as: `v${id}` });

function literal(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "(-Infinity)";
  return value < 0 ? `(${value})` : String(value);
}

/** What stays in sight while sliders move: the curve as it starts, and with each slider alone at a quarter and at three. */
function heightOf(
  { law, values }: Exported,
  { along, low, high, sliders, fixed }: SliderChart,
): readonly [number, number] {
  const compute = compilePoint(law.graph, [law.root]);
  const out = new Float64Array(1);
  const parameters = Float64Array.from(law.parameters, (_, k) => values[k] ?? Number.NaN);
  const inputs = Float64Array.from([...law.variables, ...law.externals], (_, k) =>
    k < law.variables.length
      ? (fixed.get(k) ?? Number.NaN)
      : (law.externals[k - law.variables.length]?.value ?? Number.NaN),
  );
  const set = ({ of, index }: Slider, value: number): void => {
    (of === "variable" ? inputs : parameters)[index] = value;
  };
  const found: number[] = [];
  const trace = (): void => {
    for (const x of [low, middle(low, high), high]) {
      inputs[along] = x;
      compute(parameters, inputs, out);
      if (Number.isFinite(out[0])) found.push(out[0] ?? 0);
    }
  };
  for (const slider of sliders) set(slider, slider.start);
  trace();
  for (const slider of sliders) {
    const centre = middle(slider.low, slider.high);
    for (const value of [middle(slider.low, centre), middle(centre, slider.high)]) {
      set(slider, value);
      trace();
    }
    set(slider, slider.start);
  }
  if (found.length === 0) return [0, 1];
  const [least, most] = [Math.min(...found), Math.max(...found)];
  const room = 0.05 * (most - least) || Math.abs(most) / 10 || 1;
  return [least - room, most + room];
}
