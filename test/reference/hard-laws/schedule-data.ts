/** A schedule of made data: warm-up from rate 0, then what `shape` says of the share of the run that is over. */
export interface MadeRun {
  readonly name: string;
  readonly steps: number;
  readonly shape: (share: number) => number;
}

/** Four short schedules: a cosine, a constant rate, a drop to a lower one, and a linear decay at the end. */
export const madeRuns: readonly MadeRun[] = [
  { name: "cosine_24000", steps: 120, shape: (share) => 0.55 + 0.45 * Math.cos(Math.PI * share) },
  { name: "constant_24000", steps: 120, shape: () => 1 },
  { name: "wsdcon_9", steps: 80, shape: (share) => (share < 0.5 ? 1 : 0.3) },
  { name: "wsd24k", steps: 120, shape: (share) => (share < 0.8 ? 1 : 1 - 0.9 * ((share - 0.8) / 0.2)) },
];

/** A row a step: the run, the rate, and a loss at every fourth step alone. */
export function scheduleTable(
  name: string,
  lossOf: (lr: readonly number[], step: number) => number,
  runs: readonly MadeRun[] = madeRuns,
): string {
  const rows = runs.flatMap(({ name: run, steps, shape }) => {
    const lr = Array.from({ length: steps }, (_, t) => (t < 10 ? t / 10 : shape((t - 10) / (steps - 10))));
    return lr.map((rate, t) => `"${run}", ${rate}, ${t % 4 === 3 ? lossOf(lr, t) : "0/0"}`);
  });
  return `data ${name}(run, lr, loss) = [${rows.join(" | ")}]`;
}
