import { type LaunchedThread, launchThread } from "./launch-thread.ts";
import type { Answer, FromThread, Task, ThreadSetup } from "./thread-messages.ts";

/** What the main thread does with a session's thread: give it tasks, ask it to stop, break it. */
export interface SessionHandle {
  post(task: Task | Answer): void;
  /** Asks the task with this number to stop; the work polls for it. */
  interrupt(task: number): void;
  terminate(): Promise<void>;
}

/** What is done with what the thread says. */
export interface SessionEvents {
  said(message: FromThread): void;
  /** The thread ended by itself: out of memory, or a mistake of ours. */
  lost(reason: string): void;
}

/** Sets up a thread with a fresh session; tasks may be posted at once. */
export function startSession(
  setup: ThreadSetup,
  events: SessionEvents,
  { worker, interrupt }: LaunchedThread = launchThread(),
): SessionHandle {
  worker.postMessage(setup);
  const flag = new Int32Array(interrupt);
  let live = true;
  let reason = "it ended";
  worker.on("message", (message: FromThread) => {
    if (live) events.said(message);
  });
  worker.on("error", (problem) => {
    reason = problem.stack ?? String(problem);
  });
  worker.on("exit", () => {
    if (live) events.lost(reason);
    live = false;
  });
  return {
    post: (task) => worker.postMessage(task),
    interrupt: (task) => void Atomics.store(flag, 0, task),
    async terminate() {
      live = false;
      await worker.terminate();
    },
  };
}
