import { compilePoint } from "../law/compile.ts";
import type { Operation } from "../law/functions.ts";
import { labelExpression, ticksOf } from "../view/axis.ts";
import { fontStack, frame, plotHeight, plotWidth, type SpecPart, titleText } from "../view/chart.ts";
import { oneLine } from "../view/escape.ts";
import { categoryColour, paper } from "../view/palette.ts";
import { type Code, type Exported, type Steps, stepsOf } from "./exported.ts";
import { isWide, middle, type Slider, trackOf, valueAt } from "./slider.ts";

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

/** What a curve with sliders is made of: the variable along the axis, and what may be moved; all else is fixed. */
export interface SliderChart {
  readonly along: number;
  readonly low: number;
  readonly high: number;
  readonly sliders: readonly Slider[];
  /** Values of the variables that are neither along the axis nor moved. */
  readonly fixed: ReadonlyMap<number, number>;
  /** The interval along the curve where the sliders stand at first; a page alone takes it away when they move. */
  readonly band?: { readonly rows: readonly SpecPart[]; readonly name: string };
}

const points = 121;
/** The name of the band's rows in a chart, by which a kernel's answer replaces them. */
const bandData = "band";

/** A chart with sliders, or what of the law Vega has no words for. */
export type SliderSpec = { readonly spec: SpecPart } | { readonly lacks: string };

