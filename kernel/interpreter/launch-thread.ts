import { Worker } from "node:worker_threads";

/** A session's thread that has been started and waits for its setup. */
export interface LaunchedThread {
  readonly worker: Worker;
  /** One Int32, seen by both threads: the number of the task that is to stop. */
  readonly interrupt: SharedArrayBuffer;
}

/** Starts a session's thread; it makes itself ready while its owner reads what it is to be set up with. */
export function launchThread(): LaunchedThread {
  const interrupt = new SharedArrayBuffer(4);
  const worker = new Worker(new URL("./session-thread.cjs", import.meta.url), {
    workerData: { interrupt },
    name: "session",
  });
  // The sockets keep the kernel alive, not its thread: a bad connection file ends the process.
  worker.unref();
  return { worker, interrupt };
}
