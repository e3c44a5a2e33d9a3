/** How much memory, in megabytes, TypeScript cells may take; `LAWLAB_TYPESCRIPT_MEMORY` sets it. */
export const memoryLimit: number = Math.max(64, Number(process.env.LAWLAB_TYPESCRIPT_MEMORY) || 4096);

/** Watches the memory of the process from now on: a heap limit does not see typed arrays. */
export class MemoryWatch {
  readonly #before = process.memoryUsage.rss();

  /** Whether the process has grown by more than the limit, and by some room for what else it does. */
  exceeded(): boolean {
    return process.memoryUsage.rss() - this.#before > memoryLimit * 1.25 * 2 ** 20;
  }
}
