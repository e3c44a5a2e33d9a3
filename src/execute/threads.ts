import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Executor, Job, JobControl } from "./executor.ts";
import type { FromThread, ToThread } from "./thread-messages.ts";

/** How a pool of threads is made. */
export interface ThreadOptions {
  /** The module that each thread runs: it answers messages with serveTasks. */
  readonly entry: URL;
  /** How many threads; as many as there are processors, where nothing is said. */
  readonly threads?: number;
}

/** A part that ends this many threads is a mistake of ours, not the machine's. */
const mostDeaths = 3;
/** How often the caller's signal is looked at, in milliseconds: it may be a flag that tells nobody. */
const signalPeriod = 10;

interface Thread {
  readonly worker: Worker;
  opened: number;
  part: number | undefined;
}

interface Running {
  readonly number: number;
  readonly job: Job<unknown>;
  readonly cancel: Int32Array;
  readonly waiting: number[];
  readonly deaths: Map<number, number>;
  readonly outputs: unknown[];
  done: number;
  readonly progress: JobControl["progress"];
  /** What ended the job early: told when the last running part has answered, so that no thread enters the next job busy. */
  problem: Error | undefined;
  readonly settle: (problem: Error | undefined) => void;
}

/**
 * A pool of warm threads. A thread that dies is replaced and its part done again. The threads keep no process alive while
 * nothing runs.
 */
export function threadExecutor({ entry, threads = availableParallelism() }: ThreadOptions): Executor {
  return new ThreadPool(entry, Math.max(1, threads)).executor;
}

class ThreadPool {
  readonly executor: Executor;
  private readonly entry: URL;
  private readonly size: number;
  private readonly pool: Thread[] = [];
  private running: Running | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private jobs = 0;
  private closed = false;
  private lastError = "";

  constructor(entry: URL, size: number) {
    this.entry = entry;
    this.size = size;
    this.executor = {
      threads: size,
      run: <I, O>(job: Job<I>, control: JobControl = {}) => this.enqueue<O>(job, control),
      close: () => this.close(),
    };
  }

  /** Jobs run one after the other: each has all the threads. */
  private enqueue<O>(job: Job<unknown>, control: JobControl): Promise<readonly (O | undefined)[]> {
    const result = this.queue.then(() => this.start<O>(job, control));
    this.queue = result.catch(() => undefined);
    return result;
  }

  private start<O>(job: Job<unknown>, { signal, progress }: JobControl): Promise<readonly (O | undefined)[]> {
    if (this.closed) return Promise.reject(new Error("this executor is closed"));
    const outputs: (O | undefined)[] = job.inputs.map(() => undefined);
    if (job.inputs.length === 0 || signal?.aborted === true) return Promise.resolve(outputs);
    return new Promise((resolve, reject) => {
      const cancel = new Int32Array(new SharedArrayBuffer(4));
      const timer =
        signal === undefined
          ? undefined
          : setInterval(() => {
              if (signal.aborted) this.cancelRunning();
            }, signalPeriod);
      this.running = {
        number: ++this.jobs,
        job,
        cancel,
        waiting: job.inputs.map((_, index) => index),
        deaths: new Map(),
        outputs,
        done: 0,
        progress,
        problem: undefined,
        settle: (problem) => {
          clearInterval(timer);
          this.running = undefined;
          for (const thread of this.pool) thread.worker.unref();
          if (problem === undefined) resolve(outputs);
          else reject(problem);
        },
      };
      const wanted = Math.min(this.size, job.inputs.length);
      while (this.pool.length < wanted) this.spawn();
      for (const thread of [...this.pool]) this.feed(thread);
    });
  }

  /** Parts that wait are dropped; those that run see the flag, end early, and their outputs are not used. */
  private cancelRunning(): void {
    const { running } = this;
    if (running === undefined || Atomics.load(running.cancel, 0) === 1) return;
    Atomics.store(running.cancel, 0, 1);
    running.waiting.length = 0;
    this.settleIfDone(running);
  }

  /** Ends a job with a problem: what waits is dropped, what runs sees the flag, and the last answer settles it. */
  private fail(running: Running, reason: string): void {
    running.problem ??= new Error(reason);
    running.waiting.length = 0;
    Atomics.store(running.cancel, 0, 1);
    this.settleIfDone(running);
  }

  private settleIfDone(running: Running): void {
    if (running.waiting.length > 0 || this.pool.some((thread) => thread.part !== undefined)) return;
    running.settle(running.problem);
  }

  private spawn(): Thread {
    // Flags of the process, such as --input-type, are not for threads.
    const thread: Thread = { worker: new Worker(this.entry, { execArgv: [] }), opened: 0, part: undefined };
    this.pool.push(thread);
    thread.worker.on("message", (message: FromThread) => this.answered(thread, message));
    // What ends a thread is told by its exit, which follows.
    thread.worker.on("error", (problem) => {
      this.lastError = String(problem);
    });
    thread.worker.on("exit", () => this.died(thread));
    return thread;
  }

  private feed(thread: Thread): void {
    const { running } = this;
    const index = running?.waiting.shift();
    if (running === undefined || index === undefined) return;
    const { number, job, cancel } = running;
    thread.worker.ref();
    const tell = (message: ToThread): void => thread.worker.postMessage(message);
    if (thread.opened !== number) {
      if (thread.opened > 0) tell({ kind: "close", job: thread.opened });
      tell({ kind: "open", job: number, task: job.task, shared: job.shared, cancel });
      thread.opened = number;
    }
    thread.part = index;
    tell({ kind: "part", job: number, index, input: job.inputs[index] });
  }

  private answered(thread: Thread, message: FromThread): void {
    const { running } = this;
    thread.part = undefined;
    if (running === undefined || message.job !== running.number) return;
    if (message.kind === "failed") {
      this.fail(running, `the task ${running.job.task} failed: ${message.reason}`);
      return;
    }
    if (Atomics.load(running.cancel, 0) === 0) {
      running.outputs[message.index] = message.output;
      running.progress?.(++running.done, running.outputs.length);
    }
    this.feed(thread);
    this.settleIfDone(running);
  }

  private died(thread: Thread): void {
    this.pool.splice(this.pool.indexOf(thread), 1);
    const { running } = this;
    const { part } = thread;
    thread.part = undefined;
    if (running === undefined || part === undefined || this.closed) return;
    const deaths = (running.deaths.get(part) ?? 0) + 1;
    running.deaths.set(part, deaths);
    if (deaths >= mostDeaths) {
      this.fail(running, `part ${part} of the task ${running.job.task} ended ${deaths} threads: ${this.lastError}`);
      return;
    }
    if (Atomics.load(running.cancel, 0) === 0) {
      running.waiting.unshift(part);
      this.feed(this.spawn());
    }
    this.settleIfDone(running);
  }

  private async close(): Promise<void> {
    this.closed = true;
    await this.queue;
    await Promise.all(this.pool.map((thread) => thread.worker.terminate()));
  }
}
