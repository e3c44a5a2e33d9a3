import { heeding, unlessInterrupted } from "../../src/execute/cancellation.ts";
import { fitLaw } from "../../src/fit/fit.ts";
import type { LossChoice } from "../../src/fit/loss/loss.ts";
import { random } from "../../src/fit/random.ts";
import type { Law } from "../../src/law/law.ts";
import { libraryLaws } from "../../src/library/library.ts";
import { designOf } from "../library/design.ts";
import { hoffmannLaw, standardWork } from "./work.ts";

/** How long fits of one kind go on after they are told to stop. */
export interface Stopping {
  readonly kind: string;
  /** The whole fit, and the longest that a stopped one went on, in milliseconds. */
  readonly wholeMs: number;
  readonly worstMs: number;
}

interface Kind {
  readonly kind: string;
  readonly law: Law;
  readonly inputs: readonly Float64Array[];
  readonly response: Float64Array;
  readonly loss: LossChoice;
  readonly bootstrap: number;
}

/** Stops fits of several kinds at `stops` moments each, from their beginning to their end. */
export async function stoppingFigures(stops: number): Promise<readonly Stopping[]> {
  return [...(await kinds())].map((kind) => measure(kind, stops));
}

async function kinds(): Promise<readonly Kind[]> {
  const work = standardWork();
  const hoffmann = { law: hoffmannLaw(), inputs: [work.N, work.D], response: work.loss };
  const dear = await Promise.all(
    ["kaplan2020compute", "yan2025", "krajewski2024"].flatMap((name) => {
      const law = libraryLaws().find((l) => l.name === name && l.sample !== undefined);
      return law === undefined ? [] : [designOf(law).then((design) => ({ name, ...design }))];
    }),
  );
  const source = random(5, 0);
  return [
    { kind: "240 rows, huber(1e-3), BCa", ...hoffmann, loss: { kind: "huber", delta: 1e-3 }, bootstrap: 4000 },
    { kind: "240 rows, absolute", ...hoffmann, loss: { kind: "absolute" }, bootstrap: 2000 },
    ...[100_000, 1_000_000].map((rows) => ({ ...manyRows(rows), bootstrap: 0 })),
    ...dear.map(({ name, law, inputs, response }) => ({
      ...{ kind: `the library's ${name}`, law, inputs, bootstrap: 1000 },
      response: response.map((y) => y * Math.exp(0.01 * source.normal())),
      loss: { kind: "adaptiveHuber" } as const,
    })),
  ];
}

function manyRows(rows: number): Omit<Kind, "bootstrap"> {
  const source = random(3, 0);
  const N = Float64Array.from({ length: rows }, () => 5e7 * 300 ** source.uniform());
  const D = Float64Array.from({ length: rows }, () => 2e9 * 200 ** source.uniform());
  const response = N.map(
    (n, i) => (1.8172 + 477.8 / n ** 0.3473 + 2143.4 / D[i]! ** 0.3672) * Math.exp(0.01 * source.normal()),
  );
  return { kind: `${rows} rows, huber`, law: hoffmannLaw(), inputs: [N, D], response, loss: { kind: "adaptiveHuber" } };
}

function measure({ kind, bootstrap, ...data }: Kind, stops: number): Stopping {
  const run = (stopAt: number): number => {
    const begun = performance.now();
    const signal = {
      get aborted() {
        return performance.now() - begun > stopAt;
      },
    };
    const request = { ...data, space: "log", starts: 64, bootstrap, seed: 1, level: 0.95 } as const;
    unlessInterrupted(() => heeding(signal, () => fitLaw(request, { signal })));
    return performance.now() - begun;
  };
  run(Number.POSITIVE_INFINITY);
  const wholeMs = run(Number.POSITIVE_INFINITY);
  let worstMs = 0;
  for (let k = 0; k < stops; k++) {
    const at = (wholeMs * (k + 0.5)) / stops;
    worstMs = Math.max(worstMs, run(at) - at);
  }
  return { kind, wholeMs, worstMs };
}

/** The same as lines for people. */
export function stoppingTable(figures: readonly Stopping[]): string {
  const lines = figures.map(
    ({ kind, wholeMs, worstMs }) =>
      `${kind.padEnd(36)}${`${wholeMs.toPrecision(3)} ms`.padEnd(14)}${worstMs.toFixed(1)} ms`,
  );
  return [`${"a stopped fit".padEnd(36)}${"whole".padEnd(14)}at most`, ...lines].join("\n");
}
