import { error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import { parse } from "../../grammar/parse.ts";
import { clause, type Expression, type FitStatement, type PlotStatement } from "../../grammar/syntax.ts";
import { fitLaw } from "../fit/fit.ts";
import { freeParameters } from "../law/law.ts";
import { chartBundle } from "../view/chart-bundle.ts";
import { curveChart } from "../view/curve-chart.ts";
import { axisOf } from "./curve.ts";
import type { Drawing } from "./drawing.ts";
import { written } from "./misused-name.ts";
import { type FitRecord, fitNamed, type Scope } from "./scope.ts";

/** Refits on each side of the estimate. */
const side = 10;

interface Profiled {
  readonly fit: FitRecord;
  readonly index: number;
}

/** `plot profile of α, β`: the least objective with the parameter held at each value, the others fitted again. */
export function planProfile(statement: PlotStatement, scope: Scope): Outcome<Drawing> {
  const profiled: Profiled[] = [];
  for (const asked of [statement.of, ...(statement.others ?? [])]) {
    const found = parameterOf(asked, scope);
    if (!found.ok) return found;
    profiled.push(found.value);
  }
  return success(async () => Promise.all(profiled.map(drawProfile)));
}

function parameterOf(asked: Expression, scope: Scope): Outcome<Profiled> {
  const fit = asked.kind === "member" ? fitNamed(scope, asked.object.name) : scope.lastFit;
  const name = asked.kind === "member" ? asked.property.name : asked.kind === "name" ? asked.name : "";
  if (fit === undefined)
    return failure(
      error("no-fit", "there is no fit to profile", asked.span, { help: "fit a law first: fit L on runs" }),
    );
  const { law } = fit.result;
  const index = law.parameters.findIndex((p) => p.name === name);
  const free = freeParameters(law);
  if (!free.includes(index))
    return failure(
      error(
        "unknown-parameter",
        index < 0 ? `${fit.name} has no parameter ${name || "of that form"}` : `${name} is fixed or tied`,
        asked.span,
        {
          note: `free parameters: ${free.map((k) => written(law.parameters[k]?.name ?? "")).join(", ")}`,
        },
      ),
    );
  const text = parse(fit.text);
  const made = text.ok ? (text.value.statements[0] as FitStatement | undefined) : undefined;
  const weighted = made?.kind === "fit" && clause(made, "with")?.definitions.some((d) => d.name.name === "weights");
  if (weighted === true || free.length < 2 || law.externals.length > 0 || fit.groups !== undefined)
    return failure(
      error("no-profile", `${name} of ${fit.name} has no profile`, asked.span, {
        note: "a profile refits the other parameters to unweighted rows, of a law that stands alone",
      }),
    );
  return success({ fit, index });
}

async function drawProfile({ fit, index }: Profiled): Promise<Awaited<ReturnType<typeof chartBundle>>> {
  const { result, inputs, observed, name } = fit;
  const { law, space, seed, level } = result;
  const parameter = law.parameters[index]!;
  const { value, standardError, interval } = result.parameters[index]!;
  const [low, high] = profileRange(value, standardError, interval, parameter);
  const log = low > 0 && high / low >= 10;
  const loss = result.loss.kind === "adaptiveHuber" ? { kind: "huber" as const, delta: result.delta } : result.loss;
  const objectiveAt = (fixed: number): number => {
    const held = { ...law, parameters: law.parameters.map((p, k) => (k === index ? { ...p, fixed } : p)) };
    const start = result.estimate.slice();
    start[index] = fixed;
    return fitLaw({
      law: held,
      inputs,
      response: observed,
      space,
      loss,
      starts: 8,
      userStarts: [start],
      bootstrap: 0,
      seed,
      level,
    }).objective;
  };
  const ends = [...steps(low, value, log), ...steps(value, high, log)];
  const x = [...new Set(ends)].toSorted((a, b) => a - b);
  const y = x.map((at) => (at === value ? result.objective : objectiveAt(at)));
  return chartBundle(
    curveChart({
      title: `Profile of ${parameter.name} of ${name}`,
      subtitle: "the least objective with the parameter held there",
      x: { ...axisOf(parameter.name, x), log },
      y: { name: "objective" },
      curves: [{ x, y }],
      markers: [{ x: value, y: result.objective, label: "estimate" }],
    }),
  );
}

/** Values from low to high, even or, along a logarithmic axis, even by factors. */
function steps(low: number, high: number, log: boolean): readonly number[] {
  return Array.from({ length: side + 1 }, (_, k) => {
    const t = k / side;
    if (k === 0 || k === side) return k === 0 ? low : high;
    return log ? low * (high / low) ** t : low + t * (high - low);
  });
}

/**
 * Three standard errors, or three quarters of the interval, to each side; where an end of the interval is no number, or
 * the other lies below the estimate by a factor, by factors to both sides.
 */
function profileRange(
  value: number,
  error: number,
  [from, to]: readonly [number, number],
  { lower, upper }: { readonly lower: number; readonly upper: number },
): readonly [number, number] {
  if (value > 0 && from > 0 && (!Number.isFinite(to) || !Number.isFinite(error) || to / from > 10)) {
    const factor = Math.max(2 * (value / from), Number.isFinite(to) ? 2 * (to / value) : 1, 4);
    return [Math.max(value / factor, lower), Math.min(value * factor, upper)];
  }
  const spans = [error, (to - from) / 4].filter(Number.isFinite);
  const reach = Math.max(...spans, Math.abs(value) * 1e-6);
  return [
    Math.max(value - 3 * reach, lower, value > 0 ? value / 20 : Number.NEGATIVE_INFINITY),
    Math.min(value + 3 * reach, upper),
  ];
}
