/** Asks long work to stop: an `AbortSignal`, or a flag in shared memory read by a worker that cannot see events. */
export interface Cancellation {
  readonly aborted: boolean;
}

/** How far long work has come. */
export interface Progress {
  /** What is being done, e.g. `bootstrap of L`. */
  readonly text: string;
  readonly done: number;
  readonly total: number;
}

/** Thrown by `heed` in work that is to stop, and caught where what was found until then is kept. */
export class Interruption extends Error {
  override readonly name = "Interruption";
}

/** Operations between two looks at the signal: about a millisecond of them. */
export const patience = 1e6;

let heeded: Cancellation | undefined;
let pending = 0;

/**
 * Does work that stops where it heeds a signal; without one it heeds what the work around it heeds. It must not wait:
 * others may run on its thread meanwhile.
 */
export function heeding<T>(signal: Cancellation | undefined, work: () => T): T {
  return signal === undefined ? work() : under(signal, work);
}

/** Does short work to its end, though it was asked to stop: what was found is yet to be told. */
export function undisturbed<T>(work: () => T): T {
  return under(undefined, work);
}

function under<T>(signal: Cancellation | undefined, work: () => T): T {
  const outer = heeded;
  if (outer === undefined) pending = 0;
  heeded = signal;
  try {
    return work();
  } finally {
    heeded = outer;
  }
}

/** Says that work of about so many operations comes next, and leaves it with an Interruption if it is not wanted any more. */
export function heed(operations: number): void {
  pending += operations;
  if (pending < patience || heeded === undefined) return;
  pending = 0;
  if (heeded.aborted) throw new Interruption("the work was interrupted");
}

/** Rows between two heeds of work on many. */
export const rowsAtOnce = 16_384;

/** Does work on rows stretch by stretch, of so many operations a row, heeding before each. */
export function inStretches(rows: number, operations: number, work: (begin: number, end: number) => void): void {
  for (let begin = 0; begin < rows; begin += rowsAtOnce) {
    const end = Math.min(begin + rowsAtOnce, rows);
    heed((end - begin) * operations);
    work(begin, end);
  }
}

/** What work gives, or undefined where it was interrupted. */
export function unlessInterrupted<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (problem) {
    if (problem instanceof Interruption) return undefined;
    throw problem;
  }
}
