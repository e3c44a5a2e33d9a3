import { middle } from "./middle.ts";
import type { Ours } from "./ours.ts";
import type { PeerAnswer, Timed } from "./peer.ts";
import { inPeerOrder } from "./work.ts";

/** How much of the work scipy was given: all of it, or a part that is scaled up. */
export interface Extent {
  readonly starts: number;
  readonly startsGiven: number;
  readonly resamples: number;
  readonly resamplesGiven: number;
}

/** Peers beside scipy: their key, their name, and what they did with the part they were given. */
export type Others = readonly (readonly [key: string, name: string, timed: Timed])[];

/** Their times for the whole work, in milliseconds. */
function wholeOf(timed: Timed, extent: Extent): { readonly grid: number; readonly refits: number } {
  const { objectives, seconds } = timed.grid;
  return {
    grid: (1e3 * seconds * extent.starts) / objectives.length,
    refits: (1e3 * timed.bootstrap.seconds * extent.resamples) / timed.bootstrap.count,
  };
}

/** The figures other tools read; seconds and milliseconds are those of the whole work. */
export function figures(
  ours: Ours,
  peer: PeerAnswer,
  extent: Extent,
  others: Others,
): Readonly<Record<string, unknown>> {
  const grid = extent.starts / extent.startsGiven;
  const refits = extent.resamples / extent.resamplesGiven;
  const named = (sd: readonly number[]): Record<string, number> =>
    Object.fromEntries(inPeerOrder.map((name, i) => [i < 3 ? name.toLowerCase() : name, sd[i]!]));
  return {
    sampled: grid > 1 || refits > 1,
    grid4500: {
      seconds: ours.gridMs / 1e3,
      ratioScipy: (1e3 * peer.grid.default.seconds * grid) / ours.gridMs,
      ratioScipyTight: (1e3 * peer.grid.tight.seconds * grid) / ours.gridMs,
      ratioScipyLeastSquares: (1e3 * peer.grid.squares.seconds * grid) / ours.gridMs,
      convergedShare: ours.gridShare,
    },
    optimum: {
      warmMs: ours.warmMs,
      coldMs: ours.coldMs,
      processMs: ours.processMs,
      allStartsMs: ours.allStartsMs,
      nearMs: ours.nearMs,
      ratioScipyLeastSquares: (1e3 * middle(peer.one.squares)) / ours.nearMs,
    },
    bootstrap1000: {
      ms: ours.bootstrapMs,
      ratioScipyLeastSquares: (1e3 * peer.bootstrap.squares.seconds * refits) / ours.bootstrapMs,
      ratioScipy: (1e3 * peer.bootstrap.default.seconds * refits) / ours.bootstrapMs,
      sd: named(ours.sd),
      sdScipyLeastSquares: named(peer.bootstrap.squares.sd),
      sdScipy: named(peer.bootstrap.default.sd),
    },
    kernel: {
      nsGradient: ours.nsGradient,
      nsHessian: ours.nsHessian,
      nsJavaScript: ours.nsJavaScript,
      nsC128: ours.inC?.nsGradient,
      nsHessianC128: ours.inC?.nsHessian,
      bySize: Object.fromEntries(
        ours.bySize.map(({ rows, nsGradient, nsHessian, inC }) => [
          formatCount(rows),
          { nsGradient, nsHessian, nsC128: inC?.nsGradient, nsHessianC128: inC?.nsHessian },
        ]),
      ),
      sweeps: ours.sweeps,
    },
    twoThreads: {
      grid4500Seconds: ours.onThreads.gridMs / 1e3,
      grid4500RatioScipy: (1e3 * peer.grid.default.seconds * grid) / ours.onThreads.gridMs,
      bootstrap1000Ms: ours.onThreads.bootstrapMs,
      bootstrap1000RatioScipyLeastSquares: (1e3 * peer.bootstrap.squares.seconds * refits) / ours.onThreads.bootstrapMs,
    },
    rows: Object.fromEntries(
      ours.many
        .filter(({ threads }) => threads === 2)
        .map(({ rows, ms, cpuMs, problemMs, bytesPerRow, threads }) => [
          formatCount(rows),
          { ms, cpuMs, problemMs, bytesPerRow, threads },
        ]),
    ),
    others: Object.fromEntries(
      others.map(([key, , timed]) => {
        const { grid: whole, refits: all } = wholeOf(timed, extent);
        return [
          key,
          {
            startsGiven: timed.grid.objectives.length,
            grid4500Seconds: whole / 1e3,
            ratioGrid4500: whole / ours.gridMs,
            convergedShare: shareOf(timed.grid.objectives, ours),
            oneMs: 1e3 * middle(timed.one),
            bootstrap1000Ms: all,
            ratioBootstrap1000: all / ours.bootstrapMs,
            sd: named(timed.bootstrap.sd),
          },
        ];
      }),
    ),
    versions: peer.versions,
  };
}

