import { error, failure, type Outcome, type Span, success } from "../../grammar/diagnostic.ts";
import { nearest } from "../../grammar/nearest.ts";
import { type BindingNode, clause, type NameNode, type PlotStatement } from "../../grammar/syntax.ts";
import { extent } from "../ask/quantity.ts";
import { middle, type Slider } from "../export/slider.ts";
import { freeParameters, type Law, settledValues } from "../law/law.ts";
import { written } from "./misused-name.ts";
import { fitNamed, type Scope } from "./scope.ts";
import { domainIn, numberIn } from "./values.ts";

type Ranged = Extract<BindingNode, { relation: "in" }>;

/** The bindings of a curve that run over a range and are not its axis: each is a slider. */
export function slidersIn(statement: PlotStatement, against: string): readonly Ranged[] {
  return (clause(statement, "at")?.bindings ?? []).filter(
    (b): b is Ranged => b.relation === "in" && b.value.kind === "range" && b.name.name !== against,
  );
}

/** A curve with sliders, as its statement has it. */
export interface SliderPlot {
  readonly name: string;
  readonly law: Law;
  /** Of its parameters. */
  readonly values: ArrayLike<number>;
  /** The variable along the axis, by its place in the law. */
  readonly along: number;
  readonly low: number;
  readonly high: number;
  readonly sliders: readonly Slider[];
  readonly fixed: ReadonlyMap<number, number>;
}

/** Reads what a curve with sliders is made of. */
export function readSliders(statement: PlotStatement, against: NameNode, scope: Scope): Outcome<SliderPlot> {
  const { of } = statement;
  const name = of.kind === "name" ? of.name : "";
  const record = fitNamed(scope, name);
  const entity = scope.entities.get(name);
  const law = record?.result.law ?? (entity?.kind === "law" ? entity.law : undefined);
  if (law === undefined || (record === undefined && freeParameters(law).length > 0)) {
    return failure(
      error("no-slider", "a slider moves a fit, or a law whose numbers stand in it", of.span, {
        help: "name it alone, as in plot curve of L against D at N in 1B..100B, or list values: N in [1B, 10B]",
      }),
    );
  }
  const values = record?.result.estimate ?? settledValues(law);
  const along = law.variables.indexOf(against.name);
  if (along < 0) return failure(unknown(against.name, against.span, law.variables));
  const known = [...law.variables, ...law.parameters.map((p) => p.name)];
  const fixed = new Map<number, number>();
  const sliders: Slider[] = [];
  let limits = record === undefined ? undefined : extent(record.inputs[along] ?? []);
  for (const binding of clause(statement, "at")?.bindings ?? []) {
    const variable = law.variables.indexOf(binding.name.name);
    const parameter = law.parameters.findIndex((p) => p.name === binding.name.name);
    if (variable < 0 && parameter < 0) return failure(unknown(binding.name.name, binding.name.span, known));
    if (binding.relation === "=") {
      const value = numberIn(binding.value, scope);
      if (!value.ok) return value;
      if (variable < 0)
        return failure(error("not-bound", `${binding.name.name} is a parameter: only a range moves it`, binding.span));
      fixed.set(variable, value.value);
      continue;
    }
    const domain = domainIn(binding.value, scope);
    if (!domain.ok) return domain;
    if (domain.value.kind !== "range")
      return failure(
        error("list-beside-slider", "a chart has lists of values or sliders, not both", binding.span, {
          help: "give each a range",
        }),
      );
    const { low, high } = domain.value;
    if (variable === along) {
      limits = [low, high];
      continue;
    }
    const [kind, index] = variable >= 0 ? (["variable", variable] as const) : (["parameter", parameter] as const);
    const estimate = kind === "parameter" ? (values[index] ?? Number.NaN) : Number.NaN;
    const start = estimate >= low && estimate <= high ? estimate : middle(low, high);
    sliders.push({ of: kind, index, low, high, start });
  }
  const open = law.variables.find(
    (_, k) => k !== along && !fixed.has(k) && !sliders.some((s) => s.of === "variable" && s.index === k),
  );
  if (open !== undefined)
    return failure(
      error("unbound-variable", `${open} has no value`, statement.span, {
        help: `bind it: at ${written(open)} = …, or give it a range`,
      }),
    );
  if (limits === undefined || !(limits[0] < limits[1]))
    return failure(
      error("no-range", `no data say how far ${against.name} runs`, against.span, {
        help: `write at ${written(against.name)} in 1M..1T`,
      }),
    );
  const [low, high] = limits;
  return success({ name, law, values, along, low, high, sliders, fixed });
}

function unknown(name: string, span: Span, known: readonly string[]): ReturnType<typeof error> {
  const offer = nearest(name, known);
  return error("unknown-variable", `nothing here depends on ${name}`, span, {
    note: `variables and parameters: ${known.map(written).join(", ")}`,
    ...(offer === undefined ? {} : { help: `did you mean ${written(offer)}?`, fix: { span, text: written(offer) } }),
  });
}
