import { Journal } from "./journal.ts";
import type { LaunchedThread } from "./launch-thread.ts";
import { memoryLimit } from "./memory.ts";
import { type SessionHandle, startSession } from "./session-handle.ts";
import type { Answer, FromThread, Task, ThreadSetup } from "./thread-messages.ts";

/** A cell that has not stopped so long after an interrupt is broken together with its thread, in milliseconds. */
const interruptPatience = 5000;
/** How often the memory of a running task is looked at, in milliseconds. */
const memoryPeriod = 200;

/** What a supervisor tells its kernel. */
export interface SupervisorEvents {
  said(message: FromThread): void;
  /** The running task, if there was one, was lost with its thread. */
  broken(why: string): void;
  /** Some names could not be made again after a loss. */
  missing(names: readonly string[]): void;
}

/** Keeps a session's thread at work: breaks it when it must be, starts another, and has what was in scope made again there. */
export class Supervisor {
  readonly #setup: Omit<ThreadSetup, "restore">;
  readonly #events: SupervisorEvents;
  readonly #journal = new Journal();
  readonly #memoryLimit = memoryLimit();
  /** Undefined after a loss, until the next task asks for one: a thread that cannot start is not started in a circle. */
  #session: SessionHandle | undefined;
  #task: number | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;
  /** The thread has come up. */
  #up = false;
  /** The thread is making a lost scope again. */
  #restoring = false;

  constructor(setup: Omit<ThreadSetup, "restore">, events: SupervisorEvents, first?: LaunchedThread) {
    this.#setup = setup;
    this.#events = events;
    this.#session = this.#start(first);
  }

  post(task: Task): void {
    this.#task = task.number;
    this.#watch = setInterval(() => this.#lookAtMemory(), memoryPeriod);
    this.#session ??= this.#start();
    this.#session.post(task);
  }

  /** Hands on what answers a question of the running task. */
  answer(answer: Answer): void {
    this.#session?.post(answer);
  }

  /** Asks the running task to stop; breaks it when it does not. */
  interrupt(): void {
    const task = this.#task;
    if (task === undefined) return;
    this.#session?.interrupt(task);
    const seconds = interruptPatience / 1000;
    this.#deadline ??= setTimeout(
      () => this.#break(`the cell did not stop within ${seconds} s of the interrupt and was broken`),
      interruptPatience,
    );
  }

  async terminate(): Promise<void> {
    this.#ended();
    await this.#session?.terminate();
  }

  #start(first?: LaunchedThread): SessionHandle {
    const restore = this.#journal.deeds();
    this.#up = false;
    this.#restoring = restore.length > 0;
    const events = {
      said: (message: FromThread) => this.#said(message),
      lost: (reason: string) => this.#lost(reason),
    };
    return startSession({ ...this.#setup, restore }, events, first);
  }

  #said(message: FromThread): void {
    if (message.kind === "ready") this.#up = true;
    if (message.kind === "restored") {
      this.#restoring = false;
      if (message.missing.length > 0) this.#events.missing(message.missing);
      return;
    }
    if (message.kind === "reply") {
      if (message.task !== this.#task) return;
      this.#journal.note(message.deeds);
      this.#ended();
    }
    this.#events.said(message);
  }

  #ended(): void {
    clearTimeout(this.#deadline);
    clearInterval(this.#watch);
    this.#deadline = undefined;
    this.#task = undefined;
  }

  #lookAtMemory(): void {
    if (process.memoryUsage.rss() <= this.#memoryLimit) return;
    const limit = Math.round(this.#memoryLimit / 1e6);
    this.#break(`the kernel reached ${limit} MB of memory (LAWLAB_MEMORY) and the cell was broken`);
  }

  #break(why: string): void {
    void this.#session?.terminate();
    this.#replace(why);
  }

  #lost(reason: string): void {
    process.stderr.write(`the session's thread was lost: ${reason}\n`);
    const memory = reason.includes("ERR_WORKER_OUT_OF_MEMORY");
    this.#replace(memory ? "the cell needed more memory than a thread may have" : "the cell's thread ended");
  }

  #replace(why: string): void {
    this.#ended();
    this.#session = undefined;
    const missing = this.#restoring ? this.#journal.names() : [];
    // What breaks a thread while it is made again would break the next one too.
    if (this.#restoring) this.#journal.clear();
    this.#restoring = false;
    const kept = this.#journal.deeds().length > 0;
    if (kept && this.#up) this.#session = this.#start();
    this.#events.broken(kept ? `${why}; the names defined before it are being made again` : why);
    if (missing.length > 0) this.#events.missing(missing);
  }
}
