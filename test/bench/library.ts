import { estimate } from "../../src/fit/estimate.ts";
import { makeProblem } from "../../src/fit/problem.ts";
import { random } from "../../src/fit/random.ts";
import { type Design, designOf } from "../library/design.ts";
import { pointLaws } from "../library/simulated.ts";
import { middle } from "./middle.ts";
import { nanosecondsARow } from "./pass.ts";

/** What the bench measures of one law of the library, on its sample with 1 % noise. */
export interface LawFigures {
  readonly name: string;
  readonly rows: number;
  readonly parameters: number;
  /**
   * Processor time of the problem and its optimum from 64 starts with the adaptive loss, without draws, in a warm process,
   * which has compiled the law already: the middle of several.
   */
  readonly fitMs: number;
  /** The same for the first fit in the process, which compiles the law. */
  readonly firstMs: number;
  /** One pass over a point: value and gradient, and with the Hessian. */
  readonly nsGradient: number;
  readonly nsHessian: number;
  readonly path: string;
}

/** Measures every law that has a sample of points, or those of the names, one after the other. */
export async function libraryFigures(repeats: number, names: readonly string[] = []): Promise<readonly LawFigures[]> {
  const figures: LawFigures[] = [];
  for (const law of pointLaws) {
    if (names.length > 0 && !names.includes(law.name)) continue;
    figures.push(measure(law.name, await designOf(law), repeats));
  }
  return figures;
}

function measure(name: string, { law, inputs, response }: Design, repeats: number): LawFigures {
  const source = random(7, 0);
  const noisy = response.map((y) => y * Math.exp(0.01 * source.normal()));
  const log = noisy.every((y) => y > 0);
  const input = { law, inputs, response: noisy, log };
  const [firstMs = 0, ...times] = Array.from({ length: repeats + 1 }, () => {
    const begun = process.cpuUsage().user;
    estimate(makeProblem(input), { loss: { kind: "adaptiveHuber" }, starts: 64 });
    return (process.cpuUsage().user - begun) / 1000;
  });
  const problem = makeProblem(input);
  const { coordinates } = estimate(problem, { loss: { kind: "adaptiveHuber" }, starts: 4 });
  const nanoseconds = (kind: "gradient" | "exact"): number =>
    nanosecondsARow(problem, coordinates, 0.01, kind, { passes: 20, repeats: 20 });
  return {
    ...{ name, rows: problem.data.rows, parameters: problem.coordinates.length, fitMs: middle(times), firstMs },
    ...{ nsGradient: nanoseconds("gradient"), nsHessian: nanoseconds("exact") },
    path: problem.evaluator.path,
  };
}

/** The same as lines for people, the slowest first. */
export function libraryTable(figures: readonly LawFigures[]): string {
  const widths = [24, 6, 12, 10, 10, 14, 14, 0];
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, k) => cell.padEnd(widths[k]!))
      .join("")
      .trimEnd();
  const rows = figures
    .toSorted((a, b) => b.fitMs - a.fitMs)
    .map((f) => [
      ...[
        f.name,
        String(f.rows),
        String(f.parameters),
        `${f.fitMs.toPrecision(3)} ms`,
        `${f.firstMs.toPrecision(3)} ms`,
      ],
      ...[`${f.nsGradient.toFixed(0)} ns`, `${f.nsHessian.toFixed(0)} ns`, f.path],
    ]);
  const most = figures.filter(({ fitMs }) => fitMs >= 50).map(({ name }) => name);
  return [
    line(["law", "rows", "parameters", "fit", "first", "gradient", "with Hessian", "path"]),
    ...rows.map(line),
    `${figures.length} laws; the middle fit ${middle(figures.map((f) => f.fitMs)).toPrecision(3)} ms; at 50 ms or more: ${most.join(", ") || "none"}`,
  ].join("\n");
}
