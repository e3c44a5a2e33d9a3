import { error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import { printExpression } from "../../grammar/print-expression.ts";
import { clause, type PlotStatement } from "../../grammar/syntax.ts";
import { spread } from "../ask/predict.ts";
import { chartBundle } from "../view/chart-bundle.ts";
import { contourChart } from "../view/contour-chart.ts";
import { axisOf, responseAxis } from "./curve.ts";
import type { Drawing } from "./drawing.ts";
import { computeOf, frontierAt } from "./frontier.ts";
import { fitNamed, type Scope } from "./scope.ts";
import { dataRange, readTarget } from "./target.ts";
import { domainIn } from "./values.ts";

const gridPoints = 72;

/** `plot contour of L over N in 10M..100B, D in 1B..10T`: lines of equal prediction, the runs and the frontier over them. */
export function planContour(statement: PlotStatement, scope: Scope): Outcome<Drawing> {
  const over = clause(statement, "over");
  const [first, second] = over?.searches ?? [];
  if (first === undefined || second === undefined || over?.searches.length !== 2) {
    return failure(
      error("no-axis", "a contour plot runs over two variables", over?.span ?? statement.span, {
        help: "write plot contour of L over N in 10M..100B, D in 1B..10T",
      }),
    );
  }
  const names = [first.name.name, second.name.name] as const;
  const target = readTarget([statement.of], clause(statement, "at")?.bindings ?? [], scope, {
    inputs: [first.name, second.name],
  });
  if (!target.ok) return target;
  const listed = target.value.bindings.domains[0];
  if (listed !== undefined)
    return failure(
      error("not-bound", `a contour plot binds ${listed.name} to one value`, listed.span, {
        help: `write at ${listed.name} = …`,
      }),
    );
  const ranges: (readonly [number, number])[] = [];
  for (const search of [first, second]) {
    const domain = search.domain === undefined ? undefined : domainIn(search.domain, scope);
    if (domain?.ok === false) return domain;
    const range =
      domain?.value.kind === "range"
        ? ([domain.value.low, domain.value.high] as const)
        : dataRange(target.value, search.name.name);
    if (range === undefined || !(range[0] < range[1])) {
      return failure(
        error("no-range", `no range for ${search.name.name}`, search.span, {
          help: `write ${search.name.name} in 1M..1T`,
        }),
      );
    }
    ranges.push(range);
  }
  const [rx = [1, 2], ry = [1, 2]] = ranges;
  const xs = spread(rx[0] ?? 1, rx[1] ?? 2, gridPoints);
  const ys = spread(ry[0] ?? 1, ry[1] ?? 2, gridPoints);
  const quantity = target.value.compiled.quantity(0);
  const slots = names.map((name) => target.value.compiled.inputs.indexOf(name));
  const zs = new Float64Array(xs.length * ys.length);
  const inputs = new Float64Array(target.value.compiled.inputs.length);
  ys.forEach((y, iy) => {
    xs.forEach((x, ix) => {
      inputs[slots[0] ?? 0] = x;
      inputs[slots[1] ?? 1] = y;
      zs[iy * xs.length + ix] = quantity.evaluate(inputs, -1);
    });
  });
  const text = printExpression(statement.of);
  const fit = statement.of.kind === "name" ? fitNamed(scope, statement.of.name) : undefined;
  const px = fit?.inputs[fit.result.law.variables.indexOf(names[0])];
  const py = fit?.inputs[fit.result.law.variables.indexOf(names[1])];
  const line = frontierLine(statement, names, rx, ry, scope);
  return success(async () => [
    await chartBundle(
      contourChart({
        title: `Contours of ${text}`,
        x: axisOf(names[0], xs),
        y: axisOf(names[1], ys),
        z: responseAxis(fit?.response ?? text, zs),
        xs,
        ys,
        zs,
        ...(fit === undefined || px === undefined || py === undefined
          ? {}
          : { points: [{ name: fit.data, x: px, y: py }] }),
        ...(line === undefined ? {} : { line }),
      }),
    ),
  ]);
}

/** The compute-optimal line under 6·N·D = C where the axes are N and D. */
function frontierLine(
  statement: PlotStatement,
  names: readonly [string, string],
  rx: readonly number[],
  ry: readonly number[],
  scope: Scope,
): { readonly name: string; readonly x: readonly number[]; readonly y: readonly number[] } | undefined {
  if (![...names].sort().every((name, k) => name === ["D", "N"][k]) || statement.of.kind !== "name") return undefined;
  const budgets = spread(computeOf(rx[0] ?? 1, ry[0] ?? 1), computeOf(rx[1] ?? 1, ry[1] ?? 1), 25);
  const optima = frontierAt(statement.of, [...budgets], scope.settings.interval, statement.span, scope);
  if (!optima.ok || optima.value.length < 2) return undefined;
  const column = (name: string): readonly number[] => optima.value.map((o) => o.at.get(name) ?? Number.NaN);
  return { name: "compute-optimal", x: column(names[0]), y: column(names[1]) };
}
