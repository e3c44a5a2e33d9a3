import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { BlockTeam } from "./blocks.ts";

/** What a helping thread is started with. */
export interface HelperData {
  readonly helps: Int32Array;
}

/** A team of threads that each run `entry`, which calls help; they keep no process alive. */
export function threadTeam(entry: URL, threads: number = availableParallelism()): BlockTeam {
  return new BlockTeam(threads, (control) => {
    const workerData: HelperData = { helps: control };
    const worker = new Worker(entry, { execArgv: [], workerData });
    worker.unref();
    // A helper that ends is missed after a while, and its blocks are made by the caller.
    worker.on("error", () => {});
    return { tell: (job) => worker.postMessage(job), end: () => void worker.terminate() };
  });
}
