import type { NewtonResult } from "./newton.ts";

/** A basin of the widest loss is settled when its first visitors all ended at one minimum; later ones count with them. */
const visitorsToSettle = 8;

/** An end of some starts, with how many reached it. */
export interface Found {
  coordinates: Float64Array;
  objective: number;
  starts: number;
  /** Whether it is a minimum, and not only where the iterations ran out. */
  done: boolean;
  exact: boolean;
}

/** Minima of the widest loss, and where those who came through them ended. */
export class Basins {
  private readonly all: { readonly at: NewtonResult; readonly ends: (Found | undefined)[] }[] = [];
  private last = -1;

  /** Where a start that has reached `at` will end, if that is settled. */
  visit(at: NewtonResult): Found | undefined {
    this.last = -1;
    if (at.status !== "converged") return undefined;
    this.last = this.all.findIndex((basin) => sameBasin(basin.at, at));
    if (this.last < 0) this.last = this.all.push({ at, ends: [] }) - 1;
    const { ends } = this.all[this.last]!;
    const [end] = ends;
    const settled = ends.length >= visitorsToSettle && end?.done === true && ends.every((e) => e === end);
    return settled ? end : undefined;
  }

  /** Tells where the last visitor ended. */
  leave(end: Found | undefined): void {
    this.all[this.last]?.ends.push(end);
  }
}

function sameBasin(a: NewtonResult, b: NewtonResult): boolean {
  if (Math.abs(a.objective - b.objective) > 1e-4 * a.objective) return false;
  return a.coordinates.every((x, i) => Math.abs(x - b.coordinates[i]!) <= 3e-3 * (1e-3 + Math.abs(x)));
}