/** The law along its first variable with a slider for every other, over the ranges of its data. */
export function vegaSpec(exported: Exported, ranges: readonly (readonly [number, number] | undefined)[]): SliderSpec {
  const spans = exported.law.variables.map((_, k): readonly [number, number] => {
    const range = ranges[k];
    if (range === undefined) return [1e6, 1e12];
    return range[0] < range[1] ? range : [range[0] / 2, range[0] * 2];
  });
  const [text] = exported.law.texts ?? [];
  if (text !== undefined) return { lacks: `its variable ${oneLine(text)} is a text, which no slider moves` };
  const [first] = spans;
  if (first === undefined) return { lacks: "its law has no variable to draw it along" };
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

/**
 * A Vega-Lite chart that computes the law itself, a step of its graph a calculated field: its sliders move the curve
 * wherever the chart is drawn. Nothing of the user's text stands in an expression.
 */
export function sliderSpec(exported: Exported, chart: SliderChart): SliderSpec {
  const { along, low, high, sliders, fixed, band } = chart;
  const { law, values } = exported;
  // What a slider moves is neither fixed nor tied.
  const parameters = law.parameters.map((p, k) =>
    sliders.some((s) => s.of === "parameter" && s.index === k) ? { name: p.name, lower: p.lower, upper: p.upper } : p,
  );
  const steps = stepsOf({ ...exported, law: { ...law, parameters } }, known);
  if ("lacks" in steps) return steps;
  const height = heightOf(exported, steps, chart);
  if (height === undefined) return { lacks: "it has no value where its variables and sliders begin" };
  const signalOf = (of: Slider["of"], index: number): string | undefined => {
    const at = sliders.findIndex((s) => s.of === of && s.index === index);
    const slider = sliders[at];
    if (slider === undefined) return undefined;
    return movedValue(slider, at);
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
  const log = isWide(low, high);
  const x = log
    ? `pow(10, ${Math.log10(low)} + datum.i * ${(Math.log10(high) - Math.log10(low)) / (points - 1)})`
    : `${low} + datum.i * ${(high - low) / (points - 1)}`;
  const nameOf = ({ of, index }: Slider): string =>
    oneLine((of === "variable" ? law.variables[index] : law.parameters[index]?.name) ?? "");
  const tracks = sliders.map(trackOf);
  const response = titleText(oneLine(exported.name));
  const curve: SpecPart = {
    data: { sequence: { start: 0, stop: points, as: "i" }, name: "curve" },
    transform: [
      { calculate: x, as: "c0" },
      ...calculated,
      { calculate: read(steps.root), as: "c1" },
      { filter: "isFinite(datum.c1)" },
    ],
    mark: { type: "line", strokeWidth: 2.4, clip: true, color: categoryColour(0) },
    encoding: {
      x: {
        field: "c0",
        type: "quantitative",
        scale: { type: log ? "log" : "linear", nice: false, ...(log ? {} : { zero: false }) },
        axis: {
          title: titleText(law.variables[along] ?? ""),
          values: ticksOf({ name: "", log }, [low, high]),
          labelExpr: labelExpression("count"),
        },
      },
      y: {
        field: "c1",
        type: "quantitative",
        // The axis follows a curve that leaves what is in sight at first.
        scale: { zero: false, nice: false, padding: 14, domain: { unionWith: [...height] } },
        axis: { title: response, format: ".4~g" },
      },
    },
  };
  const unmoved = tracks.map((_, k) => `s${k} === at${k}`).join(" && ");
  const spec = {
    ...frame(`${oneLine(exported.name)} along ${oneLine(law.variables[along] ?? "")}`, oneLine(exported.formula), {
      width: plotWidth,
      height: plotHeight,
      params: [
        ...sliders.map((slider, k): SpecPart => {
          const { wide, min, max, step: by, start } = tracks[k]!;
          const bind = { input: "range", min, max, step: by, name: `${wide ? "log10 " : ""}${nameOf(slider)} ` };
          return { name: `s${k}`, value: start, bind };
        }),
        // Where the sliders stood when the band was computed.
        ...(band === undefined ? [] : tracks.map(({ start }, k): SpecPart => ({ name: `at${k}`, value: start }))),
      ],
      layer: [
        ...(band === undefined ? [] : [bandOf(band.rows, unmoved)]),
        curve,
        ...sliders.flatMap((slider, k) => note(k, nameOf(slider), `datum.c0 + ' = ' + ${shownNumber(signalAt(k))}`)),
        ...(band === undefined ? [] : note(sliders.length, `band: ${band.name}`, `${unmoved} ? datum.c0 : ''`)),
      ],
    }),
    usermeta: { font: fontStack },
  };
  return { spec };

  function signalAt(k: number): string {
    return movedValue(sliders[k]!, k);
  }
}

/** What a slider gives the law, in Vega's words. */
function movedValue(slider: Slider, k: number): string {
  const { wide, start } = trackOf(slider);
  const moved = wide ? `pow(10, s${k})` : `s${k}`;
  return slider.of === "variable" ? moved : `(s${k} === ${literal(start)} ? ${literal(slider.start)} : ${moved})`;
}

/** The shade of an interval; its rows are c0, and c1 to c2. */
function bandOf(rows: readonly SpecPart[], shown: string): SpecPart {
  return {
    data: { name: bandData, values: rows },
    mark: { type: "area", clip: true, color: categoryColour(0), line: false, opacity: { expr: `${shown} ? 0.18 : 0` } },
    encoding: {
      x: { field: "c0", type: "quantitative" },
      y: { field: "c1", type: "quantitative" },
      y2: { field: "c2" },
    },
  };
}

/** A line of text in the upper right corner, where a falling curve leaves room; the user's words are data, in no expression. */
function note(line: number, c0: string, text: string): SpecPart[] {
  const part = (halo: SpecPart): SpecPart => ({
    data: { values: [{ c0 }] },
    transform: [{ calculate: text, as: "c1" }],
    mark: { type: "text", align: "right", baseline: "top", x: plotWidth - 10, y: 10 + 16 * line, ...halo },
    encoding: { text: { field: "c1", type: "nominal" } },
  });
  return [part({ color: paper, stroke: paper, strokeWidth: 4, strokeJoin: "round" }), part({})];
}

/** A number with three or four digits, in Vega's words. */
function shownNumber(value: string): string {
  const short = `replace(replace(format(${value}, '.3~s'), 'G', 'B'), 'k', 'K')`;
  return `(abs(${value}) >= 1e15 ? format(${value}, '.3~e') : abs(${value}) >= 1000 ? ${short} : format(${value}, '.4~g'))`;
}

const step = (id: number, calculate: string): SpecPart => ({ calculate, as: `v${id}` });

function literal(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "(-Infinity)";
  return value < 0 ? `(${value})` : String(value);
}

/** What is in sight at first: the curve, and with each variable's slider alone at a quarter and at three; undefined where it has no value yet. */
function heightOf(
  { law, values }: Exported,
  { graph, root }: Steps,
  { along, low, high, sliders, fixed }: SliderChart,
): readonly [number, number] | undefined {
  const compute = compilePoint(graph, [root]);
  const out = new Float64Array(1);
  const parameters = Float64Array.from(law.parameters, (_, k) => values[k] ?? Number.NaN);
  const inputs = Float64Array.from(law.variables, (_, k) => fixed.get(k) ?? Number.NaN);
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
  const start = (slider: Slider): void => set(slider, valueAt(slider, trackOf(slider).start));
  sliders.forEach(start);
  trace();
  if (found.length === 0) return undefined;
  // A parameter may change a law a hundredfold: the axis then follows it.
  for (const slider of sliders.filter(({ of }) => of === "variable")) {
    const centre = middle(slider.low, slider.high);
    for (const value of [middle(slider.low, centre), middle(centre, slider.high)]) {
      set(slider, value);
      trace();
    }
    start(slider);
  }
  const [least, most] = [Math.min(...found), Math.max(...found)];
  return least < most ? [least, most] : [least - (Math.abs(least) / 10 || 1), most + (Math.abs(most) / 10 || 1)];
}
