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