/** The share of objectives within 1e-8 of ours. */
function shareOf(objectives: readonly number[], ours: Ours): number {
  return objectives.filter((value) => value <= ours.objective * (1 + 1e-8)).length / objectives.length;
}

/** The same as lines for people. */
export function table(ours: Ours, peer: PeerAnswer, extent: Extent, others: Others): string {
  const grid = extent.starts / extent.startsGiven;
  const refits = extent.resamples / extent.resamplesGiven;
  const rows: (readonly string[])[] = [["work", "who", "time", "ratio", "right?"]];
  const share = (objectives: readonly number[]): string => {
    const least = objectives.reduce((a, b) => Math.min(a, b));
    return `${percent(shareOf(objectives, ours))} of starts within 1e-8; best ${(least / ours.objective - 1).toExponential(1)} off`;
  };
  const names = {
    default: "scipy L-BFGS-B, as people run it",
    tight: "scipy L-BFGS-B, analytic, ftol 1e-15",
    squares: "scipy least_squares huber",
  };
  rows.push([
    "4500 starts",
    "lawlab, 1 thread",
    time(ours.gridMs),
    "1",
    `${percent(ours.gridShare)} of starts within 1e-8`,
  ]);
  for (const usage of ["default", "tight", "squares"] as const) {
    const ms = 1e3 * peer.grid[usage].seconds * grid;
    rows.push(["", names[usage], time(ms), ratio(ms / ours.gridMs), share(peer.grid[usage].objectives)]);
  }
  for (const [, name, timed] of others) {
    const { grid: whole } = wholeOf(timed, extent);
    const part =
      timed.grid.objectives.length < extent.starts ? `; given ${timed.grid.objectives.length}, scaled up` : "";
    rows.push(["", name, time(whole), ratio(whole / ours.gridMs), share(timed.grid.objectives) + part]);
  }
  rows.push([
    "the optimum",
    "lawlab, one generated start",
    time(ours.warmMs),
    "1",
    `objective ${ours.objective.toPrecision(14)}`,
  ]);
  rows.push(["", "lawlab, 64 starts as a fit does", time(ours.allStartsMs), ratio(ours.allStartsMs / ours.warmMs), ""]);
  rows.push([
    "",
    "lawlab, first fit of a fresh kernel",
    time(ours.coldMs),
    ratio(ours.coldMs / ours.warmMs),
    `64 starts, compiling included; ${time(ours.processMs)} in a process that never fitted`,
  ]);
  rows.push(["", "lawlab, one start 2 % away", time(ours.nearMs), ratio(ours.nearMs / ours.warmMs), ""]);
  for (const usage of ["default", "tight", "squares"] as const) {
    const ms = 1e3 * middle(peer.one[usage]);
    rows.push(["", `${names[usage]}, one start 2 % away`, time(ms), ratio(ms / ours.warmMs), ""]);
  }
  for (const [, name, timed] of others) {
    const ms = 1e3 * middle(timed.one);
    rows.push(["", `${name}, one start 2 % away`, time(ms), ratio(ms / ours.warmMs), ""]);
  }
  const sd = (values: readonly number[]): string => `sd ${values.map((value) => value.toPrecision(3)).join(" ")}`;
  const failed = ours.failed > 0 ? `; ${ours.failed} refits failed` : "";
  rows.push(["1000 refits", "lawlab, 1 thread", time(ours.bootstrapMs), "1", `${sd(ours.sd)} (a b e α β)${failed}`]);
  for (const usage of ["default", "squares"] as const) {
    const ms = 1e3 * peer.bootstrap[usage].seconds * refits;
    rows.push(["", names[usage], time(ms), ratio(ms / ours.bootstrapMs), sd(peer.bootstrap[usage].sd)]);
  }
  for (const [, name, timed] of others) {
    const { refits: all } = wholeOf(timed, extent);
    rows.push(["", name, time(all), ratio(all / ours.bootstrapMs), sd(timed.bootstrap.sd)]);
  }
  const { onThreads, inC } = ours;
  rows.push([
    "on 2 threads",
    "lawlab, 4500 starts",
    time(onThreads.gridMs),
    ratio((1e3 * peer.grid.default.seconds * grid) / onThreads.gridMs),
    `${percent(onThreads.gridShare)} of starts within 1e-8; ratio to scipy as people run it`,
  ]);
  rows.push([
    "",
    "lawlab, 1000 refits",
    time(onThreads.bootstrapMs),
    ratio((1e3 * peer.bootstrap.squares.seconds * refits) / onThreads.bootstrapMs),
    "the same bytes; ratio to scipy least_squares huber",
  ]);
  const pass = (who: string, ns: number | undefined, reference: number): void => {
    if (ns !== undefined) rows.push(["", who, `${ns.toFixed(1)} ns a row`, ratio(ns / reference), ""]);
  };
  rows.push(["one pass", "lawlab, value and gradient", `${ours.nsGradient.toFixed(1)} ns a row`, "1", ""]);
  pass("C, gcc -O3, 128 bits, value and gradient", inC?.nsGradient, ours.nsGradient);
  pass("lawlab, with Hessian", ours.nsHessian, ours.nsHessian);
  pass("C, gcc -O3, 128 bits, with Hessian", inC?.nsHessian, ours.nsHessian);
  pass("lawlab, with Hessian, generated JavaScript", ours.nsJavaScript, ours.nsHessian);
  rows.push(...rowsLines(ours));
  return aligned(rows);
}

