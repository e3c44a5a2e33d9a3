import { error, failure, type Outcome, success } from "../../grammar/diagnostic.ts";
import type { NameNode, PlotStatement } from "../../grammar/syntax.ts";
import { sliderSpec } from "../export/vega.ts";
import { chartBundle } from "../view/chart-bundle.ts";
import { oneLine } from "../view/escape.ts";
import type { Drawing } from "./drawing.ts";
import { lawHead } from "./law.ts";
import { written } from "./misused-name.ts";
import type { Scope } from "./scope.ts";
import { questionOf, sliderMime, startBand } from "./slider-band.ts";
import { readSliders } from "./slider-plot.ts";

/** `plot curve of L against D at α in 0.1..0.6, N in 1B..100B`: variables and parameters that move the curve without a kernel. */
export function planSliders(statement: PlotStatement, against: NameNode, scope: Scope): Outcome<Drawing> {
  const read = readSliders(statement, against, scope);
  if (!read.ok) return read;
  const { name, law, values, sliders } = read.value;
  const exported = { name, law, values, formula: lawHead(law) };
  const band = startBand(read.value, statement, scope);
  const made = sliderSpec(exported, { ...read.value, ...(band === undefined ? {} : { band }) });
  if ("lacks" in made)
    return failure(
      error("no-slider", `${written(name)} cannot be computed in a page: ${made.lacks}`, statement.of.span, {
        help: "list values instead",
      }),
    );
  const moved = sliders.map(
    (s) => (s.of === "variable" ? law.variables[s.index] : law.parameters[s.index]?.name) ?? "",
  );
  const summary = oneLine(`${name} along ${against.name}, with a slider for ${moved.join(" and ")}`);
  return success(async () => [
    {
      ...(await chartBundle({ spec: made.spec, summary })),
      ...(band === undefined ? {} : { [sliderMime]: questionOf(read.value, statement, scope) }),
    },
  ]);
}
