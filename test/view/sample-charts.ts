import type { AxisInput } from "../../src/view/axis.ts";
import type { Chart } from "../../src/view/chart.ts";
import { contourChart } from "../../src/view/contour-chart.ts";
import { curveChart } from "../../src/view/curve-chart.ts";
import { frontierChart } from "../../src/view/frontier-chart.ts";
import { isoflopChart } from "../../src/view/isoflop-chart.ts";
import { residualChart } from "../../src/view/residual-chart.ts";

/** The surface of Hoffmann et al. 2022, equation 10. */
const loss = (modelSize: number, tokens: number): number => 1.69 + 406.4 / modelSize ** 0.34 + 410.7 / tokens ** 0.28;

const logspace = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from * (to / from) ** (i / (count - 1)));

/** Noise that is the same at every run. */
const wobble = (i: number, size: number): number => Math.exp(size * Math.sin(12.9898 * (i + 1)));

const around = (values: readonly number[], size: number) => ({
  lower: values.map((value, i) => value * (1 - size * (1 + Math.abs(i / values.length - 0.5)))),
  upper: values.map((value, i) => value * (1 + size * (1 + Math.abs(i / values.length - 0.5)))),
});

/** Every kind of chart over realistic data; `name` stands in for each text that a user gives. */
export const sampleCharts = (name?: string): Record<string, Chart> => {
  const named = (usual: string): string => name ?? usual;
  const size: AxisInput = {
    name: named("N"),
    label: "model size",
    unit: named("parameters"),
    quantity: "count",
    log: true,
  };
  const tokens: AxisInput = {
    name: named("D"),
    label: "training tokens",
    unit: named("tokens"),
    quantity: "count",
    log: true,
  };
  const compute: AxisInput = { name: named("C"), label: "compute", unit: "FLOP", quantity: "flop", log: true };
  const response: AxisInput = { name: named("L"), label: "loss", unit: "nats/token", log: true };
  const D = logspace(1e9, 1e13, 50);
  const curve = D.map((d) => loss(7e9, d));
  const seen = logspace(2e9, 1e12, 14);
  const N = logspace(5e7, 1.6e10, 90);
  const budgets = [6e18, 3e19, 1e20, 6e20, 3e21];
  const optimum = (budget: number): { x: number; y: number } =>
    logspace(1e7, 1e13, 2000)
      .map((x) => ({ x, y: loss(x, budget / 6 / x) }))
      .reduce((best, point) => (point.y < best.y ? point : best));
  const frontier = logspace(1e18, 1e26, 20);
  const optima = frontier.map(optimum);
  const sizes = optima.map((point) => point.x);
  const optimalTokens = optima.map((point, i) => frontier[i]! / 6 / point.x);
  const losses = optima.map((point) => point.y);
  const xs = logspace(1e7, 1e11, 40);
  const ys = logspace(1e9, 1e13, 40);
  return {
    curve: curveChart({
      title: named("L at N = 7B"),
      x: tokens,
      y: response,
      intervalName: "95% interval",
      curves: [{ x: D, y: curve, band: around(curve, 0.01), observation: around(curve, 0.03) }],
      points: [{ x: seen, y: seen.map((d, i) => loss(7e9, d) * wobble(i, 0.01)), heldOut: seen.map((d) => d > 2e11) }],
      markers: [{ x: 1.4e11, y: loss(7e9, 1.4e11), label: named("compute-optimal D at N = 7B") }],
      dataRange: [2e9, 1e12],
    }),
    curves: curveChart({
      title: named("loss against D"),
      x: tokens,
      y: { ...response, log: false },
      curves: [7e7, 1e9, 7e9].map((n, i) => ({
        name: i === 0 ? named("70M") : `group ${i}`,
        x: D,
        y: D.map((d) => loss(n, d)),
      })),
      points: [{ name: named("70M"), x: seen, y: seen.map((d, i) => loss(7e7, d) * wobble(i, 0.01)) }],
    }),
    residual: residualChart({
      title: named("residuals of L"),
      x: size,
      y: { name: named("residual of log loss") },
      scale: 0.008,
      points: [
        { name: named("runs"), x: N, y: N.map((_, i) => Math.log(wobble(i, 0.012))), heldOut: N.map((n) => n > 5e9) },
      ],
    }),
    isoflop: isoflopChart({
      title: named("IsoFLOP profiles"),
      x: size,
      y: response,
      compute,
      budgets: budgets.map((budget) => {
        const minimum = optimum(budget);
        const along = logspace(minimum.x / 6, minimum.x * 6, 30);
        const measured = logspace(minimum.x / 5, minimum.x * 5, 8);
        return {
          compute: budget,
          minimum,
          curve: { x: along, y: along.map((n) => loss(n, budget / 6 / n)) },
          points: { x: measured, y: measured.map((n, i) => loss(n, budget / 6 / n) * wobble(i, 0.003)) },
        };
      }),
    }),
    contour: contourChart({
      title: named("L over N and D"),
      x: size,
      y: tokens,
      z: response,
      xs,
      ys,
      zs: ys.flatMap((d) => xs.map((n) => loss(n, d))),
      points: [{ name: named("runs"), x: N, y: N.map((n, i) => 20 * n * wobble(i, 1)) }],
      line: { name: named("frontier"), x: sizes, y: optimalTokens },
    }),
    frontier: frontierChart({
      title: named("compute-optimal frontier"),
      x: compute,
      xs: frontier,
      intervalName: "95% interval",
      dataRange: [6e18, 3e21],
      panels: [
        { y: { ...size, name: named("N*") }, values: sizes, band: around(sizes, 0.3) },
        { y: { ...tokens, name: named("D*") }, values: optimalTokens, band: around(optimalTokens, 0.3) },
        { y: response, values: losses, band: around(losses, 0.01) },
      ],
    }),
  };
};