/** Lines of five cells, in columns. */
export function aligned(rows: readonly (readonly string[])[]): string {
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd([13, 58, 16, 9, 0][i]!))
        .join("")
        .trimEnd(),
    )
    .join("\n");
}

/** One pass by the number of rows, and fits of many rows. */
export function rowsLines({
  bySize,
  sweeps,
  many,
}: Pick<Ours, "bySize" | "sweeps" | "many">): readonly (readonly string[])[] {
  const rows: string[][] = [];
  for (const { rows: count, nsGradient, nsHessian, inC: c } of bySize) {
    const beside = (ns: number, other: number | undefined): string =>
      other === undefined ? "" : `C at 128 bits ${other.toFixed(1)}, ratio ${(ns / other).toFixed(2)}`;
    const name = `lawlab, ${formatCount(count)} rows`;
    rows.push([
      "",
      `${name}, value and gradient`,
      `${nsGradient.toFixed(1)} ns a row`,
      "",
      beside(nsGradient, c?.nsGradient),
    ]);
    rows.push(["", `${name}, with Hessian`, `${nsHessian.toFixed(1)} ns a row`, "", beside(nsHessian, c?.nsHessian)]);
  }
  for (const { rows: count, distinct, nsGradient, nsHessian, nsGradientPlain, nsHessianPlain } of sweeps) {
    const beside = (ns: number, plain: number): string =>
      `computed in every row ${plain.toFixed(1)}, ratio ${(ns / plain).toFixed(2)}`;
    const name = `lawlab, ${formatCount(count)} rows of ${distinct.join(" by ")} values`;
    rows.push(["", `${name}, gradient`, `${nsGradient.toFixed(1)} ns a row`, "", beside(nsGradient, nsGradientPlain)]);
    rows.push(["", `${name}, with Hessian`, `${nsHessian.toFixed(1)} ns a row`, "", beside(nsHessian, nsHessianPlain)]);
  }
  for (const { rows: count, threads, ms, cpuMs, problemMs, bytesPerRow } of many) {
    const note = `${time(cpuMs)} of processor time; ${time(problemMs)} for columns; ${bytesPerRow} bytes a row beside the table's 24`;
    rows.push([
      `${formatCount(count)} rows`,
      `lawlab, one fit, ${threads} thread${threads > 1 ? "s" : ""}`,
      time(ms),
      "",
      note,
    ]);
  }
  return rows;
}

/** 240 or 1e6. */
function formatCount(rows: number): string {
  return rows < 1e4 ? String(rows) : rows.toExponential().replace("e+", "e");
}

function time(ms: number): string {
  return ms >= 1000 ? `${(ms / 1e3).toPrecision(3)} s` : `${ms.toPrecision(3)} ms`;
}

function ratio(value: number): string {
  return `${value.toPrecision(3)}×`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
